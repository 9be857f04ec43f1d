"""Lending: nothing is closed in anybody's hand."""

import pytest

from bot.lending import Lending


class Book:
    def __init__(self) -> None:
        self.is_open = True

    def close(self) -> None:
        assert self.is_open, "closed twice"
        self.is_open = False


def test_what_nobody_has_is_closed_at_once():
    old, new = Book(), Book()
    lending = Lending(old)

    lending.replace(new)

    assert not old.is_open
    assert new.is_open
    assert lending.current is new


def test_what_somebody_has_is_closed_when_the_last_one_is_done():
    old, new = Book(), Book()
    lending = Lending(old)

    with lending.lend() as first:
        with lending.lend() as second:
            lending.replace(new)
            with lending.lend() as third:
                assert (first, second, third) == (old, old, new)
        assert old.is_open
    assert not old.is_open
    assert new.is_open


def test_closing_waits_for_who_has_it_too():
    book = Book()
    lending = Lending(book)

    with lending.lend():
        lending.close()
        assert book.is_open

    assert not book.is_open


def test_an_error_gives_it_back_too():
    book = Book()
    lending = Lending(book)

    def fail_with(_book: Book) -> None:
        lending.replace(Book())
        raise LookupError

    with pytest.raises(LookupError), lending.lend() as mine:
        fail_with(mine)

    assert not book.is_open
