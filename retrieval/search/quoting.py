"""The order of the candidates to quotes: slices of documents that do not repeat each other."""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.offsets import map_key
from retrieval.arabic.questions import Query
from retrieval.arabic.terms import WordTerms, stop_words, word_terms
from retrieval.corpus.duplicates import is_near_duplicate, sentence_words
from retrieval.datatypes import Document, Quote, Span
from retrieval.index.snapshot import Snapshot
from retrieval.search.candidates import Candidates

_WORD = re.compile(r"[^\W_]+")
_ALIKE_GRAMS = 0.6
"""Share of the grams of two words above which one is taken for a misspelling of the other."""
_TELLING_SKELETON = 3
"""Consonants of a skeleton that is not shared by chance."""
_TELLING_GRAMS = 3
"""Grams of a word that is long enough to be misspelt and still known."""


def cut_quotes(
    snapshot: Snapshot,
    query: Query,
    candidates: Candidates,
    scores: NDArray[np.float64],
    order: Sequence[int],
    n_quotes: int,
) -> tuple[Quote, ...]:
    """Cut up to `n_quotes` quotes, best first, none of which says what an earlier one says.

    Args:
        snapshot: Where the candidates stand.
        query: Its words are what is marked in the quotes.
        candidates: The sentences.
        scores: Of the candidates.
        order: Positions of the candidates, best first.
        n_quotes: At most.
    """
    collection = snapshot.collection
    quotes: list[Quote] = []
    said: list[str] = []
    topic = [word.text for word in query.words if word.is_topic]
    for position in order:
        if len(quotes) == n_quotes:
            break
        row = int(candidates.sentences[position])
        document = snapshot.document(int(candidates.documents[position]))
        start, end = int(collection.starts[row]), int(collection.ends[row])
        words = sentence_words(document.text[start:end])
        if any(is_near_duplicate(words, earlier) for earlier in said):
            continue
        said.append(words)
        quotes.append(_quote(document, start, end, float(scores[position]), topic))
    return tuple(quotes)


def find_matches(text: str, topic: Sequence[str]) -> tuple[Span, ...]:
    """Return where words of a question stand in a text: spans in order that do not overlap.

    Args:
        text: As written.
        topic: The question's words of the topic, as keys.
    """
    asked = [word_terms(word) for word in topic]
    stems = {terms.stem for terms in asked}
    skeletons = {terms.skeleton for terms in asked if len(terms.skeleton) >= _TELLING_SKELETON}
    spelled = [frozenset(terms.grams) for terms in asked if len(terms.grams) >= _TELLING_GRAMS]
    shared = frozenset[str]().union(*spelled)
    mapped = map_key(text)
    matches: list[Span] = []
    for found in _WORD.finditer(mapped.key):
        word = found.group()
        if word in stop_words():
            continue
        terms = _known_terms(word)
        if (
            terms.stem in stems
            or terms.skeleton in skeletons
            or (not shared.isdisjoint(terms.grams) and _is_misspelling(terms.grams, spelled))
        ):
            span = mapped.source_span(found.start(), found.end())
            # A ligature writes several words in one character, which is marked once.
            if not matches or matches[-1].end <= span.start:
                matches.append(span)
    return tuple(matches)


@lru_cache(maxsize=16_384)
def _known_terms(word: str) -> WordTerms:
    """Return the terms of a word of a quote; quotes share most of their words."""
    return word_terms(word)


def _quote(document: Document, start: int, end: int, score: float, topic: Sequence[str]) -> Quote:
    matches = find_matches(document.text[start:end], topic)
    return Quote.of(document, start, end, score=score, matches=matches)


def _is_misspelling(held: Sequence[str], spelled: Sequence[frozenset[str]]) -> bool:
    return any(
        len(asked.intersection(held)) >= _ALIKE_GRAMS * max(len(held), len(asked))
        for asked in spelled
    )
