"""Carriers are read as written, keep the rules of their README, and the README its figures."""

from pathlib import Path

import pytest

from retrieval.arabic.lemmas import UNKNOWN, bundled_lemmas
from retrieval.arabic.normalize import fold_letters, matching_key
from retrieval.arabic.terms import stop_words
from tests.training.known import FIRST_LETTERS, stem, write_word_lines
from training.carriers import CARRIERS, Carriers, read_carriers
from training.lemma_knowledge import lemmas_of_words

FORMS = 4
"""Of a head, at most."""


@pytest.fixture(scope="module")
def ours() -> tuple[Carriers, ...]:
    return read_carriers()


def words_of(line: Carriers) -> tuple[str, ...]:
    return (*line.heads, *line.carrying, *line.clues)


def test_lines_are_read_as_written_in_the_order_of_the_files(tmp_path: Path):
    folder = write_word_lines(
        tmp_path,
        alef="استقال استقالت\tتنحى غادر\tمنصب\nأخذ\tنال\n",
        ba_to_zay="بحر\tيم\n",
        sin_to_qaf="سفر\t\tطائرة\n",
        kaf_to_ya="نهر\tفرات\tضفة",
    )

    assert read_carriers(folder) == (
        Carriers(("استقال", "استقالت"), ("تنحى", "غادر"), ("منصب",)),
        Carriers(("أخذ",), ("نال",), ()),
        Carriers(("بحر",), ("يم",), ()),
        Carriers(("سفر",), (), ("طائرة",)),
        Carriers(("نهر",), ("فرات",), ("ضفة",)),
    )


def test_no_word_is_or_stems_like_a_stop_word(ours: tuple[Carriers, ...]):
    words = {word for line in ours for word in words_of(line)}

    assert {word for word in words if {matching_key(word), stem(word)} & stop_words()} == set()


def test_the_heads_of_a_line_are_of_one_lemma_and_all_its_words_of_others_each_once(
    ours: tuple[Carriers, ...],
):
    for line in ours:
        (head,) = set(lemmas_of_words(line.heads, bundled_lemmas()).tolist())
        others = lemmas_of_words((*line.carrying, *line.clues), bundled_lemmas()).tolist()

        assert UNKNOWN not in {head, *others}
        assert len({head, *others}) == 1 + len(others), line


def test_a_head_has_few_forms_and_something_that_carries_it_or_is_a_clue(
    ours: tuple[Carriers, ...],
):
    assert {len(line.heads) for line in ours} <= set(range(1, FORMS + 1))
    assert [line for line in ours if not line.carrying and not line.clues] == []


def test_lines_are_in_the_order_of_their_heads_in_the_file_of_their_first_letter():
    for part, letters in FIRST_LETTERS.items():
        lines = (CARRIERS / f"{part}.tsv").read_text(encoding="utf-8").splitlines()
        heads = [fold_letters(line.split("\t")[0].split(" ")[0]) for line in lines]

        assert heads == sorted(heads)
        assert {head[0] for head in heads} <= set(letters)


def test_the_line_that_the_readme_shows_is_there(ours: tuple[Carriers, ...]):
    (line,) = [line for line in ours if line.heads == ("رحيل",)]

    assert {"غادر", "نزوح", "استقالة"} <= set(line.carrying)
    assert "البقاء" in line.clues


@pytest.mark.parametrize(
    ("asked", "found"), [("استقال", "تنحى"), ("سافر", "غادر"), ("فلوس", "مال"), ("قتل", "اغتيال")]
)
def test_a_word_of_ours_is_carried_by_what_says_the_same(
    ours: tuple[Carriers, ...], asked: str, found: str
):
    carrying = {
        stem(word)
        for line in ours
        if stem(asked) in map(stem, line.heads)
        for word in line.carrying
    }

    assert stem(found) in carrying


def test_the_readme_counts_what_is_there(ours: tuple[Carriers, ...]):
    readme = " ".join((CARRIERS / "README.md").read_text(encoding="utf-8").split())
    n_carrying = sum(len(line.carrying) for line in ours)
    n_clues = sum(len(line.clues) for line in ours)
    words = {word for line in ours for word in words_of(line)}
    carrying, clues = (
        sorted(len(words) for words in field)[len(ours) // 2]
        for field in ([line.carrying for line in ours], [line.clues for line in ours])
    )

    assert f"{len(ours):,} lines of {len(words):,} words" in readme
    assert f"{n_carrying:,} words that carry a head, and {n_clues:,} clues" in readme
    assert f"{carrying} and {clues} in the median" in readme
