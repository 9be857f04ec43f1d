from hashlib import blake2b
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arabic.evidence import WordClass
from retrieval.arabic.terms import word_terms
from retrieval.index.words import TermKind, WordTable, pair_keys, term_key, word_keys

KEYS = st.integers(0, 2**64 - 1)
words = st.lists(st.text("ابتكمويه1a", min_size=1, max_size=9), max_size=8)


def split_mix(first: int, second: int) -> int:
    """SplitMix64's finaliser in integers without bound, of what tells (a, b) from (b, a)."""
    mixed = (first * 0x9E3779B97F4A7C15 + second) % 2**64
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB % 2**64
    return mixed ^ (mixed >> 31)


def test_a_term_key_is_the_blake2b_of_its_text_under_its_kind():
    expected = blake2b("كتب".encode(), digest_size=8, person=b"2").digest()

    assert term_key(TermKind.GRAM, "كتب") == int.from_bytes(expected)


def test_snapshots_rely_on_these_numbers_of_kinds():
    assert [(kind.name, kind.value) for kind in TermKind] == [
        ("STEM", 0),
        ("SKELETON", 1),
        ("GRAM", 2),
        ("PAIR", 3),
    ]


@given(st.text(max_size=8))
def test_terms_of_two_kinds_never_share_a_key(text: str):
    keys = [term_key(kind, text) for kind in TermKind]

    assert all(first != second for first, second in combinations(keys, 2))


def test_a_word_gives_its_stem_its_skeleton_and_its_grams():
    assert word_keys("والكاتبون") == [
        term_key(TermKind.STEM, "كاتب"),
        term_key(TermKind.SKELETON, "كتب"),
        *(
            term_key(TermKind.GRAM, gram)
            for gram in ("_وال", "والك", "الكا", "لكات", "كاتب", "اتبو", "تبون", "بون_")
        ),
    ]


@given(st.lists(st.tuples(KEYS, KEYS), min_size=1, max_size=5))
def test_pair_keys_are_mixed_as_split_mix_does(pairs: list[tuple[int, int]]):
    first, second = np.array(pairs, dtype=np.uint64).T

    assert pair_keys(first, second).tolist() == [split_mix(*pair) for pair in pairs]


def test_a_pair_and_its_reverse_have_two_keys():
    first, second = np.array([7], dtype=np.uint64), np.array([9], dtype=np.uint64)

    assert pair_keys(first, second) != pair_keys(second, first)


@given(words)
def test_a_table_holds_the_keys_of_each_word_with_their_kinds(listed: list[str]):
    table = WordTable.of(listed)

    rows = [
        list(zip(table.kinds[start:end].tolist(), table.keys[start:end].tolist(), strict=True))
        for start, end in zip(table.offsets[:-1], table.offsets[1:], strict=True)
    ]
    assert rows == [
        [
            (TermKind.STEM, term_key(TermKind.STEM, word_terms(word).stem)),
            (TermKind.SKELETON, term_key(TermKind.SKELETON, word_terms(word).skeleton)),
            *((TermKind.GRAM, term_key(TermKind.GRAM, gram)) for gram in word_terms(word).grams),
        ]
        for word in listed
    ]
    assert table.stem_keys.tolist() == [
        term_key(TermKind.STEM, word_terms(word).stem) for word in listed
    ]


def test_a_table_of_no_words_is_empty():
    table = WordTable.of([])

    assert table.offsets.tolist() == [0]
    assert [len(array) for array in (table.keys, table.classes, table.kinds)] == [0, 0, 0]
    assert [len(array) for array in (table.is_stop, table.stem_keys)] == [0, 0]


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
