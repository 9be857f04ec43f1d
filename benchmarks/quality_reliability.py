"""Whether the confidence is what it says it is: as tables, and what the picture shows."""

from collections.abc import Mapping

from benchmarks.quality_picture import Panel
from benchmarks.quality_tables import table, told_of
from retrieval.evaluation.bootstrap import estimate
from retrieval.evaluation.figures import Figure
from retrieval.evaluation.reliability import (
    answerability,
    brier_score,
    calibration_error,
    reliability,
)
from retrieval.evaluation.results import Results

PICTURE = "reliability.svg"
"""The file that the report shows, beside it."""
_INTRODUCTION = f"""\
Of all questions of a set, the others too, by confidence: the share whose first quote is right,
and the share that the set answers at all. The confidence is fitted on questions whose first quote
is right and on questions that nothing answers, and not on those that have an answer which is not
found: so it lies between the two. The calibration error is the mean distance of the confidence
from the share that is right, by tenths; the Brier score, the mean square of its distance from 1
where the first quote is right and from 0 elsewhere. Both depend on how many of a set's questions
are others, which is chosen and not found.

![Reliability diagrams: confidence against the share that is right]({PICTURE})
"""
_SHARES = ("right", "answerable")
_ERROR = Figure("calibration error", calibration_error, gain=-1)
_BRIER = Figure("Brier score", brier_score, gain=-1)


def reliability_text(sets: Mapping[str, Results]) -> str:
    """Lay out the figures of each set, then its bins."""
    rows = [
        [
            name,
            f"{len(results):,}",
            f"{results.confidences.mean():.3f}",
            f"{(results.hits == 1).mean():.3f}",
            f"{results.is_answerable.mean():.3f}",
            told_of(_ERROR, results),
            told_of(_BRIER, results),
        ]
        for name, results in sets.items()
    ]
    head = ["", "questions", "mean confidence", *_SHARES, _ERROR.name, _BRIER.name]
    parts = [f"## Reliability\n\n{_INTRODUCTION}", table(head, rows)]
    for name, results in sets.items():
        by_bin = [
            [
                f"{each.start:.1f} to {each.end:.1f}",
                f"{each.n_questions:,}",
                f"{each.confidence:.3f}",
                f"{each.right:.3f}",
                f"{can_be.right:.3f}",
            ]
            for each, can_be in zip(reliability(results), answerability(results), strict=True)
            if each.n_questions
        ]
        parts.append(table([f"confidence, {name}", "questions", "mean", *_SHARES], by_bin))
    return "\n".join(parts)


def panels(sets: Mapping[str, Results]) -> list[Panel]:
    """Return what the picture shows of each set."""
    shown = []
    for name, results in sets.items():
        error, brier = (estimate(each.statistic, results).value for each in (_ERROR, _BRIER))
        note = f"calibration error {error:.3f}, Brier score {brier:.3f}"
        shown.append(Panel(name, note, reliability(results), answerability(results)))
    return shown
