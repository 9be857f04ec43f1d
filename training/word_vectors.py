"""Vectors of lemmas, from the company that their stems keep in the articles.

Skip-gram over light stems: what a question and a sentence share when they share no word. The
vectors come out with much in common (how frequent a stem is, mostly), which says nothing of
meaning and goes. What is left tells which stems are one lemma (`training.lemmas`); the vectors of
lemmas keep as well in fewer dimensions and in bytes.

Sources:
    Mikolov et al., Distributed Representations of Words and Phrases and their Compositionality,
    NIPS 2013, arXiv:1310.4546.
    Mu & Viswanath, All-but-the-Top, ICLR 2018, arXiv:1702.01417.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.common_words import stem_checksum
from retrieval.arabic.lemmas import Lemmas
from retrieval.arabic.terms import light_stem
from retrieval.arabic.word_vectors import FULL_LENGTH
from training.corpus import Corpus
from training.lemmas import find_lemmas, mean_vectors, pack_lemmas

_MIN_WORDS = 3
"""Of a sentence that tells of company."""
_N_COMMON_AXES = 2
_N_COMMONEST = 8_000
"""Stems that the common axes are found in: the rare ones would drown them."""


@dataclass(frozen=True, slots=True)
class VectorSettings:
    """How vectors are trained.

    Attributes:
        trained_dimension: Of the vectors that skip-gram learns.
        dimension: What they are reduced to.
        window: Words to either side that are company.
        min_count: Occurrences of a stem that gets a vector.
        negative: Stems at random that stand for no company, a pair.
        sample: Share of the words from which a stem is passed over more and more often.
        epochs: Passes over the articles.
        seed: Of all that is random. With more than one worker two runs differ all the same, as
            workers write to one table in no fixed order.
        workers: Threads.
    """

    trained_dimension: int = 192
    dimension: int = 96
    window: int = 4
    min_count: int = 15
    negative: int = 8
    sample: float = 3e-5
    epochs: int = 4
    seed: int = 1
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)


@dataclass(frozen=True, slots=True, eq=False)
class StemVectors:
    """What skip-gram learns of stems.

    Attributes:
        stems: The commonest first.
        counts: int64, shape (n_stems,): how often each occurs.
        vectors: float32, shape (n_stems, trained_dimension): of any length.
    """

    stems: Sequence[str]
    counts: NDArray[np.int64]
    vectors: NDArray[np.float32]


def write_stems(corpus: Corpus, target: Path) -> int:
    """Write the light stems of a corpus, a sentence a line; return how many that are."""
    stems = np.array([light_stem(word) for word in corpus.words], dtype=np.object_)
    n_stems = 0
    with target.open("w", encoding="utf-8") as lines:
        for start, end in pairwise(corpus.sentence_starts.tolist()):
            if end - start >= _MIN_WORDS:
                lines.write(" ".join(stems[corpus.stream[start:end]]) + "\n")
                n_stems += end - start
    return n_stems


def train_word_vectors(
    lines: Path, settings: VectorSettings, on_epoch: Callable[[int], None]
) -> "StemVectors":
    """Learn the vectors of the stems of a file by skip-gram.

    Args:
        lines: From `write_stems`.
        settings: How.
        on_epoch: Called with the number of epochs that are done.

    Returns:
        Of every stem that occurs `min_count` times, the commonest first.
    """
    from gensim.models import Word2Vec  # noqa: PLC0415 -- a second that the other steps need not

    model = Word2Vec(
        corpus_file=str(lines),
        sg=1,
        vector_size=settings.trained_dimension,
        window=settings.window,
        min_count=settings.min_count,
        negative=settings.negative,
        sample=settings.sample,
        epochs=settings.epochs,
        seed=settings.seed,
        workers=settings.workers,
        callbacks=[_Epochs(on_epoch)],
    )
    stems = list(model.wv.index_to_key)
    counts = [model.wv.get_vecattr(stem, "count") for stem in stems]
    return StemVectors(
        stems, np.array(counts, dtype=np.int64), np.array(model.wv.vectors, dtype=np.float32)
    )


def pack_word_vectors(trained: StemVectors, dimension: int) -> tuple[Lemmas, NDArray[np.int8]]:
    """Find the lemmas of stems, and bring lemmas and vectors to the form that search reads.

    A stem with a digit is left out: one year keeps the company of the next, and is not the same.

    Args:
        trained: The stems; of two that have one checksum the first stands for both.
        dimension: What the vectors are reduced to.

    Returns:
        The lemmas, and the vector of each: shape (n_lemmas, dimension), length `FULL_LENGTH`.
    """
    own = without_common(trained.vectors)
    checksums = np.array(list(map(stem_checksum, trained.stems)), dtype=np.uint32)
    first = np.sort(np.unique(checksums, return_index=True)[1])
    kept = [at for at in first.tolist() if not any(map(str.isdigit, trained.stems[at]))]
    stems, counts, own = [trained.stems[at] for at in kept], trained.counts[kept], own[kept]
    found = find_lemmas(stems, counts, own)
    reduced = _reduced(_unit(mean_vectors(found, counts, own)), dimension)
    return pack_lemmas(stems, found), np.round(reduced * FULL_LENGTH).astype(np.int8)


def without_common(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return vectors of length 1 without their mean and the axes along which most differ.

    Args:
        vectors: The commonest stems' first.
    """
    centred = _unit(vectors)
    centred = centred - centred.mean(axis=0)
    axes = np.linalg.svd(centred[:_N_COMMONEST], full_matrices=False)[2][:_N_COMMON_AXES]
    return _unit(centred - centred @ axes.T @ axes)


def _reduced(vectors: NDArray[np.float32], dimension: int) -> NDArray[np.float32]:
    """Return vectors of length 1 along the axes that hold most of them."""
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    return _unit(vectors @ axes[:, ::-1][:, :dimension])


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(lengths, np.finfo(np.float32).tiny)
    return unit


class _Epochs:
    """What gensim calls while it trains."""

    def __init__(self, on_epoch: Callable[[int], None]) -> None:
        self._on_epoch = on_epoch
        self._n_done = 0

    def on_train_begin(self, _model: object) -> None:
        """Nothing is done yet."""

    def on_train_end(self, _model: object) -> None:
        """All is told already."""

    def on_epoch_begin(self, _model: object) -> None:
        """An epoch is told when it is done."""

    def on_epoch_end(self, _model: object) -> None:
        """Tell how many epochs are done."""
        self._n_done += 1
        self._on_epoch(self._n_done)
