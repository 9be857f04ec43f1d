"""What was measured, kept beside the report, so that the next run can be compared with it.

Kept is what came of every question, as columns of short numbers, and no word of any question: a
figure that fell is told by the difference question by question, which is known far better than
two figures are.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.datatypes import Outcome
from retrieval.evaluation.bootstrap import Estimate, estimate, estimate_change
from retrieval.evaluation.figures import FINDING, TELLING_APART, Figure
from retrieval.evaluation.results import Ask, Results

_PLACES = 4
"""Decimal places of a confidence that are kept, and counted with."""
_LETTERS = {Outcome.ANSWER: "a", Outcome.WEAK: "w", Outcome.NONE: "n"}
_OUTCOMES = {letter: outcome for outcome, letter in _LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of the questions of a set.

    Attributes:
        asked: A checksum of the questions, in their order.
    """

    asked: str
    results: Results

    @classmethod
    def of(cls, asks: Iterable[Ask], results: Results) -> "Measured":
        """Bind results to the questions they are of; rounds to what is kept."""
        content = "\n".join(ask.question for ask in asks).encode()
        rounded = replace(results, confidences=results.confidences.round(_PLACES))
        return cls(hashlib.sha256(content).hexdigest()[:16], rounded)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that these questions have."""
        has_others = not self.results.is_answerable.all()
        return FINDING + (TELLING_APART if has_others else ())


@dataclass(frozen=True, slots=True)
class Fall:
    """A figure that got worse beyond chance.

    Attributes:
        before: As it was stored.
        change: What it gained, below 0 for a share that should be high.
    """

    set_name: str
    figure: str
    before: Estimate
    now: Estimate
    change: Estimate


def find_falls(before: Mapping[str, Measured], now: Mapping[str, Measured]) -> list[Fall]:
    """Return the figures that got worse, by set and figure.

    Worse is one whose change lies on the wrong side of 0 with all of its interval; or, where a
    set's questions are not those of before, one that lies beyond the interval it had.
    """
    falls = []
    for name, measured in now.items():
        if name not in before:
            continue
        stored = before[name]
        for figure in measured.figures:
            if not figure.gain or figure not in stored.figures:
                continue
            was = estimate(figure.statistic, stored.results)
            is_now = estimate(figure.statistic, measured.results)
            if stored.asked == measured.asked:
                change = estimate_change(figure.statistic, stored.results, measured.results)
                has_fallen = change.high < 0 if figure.gain > 0 else change.low > 0
            else:
                difference = is_now.value - was.value
                change = Estimate(difference, difference, difference)
                has_fallen = is_now.value < was.low if figure.gain > 0 else is_now.value > was.high
            if has_fallen:
                falls.append(Fall(name, figure.name, was, is_now, change))
    return falls


def read_measured(path: Path) -> dict[str, Measured]:
    """Return what an earlier run stored; nothing if there was none."""
    if not path.is_file():
        return {}
    content = json.loads(path.read_text(encoding="utf-8"))
    return {name: _from_record(record) for name, record in content.items()}


def write_measured(path: Path, measured: Mapping[str, Measured]) -> None:
    """Store what was measured, a set a line."""
    lines = (
        f"{json.dumps(name, ensure_ascii=False)}: "
        + json.dumps(_record(each), ensure_ascii=False, separators=(",", ":"))
        for name, each in measured.items()
    )
    put_into_place(path, "{\n" + ",\n".join(lines) + "\n}\n")


def put_into_place(path: Path, text: str) -> None:
    """Write a file whole or not at all, whenever it is stopped."""
    aside = path.with_name(f".{path.name}")
    aside.write_text(text, encoding="utf-8")
    aside.replace(path)


def _record(measured: Measured) -> dict[str, Any]:
    found = measured.results
    groups, types = sorted(set(found.groups)), sorted(set(found.answer_types))
    # In the order of their names, by which they are drawn: so intervals stay the same, too.
    clusters = {name: number for number, name in enumerate(sorted(set(found.clusters)))}
    return {
        "asked": measured.asked,
        "groups": groups,
        "types": types,
        "group_of": [groups.index(group) for group in found.groups],
        "type_of": [types.index(name) for name in found.answer_types],
        "cluster_of": [clusters[name] for name in found.clusters],
        "is_answerable": "".join(map(str, found.is_answerable.astype(int))),
        "ranks": found.ranks.tolist(),
        "hits": "".join(map(str, found.hits)),
        "confidences": (found.confidences * 10**_PLACES).round().astype(int).tolist(),
        "outcomes": "".join(_LETTERS[outcome] for outcome in found.outcomes),
        "n_chars": found.n_chars.tolist(),
    }


def _from_record(record: dict[str, Any]) -> Measured:
    confidences = np.array(record["confidences"], dtype=np.float64) / 10**_PLACES
    return Measured(
        record["asked"],
        Results(
            # Those of two sets stay apart where both are put together.
            clusters=tuple(f"{record['asked']}:{number:06}" for number in record["cluster_of"]),
            groups=tuple(record["groups"][number] for number in record["group_of"]),
            answer_types=tuple(record["types"][number] for number in record["type_of"]),
            is_answerable=np.array([flag == "1" for flag in record["is_answerable"]]),
            ranks=np.array(record["ranks"], dtype=np.int64),
            hits=np.array([int(digit) for digit in record["hits"]], dtype=np.int64),
            confidences=confidences.round(_PLACES),
            outcomes=tuple(_OUTCOMES[letter] for letter in record["outcomes"]),
            n_chars=np.array(record["n_chars"], dtype=np.int64),
        ),
    )
