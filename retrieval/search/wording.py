"""A question in the words of the corpus.

What may stand for a word (`retrieval.arabic.alternatives`) is kept where the corpus knows it, and
counts for no more than the word itself: a rare word that stands for a common one does not become
the rarest of the question. A word that the corpus does not know is read as it may have been meant
(`retrieval.search.readings`).
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from retrieval.arabic.alternatives import Alternative, find_alternatives
from retrieval.arabic.questions import Query, QueryWord
from retrieval.index.lexical import inverse_document_frequency
from retrieval.index.snapshot import Snapshot
from retrieval.search.readings import may_be_misread, read_unknown
from retrieval.search.terms import stem_key
from retrieval.search.vocabulary import Vocabulary
from retrieval.settings import WordingSettings

_PREPOSITIONS = ("ل", "ب")


class Wording:
    """Puts questions into the words of one snapshot. Thread-safe.

    The snapshot's vocabulary is read when the first question has a word that is not in it: that
    takes some 50 ms for 100,000 words.
    """

    def __init__(self, snapshot: Snapshot, settings: WordingSettings) -> None:
        self._snapshot = snapshot
        self._settings = settings
        self._vocabulary: Vocabulary | None = None

    def fit(self, query: Query) -> Query:
        """Return a question with what the corpus knows in the place of its words."""
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
        shift = len(instead) - (end - first)
        return replace(
            query,
            words=(*query.words[:first], *map(_with_alternatives, instead), *query.words[end:]),
            asking=tuple(place + shift * (place >= end) for place in query.asking),
        )

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
