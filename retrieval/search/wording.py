"""A question in the words of the corpus.

What may stand for a word (`retrieval.arabic.alternatives`) is kept where the corpus knows it, and
counts for no more than the word itself: a rare word that stands for a common one does not become
the rarest of the question. A word that the corpus does not know is read as it may have been meant
(`retrieval.search.readings`), and so is one in Latin letters (`retrieval.search.latin_reading`).
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from retrieval.arabic.alternatives import Alternative, find_alternatives
from retrieval.arabic.questions import (
    STOP_WORD_WEIGHT,
    Query,
    QueryWord,
    QuestionKind,
    analyse_question,
)
from retrieval.index.snapshot import Snapshot
from retrieval.search.latin_lexicon import LatinLexicon
from retrieval.search.latin_reading import LatinReader
from retrieval.search.rarities import Rarities
from retrieval.search.readings import may_be_misread, read_unknown
from retrieval.search.vocabulary import Vocabulary
from retrieval.settings import WordingSettings

_PREPOSITIONS = ("ل", "ب")
_LATIN_WORD = re.compile(r"[a-z\u00e0-\u024f][a-z\u00e0-\u024f0-9]+")


class Wording:
    """Puts questions into the words of one snapshot. Thread-safe.

    The snapshot's vocabulary is read when the first question has a word that is not in it: that
    takes some 50 ms for 100,000 words. It is keyed for Latin letters when the first of those have
    to be read.
    """

    def __init__(self, snapshot: Snapshot, settings: WordingSettings) -> None:
        self._snapshot = snapshot
        self._settings = settings
        self._vocabulary: Vocabulary | None = None
        self._latin: LatinReader | None = None
        self._rarities = Rarities(snapshot.lexical)

    def in_arabic(self, question: str) -> str:
        """Return what a question says that is Arabic in Latin letters; any other as it is."""
        query = analyse_question(question)
        if query.kind is not QuestionKind.ARABIZI or not self._settings.reads_unknown:
            return question
        read = self._latin_reader().read_question(question)
        return read.text if read else question

    def fit(self, query: Query) -> Query:
        """Return a question with what the corpus knows in the place of its words."""
        if self._settings.reads_unknown and _LATIN_WORD.search(query.key):
            query = self._read_latin(query)
        query = replace(query, words=tuple(map(_with_prepositions, query.words)))
        rarities = self._found(query.words)
        unknown = [
            at
            for at, word in enumerate(query.words)
            if word.is_topic and not _is_known(word, rarities) and may_be_misread(word)
        ]
        if not self._settings.reads_unknown:
            unknown = []
        for at in reversed(unknown):
            query = self._read(query, at)
        if unknown:
            rarities = self._found(query.words)
        if not any(word.alternatives for word in query.words):
            return query
        share = self._settings.share
        return replace(query, words=tuple(_weighed(word, rarities, share) for word in query.words))

    def _read(self, query: Query, at: int) -> Query:
        """Read the word at a position otherwise; the words before it keep their places."""
        if at >= len(query.words) or not may_be_misread(query.words[at]):
            return query  # it was taken for a part of the word after it
        first, end, instead = read_unknown(
            query.words, at, self._read_vocabulary(), self._rarities.count_passages
        )
        return _spliced(query, first, end, tuple(map(_with_alternatives, instead)))

    def _read_latin(self, query: Query) -> Query:
        """Read what is in Latin letters, of Arabic or in Arabic; what means nothing here stays."""
        if query.kind is not QuestionKind.ARABIZI:
            return self._read_latin_words(query) if query.kind is QuestionKind.QUESTION else query
        read = self._latin_reader().read_question(query.question)
        if read is None:
            return query
        written = analyse_question(read.text)
        if written.kind is not QuestionKind.QUESTION:
            return query
        return replace(
            written, words=tuple(_with_others(word, read.others) for word in written.words)
        )

    def _read_latin_words(self, query: Query) -> Query:
        """Read words in Latin letters that the corpus does not know, in an Arabic question."""
        rarities = self._found(query.words)
        for at in reversed(range(len(query.words))):
            word = query.words[at]
            is_latin = word.is_topic and _LATIN_WORD.fullmatch(word.text) is not None
            if not is_latin or _is_known(word, rarities):
                continue
            is_code = re.search(rf"(?<!\w){word.text.upper()}(?!\w)", query.question)
            read = self._latin_reader().read_name(word.text, is_code=is_code is not None)
            if read is None:
                continue
            *before, last = read.text.split()
            instead = (
                *(replace(word, text=text, weight=STOP_WORD_WEIGHT) for text in before),
                _with_alternatives(replace(word, text=last, alternatives=read.others)),
            )
            query = _spliced(query, at, at + 1, instead)
        return query

    def _found(self, words: Sequence[QueryWord]) -> dict[str, float]:
        """Return how rare those words of the topic and their alternatives are that occur here."""
        topic = [word for word in words if word.is_topic]
        texts = [word.text for word in topic]
        texts += [other.text for word in topic for other in word.alternatives]
        return self._rarities.of(texts)

    def _read_vocabulary(self) -> Vocabulary:
        # Two threads may both read it; either is as good.
        if self._vocabulary is None:
            self._vocabulary = Vocabulary.of(self._snapshot.words())
        return self._vocabulary

    def _latin_reader(self) -> LatinReader:
        # The same holds here.
        if self._latin is None:
            lexicon = LatinLexicon.with_lists(self._snapshot.words())
            self._latin = LatinReader(lexicon, self._rarities.count_passages)
        return self._latin


def _is_known(word: QueryWord, rarities: Mapping[str, float]) -> bool:
    return word.text in rarities or any(other.text in rarities for other in word.alternatives)


def _with_prepositions(word: QueryWord) -> QueryWord:
    """Add alternatives with the prepositions that are written as one with a word.

    A light stem keeps them, and alternatives have no other terms by which «لزيارة» is found.
    """
    if not word.alternatives:
        return word
    return _standing(word, _in_all_forms(word.alternatives))


@lru_cache(maxsize=4_096)
def _in_all_forms(listed: tuple[Alternative, ...]) -> tuple[Alternative, ...]:
    texts = {other.text for other in listed}
    more = (
        Alternative(preposition + other.text, other.share)
        for other in listed
        for preposition in _PREPOSITIONS
        if other.text[:1].isalpha() and preposition + other.text not in texts
    )
    return (*listed, *more)


def _spliced(query: Query, first: int, end: int, instead: tuple[QueryWord, ...]) -> Query:
    """Put words in the place of others."""
    shift = len(instead) - (end - first)
    return replace(
        query,
        words=(*query.words[:first], *instead, *query.words[end:]),
        asking=tuple(place + shift * (place >= end) for place in query.asking),
    )


def _with_others(word: QueryWord, others: Mapping[str, tuple[Alternative, ...]]) -> QueryWord:
    """Add what else may have been meant by a word of the topic."""
    if not word.is_topic or word.text not in others:
        return word
    listed = {other.text for other in word.alternatives}
    more = tuple(other for other in others[word.text] if other.text not in listed)
    return replace(word, alternatives=word.alternatives + more)


def _with_alternatives(word: QueryWord) -> QueryWord:
    """Add what the lists say of a word that was read."""
    (listed,) = find_alternatives([word.text], [word.is_topic])
    read = {other.text for other in word.alternatives}
    more = tuple(other for other in listed if other.text not in read)
    return replace(word, alternatives=word.alternatives + more)


def _weighed(word: QueryWord, rarities: Mapping[str, float], share: float) -> QueryWord:
    """Drop alternatives that the corpus does not know; let none be rarer than the word."""
    if not word.alternatives:
        return word
    own = rarities.get(word.text, math.inf)
    return _standing(
        word,
        tuple(
            Alternative(other.text, share * other.share * min(1.0, own / rarities[other.text]))
            for other in word.alternatives
            if share and other.text in rarities
        ),
    )


def _standing(word: QueryWord, alternatives: tuple[Alternative, ...]) -> QueryWord:
    """Return a word with these alternatives alone; `replace` takes four times as long."""
    return QueryWord(word.text, word.weight, word.is_carried, alternatives)
