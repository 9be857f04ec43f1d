"""Why an answer is what it is: ``ask --explain``, as tables for a person or as JSON's values.

Tables have no lines around them and fit 80 columns. Arabic stands in the last column alone, in
logical order as everywhere, and each row begins with a Latin letter: so a terminal that lays out
lines by their first letter moves nothing into another column.
"""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.terminal.rendering import printable
from retrieval.datatypes import Outcome
from retrieval.engine import Explanation
from retrieval.search.explanation import (
    Candidate,
    Confidence,
    Fate,
    Search,
    StepTime,
    Term,
    Word,
)

_N_COMPARED = 5
"""Candidates whose features are laid out side by side: as many as fit."""
_KINDS = ("stem", "skeleton", "gram", "pair", "substitutes")


def show_explanation(console: Console, explanation: Explanation) -> None:
    """Print why an answer is what it is."""
    console.print()
    console.print(Text(_asked(explanation), style="bold"))
    for reading in explanation.readings:
        console.print(Text(f"  read otherwise: «{reading.typed}» as «{reading.read}»"))
    for title, table in _tables(explanation):
        console.print()
        console.print(Text(title, style="bold"))
        console.print(table)


def explanation_record(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as JSON's values, without its answer."""
    record = asdict(explanation)
    del record["answer"]
    return record


def _asked(explanation: Explanation) -> str:
    kind = explanation.kind.replace("_", " ")
    if explanation.search is None:
        return f"Taken for: {kind}; not searched for"
    return f"Taken for: {kind}; asks for: {explanation.answer_type.replace('_', ' ')}"


def _tables(explanation: Explanation) -> Iterator[tuple[str, Table]]:
    if explanation.words:
        yield "Words", _words(explanation.words)
    search = explanation.search
    if search is not None:
        yield "Terms", _terms(search.terms)
        if search.passages:
            title = f"Passages, the best of {search.n_passages}: what kinds of terms give them"
            yield title, _passages(search)
        if search.candidates:
            is_refused = explanation.answer.outcome is Outcome.NONE
            title = f"Sentences, the best of {search.n_candidates}"
            yield title + "; none is shown" * is_refused, _candidates(search)
            title = "What each feature adds to their scores, (interplay) all of them together, "
            title += "and (words) which words of the question are there"
            yield title, _features(search.candidates[:_N_COMPARED])
        if search.confidence is not None:
            yield _verdict(search.confidence), _confidence(search.confidence)
    yield "Steps", _steps(explanation.steps)


def _table(*columns: str, last: str = "") -> Table:
    """Return an empty table: the first column on the left, then numbers, perhaps text last."""
    table = Table(box=None, pad_edge=False)
    for at, column in enumerate(columns):
        table.add_column(column, justify="right" if at else "left", no_wrap=True)
    if last:
        table.add_column(last, overflow="fold", ratio=1)
    return table


def _words(words: tuple[Word, ...]) -> Table:
    table = _table("is", "weight", "share", last="word = what may stand for it")
    for word in words:
        others = "، ".join(
            f"{other.text} ({other.share:.2f} {other.origin})" for other in word.substitutes
        )
        told = f"{word.text} = {others}" if others else word.text
        row = (word.role, f"{word.weight:.1f}", f"{word.importance:.2f}", Text(told))
        table.add_row(*row)
    return table


def _terms(terms: tuple[Term, ...]) -> Table:
    table = _table("kind", "weight", "passages", "idf", last="term")
    for kind, some in groupby(terms, key=lambda term: term.kind == "gram"):
        of_kind = list(some)
        if not kind:
            for term in of_kind:
                table.add_row(*_term(term), Text(term.text))
            continue
        # A word has many, which say little one by one.
        n_known = sum(term.n_passages > 0 for term in of_kind)
        least, most = (pick(term.idf for term in of_kind) for pick in (min, max))
        texts = Text(" ".join(term.text for term in of_kind), style="dim")
        count = f"{n_known} of {len(of_kind)}"
        weight = f"{of_kind[0].weight:.1f}"
        table.add_row("grams", weight, count, f"{least:.1f}-{most:.1f}", texts)
    return table


def _term(term: Term) -> tuple[str, str, str, str]:
    return term.kind, f"{term.weight:.1f}", f"{term.n_passages:,}", f"{term.idf:.2f}"


def _passages(search: Search) -> Table:
    shown = ("stems", "skel.", "grams", "pairs", "other")
    table = _table("", "score", "BM25", *shown, "cosine", last="document")
    for nth, passage in enumerate(search.passages, 1):
        parts = [f"{passage.by_kind[kind]:.1f}" for kind in _KINDS]
        place = printable(f"{passage.document_id} [{passage.start}:{passage.end}]")
        scores = (f"{passage.score:.2f}", f"{passage.bm25:.1f}")
        table.add_row(f"P{nth}", *scores, *parts, f"{passage.cosine:.2f}", Text(place))
    return table


def _candidates(search: Search) -> Table:
    table = _table("", "score", "is", last="sentence")
    for nth, candidate in enumerate(search.candidates, 1):
        told = Text(" ".join(printable(candidate.text).split()))
        table.add_row(f"S{nth}", f"{candidate.score:.2f}", _fate(candidate), told)
    return table


def _fate(candidate: Candidate) -> str:
    match candidate.fate:
        case Fate.QUOTED:
            return f"quote {candidate.nth_quote}"
        case Fate.BESIDE:
            return f"in quote {candidate.nth_quote} too"
        case Fate.REPEATS:
            return f"repeats quote {candidate.nth_quote}"
        case Fate.BEHIND:
            return "too far behind"
        case Fate.ENOUGH:
            return "more than wanted"


def _features(candidates: tuple[Candidate, ...]) -> Table:
    table = _table("", *(f"S{nth}" for nth in range(1, len(candidates) + 1)))
    parts = {name: 0.0 for candidate in candidates for name in candidate.parts}
    # What speaks for the first one, then what speaks against it.
    for name in sorted(parts, key=lambda name: -candidates[0].parts.get(name, 0.0)):
        added = [candidate.parts.get(name, 0.0) for candidate in candidates]
        row = [f"{value:+.2f}" if value else "" for value in added]
        table.add_row(name.replace("_", " "), *row)
    table.add_row("score", *(f"{candidate.score:.2f}" for candidate in candidates))
    return table


def _verdict(confidence: Confidence) -> str:
    answer_from = f"{confidence.answer_from:.3f}"
    if confidence.sure_from is not None:
        answer_from += f" among these articles or {confidence.sure_from:.3f}"
    return (
        f"Confidence {confidence.value:.3f}: {confidence.outcome} "
        f"(answer from {answer_from}, weak from {confidence.weak_from:.3f})"
    )


def _confidence(confidence: Confidence) -> Table:
    table = _table("", "value", "weight", "adds")
    for sign in confidence.signs:
        name = sign.name.replace("_", " ")
        table.add_row(name, f"{sign.value:.3f}", f"{sign.weight:.2f}", f"{sign.adds:+.2f}")
    total = confidence.bias + sum(sign.adds for sign in confidence.signs)
    table.add_row("before any sign", "", "", f"{confidence.bias:+.2f}")
    table.add_row("log-odds", "", "", f"{total:+.2f}")
    if confidence.value != confidence.bundled:
        table.add_row("before calibration", f"{confidence.bundled:.3f}", "", "")
    if confidence.here is not None:
        table.add_row("among these articles", f"{confidence.here:.3f}", "", "")
    return table


def _steps(steps: tuple[StepTime, ...]) -> Table:
    table = _table("", "ms")
    for step in steps:
        table.add_row(step.name, f"{step.took_ms:.2f}")
    table.add_row("all", f"{sum(step.took_ms for step in steps):.2f}")
    return table
