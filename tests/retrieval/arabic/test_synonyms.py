"""The files of synonyms are well formed: every line is a group that can widen a question."""

import re
from importlib.resources import files

import pytest

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import light_stem, split_words, stop_words

PARTS = ("actions", "actions_related", "things", "things_related")
LETTERS = re.compile("[\u0621-\u063a\u0641-\u064a]+(?: [\u0621-\u063a\u0641-\u064a]+)*")


def groups(part: str) -> list[list[str]]:
    path = files("retrieval.arabic") / "synonyms" / f"{part}.tsv"
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def stems(entry: str) -> tuple[str, ...]:
    return tuple(light_stem(word) for word in split_words(matching_key(entry)))


@pytest.mark.parametrize("part", PARTS)
def test_every_group_has_two_words_or_more(part: str):
    assert [group for group in groups(part) if len(group) < 2] == []


@pytest.mark.parametrize("part", PARTS)
def test_words_are_arabic_letters_and_single_spaces(part: str):
    entries = [entry for group in groups(part) for entry in group]

    assert [entry for entry in entries if not LETTERS.fullmatch(entry)] == []


@pytest.mark.parametrize("part", PARTS)
def test_no_word_stands_twice_in_a_group(part: str):
    keys = [[matching_key(entry) for entry in group] for group in groups(part)]

    assert [group for group in keys if len(set(group)) < len(group)] == []


@pytest.mark.parametrize("part", PARTS)
def test_no_group_stands_twice(part: str):
    found = [frozenset(matching_key(entry) for entry in group) for group in groups(part)]

    assert len(set(found)) == len(found)


@pytest.mark.parametrize("part", PARTS)
def test_no_word_is_a_stop_word(part: str):
    entries = [matching_key(entry) for group in groups(part) for entry in group]

    assert [entry for entry in entries if entry in stop_words()] == []


@pytest.mark.parametrize("part", PARTS)
def test_a_group_joins_what_stemming_does_not(part: str):
    lonely = [group for group in groups(part) if len({stems(entry) for entry in group}) < 2]

    assert lonely == []


@pytest.mark.parametrize("part", PARTS)
def test_no_group_lies_within_another(part: str):
    found = [frozenset(stems(entry) for entry in group) for group in groups(part)]

    assert [group for group in found if any(group < other for other in found)] == []
