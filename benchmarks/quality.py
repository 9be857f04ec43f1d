"""Quality as a habit: `make quality`, or `python -m benchmarks quality`.

Measures every set that is there, prints the report, and compares it with the stored one, question
by question. Where no figure fell, the report and what it was made of are stored in their place;
where one did, it is named, nothing is stored and the exit status is 1, until `--accept` says that
it is meant. A run without a set that the stored report has stores nothing either, unless it is the
test set, whose figures stay as they were.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from benchmarks.quality_ablation import TITLES, Variant, ask_variant, variants
from benchmarks.quality_brief import update_readmes
from benchmarks.quality_picture import render_svg
from benchmarks.quality_reliability import PICTURE, panels
from benchmarks.quality_report import fall_lines, report, whole_sets
from benchmarks.quality_sets import (
    ARCD_TEST,
    HALF,
    PublicSet,
    asks_with_others,
    find_public_sets,
    indexed,
    indexed_articles,
    take_half,
    without_titles,
)
from benchmarks.quality_store import (
    Measured,
    find_falls,
    put_into_place,
    read_measured,
    write_measured,
)
from retrieval.engine import Engine, load_encoder
from retrieval.evaluation.evaluate import asks_of
from retrieval.evaluation.results import DEPTH, N_QUOTES, Ask, Results, ask_all
from retrieval.protocols import Encoder
from retrieval.settings import EncoderSettings
from tests.quality.questions import SHARED_SEEDS, Split

HERE = Path(__file__).parent
_REPORT, _STORE = "quality.md", "quality.json"

OnQuestion = Callable[[], None]


class Measuring:
    """Measures sets one after the other, showing how far it is.

    Args:
        encoder: The one that the program comes with.
        notes: Where progress is shown.
    """

    def __init__(self, encoder: Encoder, notes: Console) -> None:
        self._encoder = encoder
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=notes,
            transient=True,
            disable=not notes.is_terminal,
        )

    def measure_public(self, public: Sequence[PublicSet]) -> dict[str, Measured]:
        """Measure the public sets, whole and with half of their paragraphs away."""
        measured = {}
        for each in public:
            asks = asks_with_others(each, list(public))
            with indexed(each, self._encoder) as snapshot:
                measured[each.name] = self._ask(each.name, asks, snapshot)
        for each in public:
            left, asks = take_half(each.gold)
            half = PublicSet(each.name + HALF, each.path, left)
            with indexed(half, self._encoder) as snapshot:
                measured[half.name] = self._ask(half.name, asks, snapshot)
        return measured

    def measure_ours(self) -> dict[str, Measured]:
        """Measure our own set, its halves apart."""
        with indexed_articles(self._encoder) as (name, by_half, snapshot):
            return {
                f"{name}, {split}": self._ask(f"{name}, {split}", asks, snapshot)
                for split, asks in by_half.items()
            }

    def measure_variants(self, public: Sequence[PublicSet]) -> dict[str, dict[str, Measured]]:
        """Ask each set, and the dev half of ours, with one part off after another."""
        found: dict[str, dict[str, Measured]] = {}
        for each in public:
            asks = list(asks_of(each.gold.questions))
            with indexed(each, self._encoder) as snapshot:
                with_titles = [one for one in variants() if one.has_titles]
                found[each.name] = self._ask_variants(each.name, asks, snapshot, with_titles)
            with indexed(without_titles(each), self._encoder) as snapshot:
                bare = [one for one in variants() if one.name == TITLES]
                found[each.name] |= self._ask_variants(each.name, asks, snapshot, bare)
        with indexed_articles(self._encoder) as (name, by_half, snapshot):
            answerable = [ask for ask in by_half[Split.DEV] if ask.gold]
            kinds = [one for one in variants() if one.has_titles]
            dev = f"{name}, {Split.DEV}"
            found[dev] = self._ask_variants(dev, answerable, snapshot, kinds)
        return found

    def _ask_variants(
        self, name: str, asks: Sequence[Ask], snapshot: Path, kinds: Sequence[Variant]
    ) -> dict[str, Measured]:
        found = {}
        for kind in kinds:

            def ask(on_question: OnQuestion, kind: Variant = kind) -> Results:
                return ask_variant(kind, asks, snapshot, self._encoder, on_question)

            label = f"{name}, without {kind.name}"
            found[kind.name] = Measured.of(asks, self._shown(label, len(asks), ask))
        return found

    def _ask(self, name: str, asks: Sequence[Ask], snapshot: Path) -> Measured:
        engine = Engine.open(snapshot, self._encoder)
        try:
            results = self._shown(
                name,
                len(asks),
                lambda on_question: ask_all(
                    asks,
                    lambda question: engine.search(question, n_quotes=N_QUOTES, n_passages=DEPTH),
                    on_question,
                ),
            )
        finally:
            engine.close()
        return Measured.of(asks, results)

    def _shown(self, name: str, total: int, ask: Callable[[OnQuestion], Results]) -> Results:
        with self._bar:
            task = self._bar.add_task(name, total=total)
            results = ask(lambda: self._bar.advance(task))
            self._bar.remove_task(task)
        return results


def run_quality(arguments: argparse.Namespace) -> int:
    """Measure, print, compare and store.

    Returns:
        The exit status: 1 where a figure fell and is not accepted, 130 after Ctrl-C.
    """
    notes = Console(stderr=True, highlight=False)
    try:
        return _run(arguments, notes)
    except KeyboardInterrupt:
        notes.print("stopped")
        return 130


def _run(arguments: argparse.Namespace, notes: Console) -> int:
    public, absent = find_public_sets(arguments.data, with_test=arguments.test)
    for path in absent:
        notes.print(f"not measured: there is no {path}", soft_wrap=True, markup=False)
    if not SHARED_SEEDS.is_dir():
        notes.print(
            f"our own set over seeds/ alone: there is no {SHARED_SEEDS}",
            soft_wrap=True,
            markup=False,
        )
    measuring = Measuring(load_encoder(EncoderSettings()), notes)
    measured = measuring.measure_ours() | measuring.measure_public(public)
    chosen_on = [each for each in public if each.name != ARCD_TEST]
    ablated = {} if arguments.quick else measuring.measure_variants(chosen_on)
    stored = read_measured(arguments.into / _STORE)
    of_before = [name for name in stored if name not in measured]
    everything = measured | {name: stored[name] for name in of_before}
    text = report(everything, ablated, version("iqtibas"), of_before)
    sys.stdout.write(text)
    falls = find_falls(stored, measured)
    for line in fall_lines(falls):
        notes.print(line, soft_wrap=True, markup=False)
    if falls and not arguments.accept:
        notes.print(f"{len(falls)} figures fell; nothing was stored (--accept stores them)")
        return 1
    lacking = [name for name in of_before if not name.startswith(ARCD_TEST)]
    if arguments.quick or lacking:
        why = f"this run lacks {'; '.join(lacking)}" if lacking else "--quick"
        notes.print(f"nothing was stored: {why}", soft_wrap=True, markup=False)
        return 0
    write_measured(arguments.into / _STORE, everything)
    put_into_place(arguments.into / PICTURE, render_svg(panels(whole_sets(everything))))
    put_into_place(arguments.into / _REPORT, text)
    update_readmes(arguments.into.parent, everything)
    notes.print(f"stored in {arguments.into}", soft_wrap=True, markup=False)
    return 0
