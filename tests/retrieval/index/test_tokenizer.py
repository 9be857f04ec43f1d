import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import split_words
from retrieval.index.tokenizer import Tokenizer
from tests.retrieval.index.arrays import number_words

# Where folding by chunks could differ from folding the whole: marks without a letter before them,
# what is dropped, ligatures of several words, a sigma that depends on its neighbours, separators.
EDGES = (
    *("ا", "أ", "ب", "ه", "\u064b", "\u0640", "\u0301", "\u0653", "\u066c", "\ufdfa", "\ufc5e"),
    *("Σ", "A", "İ", "1", "٢", "_", ".", " ", "\u00a0", "\u2000", "\u2028", "\u200b", "\x1c"),
    *("\u1100", "\u1161", "\ud800", "👍", "\n", "\t"),
)
texts = st.one_of(
    st.text(st.characters(exclude_categories=[]), max_size=40),
    st.text(st.sampled_from(EDGES), max_size=20),
)


def words_of(texts: list[str]) -> list[list[str]]:
    rows, words = number_words(texts)
    return [[words[number] for number in row] for row in rows]


@given(texts)
@example("ΑΣ ΑΣ.Σ")
@example("1\u066c 000 1\u066c000")
@example("ا \u0653")
def test_the_words_are_those_of_the_matching_key(text: str):
    expected = split_words(matching_key(text))

    assert words_of([text]) == [expected]
    assert words_of([text, "", text]) == [expected, [], expected]


@given(st.lists(texts, max_size=4))
def test_each_distinct_word_has_one_number(seen: list[str]):
    _, words = number_words(seen)

    assert sorted(words) == sorted(set(split_words(matching_key(" ".join(seen)))))


def test_words_that_have_numbers_keep_them():
    rows, words = number_words(["ق\u0650طار، وبحر، بحر!"], known=["بحر", "قطار"])  # ARABIC KASRA

    assert rows == [[1, 2, 0]]
    assert words == ["بحر", "قطار", "وبحر"]


def test_texts_stay_apart():
    rows, _ = number_words(["بحر قطار", "", "قطار،بحر ! بحر"], known=["بحر", "قطار"])

    assert rows == [[0, 1], [], [1, 0, 0]]
    assert number_words([]) == ([], [])


def test_rows_of_words_stand_among_rows_of_chunks_as_they_are():
    tokenizer = Tokenizer(["بحر", "قطار", "ميناء"])
    two, none = map(tokenizer.number, ["بحر/سفينه", "!"])

    parts, lengths = tokenizer.finish().spell(
        np.array([2, 1, 0, two, 1, none, 1, 2], dtype=np.int32), np.array([2, 2, 0, 3, 1])
    )

    assert np.concatenate(parts).tolist() == [2, 1, 0, 0, 3, 1, 1, 2]
    assert lengths.tolist() == [2, 3, 0, 2, 1]


@pytest.mark.parametrize("text", ["", " \n", "، . !", "\u200f\u0640", "👍"])
def test_a_text_without_letters_or_digits_has_no_words(text: str):
    assert number_words([text]) == ([[]], [])


def test_a_ligature_of_four_words_is_four_words():
    # ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM
    assert words_of(["النبي\ufdfa"]) == [["النبيصلي", "الله", "عليه", "وسلم"]]
