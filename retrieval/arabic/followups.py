"""Whether a question leans on the one before it, and both as one query.

«ومتى؟», «كم كلفته؟» and «وماذا عن تركيا؟» name little or nothing of their topic: it is that of
the question before. A question with a topic of its own stands alone, whatever was asked before.
No grammar tells the two apart for sure, so the decision counts: what the question names itself
(words that neither ask, nor point back, nor are the kind of thing asked for), and what points
back (pronouns, «ذلك», «و» before a question word).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache

from retrieval.arabic.answer_types import AnswerType
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.question_words import question_lists
from retrieval.arabic.questions import Query, QuestionKind, analyse_question
from retrieval.arabic.terms import light_stem, split_words, stop_words
from retrieval.arabic.word_lists import folded, phrases_pattern, read_json

CARRIED_WEIGHT = 0.6
"""Of a word of the question before, beside 1 of a new one that says more of the same.

Measured on neighbouring questions of one paragraph, the second without the words that the first
has too. Right sentence first at .2 / .4 / .6 / .8 / 1: arcd-train (223 pairs) 134 / 150 / 153 /
149 / 142, where the whole second question gives 138; TyDi QA (48) 27 / 32 / 36 / 37 / 38 of 39.
"""
REPLACED_WEIGHT = 0.4
"""The same where the new words take the place of some of the old: «وماذا عن تركيا؟».

At .2 / .4 / .6 / .8 the right sentence comes first in 24 / 27 / 26 / 24 of the 44 conversations of
`tests/retrieval/conversations.jsonl`, most of which have no such question.
"""
MAX_PREVIOUS = 5
_MAX_NAMED = 3
"""Words that «وماذا عن» may name and yet lean."""
_MAX_PERHAPS = 2
"""Words that a question may name and yet lean, if it points back."""
_MIN_NAME = 3
"""Letters of a word that «و» may stand before: «وتركيا؟»."""
_ELIDING = frozenset(
    {
        *(AnswerType.TIME, AnswerType.REASON, AnswerType.MANNER, AnswerType.NUMBER),
        *(AnswerType.YES_NO, AnswerType.OTHER),
    }
)
"""A question for these with one word besides has left its subject out: «متى غادر؟».

«من لافروف؟», «أين جنيف؟» and «ما التضخم؟» have not.
"""


@dataclass(frozen=True, slots=True)
class _Lists:
    connectors: frozenset[str]
    what_about: re.Pattern[str]
    anaphors: frozenset[str]
    demonstratives: frozenset[str]
    deictic_nouns: frozenset[str]
    suffixes: tuple[str, ...]
    unsuffixed: frozenset[str]


@lru_cache(maxsize=1)
def _lists() -> _Lists:
    raw = read_json("followup_words.json")
    return _Lists(
        connectors=folded(raw["connectors"]),
        what_about=phrases_pattern(raw["what_about"]),
        anaphors=folded(raw["anaphors"]),
        demonstratives=folded(raw["demonstratives"]),
        deictic_nouns=folded(raw["deictic_nouns"]),
        suffixes=tuple(sorted(folded(raw["suffixes"]), key=len, reverse=True)),
        unsuffixed=folded(raw["unsuffixed"]),
    )


class Leaning(IntEnum):
    """Whether a question needs the one before to be understood."""

    ALONE = 0
    PERHAPS = 1
    SURELY = 2


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question together with what it leans on.

    Attributes:
        query: Of both.
        is_sure: If not, the question may as well stand alone: what is found tells.
    """

    query: Query
    is_sure: bool


def follow_up(question: str, previous: Sequence[str], *, is_reply: bool) -> FollowUp | None:
    """Return a question with what it leans on; None if it stands alone.

    Args:
        question: As typed.
        previous: Earlier questions, oldest first; each may lean on the one before it.
        is_reply: It was written as a reply to an answer, and so leans sooner.
    """
    if not previous:
        return None
    asked = _Asked.of(question)
    leaning = asked.leaning(is_reply=is_reply)
    if leaning is Leaning.ALONE:
        return None
    subject = _subject_of(previous[-MAX_PREVIOUS:])
    if subject is None:
        return None
    return FollowUp(_combine(subject, asked), is_sure=leaning is Leaning.SURELY)


def _subject_of(previous: Sequence[str]) -> Query | None:
    """Return what the last of some questions asks for, with those that it leans on."""
    subject: Query | None = None
    for question in previous:
        asked = _Asked.of(question)
        leaning = asked.leaning(is_reply=False)
        if subject is not None and (leaning is Leaning.SURELY or (leaning and asked.points_back)):
            subject = _combine(subject, asked)
        elif asked.query.kind is QuestionKind.QUESTION:
            subject = asked.query
    return subject


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, and what of it says whether it leans.

    Attributes:
        query: Its analysis, without the word that ties it to what was said («طب»).
        n_named: Words of the topic that it names itself.
        n_content: Words of the topic, of any kind.
        points_back: A pronoun or demonstrative stands for something said before.
        is_joined: It begins with «و», as in «ومتى».
        replaces: It names something to put in the place of something said before.
    """

    query: Query
    n_named: int
    n_content: int
    points_back: bool
    is_joined: bool
    replaces: bool

    @classmethod
    def of(cls, question: str) -> "_Asked":
        query = _without_connector(analyse_question(question))
        words = [word.text for word in query.words]
        spelled = _spelled_words(query.question, len(words))
        content = [
            at
            for at, word in enumerate(query.words)
            if word.is_topic or (at not in query.asking and _is_kind(word.text))
        ]
        suffixed = [at for at in content if _has_pronoun(query, spelled[at], at)]
        kinds = [at for at in content if at not in suffixed and _is_kind(words[at])]
        is_joined = bool(words) and _is_joined(words[0], is_alone=len(words) == 1)
        what_about = _lists().what_about.match("".join(f"{word} " for word in words))
        return cls(
            query=query,
            n_named=len(content) - len(suffixed) - len(kinds),
            n_content=len(content),
            points_back=bool(suffixed) or _points_back(query),
            is_joined=is_joined,
            replaces=what_about is not None
            or (not query.asking and bool(content) and (is_joined or words[0] in stop_words())),
        )

    def leaning(self, *, is_reply: bool) -> Leaning:
        """Tell whether the question needs the one before to be understood."""
        query = self.query
        if query.kind not in {QuestionKind.QUESTION, QuestionKind.NO_CONTENT}:
            return Leaning.ALONE
        if self.replaces:
            return Leaning.SURELY if self.n_content <= _MAX_NAMED else Leaning.ALONE
        if not self.n_content and not query.asking:
            points = self.points_back or self.is_joined
            return Leaning.SURELY if points else Leaning.ALONE
        if self.n_named == 0 or (self.is_joined and self.n_named == 1):
            return Leaning.SURELY
        leans_perhaps = (
            self.n_named <= _MAX_PERHAPS and (self.points_back or self.is_joined or is_reply)
        ) or (bool(query.asking) and self.n_content == 1 and query.answer_type in _ELIDING)
        return Leaning.PERHAPS if leans_perhaps else Leaning.ALONE


def _without_connector(query: Query) -> Query:
    """Analyse a question again without the word that only ties it to what was said."""
    words = [word.text for word in query.words]
    n_connectors = 0
    while n_connectors < len(words) and words[n_connectors] in _lists().connectors:
        n_connectors += 1
    if not 0 < n_connectors < len(words):
        return query
    rest = analyse_question(" ".join(words[n_connectors:]))
    return replace(rest, question=query.question)


def _spelled_words(question: str, n_words: int) -> list[str]:
    """Return the last words of a key, with «ت» where «ة» is spelled and not «ه»."""
    words = split_words(matching_key(question.replace("ة", "ت")))
    return words[len(words) - n_words :]


def _has_pronoun(query: Query, spelled: str, at: int) -> bool:
    """Tell whether a pronoun hangs on a word: «كلفته», «رئيسها»."""
    word, lists = query.words[at].text, _lists()
    if word.startswith(("ال", "وال", "بال", "لل")) or word in lists.unsuffixed:
        return False
    if any(word.endswith(suffix) and len(word) - len(suffix) >= 2 for suffix in lists.suffixes):
        return True
    if len(word) < 4 or not spelled.endswith("ه"):
        return False
    follows = query.words[at + 1].text if at + 1 < len(query.words) else ""
    is_misspelt = word in question_lists().nouns or follows.startswith("ال")
    return word.endswith("ته") or not is_misspelt


def _is_kind(word: str) -> bool:
    """Tell whether a word is the kind of thing asked for: «السبب», «عدد», «نتيجة»."""
    lists = question_lists()
    bare = word.removeprefix("و").removeprefix("ال")
    return any(form in lists.nouns or form in lists.traits for form in (word, bare))


def _points_back(query: Query) -> bool:
    lists = _lists()
    words = [word.text for word in query.words]
    for at, word in enumerate(words):
        if at in query.asking:
            continue
        follows = words[at + 1] if at + 1 < len(words) else ""
        bare = word[1:] if word[:1] in ("و", "ف") else word
        if word in lists.anaphors or bare in lists.anaphors:
            return True
        is_pointing = word in lists.demonstratives or bare in lists.demonstratives
        if is_pointing and follows not in lists.deictic_nouns:
            return True
    return False


def _is_joined(word: str, *, is_alone: bool) -> bool:
    """Tell whether «و» stands before a word that is one without it, or alone: «وتركيا؟»."""
    lists = question_lists()
    rest = word[1:]
    if not word.startswith("و") or word in lists.anywhere:
        return False
    return (
        rest in lists.anywhere
        or rest in lists.leading
        or rest in stop_words()
        or rest.startswith("ال")
        or (is_alone and len(rest) >= _MIN_NAME)
        or _is_kind(rest)
    )


def _combine(subject: Query, asked: _Asked) -> Query:
    """Return one query of what was asked before and what is asked now.

    As in any question, the words come first that name what is asked of the others: the new ones,
    but for those that take the place of others (`search.measuring` relies on it).
    """
    new = asked.query
    stems = {light_stem(word.text) for word in new.words if word.is_topic}
    share = 1.0
    if asked.n_content:
        share = REPLACED_WEIGHT if asked.replaces else CARRIED_WEIGHT
    is_new_type = not asked.replaces
    carried = tuple(
        replace(word, weight=word.weight * share, is_carried=True)
        for word in subject.words
        if word.is_topic and light_stem(word.text) not in stems
    )
    return Query(
        question=f"{subject.question} {new.question}",
        key=f"{subject.key} {new.key}",
        words=carried + new.words if asked.replaces else new.words + carried,
        answer_type=new.answer_type if is_new_type else subject.answer_type,
        kind=QuestionKind.QUESTION,
        asking=tuple(position + len(carried) * asked.replaces for position in new.asking),
    )
