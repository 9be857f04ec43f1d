"""Results made by hand."""

from collections.abc import Sequence

import numpy as np

from retrieval.datatypes import Outcome
from retrieval.evaluation.results import Results


def results(
    *,
    hits: Sequence[int] = (),
    ranks: Sequence[int] = (),
    positives: Sequence[float] = (),
    negatives: Sequence[float] = (),
    clusters: Sequence[str] = (),
    outcomes: Sequence[Outcome] = (),
) -> Results:
    """Lay out answerable questions, then as many others as there are `negatives`.

    What is left out is 0, in a cluster of its own, answered.
    """
    n_answerable = max(len(hits), len(ranks), len(positives))
    n = n_answerable + len(negatives)

    def column(values: Sequence[float]) -> list[float]:
        return [*values, *[0.0] * (n - len(values))]

    return Results(
        clusters=tuple(clusters) or tuple(map(str, range(n))),
        groups=("",) * n,
        answer_types=("other",) * n,
        is_answerable=np.arange(n) < n_answerable,
        ranks=np.array(column(ranks), dtype=np.int64),
        hits=np.array(column(hits), dtype=np.int64),
        confidences=np.array([*positives, *[0.0] * (n_answerable - len(positives)), *negatives]),
        outcomes=tuple(outcomes) or (Outcome.ANSWER,) * n,
        n_chars=np.zeros(n, dtype=np.int64),
    )
