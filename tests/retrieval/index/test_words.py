from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arabic.evidence import WordClass
from retrieval.arabic.lemmas import UNKNOWN, bundled_lemmas
from retrieval.arabic.terms import light_stem, word_terms
from retrieval.index.words import TermKind, WordTable, pair_key, pair_keys, word_keys

KEYS = st.integers(0, 2**64 - 1)
words = st.lists(st.text("ابتكمويه1a\U0001d7d8", min_size=1, max_size=9), max_size=8, unique=True)


def rows_of(table: WordTable) -> list[list[tuple[int, int]]]:
    """Return the kind and the key of every term of each word."""
    return [
        list(zip(table.kinds[start:end].tolist(), table.keys[start:end].tolist(), strict=True))
        for start, end in zip(table.offsets[:-1], table.offsets[1:], strict=True)
    ]


def every_gram(word: str) -> list[str]:
    """Return the grams of a word as often as they occur in it."""
    marked = f"_{word}_"
    return [marked[at : at + 4] for at in range(max(len(marked) - 3, 1))]


def test_snapshots_rely_on_these_numbers_of_kinds():
    assert [(kind.name, kind.value) for kind in TermKind] == [
        ("STEM", 0),
        ("SKELETON", 1),
        ("GRAM", 2),
        ("PAIR", 3),
    ]


@given(words)
def test_a_word_has_its_stem_its_skeleton_and_its_grams_in_this_order(listed: list[str]):
    table = WordTable.of(listed)

    assert [[kind for kind, _ in row] for row in rows_of(table)] == [
        [TermKind.STEM, TermKind.SKELETON, *[TermKind.GRAM] * len(every_gram(word))]
        for word in listed
    ]
    assert table.stem_keys.tolist() == [row[0][1] for row in rows_of(table)]


@given(words)
def test_two_terms_have_one_key_if_and_only_if_they_are_one_term(listed: list[str]):
    terms = [
        [
            (TermKind.STEM, word_terms(word).stem),
            (TermKind.SKELETON, word_terms(word).skeleton),
            *((TermKind.GRAM, gram) for gram in every_gram(word)),
        ]
        for word in listed
    ]

    keys = [[key for _, key in row] for row in rows_of(WordTable.of(listed))]

    pairs = {
        (term, key)
        for term_row, key_row in zip(terms, keys, strict=True)
        for term, key in zip(term_row, key_row, strict=True)
    }
    assert len(pairs) == len({term for term, _ in pairs}) == len({key for _, key in pairs})


@pytest.mark.slow
def test_grams_of_neighbouring_letters_have_keys_of_their_own():
    letters = [chr(code) for code in range(ord("ا"), ord("ا") + 14)]
    listed = ["".join(spelled) for spelled in product(letters, repeat=4)]

    table = WordTable.of(listed)

    grams = {gram for word in listed for gram in every_gram(word)}
    assert len(np.unique(table.keys[table.kinds == TermKind.GRAM])) == len(grams)


@given(st.lists(st.tuples(KEYS, KEYS), min_size=2, max_size=5, unique=True))
def test_two_pairs_never_share_a_key(pairs: list[tuple[int, int]]):
    first, second = np.array(pairs, dtype=np.uint64).T

    assert len(set(pair_keys(first, second).tolist())) == len(pairs)


def test_a_pair_and_its_reverse_have_two_keys():
    first, second = np.array([7], dtype=np.uint64), np.array([9], dtype=np.uint64)

    assert pair_keys(first, second) != pair_keys(second, first)


def test_a_table_of_no_words_is_empty():
    table = WordTable.of([])

    assert table.offsets.tolist() == [0]
    assert [len(array) for array in (table.keys, table.classes, table.kinds)] == [0, 0, 0]
    assert [len(array) for array in (table.is_stop, table.stem_keys)] == [0, 0]
    assert len(table.lemmas) == 0


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("قطار", WordClass(0)),
        ("في", WordClass.STOP),
        ("وفي", WordClass.STOP),
        ("17", WordClass.NUMBER),
        ("1998", WordClass.NUMBER | WordClass.YEAR),
        ("1998م", WordClass.NUMBER | WordClass.YEAR),
        ("يناير", WordClass.MONTH),
        ("الخميس", WordClass.TIME),
    ],
)
def test_a_table_says_what_each_word_is_evidence_of(word: str, expected: WordClass):
    table = WordTable.of(["بحر", word])

    assert table.classes.tolist() == [0, expected]
    assert table.is_stop.tolist() == [False, bool(expected & WordClass.STOP)]


def test_a_table_has_the_lemma_of_each_words_stem():
    listed = ["القلق", "قفطبن", "وزير", "والقلق", "الوزير"]
    expected = bundled_lemmas().numbers_of([light_stem(word) for word in listed]).tolist()

    table = WordTable.of(listed[:3]).extended(listed[3:])

    assert table.lemmas.dtype == np.int32
    assert table.lemmas.tolist() == expected
    assert table.take(np.array([4, 1])).lemmas.tolist() == [expected[2], UNKNOWN]
    assert expected[2] == expected[4] != expected[0] == expected[3] != UNKNOWN


@pytest.mark.parametrize("word", ["و", "من", "سوبيا", "والمدارس", "ددددددد", "كم2", "\U00010348x"])
def test_the_keys_of_one_word_are_those_of_a_table_of_words(word: str):
    table = WordTable.of(["زيارة", word])

    start, end = table.offsets[1:].tolist()
    assert word_keys(word) == tuple(dict.fromkeys(table.keys[start:end].tolist()))


@given(st.tuples(*[st.integers(0, 2**64 - 1)] * 2))
def test_the_key_of_one_pair_is_that_of_pairs(pair: tuple[int, int]):
    first, second = (np.array([stem], dtype=np.uint64) for stem in pair)

    assert pair_key(*pair) == int(pair_keys(first, second)[0])
