import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.duplicates import (
    is_near_duplicate,
    is_said_in,
    sentence_words,
)

SENTENCE = "قال رئيس المجلس إن الحدائق الأربع ستفتح أبوابها للزوار كل يوم حتى منتصف الليل."


def are_alike(first: str, second: str) -> bool:
    return is_near_duplicate(sentence_words(first), sentence_words(second))


def test_spelling_and_marks_make_no_other_sentence():
    decorated = f"[«{SENTENCE.replace('إن', 'ان').replace('الأربع', 'الاربع')}»]"

    assert sentence_words(decorated) == sentence_words(SENTENCE)
    assert sentence_words(SENTENCE) != sentence_words(SENTENCE[:-8])


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (SENTENCE, SENTENCE.replace("المجلس", "المجالس"), True),
        (SENTENCE, SENTENCE.replace("قال رئيس", "وقال رئيس"), True),
        (SENTENCE, SENTENCE.replace("كل يوم حتى منتصف الليل", "أيام الجمعة صباحا"), False),
        (SENTENCE.replace("الأربع", "4"), SENTENCE.replace("الأربع", "5"), False),
        (SENTENCE, SENTENCE[:40], False),
        ("وأضاف الوزير", "وأضافت الوزيرة", False),
        ("وأضاف الوزير", "وأضاف الوزير.", True),
    ],
)
def test_two_sentences_are_alike_if_a_word_or_two_differ(first: str, second: str, expected: bool):
    assert are_alike(first, second) is expected
    assert are_alike(second, first) is expected


def test_a_cut_sentence_is_said_in_the_whole_one_unless_a_number_was_cut():
    whole = sentence_words("بلغ عدد زوار الحدائق في اليوم الأول 2255 زائرا من كل الأحياء.")

    assert is_said_in(sentence_words("بلغ عدد زوار الحدائق في اليوم الأو"), whole)
    assert not is_said_in(sentence_words("بلغ عدد زوار الحدائق في اليوم الأول 22"), whole)
    assert not is_said_in(sentence_words("بلغ عدد زوار"), whole)


@given(st.text(max_size=60))
def test_every_sentence_is_alike_itself(text: str):
    assert are_alike(text, text)
    assert sentence_words(text) == sentence_words(f" {text}\u200f ")  # RLM
