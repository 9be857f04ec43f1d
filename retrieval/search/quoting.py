"""The order of the candidates to quotes: slices of documents that do not repeat each other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.offsets import map_key
from retrieval.arabic.terms import stop_words, word_terms
from retrieval.corpus.duplicates import is_near_duplicate, sentence_words
from retrieval.datatypes import Document, Quote, Span
from retrieval.index.snapshot import Snapshot
from retrieval.search.candidates import Candidates
from retrieval.search.coverage import Question, coverage_by_word
from retrieval.search.fusion import best_first
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
        settings: How far a quote may fall behind the first.
    """
    collection = snapshot.collection
    quotes: list[Quote] = []
    said: list[str] = []
    topic = Topic.of([word.text for word in question.query.words if word.is_topic])
    covered = coverage_by_word(question.terms, candidates.occurrences.held)
    may_match = covered.max(axis=1, initial=0) >= _MAY_MATCH_FROM
    least = scores.max(initial=-np.inf) - settings.max_behind
    documents: dict[int, Document] = {}
    for position in best_first(scores, len(scores)).tolist():
        is_enough = len(quotes) >= settings.n_always and scores[position] < least
        if len(quotes) == n_quotes or is_enough:
            break
        row, owner = int(candidates.sentences[position]), int(candidates.documents[position])
        document = documents.get(owner) or documents.setdefault(owner, snapshot.document(owner))
        start, end = int(collection.starts[row]), int(collection.ends[row])
        text = document.text[start:end]
        words = sentence_words(text)
        if any(is_near_duplicate(words, earlier) for earlier in said):
            continue
        said.append(words)
        tokens = candidates.occurrences.distinct_of(int(candidates.at[position]))
        matches = find_matches(text, topic, may_match[tokens].tolist())
        quotes.append(
            Quote.of(document, start, end, score=float(scores[position]), matches=matches)
        )
    return tuple(quotes)


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
