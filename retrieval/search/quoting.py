"""The order of the candidates to quotes: slices of documents, the same words once.

Where other documents say the same, the quote names them as its twins.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.offsets import map_key
from retrieval.arabic.terms import stop_words, word_terms
from retrieval.corpus.duplicates import is_near_duplicate
from retrieval.datatypes import Quote, Span
from retrieval.index.collection import Collection
from retrieval.index.snapshot import Snapshot
from retrieval.search.candidates import Candidates
from retrieval.search.coverage import Question, coverage_by_word
from retrieval.search.fusion import best_first
from retrieval.search.twins import Reader, document_of
from retrieval.settings import QuoteSettings

_WORD = re.compile(r"[^\W_]+")
_ALIKE_GRAMS = 0.6
"""Share of the grams of two words above which one is taken for a misspelling of the other."""
_MAY_MATCH_FROM = 0.35
"""Of a word of the question, by another word, which the index tells for all words at once.

One spelled alike covers `_ALIKE_GRAMS` squared, .36; one of its stem or skeleton covers more.
"""
_TELLING_SKELETON = 3
"""Consonants of a skeleton that is not shared by chance."""
_TELLING_GRAMS = 3
"""Grams of a word that is long enough to be misspelt and still known."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question is about, as far as a word of a quote can be told to name it.

    Attributes:
        stems: Of its words.
        skeletons: Those that are not shared by chance.
        grams: Of each word that is long enough to be misspelt and still known.
    """

    stems: frozenset[str]
    skeletons: frozenset[str]
    grams: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, words: Sequence[str]) -> "Topic":
        """Analyse words of the topic, given as keys."""
        asked = [word_terms(word) for word in words]
        return cls(
            stems=frozenset(terms.stem for terms in asked),
            skeletons=frozenset(
                terms.skeleton for terms in asked if len(terms.skeleton) >= _TELLING_SKELETON
            ),
            grams=tuple(
                frozenset(terms.grams) for terms in asked if len(terms.grams) >= _TELLING_GRAMS
            ),
        )

    def holds(self, word: str) -> bool:
        """Tell whether a word of a key is one of these, inflected or misspelt."""
        terms = word_terms(word)
        return (
            terms.stem in self.stems
            or terms.skeleton in self.skeletons
            or any(
                len(asked.intersection(terms.grams))
                >= _ALIKE_GRAMS * max(len(terms.grams), len(asked))
                for asked in self.grams
            )
        )


def cut_quotes(
    snapshot: Snapshot,
    question: Question,
    candidates: Candidates,
    scores: NDArray[np.float64],
    n_quotes: int,
    settings: QuoteSettings,
) -> tuple[Quote, ...]:
    """Cut up to `n_quotes` quotes, best first, none of which says what an earlier one says.

    Args:
        snapshot: Where the candidates stand.
        question: Its words of the topic are what is marked in the quotes.
        candidates: The sentences.
        scores: Of the candidates; equal ones stand in the order of their rows.
        n_quotes: At most.
        settings: How far a quote may fall behind the first; how many twins it may name.
    """
    reader, collection = Reader(snapshot), snapshot.collection
    chosen = _choose(candidates, scores, n_quotes, settings, reader)
    rows = candidates.sentences[chosen].tolist()
    twins = candidates.sketches.find_twins(collection, rows, reader, settings.n_twins)
    topic = Topic.of([word.text for word in question.query.words if word.is_topic])
    covered = coverage_by_word(question.terms, candidates.occurrences.held)
    may_match = covered.max(axis=1, initial=0) >= _MAY_MATCH_FROM
    quotes: list[Quote] = []
    for position, row, others in zip(chosen, rows, twins, strict=True):
        document = reader.document(int(candidates.documents[position]))
        start, end = int(collection.starts[row]), int(collection.ends[row])
        tokens = candidates.occurrences.distinct_of(int(candidates.at[position]))
        text = document.text[start:end]
        matches = find_matches(text, topic, may_match[tokens].tolist())
        quotes.append(
            Quote.of(
                document,
                start,
                end,
                score=float(scores[position]),
                matches=matches,
                twins=tuple(
                    _cut_twin(collection, other, text, matches, reader) for other in others
                ),
            )
        )
    return tuple(quotes)


def _choose(
    candidates: Candidates,
    scores: NDArray[np.float64],
    n_quotes: int,
    settings: QuoteSettings,
    reader: Reader,
) -> list[int]:
    """Return the positions of the candidates to quote, best first; see `cut_quotes`."""
    chosen: list[int] = []
    said: list[str] = []
    least = scores.max(initial=-np.inf) - settings.max_behind
    for position in best_first(scores, len(scores)).tolist():
        is_enough = len(chosen) >= settings.n_always and scores[position] < least
        if len(chosen) == n_quotes or is_enough:
            break
        words = reader.words(int(candidates.sentences[position]))
        if not any(is_near_duplicate(words, earlier) for earlier in said):
            said.append(words)
            chosen.append(position)
    return chosen


def _cut_twin(
    collection: Collection, row: int, text: str, matches: tuple[Span, ...], reader: Reader
) -> Quote:
    """Cut the twin of a quote, with the quote's matches if they are the same to the letter."""
    document = reader.document(document_of(collection, row))
    start, end = int(collection.starts[row]), int(collection.ends[row])
    is_equal = document.text[start:end] == text
    return Quote.of(document, start, end, matches=matches if is_equal else ())


def find_matches(text: str, topic: Topic, may_match: Sequence[bool]) -> tuple[Span, ...]:
    """Return where words of a question stand in a text: spans in order that do not overlap.

    Args:
        text: As written.
        topic: What is asked about.
        may_match: For each word of the text's key, whether it is worth a look.
    """
    if not any(may_match):
        return ()
    mapped = map_key(text)
    matches: list[Span] = []
    for found in compress(_WORD.finditer(mapped.key), may_match):
        word = found.group()
        if word in stop_words():
            continue
        if topic.holds(word):
            span = mapped.source_span(found.start(), found.end())
            # A ligature writes several words in one character, which is marked once.
            if not matches or matches[-1].end <= span.start:
                matches.append(span)
    return tuple(matches)
