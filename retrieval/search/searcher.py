"""A question's whole way through one open snapshot."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.questions import Query
from retrieval.datatypes import (
    DocumentId,
    Hit,
    Outcome,
    PassageId,
    Quote,
    Ranking,
    Suggestion,
)
from retrieval.index.snapshot import Snapshot
from retrieval.protocols import Encoder
from retrieval.search.calibration import NOTHING_FOUND, Calibration, Judgement, judge
from retrieval.search.candidates import Candidates, find_candidates
from retrieval.search.confidence import Signs, bundled_confidence, read_signs
from retrieval.search.coverage import Question
from retrieval.search.features import Features
from retrieval.search.fusion import best_first
from retrieval.search.hybrid import PassageRanking, rank_passages
from retrieval.search.measuring import measure
from retrieval.search.quoting import cut_quotes
from retrieval.search.reranking import Reranking
from retrieval.search.scoring import bundled_scorer
from retrieval.search.suggesting import suggest
from retrieval.search.terms import query_terms
from retrieval.search.wording import Wording
from retrieval.settings import LexicalSettings, SearchSettings


class Step(StrEnum):
    """What a search does, in order."""

    WORDING = "wording"
    TERMS = "terms"
    VECTOR = "vector"
    PASSAGES = "passages"
    CANDIDATES = "candidates"
    FEATURES = "features"
    ORDER = "order"
    CONFIDENCE = "confidence"


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found for a question, before anything is cut.

    Attributes:
        question: The query as search saw it.
        ranking: Passages, best first.
        candidates: Their sentences.
        features: Of the candidates.
        scores: float64, shape (n_candidates,).
        order: int64: positions of the candidates, best first.
        signs: Of the first one, for the confidence; None without candidates.
        by_reranker: The reranker's score of the first one; None where the built-in order stands.
        judgement: How far the first candidate is to be trusted.
    """

    query: Query
    question: Question
    ranking: PassageRanking
    candidates: Candidates
    features: Features
    scores: NDArray[np.float64]
    order: NDArray[np.int64]
    signs: Signs | None
    by_reranker: float | None
    judgement: Judgement

    @property
    def confidence(self) -> float:
        """The probability that the first candidate answers; 0 where there is none."""
        return self.judgement.confidence

    @property
    def outcome(self) -> Outcome:
        """How far the first candidate is to be trusted."""
        return self.judgement.outcome


class Searcher:
    """Searches one snapshot. Thread-safe: nothing is kept between questions.

    Args:
        snapshot: Open.
        encoder: The one that made its vectors.
        settings: Of the search.
        lexical: Those the snapshot was built with.
        reranking: Looks at the candidates once more.
        calibration: Of the confidence.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        encoder: Encoder,
        settings: SearchSettings,
        lexical: LexicalSettings,
        *,
        reranking: Reranking | None = None,
        calibration: Calibration | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._encoder = encoder
        self._settings = settings
        self._lexical = lexical
        self._wording = Wording(snapshot, settings.wording)
        self._reranking = reranking
        self._calibration = calibration

    def in_arabic(self, question: str) -> str:
        """Return what a question says that is Arabic in Latin letters; any other as it is."""
        return self._wording.in_arabic(question)

    def find(
        self,
        query: Query,
        *,
        with_reranker: bool = True,
        on_step: Callable[[Step], None] = lambda _step: None,
    ) -> Findings:
        """Find and order the sentences that may answer a question.

        Args:
            query: What is asked.
            with_reranker: Whether the reranker, if there is one, looks too.
            on_step: Told each step when it is done.
        """
        snapshot, settings = self._snapshot, self._settings
        query = self._wording.fit(query)
        on_step(Step.WORDING)
        terms = query_terms(query)
        question = Question.of(query, terms, snapshot)
        on_step(Step.TERMS)
        vector = self._encoder.encode_questions([query.question])[0]
        on_step(Step.VECTOR)
        ranking = rank_passages(snapshot, question, vector, self._lexical, settings.fusion)
        on_step(Step.PASSAGES)
        candidates = find_candidates(snapshot, terms, ranking, settings.sentences)
        on_step(Step.CANDIDATES)
        features = measure(snapshot, question, ranking, candidates, settings.sentences)
        on_step(Step.FEATURES)
        scores, by_model = bundled_scorer().score(features), None
        if self._reranking and with_reranker:
            reranked = self._reranking.rerank(snapshot, query.question, candidates, scores)
            if reranked:
                scores, by_model = reranked.scores, reranked.by_model
        order = best_first(scores, len(scores))
        on_step(Step.ORDER)
        signs, by_reranker, judgement = None, None, NOTHING_FOUND
        if len(order):
            best = int(order[0])
            signs = read_signs(snapshot, question, ranking, candidates, features, best=best)
            by_reranker = None if by_model is None else float(by_model[best])
            judgement = judge(bundled_confidence(), self._calibration, signs, by_reranker)
        on_step(Step.CONFIDENCE)
        return Findings(
            query=query,
            question=question,
            ranking=ranking,
            candidates=candidates,
            features=features,
            scores=scores,
            order=order,
            signs=signs,
            by_reranker=by_reranker,
            judgement=judgement,
        )

    def quotes(self, findings: Findings, n_quotes: int) -> tuple[Quote, ...]:
        """Cut the best quotes of some findings."""
        if not n_quotes:
            return ()
        return cut_quotes(
            self._snapshot,
            findings.question,
            findings.candidates,
            findings.scores,
            n_quotes,
            self._settings.quotes,
        )

    def suggestions(self, findings: Findings) -> tuple[Suggestion, ...]:
        """Return the documents near a question that nothing answers; none for any other."""
        if findings.outcome is not Outcome.NONE:
            return ()
        return suggest(self._snapshot, findings.question, findings.candidates, findings.features)

    def spans(self, findings: Findings, *, only_best: bool) -> list[tuple[DocumentId, int, int]]:
        """Return document, start and end of each candidate, or of the best one alone."""
        collection, sentences = self._snapshot.collection, findings.candidates.sentences
        owners = findings.candidates.documents
        if only_best:
            sentences, owners = sentences[findings.order[:1]], owners[findings.order[:1]]
        names = {row: self._snapshot.document(row).document_id for row in set(owners.tolist())}
        return [
            (names[owner], int(collection.starts[row]), int(collection.ends[row]))
            for owner, row in zip(owners.tolist(), sentences.tolist(), strict=True)
        ]

    def passages(self, findings: Findings, n_passages: int) -> Ranking:
        """Return the best passages of some findings, one a document."""
        if not n_passages:
            return ()
        collection = self._snapshot.collection
        ranking = findings.ranking
        owners = collection.documents_of(ranking.rows)
        _, first = np.unique(owners, return_index=True)
        hits = []
        for position in np.sort(first)[:n_passages].tolist():
            row = int(ranking.rows[position])
            document = self._snapshot.document(int(owners[position]))
            hits.append(
                Hit(
                    passage_id=PassageId(row),
                    document_id=document.document_id,
                    start=int(collection.starts[collection.firsts[row]]),
                    end=int(collection.ends[collection.lasts[row] - 1]),
                    score=float(ranking.scores[position]),
                )
            )
        return tuple(hits)
