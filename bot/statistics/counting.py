"""Counting a question when it is done with, wherever it was asked."""

from typing import Final

from bot.statistics.asked import is_aside
from bot.statistics.log import QuestionLog
from bot.storage.questions import Ending, Place
from retrieval.datatypes import Answer, Outcome

_ENDINGS: Final = {
    Outcome.ANSWER: Ending.ANSWERED,
    Outcome.WEAK: Ending.WEAK,
    Outcome.NONE: Ending.NONE,
}


def count_question(
    log: QuestionLog, place: Place, question: str, answer: Answer | None, started_at: float
) -> None:
    """Count a question; thanks and greetings are none.

    Args:
        log: Counts.
        place: Where it was asked.
        question: Its text.
        answer: None if it was turned away.
        started_at: When it was taken up, by the clock's `now`.
    """
    if is_aside(question):
        return
    log.note(place, _ENDINGS[answer.outcome] if answer else Ending.TURNED_AWAY, started_at)
