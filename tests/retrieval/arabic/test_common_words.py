import pytest

from retrieval.arabic.common_words import checksums_of, is_common, stem_checksum


@pytest.mark.parametrize("word", ["اليابان", "مدينه", "والسفاره", "الذهب", "قالت", "الاكراد"])
def test_words_of_encyclopedia_and_news_are_common(word: str):
    assert is_common(word)


@pytest.mark.parametrize("word", ["السفارره", "لافرف", "مفاوظاتت", "ماموقف", "عالتلفون", "x", ""])
def test_misspelt_words_are_not(word: str):
    assert not is_common(word)


def test_the_checksums_of_stems_ascend_and_each_stands_once():
    checksums = checksums_of(["روسيا", "موسكو", "روسيا"])

    assert checksums.tolist() == sorted({stem_checksum("روسيا"), stem_checksum("موسكو")})
