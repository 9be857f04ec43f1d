import pytest

from retrieval.search.latin_lexicon import LatinLexicon


@pytest.fixture(scope="module")
def lexicon() -> LatinLexicon:
    return LatinLexicon.of(
        ["الكتاب", "كتب", "كاتب", "وكتابه", "للكتب", "nato", "2011", "ايه", "و"]
    )


def test_words_that_may_be_written_so_are_told_with_the_cheapest_first(lexicon: LatinLexicon):
    read = lexicon.readings("kitab", 0.8)

    # i for nothing .1; a for the long one .1, for nothing .05; a long one unwritten .5.
    assert [reading.text for reading in read] == ["كتب", "كتاب", "كاتب"]
    assert [reading.cost for reading in read] == pytest.approx([0.15, 0.2, 0.65])


def test_nothing_dearer_than_was_asked_for_is_told(lexicon: LatinLexicon):
    assert [reading.text for reading in lexicon.readings("kitab", 0.2 + 1e-6)] == ["كتب", "كتاب"]
    assert lexicon.readings("kitab", -0.1) == []


def test_a_word_is_kept_without_its_article_and_with_and_without_its_conjunction(
    lexicon: LatinLexicon,
):
    read = {reading.text: reading.cost for reading in lexicon.readings("ketaba", 2.0)}

    assert read["كتابه"] == pytest.approx(0.15)
    assert read["وكتابه"] == pytest.approx(1.05)
    assert not any(text.startswith(("ال", "لل")) for text in read)


def test_a_word_without_consonants_is_found(lexicon: LatinLexicon):
    assert [reading.text for reading in lexicon.readings("eih", 0.5)] == ["ايه"]


@pytest.mark.parametrize("word", ["qwrtpx", "k" * 30, "привет", "2011"])
def test_what_no_word_is_written_as_has_no_reading(lexicon: LatinLexicon, word: str):
    assert lexicon.readings(word, 3.0) == []


def test_without_words_there_is_nothing_to_read():
    assert LatinLexicon.of([]).readings("kitab", 3.0) == []


def test_the_words_of_our_lists_are_known_beside_those_of_a_corpus():
    lexicon = LatinLexicon.with_lists(["لافروف"])

    assert lexicon.readings("lavrov", 0.3)[0].text == "لافروف"
    assert "سمك" in [reading.text for reading in lexicon.readings("samak", 0.3)]
