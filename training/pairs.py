"""Which words ask for which passage.

A pair holds two texts, and a text is up to two slices of the corpus's stream of words: that is
enough for a passage without the sentence that was taken out of it. Nothing is copied until a
batch is made.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from training.corpus import Corpus

PASSAGE_WORDS = 100
"""Sentences are put together until a passage has this many words: about 600 characters."""

MIN_PASSAGE_WORDS = 12
_SPAN_WORDS = (3, 8)
_SPAN_WORDS_AFTER_TITLE = (2, 5)
_SHARE_LEFT_IN = 0.1
"""How often a question's words stay in the passage: some questions do repeat the text."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Questions and passages, row by row.

    Attributes:
        questions: Shape ``(n, 2, 2)``: for each of two slices, its start and end in the stream.
        passages: The same.
    """

    questions: NDArray[np.int64]
    passages: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.questions)


def make_pairs(corpus: Corpus, *, seed: int) -> Pairs:
    """Make every pair of the corpus, in random order."""
    random = np.random.default_rng(seed)
    passages = split_passages(corpus)
    made = [
        _titles(corpus, passages),
        _sentences(corpus, passages, random),
        _spans(corpus, passages, random, n_words=_SPAN_WORDS),
        _titles_with_spans(corpus, passages, random),
    ]
    order = random.permutation(sum(len(pairs) for pairs in made))
    return Pairs(
        np.concatenate([pairs.questions for pairs in made])[order],
        np.concatenate([pairs.passages for pairs in made])[order],
    )


def split_passages(corpus: Corpus) -> NDArray[np.int64]:
    """Return shape ``(n, 3)``: its title's number, a passage's first sentence and its end.

    Neighbouring sentences of one article are put together greedily; titles are left out.
    """
    rows: list[tuple[int, int, int]] = []
    starts = corpus.sentence_starts.tolist()
    for title, end in pairwise(corpus.article_starts.tolist()):
        first = title + 1
        for sentence in range(first, end):
            n_words = starts[sentence + 1] - starts[first]
            if n_words >= PASSAGE_WORDS or sentence + 1 == end:
                if n_words >= MIN_PASSAGE_WORDS:
                    rows.append((title, first, sentence + 1))
                first = sentence + 1
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def _titles(corpus: Corpus, passages: NDArray[np.int64]) -> Pairs:
    """The title asks for every passage of its article."""
    title, first, end = passages.T
    starts, ends = corpus.sentence_starts[title], corpus.sentence_starts[title + 1]
    passage_starts, passage_ends = corpus.sentence_starts[first], corpus.sentence_starts[end]
    titled = ends > starts
    return Pairs(
        _whole(starts, ends)[titled],
        _whole(passage_starts, passage_ends)[titled],
    )


def _sentences(corpus: Corpus, passages: NDArray[np.int64], random: np.random.Generator) -> Pairs:
    """A sentence asks for the passage that it stands in; passages of one sentence are left out."""
    _, first, end = passages[passages[:, 2] - passages[:, 1] > 1].T
    sentence = random.integers(first, end)
    starts = corpus.sentence_starts
    return _asked_from_within(
        starts[sentence], starts[sentence + 1], starts[first], starts[end], random
    )


def _spans(
    corpus: Corpus,
    passages: NDArray[np.int64],
    random: np.random.Generator,
    *,
    n_words: tuple[int, int],
) -> Pairs:
    """A few words on end ask for the passage that they stand in."""
    _, first, end = passages.T
    passage_starts, passage_ends = corpus.sentence_starts[first], corpus.sentence_starts[end]
    lengths = random.integers(*n_words, size=len(passages), endpoint=True)
    starts = random.integers(passage_starts, passage_ends - lengths, endpoint=True)
    return _asked_from_within(starts, starts + lengths, passage_starts, passage_ends, random)


def _titles_with_spans(
    corpus: Corpus, passages: NDArray[np.int64], random: np.random.Generator
) -> Pairs:
    """The title and a few words of a passage ask for it: a question names a thing and a fact."""
    titles = corpus.sentence_starts[passages[:, :1] + [0, 1]]
    titled = titles[:, 1] > titles[:, 0]
    spans = _spans(corpus, passages[titled], random, n_words=_SPAN_WORDS_AFTER_TITLE)
    questions = spans.questions.copy()
    questions[:, 1] = titles[titled]
    return Pairs(questions, spans.passages)


def _asked_from_within(
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    passage_starts: NDArray[np.int64],
    passage_ends: NDArray[np.int64],
    random: np.random.Generator,
) -> Pairs:
    """Pair a slice with the passage around it, from which it is mostly taken out."""
    left_in = random.random(len(starts)) < _SHARE_LEFT_IN
    around = np.stack(
        [
            np.stack([passage_starts, np.where(left_in, passage_ends, starts)], axis=1),
            np.stack([np.where(left_in, passage_ends, ends), passage_ends], axis=1),
        ],
        axis=1,
    )
    asks = (ends > starts) & ((around[:, :, 1] - around[:, :, 0]).sum(axis=1) > 0)
    return Pairs(_whole(starts, ends)[asks], around[asks])


def _whole(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    slices = np.stack([starts, ends], axis=1)
    return np.stack([slices, np.stack([ends, ends], axis=1)], axis=1)
