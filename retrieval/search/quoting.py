"""The order of the candidates to quotes: slices of documents that do not repeat each other."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.offsets import map_key
from retrieval.arabic.questions import Query
from retrieval.arabic.terms import grams, light_stem, skeleton, stop_words
from retrieval.corpus.duplicates import is_near_duplicate, sentence_words
from retrieval.datatypes import Document, Quote, Span
from retrieval.index.snapshot import Snapshot
from retrieval.search.candidates import Candidates

_WORD = re.compile(r"[^\W_]+")
_ALIKE_GRAMS = 0.6
"""Share of the grams of two words above which one is taken for a misspelling of the other."""


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
    topic = [word.text for word in query.words if word.weight >= 1]
    for position in order:
        if len(quotes) == n_quotes:
            break
        row = int(candidates.sentences[position])
        owner = int(np.searchsorted(collection.sentence_offsets, row, side="right")) - 1
        document = snapshot.document(owner)
        start, end = int(collection.starts[row]), int(collection.ends[row])
        words = sentence_words(document.text[start:end])
        if any(is_near_duplicate(words, earlier) for earlier in said):
            continue
        said.append(words)
        quotes.append(_quote(document, start, end, float(scores[position]), topic))
    return tuple(quotes)


def find_matches(text: str, topic: Sequence[str]) -> tuple[Span, ...]:
    """Return where words of a question stand in a text, as spans of the text.

    Args:
        text: As written.
        topic: The question's words of the topic, as keys.
    """
    stems = {light_stem(word) for word in topic}
    skeletons = {skeleton(stem) for stem in stems if len(skeleton(stem)) >= 3}
    spelled = [frozenset(grams(word)) for word in topic if len(word) >= 4]
    mapped = map_key(text)
    matches = []
    for found in _WORD.finditer(mapped.key):
        word = found.group()
        stem = light_stem(word)
        if word in stop_words():
            continue
        if stem in stems or skeleton(stem) in skeletons or _is_misspelling(word, spelled):
            matches.append(mapped.source_span(found.start(), found.end()))
    return tuple(matches)


def _quote(document: Document, start: int, end: int, score: float, topic: Sequence[str]) -> Quote:
    matches = find_matches(document.text[start:end], topic)
    return Quote.of(document, start, end, score=score, matches=matches)


def _is_misspelling(word: str, spelled: Sequence[frozenset[str]]) -> bool:
    held = frozenset(grams(word))
    return any(len(held & asked) >= _ALIKE_GRAMS * min(len(held), len(asked)) for asked in spelled)
