from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from retrieval.arabic.lemmas import bundled_lemmas
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import light_stem
from retrieval.arabic.word_links import (
    LINK,
    N_LINKS,
    SURE,
    WordLinks,
    bundled_word_links,
)
from retrieval.arabic.word_vectors import bundled_word_vectors


def strength(asked: str, found: str) -> int:
    """How surely one word carries another, 0 to `SURE`."""
    stems = [light_stem(matching_key(word)) for word in (asked, found)]
    one, other = bundled_lemmas().numbers_of(stems).tolist()
    strengths = np.zeros(len(bundled_word_vectors()), dtype=np.uint8)
    bundled_word_links().mark(one, strengths)
    return int(strengths[other])


@pytest.mark.parametrize(
    ("asked", "found", "unlike"),
    [
        ("انتصر", "فاز", "مطر"),
        ("مات", "مصرع", "مباراة"),
        ("راتب", "أجور", "جبل"),
        ("وزن", "كيلوغراما", "وزير"),
        ("فلوس", "أموال", "طبيب"),
        ("مركبة", "سيارات", "قصيدة"),
        ("هرب", "فرار", "انتخابات"),
    ],
)
def test_a_word_is_carried_by_one_of_its_meaning_and_not_by_another(
    asked: str, found: str, unlike: str
):
    assert strength(asked, found) > SURE // 2 > 4 * strength(asked, unlike)


def test_a_word_carries_itself_in_full():
    assert strength("زيارة", "بزيارتهم") == SURE


def test_every_lemma_has_links_to_others_the_strongest_first():
    entries = bundled_word_links().entries

    strengths = entries["strength"].astype(np.int64)
    assert entries.dtype == LINK
    assert entries.shape == (len(bundled_word_vectors()), N_LINKS)
    assert (strengths[:, 0] > 0).all()
    assert (np.diff(strengths) <= 0).all()
    assert strengths.max() < SURE
    assert int(entries["lemma"].max()) < len(entries)
    is_itself = entries["lemma"] == np.arange(len(entries))[:, None]
    assert not (is_itself & (strengths > 0)).any()


def test_no_lemma_is_linked_twice():
    entries = bundled_word_links().entries
    by_lemma = np.take_along_axis(entries, entries["lemma"].argsort(axis=1), axis=1)

    first, second = by_lemma[:, :-1], by_lemma[:, 1:]

    is_link = (first["strength"] > 0) & (second["strength"] > 0)
    assert not (is_link & (first["lemma"] == second["lemma"])).any()


def test_marking_raises_and_never_lowers():
    entries = np.zeros((4, N_LINKS), dtype=LINK)
    entries[0, 0], entries[0, 1] = (2, 200), (3, 90)
    strengths = np.array([0, 50, 10, 120], dtype=np.uint8)

    WordLinks(entries).mark(0, strengths)

    assert strengths.tolist() == [SURE, 50, 200, 120]


def test_a_row_with_fewer_links_marks_these_alone():
    entries = np.zeros((3, N_LINKS), dtype=LINK)
    entries[1, 0] = (2, 70)
    strengths = np.zeros(3, dtype=np.uint8)

    WordLinks(entries).mark(1, strengths)

    assert strengths.tolist() == [0, SURE, 70]


def test_entries_without_a_link_do_not_hide_one_to_the_first_lemma():
    entries = np.zeros((3, N_LINKS), dtype=LINK)
    entries[1, 0], entries[1, 1] = (2, 90), (0, 70)
    strengths = np.zeros(3, dtype=np.uint8)

    WordLinks(entries).mark(1, strengths)

    assert strengths.tolist() == [70, SURE, 90]


def test_what_is_written_is_what_is_read(tmp_path: Path):
    entries = np.zeros((2, N_LINKS), dtype=LINK)
    entries[1, 0] = (0, 70)

    WordLinks(entries).write(tmp_path / "links.npy")

    read = WordLinks.read(tmp_path / "links.npy")
    assert read.entries.dtype == LINK
    assert read.entries.tolist() == entries.tolist()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("انتصر", "فاز"),
        ("انتصر", "هزم"),
        ("فلوس", "أموال"),
        ("راتب", "أجور"),
        ("انتصر", "خسر"),
    ],
)
def test_the_card_tells_strengths_as_they_are(asked: str, found: str):
    card = (files("retrieval.arabic") / "WORD_LINKS.md").read_text(encoding="utf-8")

    told = f"{strength(asked, found) / SURE:.2f}".removeprefix("0")

    assert f"«{found}» ({told})" in card
