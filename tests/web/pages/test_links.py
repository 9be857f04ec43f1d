"""Addresses that hold a conversation."""

from bot.storage.answers import AnswerId
from bot.web.pages.links import MAX_EARLIER, answer_address, earlier_of, question_address


def test_a_question_keeps_its_signs_in_an_address():
    assert question_address("كم؟ & أين") == "/?q=%D9%83%D9%85%D8%9F+%26+%D8%A3%D9%8A%D9%86"


def test_an_answer_stands_below_those_before_it():
    address = answer_address(AnswerId("abc-_"), [AnswerId("1"), AnswerId("2")], voted="up")

    assert address == "/answers/abc-_?after=1&after=2&voted=up"
    assert answer_address(AnswerId("abc"), []) == "/answers/abc"


def test_a_page_names_each_answer_once_and_few_of_them():
    ids = [str(i) for i in range(10)]

    assert earlier_of([*ids, "9", "", "x" * 33]) == tuple(ids[-MAX_EARLIER:])
