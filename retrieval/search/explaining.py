"""From findings to why they are what they are.

Nothing is found anew: what search went by is taken apart again. The confidence is a sum, so what a
sign adds is its value times its weight, with nothing left over. So is the scorer, but for what a
network adds for features that stand together, which is one part more. BM25 is a sum over terms,
told by their kinds.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from retrieval.arabic.questions import Query
from retrieval.datatypes import Answer, Outcome, Quote
from retrieval.index.snapshot import Snapshot
from retrieval.index.words import TermKind
from retrieval.search import confidence as judging
from retrieval.search.calibration import Adjustment, Calibration
from retrieval.search.explaining_words import readings_of, terms_of, words_of
from retrieval.search.explanation import (
    Candidate,
    Confidence,
    Explanation,
    FoundPassage,
    Search,
    Sign,
    StepTime,
)
from retrieval.search.fates import fates_of
from retrieval.search.features import Feature
from retrieval.search.scoring import bundled_scorer
from retrieval.search.searcher import Findings
from retrieval.search.twins import Reader
from retrieval.settings import LexicalSettings, QuoteSettings

_N_PASSAGES = 5
_N_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Rules:
    """What search went by.

    Attributes:
        lexical: The settings the snapshot was built with.
        quotes: How many quotes are worth showing.
        n_quotes: That were wanted.
        calibration: Of the confidence, if there is one.
    """

    lexical: LexicalSettings
    quotes: QuoteSettings
    n_quotes: int
    calibration: Calibration | None


class StepTimer:
    """Takes the time of one step after another.

    Args:
        clock: In seconds, never going back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._since = clock()
        self._steps: list[StepTime] = []

    def done(self, step: str) -> None:
        """End a step; the next one begins."""
        now = self._clock()
        self._steps.append(StepTime(str(step), 1000 * (now - self._since)))
        self._since = now

    @property
    def steps(self) -> tuple[StepTime, ...]:
        """Those that are done, in order."""
        return tuple(self._steps)


def explain(
    snapshot: Snapshot,
    typed: Query,
    findings: Findings | None,
    answer: Answer,
    rules: Rules,
    steps: tuple[StepTime, ...],
) -> Explanation:
    """Say why an answer is what it is.

    Args:
        snapshot: Where it was found.
        typed: The question as it came.
        findings: None for what is not searched for.
        answer: With its quotes, a refusal's too; nobody is shown those.
        rules: What search went by.
        steps: With their times.
    """
    searched = findings.query if findings else typed
    return Explanation(
        answer=replace(answer, quotes=()) if answer.outcome is Outcome.NONE else answer,
        kind=typed.kind.value,
        answer_type=searched.answer_type.value,
        readings=readings_of(typed, searched),
        words=words_of(typed, searched, findings),
        search=(_explain_search(snapshot, findings, answer.quotes, rules) if findings else None),
        steps=steps,
    )


def _explain_search(
    snapshot: Snapshot, findings: Findings, quotes: Sequence[Quote], rules: Rules
) -> Search:
    return Search(
        terms=tuple(terms_of(findings)),
        passages=tuple(_passages(snapshot, findings, rules.lexical)),
        n_passages=len(findings.ranking.rows),
        candidates=tuple(_candidates(snapshot, findings, quotes, rules)),
        n_candidates=len(findings.order),
        confidence=_confidence(findings, rules.calibration),
    )


def _passages(
    snapshot: Snapshot, findings: Findings, settings: LexicalSettings
) -> Iterator[FoundPassage]:
    ranking, terms, lexical = findings.ranking, findings.question.terms, snapshot.lexical
    rows = ranking.rows[:_N_PASSAGES]
    by_kind = {
        kind.name.lower(): lexical.scores(
            findings.question.found, np.where(terms.kinds == kind, terms.weights, 0.0), settings
        )[rows]
        for kind in TermKind
    }
    collection = snapshot.collection
    for at, row in enumerate(rows.tolist()):
        bm25 = float(ranking.lexical[at])
        own = {name: float(scores[at]) for name, scores in by_kind.items()}
        document = snapshot.document(int(collection.documents_of(rows[at : at + 1])[0]))
        yield FoundPassage(
            document_id=document.document_id,
            start=int(collection.starts[collection.firsts[row]]),
            end=int(collection.ends[collection.lasts[row] - 1]),
            score=float(ranking.scores[at]),
            bm25=bm25,
            by_kind={**own, "substitutes": max(bm25 - sum(own.values()), 0.0)},
            cosine=float(ranking.cosines[at]),
        )


def _candidates(
    snapshot: Snapshot, findings: Findings, quotes: Sequence[Quote], rules: Rules
) -> Iterator[Candidate]:
    candidates, collection, reader = findings.candidates, snapshot.collection, Reader(snapshot)
    scorer, values = bundled_scorer(), findings.features.values
    parts, together = values * scorer.weights, scorer.interplay.adds(values)
    of_words = scorer.words_add(findings.features)
    fates = fates_of(snapshot, findings, quotes, rules.n_quotes, rules.quotes)
    best = islice(zip(findings.order.tolist(), fates, strict=True), _N_CANDIDATES)
    for position, (fate, nth_quote) in best:
        sentence = int(candidates.sentences[position])
        document = reader.document(int(candidates.documents[position]))
        start, end = int(collection.starts[sentence]), int(collection.ends[sentence])
        score = float(findings.scores[position])
        added = {
            feature.name.lower(): float(parts[position, feature])
            for feature in Feature
            if parts[position, feature]
        }
        added["interplay"] = float(together[position])
        added["words"] = float(of_words[position])
        if findings.by_reranker is not None:
            added["reranker"] = score - sum(added.values())
        yield Candidate(
            document_id=document.document_id,
            start=start,
            end=end,
            text=document.text[start:end],
            score=score,
            parts=added,
            fate=fate,
            nth_quote=nth_quote,
        )


def _confidence(findings: Findings, calibration: Calibration | None) -> Confidence | None:
    if findings.signs is None:
        return None
    model, signs = judging.bundled_confidence(), findings.signs
    thresholds = _thresholds(model, calibration, has_reranker=findings.by_reranker is not None)
    return Confidence(
        value=findings.confidence,
        outcome=findings.outcome,
        bundled=model.probability(signs.values),
        here=None if calibration else model.probability(signs.here),
        sure_from=None if calibration else model.sure_from,
        bias=model.bias,
        signs=tuple(
            Sign(
                name=sign.name.lower(),
                value=float(signs.values[sign]),
                weight=float(model.weights[sign]),
                adds=float(signs.values[sign] * model.weights[sign]),
            )
            for sign in judging.Sign
        ),
        weak_from=thresholds.weak_from,
        answer_from=thresholds.answer_from,
    )


def _thresholds(
    model: judging.ConfidenceModel, calibration: Calibration | None, *, has_reranker: bool
) -> judging.ConfidenceModel | Adjustment:
    """Return what judged the confidence."""
    if calibration is None:
        return model
    if has_reranker and calibration.reranked:
        return calibration.reranked
    return calibration.built_in
