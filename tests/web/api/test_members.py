"""Checking a request member by member."""

import pytest

from bot.web.api.members import Fault, Members, invalid
from bot.web.problems import ProblemError

STRING = "expected a string of 1 to 5 characters, without NUL or half a surrogate pair"


def faults_of(members: Members) -> tuple[Fault, ...]:
    with pytest.raises(ProblemError) as ended:
        members.finish()
    errors = ended.value.problem.members["errors"]
    assert ended.value.problem.status == 422
    assert isinstance(errors, list)
    return tuple(Fault(**error) for error in errors)


def test_members_that_are_as_they_should_be_are_returned():
    members = Members({"question": "متى؟", "quotes": 2, "previous": ["أين"], "vote": None})

    taken = (
        members.text("question", max_chars=5),
        members.whole_number("quotes", 1, 10, default=3),
        members.texts("previous", max_items=2, max_chars=5),
        members.choice("vote", ("up", "down", None)),
    )
    members.finish()

    assert taken == ("متى؟", 2, ("أين",), None)


def test_members_that_may_be_absent_have_their_default():
    members = Members({})

    taken = (
        members.whole_number("quotes", 1, 10, default=3),
        members.texts("previous", max_items=2, max_chars=5),
    )
    members.finish()

    assert taken == (3, ())


@pytest.mark.parametrize("value", ["", "123456", "a\0b", "\ud800", 5, None, ["a"], True])
def test_a_text_is_a_string_within_its_limits(value: object):
    members = Members({"question": value})

    members.text("question", max_chars=5)

    assert faults_of(members) == (Fault(STRING, pointer="/question"),)


def test_a_text_that_is_missing_is_told():
    members = Members({})

    members.text("question", max_chars=5)

    assert faults_of(members) == (Fault(STRING, pointer="/question"),)


def test_the_longest_text_is_counted_in_characters():
    members = Members({"question": "😀" * 5})

    text = members.text("question", max_chars=5)
    members.finish()

    assert text == "😀" * 5


@pytest.mark.parametrize("value", [0, 11, 2.5, "2", None, True, [], float("inf"), -1e300])
def test_a_number_is_whole_and_within_its_limits(value: object):
    members = Members({"quotes": value})

    members.whole_number("quotes", 1, 10, default=3)

    assert faults_of(members) == (
        Fault("expected a whole number from 1 to 10", pointer="/quotes"),
    )


def test_a_number_without_a_fraction_is_whole_however_it_is_written():
    members = Members({"quotes": 3.0})

    number = members.whole_number("quotes", 1, 10, default=5)
    members.finish()

    assert (number, type(number)) == (3, int)


@pytest.mark.parametrize("value", ["متى", None, {}, ["a"] * 3])
def test_an_array_is_one_and_not_too_long(value: object):
    members = Members({"previous": value})

    members.texts("previous", max_items=2, max_chars=5)

    assert faults_of(members) == (
        Fault("expected an array of at most 2 strings", pointer="/previous"),
    )


def test_of_an_array_the_wrong_items_are_told_by_their_places():
    members = Members({"previous": ["a", 1, ""]})

    members.texts("previous", max_items=3, max_chars=5)

    assert [fault.pointer for fault in faults_of(members)] == ["/previous/1", "/previous/2"]


@pytest.mark.parametrize("content", [{}, {"vote": "UP"}, {"vote": 1}, {"vote": ["up"]}])
def test_a_choice_is_one_of_those_that_there_are(content: dict[str, object]):
    members = Members(content)

    members.choice("vote", ("up", None))

    assert faults_of(members) == (Fault('expected one of "up", null', pointer="/vote"),)


def test_a_choice_that_must_be_a_string_is_not_null():
    members = Members({"vote": None})

    members.choice("vote", ("up",))

    assert faults_of(members) == (Fault('expected one of "up"', pointer="/vote"),)


def test_members_that_nobody_knows_are_told_with_those_that_there_are():
    members = Members({"quotes": 1, "a/b~c": 1, "x" * 65: 1})

    members.whole_number("quotes", 1, 10, default=3)

    told = "expected no other members than quotes"
    assert faults_of(members) == (Fault(told, pointer="/a~1b~0c"), Fault(told))


def test_only_the_first_of_many_faults_are_told():
    members = Members({str(n): n for n in range(1000)})

    assert len(faults_of(members)) == 10


def test_a_problem_names_each_fault_with_its_place():
    ended = invalid([Fault("expected a", pointer="/b"), Fault("c", parameter="d"), Fault("e")])

    assert str(ended) == "/b: expected a; d: c; the body: e"
    assert ended.problem.members == {
        "errors": [
            {"detail": "expected a", "pointer": "/b"},
            {"detail": "c", "parameter": "d"},
            {"detail": "e"},
        ]
    }
