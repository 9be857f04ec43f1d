"""What a question asks for, and which of its words carry the topic.

Question words and the politeness around a question name no topic; they tell what kind of answer
is wanted. Many of them are ordinary words elsewhere («من» who and from, «ما» what and not), so
where a word stands decides. Standard Arabic and the dialects are read alike.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from retrieval.arabic.alternatives import Alternative, find_alternatives
from retrieval.arabic.answer_types import AnswerType, answer_type
from retrieval.arabic.keyboard import on_arabic_keys
from retrieval.arabic.latin import LatinKind, kind_of_latin
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.question_words import find_question_words, question_lists
from retrieval.arabic.terms import split_words, stop_words

__all__ = ["AnswerType", "Query", "QueryWord", "QuestionKind", "analyse_question"]

ASKING_WEIGHT = 0.0
"""Of question words, and of greetings and politeness around a question."""
STOP_WORD_WEIGHT = 0.7
CONTENT_WEIGHT = 1.0
MAX_CLOSING_WORDS = 4
"""Of the longest phrase that closes a question politely."""

_ARABIC_LETTER = re.compile(r"[\u0620-\u064a\u066e-\u06d5\u06ee-\u06ff\u0750-\u077f\u08a0-\u08c9]")
_EGYPTIAN_WHAT = re.compile(r"(?<!\w)[وف]?[اإ]يه(?!\w)")


class QuestionKind(StrEnum):
    """What came in as a question."""

    QUESTION = "question"
    EMPTY = "empty"
    """No letter and no digit."""
    SMALL_TALK = "small_talk"
    """A greeting, thanks, or a question about the bot itself."""
    NO_CONTENT = "no_content"
    """Only question words and stop words."""
    ARABIZI = "arabizi"
    """Arabic in Latin letters."""
    FOREIGN = "foreign"
    """Another language. Whatever holds an Arabic letter is taken for Arabic."""


@dataclass(frozen=True, slots=True)
class QueryWord:
    """A word of a question's key.

    Attributes:
        weight: How much of the topic it carries, 0 to 1.
        is_carried: It is of an earlier question, and of the topic at any weight.
        alternatives: What may stand for it, none of them twice.
    """

    text: str
    weight: float
    is_carried: bool = False
    alternatives: tuple[Alternative, ...] = ()

    @property
    def is_topic(self) -> bool:
        """Whether it names the topic."""
        return self.is_carried or self.weight >= CONTENT_WEIGHT


@dataclass(frozen=True, slots=True)
class Query:
    """The analysed question.

    Attributes:
        question: As the user typed it; with the letters of an Arabic keyboard where the keys of
            an English one were meant so.
        key: Its matching key.
        words: The words of `key`, all of them, in order.
        answer_type: What an answer has to hold.
        kind: Whether there is a question to answer at all.
        asking: Positions of question words in `words`, in order.
    """

    question: str
    key: str
    words: tuple[QueryWord, ...]
    answer_type: AnswerType
    kind: QuestionKind
    asking: tuple[int, ...] = ()


@lru_cache(maxsize=64)
def analyse_question(question: str) -> Query:
    """Find out what `question` asks for. Every string has an analysis.

    On its way a question is analysed by whoever wants to know of it; the last few are remembered.
    """
    key = matching_key(question)
    words = split_words(key)
    if not words:
        return Query(question, key, (), AnswerType.OTHER, QuestionKind.EMPTY)
    if not _ARABIC_LETTER.search(key):
        typed = on_arabic_keys(question)
        if typed is not None:
            return analyse_question(typed)
        query_words = tuple(QueryWord(word, CONTENT_WEIGHT) for word in words)
        return Query(question, key, query_words, AnswerType.OTHER, _kind_without_arabic(words))
    start, end, is_greeted = _find_core(words)
    core = words[start:end]
    asking = find_question_words(core, spells_what=_EGYPTIAN_WHAT.search(question) is not None)
    weights = [ASKING_WEIGHT] * len(words)
    asked = answer_type(core, asking)
    for position, word in enumerate(core):
        if position not in asking:
            restates = _restates(core, position, asking, asked)
            weights[start + position] = STOP_WORD_WEIGHT if restates else _weight(word)
    return Query(
        question=question,
        key=key,
        words=_query_words(words, weights),
        answer_type=asked,
        kind=_kind(core, weights, is_asking=bool(asking), is_greeted=is_greeted),
        asking=tuple(start + position for position in asking),
    )


def _weight(word: str) -> float:
    """Return how much of the topic a word carries that is no question word."""
    if word in question_lists().fillers:
        return ASKING_WEIGHT
    return STOP_WORD_WEIGHT if word in stop_words() else CONTENT_WEIGHT


def _restates(
    words: Sequence[str], position: int, asking: Mapping[int, str], asked: AnswerType
) -> bool:
    """Tell whether a word only says once more what is asked for: «كم عدد», «في أي عام»."""
    lists = question_lists()
    if lists.restating.get(words[position]) != asked:
        return False
    if asked is AnswerType.PLACE:
        return True
    before = position - 1
    while before >= 0 and before not in asking and words[before] in lists.passed_over:
        before -= 1
    # «متى» has asked for the time already: «متى يوم الأرض» is about that day.
    has_asked = asked is AnswerType.TIME and asking.get(before) == AnswerType.TIME
    return before in asking and not has_asked


def _query_words(words: Sequence[str], weights: Sequence[float]) -> tuple[QueryWord, ...]:
    topic = [weight >= CONTENT_WEIGHT for weight in weights]
    found = find_alternatives(words, topic)
    return tuple(
        QueryWord(word, weight, alternatives=alternatives)
        for word, weight, alternatives in zip(words, weights, found, strict=True)
    )


def _find_core(words: Sequence[str]) -> tuple[int, int, bool]:
    """Return where the question itself starts and ends, and whether a greeting came with it."""
    lists = question_lists()
    text = "".join(f"{word} " for word in words)
    first = 0
    is_greeted = False
    while first < len(text):
        greeting = lists.greetings.match(text, first)
        match = greeting or lists.openings.match(text, first)
        if match is None or match.end() == first:
            break
        is_greeted = is_greeted or greeting is not None
        first = match.end()
    last = len(text)
    while (last_closing := _closing_before(text, first, last)) is not None:
        last = last_closing
    return text.count(" ", 0, first), text.count(" ", 0, last), is_greeted


def _closing_before(text: str, first: int, last: int) -> int | None:
    """Return where the polite phrase starts that ends at `last`, if one does."""
    start = last
    for _ in range(MAX_CLOSING_WORDS):
        if start <= first:
            return None
        start = text.rfind(" ", first, start - 1) + 1 or first
        match = question_lists().closings.match(text, start, last)
        if match and match.end() == last:
            return start
    return None


def _kind(
    core: Sequence[str], weights: Sequence[float], *, is_asking: bool, is_greeted: bool
) -> QuestionKind:
    greetings_alone = question_lists().greetings_alone
    if not is_asking and all(word in greetings_alone or word in stop_words() for word in core):
        is_greeted = is_greeted or any(word in greetings_alone for word in core)
        return QuestionKind.SMALL_TALK if is_greeted else QuestionKind.NO_CONTENT
    return QuestionKind.QUESTION if CONTENT_WEIGHT in weights else QuestionKind.NO_CONTENT


def _kind_without_arabic(words: Sequence[str]) -> QuestionKind:
    if all(word.isdecimal() for word in words):
        return QuestionKind.QUESTION
    return {
        LatinKind.GREETING: QuestionKind.SMALL_TALK,
        LatinKind.ARABIZI: QuestionKind.ARABIZI,
        LatinKind.FOREIGN: QuestionKind.FOREIGN,
    }[kind_of_latin(words)]
