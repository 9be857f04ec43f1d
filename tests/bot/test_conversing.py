from dataclasses import replace

from bot.conversing import asked_before, understood_with
from retrieval.arabic.followups import MAX_PREVIOUS
from retrieval.datatypes import Answer, Outcome

QUESTION = "متى وصل القطار؟"
ALONE = Answer(QUESTION, Outcome.WEAK, 0.5, quotes=(), passages=())
FOLLOW_UP = replace(ALONE, is_follow_up=True)


def test_a_further_question_may_lean_on_the_last_one_and_on_what_that_leant_on():
    assert asked_before(("أ", "ب"), "ج") == ("أ", "ب", "ج")
    assert asked_before(("أ", "ب"), "") == ("أ", "ب")
    assert asked_before((), "") == ()


def test_of_many_questions_the_first_and_the_last_ones_are_kept():
    many = tuple(map(str, range(MAX_PREVIOUS)))

    kept = asked_before(many, "ج")

    assert kept == ("0", *many[2:], "ج")
    assert len(kept) == MAX_PREVIOUS


def test_a_question_that_stands_alone_begins_anew():
    assert understood_with(("أ",), QUESTION, ALONE) == ()
    assert understood_with(("أ",), QUESTION, FOLLOW_UP) == ("أ",)


def test_thanks_come_between_two_questions_in_whatever_letters():
    thanks = Answer("شكرا جزيلا", Outcome.NONE, 0.0, quotes=(), passages=())
    latin = replace(thanks, question="lama", read_as="شكرا جزيلا")

    assert understood_with(("أ",), thanks.question, thanks) == ("أ",)
    assert understood_with(("أ",), latin.question, latin) == ("أ",)
    assert understood_with(("أ",), "شكرا", None) == ("أ",)
