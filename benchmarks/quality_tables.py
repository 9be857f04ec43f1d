"""Figures as text, and text as tables in Markdown."""

from collections.abc import Iterable, Sequence

import numpy as np

from retrieval.evaluation.bootstrap import Estimate, estimate
from retrieval.evaluation.figures import Figure
from retrieval.evaluation.results import Results


def parts_of(results: Results, labels: Sequence[str]) -> list[tuple[str, Results]]:
    """Return the questions by label, most first."""
    counts = {label: labels.count(label) for label in labels}
    ordered = sorted(counts, key=lambda label: (-counts[label], label))
    return [
        (label, results.where(np.array([each == label for each in labels]))) for label in ordered
    ]


def told_of(figure: Figure, results: Results) -> str:
    """Return a figure of some results with its interval."""
    return told(estimate(figure.statistic, results))


def told(found: Estimate) -> str:
    """Return a figure with its interval."""
    return f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}]"


def signed(found: Estimate) -> str:
    """Return a change with its interval."""
    return f"{found.value:+.3f} [{found.low:+.3f}, {found.high:+.3f}]"


def change_of(found: Estimate) -> str:
    """Return a change, in bold where its interval holds no 0."""
    told = signed(found)
    return f"**{told}**" if found.low > 0 or found.high < 0 else told


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
