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

import numpy as np

from retrieval.arabic.alternatives import Alternative, find_alternatives
from retrieval.arabic.questions import (
    STOP_WORD_WEIGHT,
    Query,
    QueryWord,
    QuestionKind,
    analyse_question,
)
from retrieval.index.lexical import inverse_document_frequency
from retrieval.index.snapshot import Snapshot
from retrieval.search.latin_lexicon import LatinLexicon
from retrieval.search.latin_reading import LatinReader
from retrieval.search.readings import may_be_misread, read_unknown
from retrieval.search.terms import stem_key
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
        held = self._held(query.words)
        unknown = [
            at
            for at, word in enumerate(query.words)
            if word.is_topic and not _is_known(word, held) and may_be_misread(word)
        ]
        if not self._settings.reads_unknown:
            unknown = []
        for at in reversed(unknown):
            query = self._read(query, at)
        if unknown:
            held = self._held(query.words)
        if not any(word.alternatives for word in query.words):
            return query
        n_held = np.array(list(held.values()))
        idf = inverse_document_frequency(n_held, self._snapshot.lexical.n_passages).tolist()
        rarities = {text: rarity for (text, n), rarity in zip(held.items(), idf, strict=True) if n}
        share = self._settings.share
        return replace(query, words=tuple(_weighed(word, rarities, share) for word in query.words))

    def _read(self, query: Query, at: int) -> Query:
        """Read the word at a position otherwise; the words before it keep their places."""
        if at >= len(query.words) or not may_be_misread(query.words[at]):
            return query  # it was taken for a part of the word after it
        first, end, instead = read_unknown(
            query.words, at, self._read_vocabulary(), self._frequencies
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
        held = self._held(query.words)
        for at in reversed(range(len(query.words))):
            word = query.words[at]
            is_latin = word.is_topic and _LATIN_WORD.fullmatch(word.text) is not None
            if not is_latin or _is_known(word, held):
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

    def _held(self, words: Sequence[QueryWord]) -> dict[str, int]:
        """Return how many passages hold the words of the topic and their alternatives."""
        topic = [word for word in words if word.is_topic]
        texts = [word.text for word in topic]
        texts += [other.text for word in topic for other in word.alternatives]
        return dict(zip(texts, self._frequencies(texts), strict=True))

    def _frequencies(self, texts: Sequence[str]) -> list[int]:
        lexical = self._snapshot.lexical
        keys = np.array(list(map(stem_key, texts)), dtype=np.uint64)
        frequencies: list[int] = lexical.find(keys).frequencies.tolist()
        return frequencies

    def _read_vocabulary(self) -> Vocabulary:
        # Two threads may both read it; either is as good.
        if self._vocabulary is None:
            self._vocabulary = Vocabulary.of(self._snapshot.words())
        return self._vocabulary

    def _latin_reader(self) -> LatinReader:
        # The same holds here.
        if self._latin is None:
            lexicon = LatinLexicon.with_lists(self._snapshot.words())
            self._latin = LatinReader(lexicon, self._frequencies)
        return self._latin


def _is_known(word: QueryWord, held: dict[str, int]) -> bool:
    return bool(held[word.text]) or any(held[other.text] for other in word.alternatives)


def _with_prepositions(word: QueryWord) -> QueryWord:
    """Add alternatives with the prepositions that are written as one with a word.

    A light stem keeps them, and alternatives have no other terms by which «لزيارة» is found.
    """
    listed = word.alternatives
    texts = {other.text for other in listed}
    more = [
        Alternative(preposition + other.text, other.share)
        for other in listed
        for preposition in _PREPOSITIONS
        if other.text[:1].isalpha() and preposition + other.text not in texts
    ]
    return replace(word, alternatives=(*listed, *more)) if more else word


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


def _weighed(word: QueryWord, rarities: dict[str, float], share: float) -> QueryWord:
    """Drop alternatives that the corpus does not know; let none be rarer than the word."""
    if not word.alternatives:
        return word
    own = rarities.get(word.text, math.inf)
    return replace(
        word,
        alternatives=tuple(
            Alternative(other.text, share * other.share * min(1.0, own / rarities[other.text]))
            for other in word.alternatives
            if share and other.text in rarities
        ),
    )
