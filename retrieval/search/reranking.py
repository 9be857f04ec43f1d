"""A reranker's second look at the best candidates, within a time budget.

Each of the best candidates of the built-in order is scored as a pair: the question, and the
sentence with its title and the sentence before it. The model's standard scores are added to the
built-in ones, in units of the spread of these: at weight 1 both say as much. So a score keeps its
meaning, and what nobody looked at again stays behind what was.

A model may be too slow for the machine. Where the next batch would go beyond the budget, or the
model fails, the built-in order stands; the log tells it, the first times and then ever more
rarely.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import SentenceRole
from retrieval.errors import RerankerError
from retrieval.index.snapshot import Snapshot
from retrieval.protocols import Reranker
from retrieval.search.candidates import Candidates
from retrieval.search.fusion import best_first, standardize
from retrieval.search.twins import Reader
from retrieval.settings import RerankerSettings

_log = logging.getLogger(__name__)

_BODY = int(SentenceRole.BODY)
_MAX_CHARS = 1000
"""Of a sentence and the one before it; models read a few hundred words and drop the end."""
_APART = 1e-6
"""Between the last that was scored and the first that was not."""


@dataclass(frozen=True, slots=True)
class Reranked:
    """The candidates after the second look.

    Attributes:
        scores: float64, shape (n_candidates,): built-in and the model's, as one.
        by_model: float64, shape (n_candidates,): the model's own; NaN where it was not asked.
    """

    scores: NDArray[np.float64]
    by_model: NDArray[np.float64]


class Reranking:
    """Reranks candidates and keeps account of it. Thread-safe; outlives the snapshots it is for.

    Args:
        reranker: The model.
        settings: How many candidates, and how long.
        clock: In seconds, never going back.
    """

    def __init__(
        self,
        reranker: Reranker,
        settings: RerankerSettings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reranker = reranker
        self._settings = settings
        self._clock = clock
        self._counting = threading.Lock()
        self._n_asked = 0
        self._n_given_up = 0

    @property
    def name(self) -> str:
        """What a person calls the model."""
        return self._reranker.name

    @property
    def fingerprint(self) -> str:
        """Equal only for those that give the same order, as long as time does."""
        settings = self._settings
        return f"{self._reranker.fingerprint}/{settings.n_candidates}/{settings.weight}"

    @property
    def n_asked(self) -> int:
        """Questions so far."""
        return self._n_asked

    @property
    def n_given_up(self) -> int:
        """Those of them for which the built-in order stood."""
        return self._n_given_up

    def rerank(
        self,
        snapshot: Snapshot,
        question: str,
        candidates: Candidates,
        scores: NDArray[np.float64],
    ) -> Reranked | None:
        """Look at the best candidates once more.

        Args:
            snapshot: Where they stand.
            question: As typed.
            candidates: Of the question.
            scores: Built-in, shape (n_candidates,).

        Returns:
            None where the built-in order stands, for want of time or of candidates.
        """
        best = best_first(scores, self._settings.n_candidates)[: self._settings.n_candidates]
        if not len(best):
            return None
        texts = texts_of(snapshot, candidates, best)
        started = self._clock()
        try:
            by_model = self._score(question, texts, started)
            problem = "took longer than its budget"
        except RerankerError as error:
            by_model, problem = None, str(error)
        self._count(problem if by_model is None else "", self._clock() - started)
        if by_model is None:
            return None
        everywhere = np.full(len(scores), np.nan)
        everywhere[best] = by_model
        return Reranked(fuse(scores, best, by_model, self._settings.weight), everywhere)

    def _score(
        self, question: str, texts: Sequence[str], started: float
    ) -> NDArray[np.float32] | None:
        """Score batch by batch; None as soon as the next one would not be ready in time."""
        until = started + self._settings.budget_ms / 1000
        size = self._reranker.batch_size
        parts = []
        slowest_s = 0.0
        for first in range(0, len(texts), size):
            begun = self._clock()
            if begun + slowest_s > until:
                return None
            parts.append(self._reranker.score(question, texts[first : first + size]))
            slowest_s = max(slowest_s, self._clock() - begun)
        return np.concatenate(parts) if self._clock() <= until else None

    def _count(self, problem: str, took_s: float) -> None:
        with self._counting:
            self._n_asked += 1
            n_asked = self._n_asked
            if not problem:
                return
            self._n_given_up += 1
            n_given_up = self._n_given_up
        if n_given_up & (n_given_up - 1):  # told at 1, 2, 4, 8, ...
            return
        _log.warning(
            "the reranker %s did not help with %d of %d questions, whose built-in order stands; "
            "the last time after %.0f ms of %d: it %s",
            self.name,
            n_given_up,
            n_asked,
            1000 * took_s,
            self._settings.budget_ms,
            problem,
        )


def fuse(
    scores: NDArray[np.float64],
    best: NDArray[np.int64],
    by_model: NDArray[np.floating],
    weight: float,
) -> NDArray[np.float64]:
    """Add a model's standard scores to built-in ones, in units of the spread of these.

    Args:
        scores: Built-in, of all candidates.
        best: Positions of those that the model scored.
        by_model: Its scores of these.
        weight: Of the model.

    Returns:
        A score for each candidate; those that were not scored stand behind, in their order.
    """
    spread = float(scores[best].std())
    fused = scores.copy()
    fused[best] += weight * (spread if spread > 1e-9 else 1.0) * standardize(by_model)
    rest = np.setdiff1d(np.arange(len(scores)), best)
    if len(rest):
        fused[rest] -= max(0.0, fused[rest].max() - fused[best].min() + _APART)
    return fused


def texts_of(
    snapshot: Snapshot, candidates: Candidates, positions: NDArray[np.int64]
) -> list[str]:
    """Return what a model reads of some candidates: title, the sentence before, the sentence.

    The sentence before is left out where it is no body text, or where both are too long for most
    models, which would drop the end.
    """
    reader, collection = Reader(snapshot), snapshot.collection
    texts = []
    for position in positions.tolist():
        row, owner = int(candidates.sentences[position]), int(candidates.documents[position])
        document = reader.document(owner)
        start, end = int(collection.starts[row]), int(collection.ends[row])
        if row > collection.sentence_offsets[owner] and collection.roles[row - 1] == _BODY:
            before = int(collection.starts[row - 1])
            start = before if end - before <= _MAX_CHARS else start
        texts.append(f"{document.title}\n{document.text[start:end]}")
    return texts
