from pathlib import Path

import numpy as np
import pytest

from retrieval.arabic.common_words import stem_checksum
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import light_stem
from retrieval.arabic.word_vectors import (
    FULL_LENGTH,
    UNKNOWN,
    WordVectors,
    bundled_word_vectors,
)


def row_of(vectors: WordVectors, word: str) -> int:
    return int(vectors.rows_of([light_stem(matching_key(word))])[0])


def cosine(first: str, second: str) -> float:
    vectors = bundled_word_vectors()
    rows = vectors.rows[[row_of(vectors, first), row_of(vectors, second)]]
    a, b = rows.astype(np.float64) / FULL_LENGTH
    return float(a @ b)


def vectors_of(*stems: str) -> WordVectors:
    """Vectors of two dimensions, whose first tells the place of the stem here."""
    checksums = np.array([stem_checksum(stem) for stem in stems], dtype=np.uint32)
    order = np.argsort(checksums)
    rows = np.array([[place, 100] for place in order], dtype=np.int8)
    return WordVectors(checksums[order], rows)


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("قلق", "توجس", "طائرة"),
        ("القلق", "مخاوف", "مباراة"),
        ("مستشفى", "عيادة", "انتخابات"),
        ("محادثات", "مفاوضات", "سيارة"),
    ],
)
def test_a_word_is_nearer_to_one_of_its_meaning_than_to_another(word: str, near: str, far: str):
    assert cosine(word, near) > 0.4 > cosine(word, far) + 0.2


def test_every_vector_has_the_full_length():
    rows = bundled_word_vectors().rows.astype(np.float64)

    lengths = np.linalg.norm(rows, axis=1)

    assert np.abs(lengths / FULL_LENGTH - 1).max() < 0.02


def test_stems_of_the_file_ascend_and_each_has_a_row():
    vectors = bundled_word_vectors()

    assert (np.diff(vectors.checksums.astype(np.int64)) > 0).all()
    assert len(vectors.rows) == len(vectors.checksums) > 40_000


@pytest.mark.parametrize("word", ["قفطبن", "مفاوظاتت", "2019", "ب52", ""])
def test_slips_and_numbers_have_no_vector(word: str):
    assert row_of(bundled_word_vectors(), word) == UNKNOWN


def test_rows_come_in_the_order_of_the_stems():
    vectors = vectors_of("زيار", "زير", "يزور")

    rows = vectors.rows_of(["يزور", "قفطبن", "زيار", "زير", "زيار"])

    assert rows.dtype == np.int32
    assert rows[1] == UNKNOWN
    assert vectors.rows[rows[[0, 2, 3, 4]], 0].tolist() == [2, 0, 1, 0]
    assert vectors.rows_of([]).tolist() == []


@pytest.mark.parametrize(
    ("stem", "known"),
    [
        ("بزيار", "زيار"),
        ("لزيار", "زيار"),
        ("كزيار", "زيار"),
        ("فزيار", "زيار"),
        ("سيزور", "يزور"),
        ("ستزور", "تزور"),
        ("بوزير", "زير"),  # what the stemmer takes off «وزير»
        ("بحياته", "حياته"),  # and where what it would leave is unknown
    ],
)
def test_an_unknown_stem_has_the_row_of_what_something_clings_to(stem: str, known: str):
    vectors = vectors_of("قطار", known)

    assert vectors.rows[vectors.rows_of([stem])[0], 0] == 1


@pytest.mark.parametrize("stem", ["بيت", "سلام", "ساره", "مزيار", "سيد"])
def test_letters_that_do_not_cling_are_left(stem: str):
    vectors = vectors_of(stem[1:])

    assert vectors.rows_of([stem]).tolist() == [UNKNOWN]


def test_a_stem_with_a_row_of_its_own_keeps_it():
    vectors = vectors_of("بزيار", "زيار")

    assert vectors.rows[vectors.rows_of(["بزيار"])[0], 0] == 0


def test_of_two_bare_forms_the_stem_comes_first():
    vectors = vectors_of("وزير", "زير")

    assert vectors.rows[vectors.rows_of(["بوزير"])[0], 0] == 1


def test_what_is_written_is_what_is_read(tmp_path: Path):
    made = vectors_of("زيار", "يزور")

    made.write(tmp_path / "vectors.npy", tmp_path / "stems.npy")

    read = WordVectors.read(tmp_path / "vectors.npy", tmp_path / "stems.npy")
    assert read.rows.tolist() == made.rows.tolist()
    assert read.rows_of(["يزور"]).tolist() == made.rows_of(["يزور"]).tolist() != [UNKNOWN]


def test_one_stem_is_found_as_among_many():
    vectors = vectors_of("زيار", "سيزور", "قلم", "يزور", "بيت")
    stems = ["زيار", "بزيار", "سيزور", "سيكتب", "سيقلم", "لقلم", "وطن", "بيت", "بت", "", "ب"]

    rows = [vectors.row_of(stem) for stem in stems]

    assert rows == vectors.rows_of(stems).tolist()
    assert rows.count(UNKNOWN) > 3
    assert len({*rows}) > 4
