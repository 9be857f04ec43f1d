"""Fits the confidence to an operator's own questions, and tells how well it holds.

As in the fit of the bundled confidence, both kinds of question weigh the same in total, those
whose first quote is another than the right one are left out (it may well answer too), and the
thresholds stand where 5 % of each kind are on the wrong side: under the lower one of the answered,
over the higher one of the unanswerable. Where the kinds lie apart, both stand in the middle.

How well it holds is told by folds, each judged by a fit on the others: a fit flatters itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.normalize import matching_key
from retrieval.datatypes import Outcome
from retrieval.engine import Engine
from retrieval.errors import CorpusError, RerankerError
from retrieval.evaluation.logistic import fit_logistic
from retrieval.evaluation.metrics import area_under_roc
from retrieval.evaluation.own_questions import OwnQuestion
from retrieval.evaluation.reliability import Bin
from retrieval.search.calibration import Adjustment, Calibration, fingerprint_of, log_odds
from retrieval.search.confidence import bundled_confidence
from retrieval.search.searcher import Findings

MIN_OF_EACH = 20
"""Answered questions and unanswerable ones; of fewer, 5 % is not even one."""
N_BINS = 5
_N_FOLDS = 5
_WRONG_SIDE = 0.05
_PENALTY = 1.0


@dataclass(frozen=True, slots=True)
class Reliability:
    """How a confidence holds on some questions, both kinds of which weigh the same.

    Attributes:
        bins: The lowest first; `right` is the share that is answered.
        error: Mean distance of confidence and share over the bins.
        brier: Mean squared distance of confidence and truth.
        auroc: 0.5 for guessing, 1 for never wrong.
        answered: Share of the answered questions by outcome.
        unanswerable: Share of the unanswerable ones by outcome.
    """

    bins: tuple[Bin, ...]
    error: float
    brier: float
    auroc: float
    answered: dict[Outcome, float]
    unanswerable: dict[Outcome, float]


@dataclass(frozen=True, slots=True)
class CalibrationReport:
    """A calibration, and what it is worth.

    Attributes:
        calibration: Not yet written.
        n_elsewhere: Answerable questions left out, as their first quote is not the right one.
        n_empty: Questions left out, as nothing was found for them.
        before: The confidence as it was in use.
        after: Of the fit; each question judged by one that did not see it.
    """

    calibration: Calibration
    n_elsewhere: int
    n_empty: int
    before: Reliability
    after: Reliability


@dataclass(frozen=True, slots=True)
class _Examples:
    """Questions as a fit sees them.

    Attributes:
        values: float64, shape (n, 1 or 2): the bundled log-odds, and the reranker's score.
        is_answered: bool, shape (n,).
        confidences: float64, shape (n,): as in use.
        outcomes: As in use.
    """

    values: NDArray[np.float64]
    is_answered: NDArray[np.bool_]
    confidences: NDArray[np.float64]
    outcomes: tuple[Outcome, ...]


def calibrate(
    engine: Engine,
    questions: Sequence[OwnQuestion],
    path: Path,
    *,
    fitted_at: str,
    on_question: Callable[[int, int], None] = lambda _done, _total: None,
) -> CalibrationReport:
    """Ask the questions, and fit the confidence of the engine to what comes of them.

    Args:
        engine: Open on the corpus that they are about; its reranker, if any, without haste.
        questions: Of both kinds.
        path: Of their file, for errors.
        fitted_at: ISO 8601, UTC.
        on_question: Told the questions asked so far and their number.

    Raises:
        CorpusError: An article is not there, too few questions are left to fit on, or the
            confidence does not tell the kinds apart.
        RerankerError: It failed with a question.
    """
    _check_articles(engine, questions, path)
    built_in: list[tuple[Findings, bool]] = []
    reranked: list[tuple[Findings, bool]] = []
    n_elsewhere = n_empty = 0
    for done, asked in enumerate(questions, start=1):
        found = engine.find(asked.question)
        plain = engine.find(asked.question, with_reranker=False)
        on_question(done, len(questions))
        if found is None or plain is None or found.signs is None or plain.signs is None:
            n_empty += 1
            continue
        if engine.reranking and found.by_reranker is None:
            name = engine.reranking.name
            raise RerankerError(name, f"The model {name} failed with «{asked.question}».")
        n_elsewhere += asked.is_answerable and not _is_right(engine, found, asked)
        for examples, findings in ((reranked, found), (built_in, plain)):
            if not asked.is_answerable or _is_right(engine, findings, asked):
                examples.append((findings, asked.is_answerable))
    without, in_use = _gather(built_in), _gather(reranked)
    _check_enough(path, without, n_elsewhere, n_empty)
    _check_enough(path, in_use, n_elsewhere, n_empty)
    calibration = Calibration(
        fingerprint=fingerprint_of(engine.configuration),
        fitted_at=fitted_at,
        n_answered=int(in_use.is_answered.sum()),
        n_unanswerable=int((~in_use.is_answered).sum()),
        built_in=_fit(without),
        reranked=_fit(in_use) if engine.reranking else None,
    )
    if calibration.built_in.slope <= 0:
        raise CorpusError(
            path,
            f"the confidence is no higher for the answerable questions of {path} than for the "
            "others: look whether `answerable` is right in each line",
        )
    return CalibrationReport(
        calibration=calibration,
        n_elsewhere=n_elsewhere,
        n_empty=n_empty,
        before=_reliability(in_use.is_answered, in_use.confidences, in_use.outcomes),
        after=_reliability_by_folds(in_use),
    )


def _check_articles(engine: Engine, questions: Sequence[OwnQuestion], path: Path) -> None:
    for asked in questions:
        if asked.is_answerable and asked.article and engine.document(asked.article) is None:
            raise CorpusError(
                path,
                f"{path}, line {asked.line} names the article {asked.article}, which is not in "
                "the index: `iqtibas corpus list` shows the ids",
            )


def _is_right(engine: Engine, findings: Findings, asked: OwnQuestion) -> bool:
    """Tell whether the first quote is the one that the line wants, as far as it says."""
    ((name, start, end),) = engine.spans(findings, only_best=True)
    document = engine.document(name)
    if document is None or (asked.article and name != asked.article):
        return False
    return matching_key(asked.words) in matching_key(document.text[start:end])


def _gather(found: Sequence[tuple[Findings, bool]]) -> _Examples:
    model = bundled_confidence()
    rows = []
    for findings, _ in found:
        bundled = 0.0 if findings.signs is None else model.probability(findings.signs.values)
        by_reranker = [] if findings.by_reranker is None else [findings.by_reranker]
        rows.append([log_odds(bundled), *by_reranker])
    return _Examples(
        values=np.array(rows) if rows else np.zeros((0, 1)),
        is_answered=np.array([is_answered for _, is_answered in found], dtype=np.bool_),
        confidences=np.array([findings.confidence for findings, _ in found]),
        outcomes=tuple(findings.outcome for findings, _ in found),
    )


def _check_enough(path: Path, examples: _Examples, n_elsewhere: int, n_empty: int) -> None:
    n_answered = int(examples.is_answered.sum())
    n_others = len(examples.is_answered) - n_answered
    if min(n_answered, n_others) < MIN_OF_EACH:
        raise CorpusError(
            path,
            f"{path} gives {n_answered} answered and {n_others} unanswerable questions, and "
            f"{MIN_OF_EACH} of each are needed; left out: {n_elsewhere} whose first quote is not "
            f"the right one, {n_empty} for which nothing was found",
        )


def _fit(examples: _Examples) -> Adjustment:
    middle, spread = examples.values.mean(axis=0), examples.values.std(axis=0)
    spread = np.where(spread < 1e-9, 1.0, spread)
    model = fit_logistic(
        (examples.values - middle) / spread, examples.is_answered, penalty=_PENALTY
    )
    weights = model.weights / spread
    offset = model.bias - float(weights @ middle)
    chances = _sigmoid(examples.values @ weights + offset)
    weak_from = float(np.quantile(chances[examples.is_answered], _WRONG_SIDE))
    answer_from = float(np.quantile(chances[~examples.is_answered], 1 - _WRONG_SIDE))
    if answer_from < weak_from:
        weak_from = answer_from = (weak_from + answer_from) / 2
    return Adjustment(
        slope=float(weights[0]),
        offset=offset,
        reranker=float(weights[1]) if len(weights) > 1 else 0.0,
        weak_from=weak_from,
        answer_from=answer_from,
    )


def _reliability_by_folds(examples: _Examples) -> Reliability:
    is_answered = examples.is_answered
    folds = np.empty(len(is_answered), dtype=np.int64)
    for kind in (is_answered, ~is_answered):
        folds[kind] = np.arange(kind.sum()) % _N_FOLDS
    confidences = np.empty(len(is_answered))
    outcomes = [Outcome.NONE] * len(is_answered)
    for fold in range(_N_FOLDS):
        others = folds != fold
        fitted = _fit(
            _Examples(
                examples.values[others], is_answered[others], examples.confidences[others], ()
            )
        )
        for row in np.flatnonzero(~others).tolist():
            odds = fitted.offset + fitted.slope * examples.values[row, 0]
            odds += fitted.reranker * examples.values[row, -1]
            confidences[row] = _sigmoid(odds)
            outcomes[row] = fitted.judge(float(confidences[row]))
    return _reliability(is_answered, confidences, tuple(outcomes))


def _reliability(
    is_answered: NDArray[np.bool_],
    confidences: NDArray[np.float64],
    outcomes: tuple[Outcome, ...],
) -> Reliability:
    shares = np.where(is_answered, is_answered.mean(), 1 - is_answered.mean())
    weights = 1 / (2 * len(is_answered) * shares)
    nth = np.minimum((confidences * N_BINS).astype(np.int64), N_BINS - 1)
    bins = []
    error = 0.0
    for number in range(N_BINS):
        inside = nth == number
        weight = float(weights[inside].sum())
        confidence = float(weights[inside] @ confidences[inside]) / (weight or 1.0)
        right = float(weights[inside] @ is_answered[inside]) / (weight or 1.0)
        error += weight * abs(confidence - right)
        bins.append(
            Bin(number / N_BINS, (number + 1) / N_BINS, int(inside.sum()), confidence, right)
        )
    return Reliability(
        bins=tuple(bins),
        error=error,
        brier=float(weights @ (confidences - is_answered) ** 2),
        auroc=area_under_roc(
            confidences[is_answered].tolist(), confidences[~is_answered].tolist()
        ),
        answered=_shares(outcomes, is_answered),
        unanswerable=_shares(outcomes, ~is_answered),
    )


def _shares(outcomes: Sequence[Outcome], wanted: NDArray[np.bool_]) -> dict[Outcome, float]:
    some = [outcomes[row] for row in np.flatnonzero(wanted).tolist()]
    return {outcome: some.count(outcome) / len(some) for outcome in Outcome}


def _sigmoid(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    chances: NDArray[np.float64] = 1 / (1 + np.exp(-odds))
    return chances
