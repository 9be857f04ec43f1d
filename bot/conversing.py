"""What a question leans on: the ones asked before it, wherever they were asked."""

from retrieval.arabic.followups import MAX_PREVIOUS
from retrieval.arabic.questions import QuestionKind, analyse_question
from retrieval.datatypes import Answer


def asked_before(previous: tuple[str, ...], question: str) -> tuple[str, ...]:
    """Return what a further question may lean on, oldest first.

    Args:
        previous: What the last question was understood with.
        question: The last one; "" if it was not searched for.
    """
    asked = (*previous, question) if question else previous
    # The first one says what all the others are about.
    return asked if len(asked) <= MAX_PREVIOUS else (asked[0], *asked[1 - MAX_PREVIOUS :])


def understood_with(
    previous: tuple[str, ...], question: str, answer: Answer | None
) -> tuple[str, ...]:
    """Return those of the questions before that a question was understood with.

    Args:
        previous: What was asked before it.
        question: The question.
        answer: Its answer; None if it was not searched for.
    """
    # Thanks and greetings come between two questions; the second may lean on the first.
    read_as = answer.read_as if answer else ""
    is_aside = analyse_question(read_as or question).kind is not QuestionKind.QUESTION
    is_follow_up = answer is not None and answer.is_follow_up
    return previous if is_follow_up or is_aside else ()
