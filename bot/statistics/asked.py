"""The same question in different spellings, put together. Pure."""

from collections.abc import Iterable
from typing import Final

from bot.storage.questions import AskedQuestion
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.questions import QuestionKind, analyse_question
from retrieval.arabic.terms import split_words

_ASIDES: Final = frozenset({QuestionKind.EMPTY, QuestionKind.SMALL_TALK})
"""Thanks and greetings, which nobody expects the articles to answer."""


def is_aside(question: str) -> bool:
    """Tell whether a message asks nothing of the articles."""
    return analyse_question(question).kind in _ASIDES


def fold(asked: Iterable[AskedQuestion]) -> list[AskedQuestion]:
    """Put questions together that differ only in spelling, vowels or punctuation; drop asides.

    A follow-up is another question after another one.

    Returns:
        The latest spelling of each, with the sums of all, the latest question first.
    """
    folded: dict[str, AskedQuestion] = {}
    for question in sorted(asked, key=lambda each: (-each.last_at, each.question)):
        if is_aside(question.question):
            continue
        key = _key(question)
        latest = folded.get(key)
        folded[key] = question if latest is None else _sum(latest, question)
    return list(folded.values())


def most_asked(folded: Iterable[AskedQuestion], limit: int) -> list[AskedQuestion]:
    """Return the questions that were asked most, at least twice; equal ones latest first."""
    repeated = (question for question in folded if question.n > 1)
    return sorted(repeated, key=lambda each: (-each.n, -each.last_at, each.question))[:limit]


def lacking(folded: Iterable[AskedQuestion]) -> list[AskedQuestion]:
    """Return the questions that were ever left without a good answer, in their order."""
    return [question for question in folded if question.n_lacking]


def _key(question: AskedQuestion) -> str:
    asked = (*question.previous, question.question)
    return "\n".join(" ".join(split_words(matching_key(each))) for each in asked)


def _sum(latest: AskedQuestion, other: AskedQuestion) -> AskedQuestion:
    return AskedQuestion(
        question=latest.question,
        previous=latest.previous,
        n=latest.n + other.n,
        n_none=latest.n_none + other.n_none,
        n_weak=latest.n_weak + other.n_weak,
        n_disliked=latest.n_disliked + other.n_disliked,
        n_lacking=latest.n_lacking + other.n_lacking,
        last_at=latest.last_at,
    )
