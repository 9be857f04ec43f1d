import pytest

from retrieval.arabic.common_words import is_common, share_of_passages


@pytest.mark.parametrize("word", ["اليابان", "مدينه", "والسفاره", "الذهب", "قالت", "الاكراد"])
def test_words_of_encyclopedia_and_news_are_common(word: str):
    assert is_common(word)


@pytest.mark.parametrize("word", ["السفارره", "لافرف", "مفاوظاتت", "ماموقف", "عالتلفون", "x", ""])
def test_misspelt_words_are_not(word: str):
    assert not is_common(word)


def test_rarer_words_stand_in_fewer_passages_and_uncommon_ones_in_fewest():
    words = ["قال", "روسيا", "لافروف", "مفاوظاتت"]

    shares = [share_of_passages(word) for word in words]

    assert shares == sorted(shares, reverse=True)
    assert 0.1 < shares[0] < 1
    assert shares[-1] < 1e-4


def test_the_forms_of_a_word_share_their_passages():
    assert share_of_passages("والسفاره") == share_of_passages("السفاره")
