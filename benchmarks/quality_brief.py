"""The few figures that the READMEs tell, kept in step with the report."""

import re
from collections.abc import Mapping
from pathlib import Path

from benchmarks.quality_sets import HALF
from benchmarks.quality_store import Measured
from benchmarks.quality_tables import table, told_of
from retrieval.evaluation import figures

_BEGIN, _END = "<!-- quality: written by make quality -->\n", "<!-- quality ends -->\n"
_BLOCK = re.compile(f"{re.escape(_BEGIN)}.*?{re.escape(_END)}", re.DOTALL)
_SHOWN = (figures.NDCG_AT_10, figures.HIT_AT_1, figures.HIT_AT_3, figures.AUROC)


def brief(measured: Mapping[str, Measured]) -> str:
    """Return a set a row; a set that everything in it answers has no AUROC."""
    rows = []
    for name, each in measured.items():
        if name.endswith(HALF):
            continue
        held = [figure for figure in _SHOWN if figure in (*figures.FINDING, *each.figures)]
        told = [told_of(figure, each.results) for figure in held]
        rows.append([name, *told, *[""] * (len(_SHOWN) - len(told))])
    return table(["", *(figure.name for figure in _SHOWN)], rows)


def update_readmes(folder: Path, measured: Mapping[str, Measured]) -> None:
    """Write the table anew into each README of a folder that has a place for it."""
    block = f"{_BEGIN}\n{brief(measured)}\n{_END}"
    for path in sorted(folder.glob("README*.md")):
        text = path.read_text(encoding="utf-8")
        path.write_text(_BLOCK.sub(lambda _: block, text), encoding="utf-8")
