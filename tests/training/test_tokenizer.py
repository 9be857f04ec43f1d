import sys
import unicodedata
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arabic.normalize import LETTER_TABLE, matching_key
from retrieval.arabic.terms import split_words
from training.articles import Article
from training.corpus import number_words
from training.tokenizer import UNKNOWN, WORD_START, train_tokenizer, untrained_tokenizer

FOLDING = untrained_tokenizer()


def folded_words(text: str) -> list[str]:
    normalized = FOLDING.normalizer.normalize_str(text)
    return [
        piece.removeprefix(WORD_START)
        for piece, _ in FOLDING.pre_tokenizer.pre_tokenize_str(normalized)
    ]


def test_the_tokenizer_folds_and_splits_as_the_matching_key_does():
    text = "قالَ «الأُستاذ» في ١٢٬٣٤٥ كلمةٍ: ﻻ بأسَ_بهـــذا، ΟΔΟΣ ﷺ iPhone\u200f١٥"  # RLM

    assert folded_words(text) == [
        *("قال", "الاستاذ", "في", "12345", "كلمه", "لا", "باس", "بهذا"),
        *("οδος", "صلي", "الله", "عليه", "وسلم", "iphone15"),
    ]


@pytest.mark.slow
def test_every_character_but_ideographs_folds_and_splits_as_in_the_matching_key():
    characters = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if (category := unicodedata.category(chr(code))) not in {"Cn", "Co", "Cs"}
        and (category != "Lo" or code < 0x3000)
    ]
    lines = [f"a{character}b1{character}2" for character in characters]

    assert folded_words("\n".join(lines)) == [
        word for line in lines for word in split_words(matching_key(line))
    ]


@given(st.text(st.characters(exclude_categories=["Cn", "Cs"], exclude_characters="Σσς")))
def test_any_text_folds_and_splits_as_in_the_matching_key(text: str):
    assert folded_words(text) == split_words(matching_key(text))


def test_nothing_that_a_character_folds_to_folds_further():
    targets = {target for target in LETTER_TABLE.values() if target}

    assert {target for target in targets if target.translate(LETTER_TABLE) != target} == set()


def test_a_word_has_the_same_pieces_whatever_stands_beside_it():
    words = ["مدرسه", "المدرسه", "مدارس", "كتاب", "الكتاب", "كتب"]
    corpus = number_words([Article(title="", sentences=(" ".join(words * 30),))])
    tokenizer = train_tokenizer(corpus, vocabulary_size=40, min_count=0)

    alone = [tokenizer.encode(word).tokens for word in words]

    assert tokenizer.encode("، ".join(words)).tokens == list(chain.from_iterable(alone))
    assert ["".join(pieces) for pieces in alone] == [WORD_START + word for word in words]


def test_a_letter_never_met_is_the_unknown_token():
    corpus = number_words([Article(title="", sentences=("كتاب كتب مكتبه " * 30,))])
    tokenizer = train_tokenizer(corpus, vocabulary_size=20, min_count=0)

    assert tokenizer.encode("كتاب 字").ids[-1] == tokenizer.token_to_id(UNKNOWN)
