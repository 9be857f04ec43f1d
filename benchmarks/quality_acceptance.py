"""Our own set against the floors it has to reach, all at once and with one setting."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality_tables import parts_of, table, told_of
from retrieval.evaluation import figures
from retrieval.evaluation.figures import Figure
from retrieval.evaluation.results import Results

_ASKED = """\
All at once, with the settings of the program as they come. A question counts as right if the right
quote is shown: a refusal is a miss. A near miss is given as an answer only where the outcome is
that: the nearest that was found says of itself that it may not answer.
"""
_GROUPS = """\
By group; hit@1 and hit@3 count a refusal's quotes too, shown@1 and shown@3 do not.
"""


def acceptance(name: str, halves: Mapping[str, Results]) -> str:
    """Lay out both halves of our own set, alone and together, against the floors."""
    (first, second) = halves.values()
    parts = [*halves.items(), ("both", first.and_then(second))]
    rows = [
        [label, *(told_of(figure, _some(results, kinds)) for _, results in parts), floor]
        for label, figure, kinds, floor in _FLOORS
    ]
    head = ["", *(part for part, _ in parts), "floor"]
    return f"## Our own set: {name}\n\n{_ASKED}\n{table(head, rows)}"


def groups(name: str, results: Results) -> str:
    """Lay out one half of our own set by group."""
    answerable = results.where(results.is_answerable)
    styles = [group.split("/")[0] for group in answerable.groups]
    varieties = ["/".join(group.split("/")[:2]) for group in answerable.groups]
    has_variety = np.array([not each.endswith("/") for each in varieties])
    varied = answerable.where(has_variety)
    shown = (figures.HIT_AT_1, figures.HIT_AT_3, figures.SHOWN_AT_1, figures.SHOWN_AT_3)
    rows = [
        [label, f"{len(some):,}", *(told_of(figure, some) for figure in shown)]
        for label, some in (
            *parts_of(answerable, styles),
            *parts_of(varied, [each for each in varieties if not each.endswith("/")]),
            *parts_of(answerable, [f"asks for {each}" for each in answerable.answer_types]),
        )
    ]
    others = results.where(~results.is_answerable)
    kinds = [group.split("/")[2] for group in others.groups]
    judged = [
        [
            kind,
            f"{len(some):,}",
            *(
                told_of(figure, some)
                for figure in (figures.OTHERS_ANSWERED, figures.OTHERS_REFUSED)
            ),
        ]
        for kind, some in parts_of(others, kinds)
    ]
    return (
        f"## Groups of our own set: {name}\n\n{_GROUPS}\n"
        + table(["", "questions", *(each.name for each in shown)], rows)
        + "\n"
        + table(["not to be answered", "questions", "answered", "refused"], judged)
    )


def _some(results: Results, kinds: tuple[str, ...]) -> Results:
    wanted = [group for group in set(results.groups) if group.rpartition("/")[2] in kinds]
    return results.where(results.in_group(*wanted))


def _not_answered(results: Results, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    answered = figures.OTHERS_ANSWERED.statistic(results, weights)
    return 1 - answered


_NOT_ANSWERED = Figure("not answered", _not_answered)
_FAR = ("off_topic", "small_talk")
_FLOORS = (
    ("right sentence first", figures.SHOWN_AT_1, ("yes",), "0.850"),
    ("right sentence in three", figures.SHOWN_AT_3, ("yes",), "0.930"),
    ("near misses not given as an answer", _NOT_ANSWERED, ("near_miss",), "0.700"),
    ("off topic and small talk not given as an answer", _NOT_ANSWERED, _FAR, "1.000"),
    ("off topic and small talk refused", figures.OTHERS_REFUSED, _FAR, ""),
)
"""What is asked, of which questions, and how much of it has to be reached."""
