import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import split_words
from retrieval.index.tokenizer import Tokenizer

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


def words_of(tokenizer: Tokenizer, text: str) -> list[str]:
    (numbers,) = tokenizer.tokenize([text])
    return [tokenizer.words[number] for number in numbers]


@given(texts)
@example("ΑΣ ΑΣ.Σ")
@example("1\u066c 000 1\u066c000")
@example("ا \u0653")
def test_the_words_are_those_of_the_matching_key(text: str):
    tokenizer = Tokenizer()

    assert words_of(tokenizer, text) == split_words(matching_key(text))
    assert words_of(tokenizer, text) == split_words(matching_key(text)), "from memory"


@given(st.lists(texts, max_size=4))
def test_each_distinct_word_has_one_number(seen: list[str]):
    tokenizer = Tokenizer()

    tokenizer.tokenize(seen)

    assert sorted(tokenizer.words) == sorted(set(split_words(matching_key(" ".join(seen)))))


def test_words_that_have_numbers_keep_them():
    tokenizer = Tokenizer(["بحر", "قطار"])

    numbers = tokenizer.tokenize(["ق\u0650طار، وبحر، بحر!"])  # ARABIC KASRA

    assert numbers == [[1, 2, 0]]
    assert tokenizer.words == ["بحر", "قطار", "وبحر"]


def test_texts_are_numbered_together_and_stay_apart():
    tokenizer = Tokenizer(["بحر", "قطار"])

    assert tokenizer.tokenize(["بحر قطار", "", "قطار، بحر"]) == [[0, 1], [], [1, 0]]
    assert tokenizer.tokenize([]) == []


@pytest.mark.parametrize("text", ["", " \n", "، . !", "\u200f\u0640", "👍"])
def test_a_text_without_letters_or_digits_has_no_words(text: str):
    tokenizer = Tokenizer()

    assert tokenizer.tokenize([text]) == [[]]
    assert tokenizer.words == []


def test_a_ligature_of_four_words_is_four_words():
    tokenizer = Tokenizer()

    # ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM
    assert words_of(tokenizer, "النبي\ufdfa") == ["النبيصلي", "الله", "عليه", "وسلم"]
