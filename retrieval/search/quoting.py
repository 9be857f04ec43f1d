"""The order of the candidates to quotes: slices of documents, the same words once.

Where other documents say the same, the quote names them as its twins.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.normalize import fold_letters
from retrieval.arabic.offsets import map_key
from retrieval.arabic.terms import (
    WordTerms,
    grams,
    light_stem,
    skeleton,
    stop_words,
    word_terms,
)
from retrieval.corpus.duplicates import is_near_duplicate, sentence_words
from retrieval.datatypes import Quote, Span
from retrieval.index.collection import Collection
from retrieval.index.snapshot import Snapshot
from retrieval.search.candidates import Candidates
from retrieval.search.coverage import Question
from retrieval.search.fusion import best_first
from retrieval.search.leaning import rows_with_neighbour
from retrieval.search.twins import Reader, document_of
from retrieval.settings import QuoteSettings

_WORD = re.compile(r"[^\W_]+")
_CHUNK = re.compile(r"\S+")
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
        asked = list(map(_terms_of, words))
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
        stem = light_stem(word)
        if stem in self.stems or skeleton(stem) in self.skeletons:
            return True
        own = grams(word)
        return any(
            len(asked.intersection(own)) >= _ALIKE_GRAMS * max(len(own), len(asked))
            for asked in self.grams
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
    chosen = _choose(collection, candidates, scores, n_quotes, settings, reader)
    rows = [choice.row for choice in chosen]
    twins = candidates.repeats.find_twins(rows, reader, settings.n_twins)
    topic = Topic.of([word.text for word in question.query.words if word.is_topic])
    quotes: list[Quote] = []
    for choice, others in zip(chosen, twins, strict=True):
        document = reader.document(int(candidates.documents[choice.position]))
        start, end = int(collection.starts[choice.first]), int(collection.ends[choice.last])
        covered = candidates.occurrences.most_covered(int(candidates.at[choice.position]))
        worth_a_look = [
            *[True] * _count_words(collection, choice.first, choice.row),
            *(covered >= _MAY_MATCH_FROM).tolist(),
            *[True] * _count_words(collection, choice.row + 1, choice.last + 1),
        ]
        text = document.text[start:end]
        matches = find_matches(text, topic, worth_a_look)
        quotes.append(
            Quote.of(
                document,
                start,
                end,
                score=float(scores[choice.position]),
                matches=matches,
                twins=tuple(
                    _cut_twin(collection, other, choice, text, matches, reader) for other in others
                ),
            )
        )
    return tuple(quotes)


@dataclass(frozen=True, slots=True)
class _Choice:
    """A candidate to quote, from its first to its last row, of which it is one."""

    position: int
    row: int
    first: int
    last: int


def _choose(
    collection: Collection,
    candidates: Candidates,
    scores: NDArray[np.float64],
    n_quotes: int,
    settings: QuoteSettings,
    reader: Reader,
) -> list[_Choice]:
    """Return the candidates to quote, best first; see `cut_quotes`.

    A neighbour that an earlier quote holds is not quoted again; one that is itself an earlier
    quote is not repeated for what leans on it.
    """
    chosen: list[_Choice] = []
    said: list[int] = []
    quoted: set[int] = set()
    least = scores.max(initial=-np.inf) - settings.max_behind
    for position in best_first(scores, len(scores)).tolist():
        is_enough = len(chosen) >= settings.n_always and scores[position] < least
        if len(chosen) == n_quotes or is_enough:
            break
        row = int(candidates.sentences[position])
        if row in quoted or any(reader.is_same(row, earlier) for earlier in said):
            continue
        source = reader.document(int(candidates.documents[position])).text
        first, last = rows_with_neighbour(collection, row, source, settings.max_chars)
        beside = [other for other in (first, last) if other != row]
        if any(reader.is_same(other, earlier) for other in beside for earlier in said):
            first = last = row
        else:
            said += beside
        said.append(row)
        quoted.update((first, row, last))
        chosen.append(_Choice(position, row, first, last))
    return chosen


def _count_words(collection: Collection, first: int, end: int) -> int:
    """Return the words of the sentences of rows from `first` to before `end`."""
    return int(collection.token_offsets[end] - collection.token_offsets[first])


def _cut_twin(
    collection: Collection,
    row: int,
    choice: _Choice,
    text: str,
    matches: tuple[Span, ...],
    reader: Reader,
) -> Quote:
    """Cut the twin of a quote, with the quote's matches if they are the same to the letter.

    Where the quote holds a neighbour, so does the twin if its own says the same.
    """
    document = reader.document(document_of(collection, row))
    first, last = row + choice.first - choice.row, row + choice.last - choice.row
    start, end = int(collection.starts[row]), int(collection.ends[row])
    if (first, last) != (row, row) and document_of(collection, max(first, 0)) == document_of(
        collection, min(last, collection.n_sentences - 1)
    ):
        whole = slice(int(collection.starts[first]), int(collection.ends[last]))
        if is_near_duplicate(sentence_words(document.text[whole]), sentence_words(text)):
            start, end = whole.start, whole.stop
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
    chunks = text.split()
    folded = fold_letters("\n".join(chunks))
    matches: list[Span] = []
    starts: list[int] = []
    for found in compress(_WORD.finditer(folded), may_match):
        word = found.group()
        if word in stop_words() or not topic.holds(word):
            continue
        # Only what stands around a match is mapped: for all of a text that takes far longer.
        starts = starts or [chunk.start() for chunk in _CHUNK.finditer(text)]
        nth = folded.count("\n", 0, found.start())
        first = folded.rfind("\n", 0, found.start()) + 1
        span = map_key(chunks[nth]).source_span(found.start() - first, found.end() - first)
        start = starts[nth] + span.start
        # A ligature writes several words in one character, which is marked once.
        if not matches or matches[-1].end <= start:
            matches.append(Span(start, starts[nth] + span.end))
    return tuple(matches)


@lru_cache(maxsize=8_192)
def _terms_of(word: str) -> WordTerms:
    """Return `word_terms`, remembered: questions repeat their words."""
    return word_terms(word)
