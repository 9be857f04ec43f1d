"""What was measured, as tables in Markdown: the same words for the same figures, and no date."""

from collections.abc import Iterable, Mapping, Sequence

from benchmarks.quality_ablation import LEANT_ON, WHOLE
from benchmarks.quality_acceptance import acceptance, groups
from benchmarks.quality_reliability import reliability_text
from benchmarks.quality_sets import ARTICLE_GONE, HALF, NEAR_MISS
from benchmarks.quality_store import Fall, Measured
from benchmarks.quality_tables import change_of, parts_of, signed, table, told, told_of
from retrieval.evaluation import figures
from retrieval.evaluation.bootstrap import estimate, estimate_change
from retrieval.evaluation.results import Results

_INTRODUCTION = """\
# Quality

Written by `make quality`. In brackets stand 95 % intervals: percentiles of a thousand draws of
paragraphs (of answers, in our own set), with repetition. Every set is a collection of its own,
with the titles of its articles, asked with the settings of the program as they come.

- **passage**: where the right paragraph stands, one passage a document.
- **sentence**: one of the first quotes, or a place that it names as saying the same, overlaps an
  answer. A refusal's quotes count here, though nobody is shown them.
- **confidence**: another set's questions, which nothing answers, told from the set's own: the
  AUROC, and the share of them with as much confidence as 95 % of the set's own.
- **near misses**: half of a set's paragraphs are taken away, and questions on these asked of what
  is left; the article kept another paragraph, or is gone with it.
- **outcomes**: answered, shown as the nearest that was found (weak), or refused.

Settings are chosen on TyDi QA, MLQA-dev, ARCD train and the dev half of our own set, so their
figures flatter a little; nothing is chosen on the held half. The models are fitted on ARCD train
and on questions of our own over other articles (`training/questions`).
"""
_ABLATION = """\
What a figure gains with a part off, question by question; only what settings can switch off is
here. Without the learned ranker, the sum of the BM25 of a sentence and of its passage, each
standardised, orders them. shown@1 counts a refusal as a miss. A change whose interval holds no 0
stands in bold.
"""
_LEANING = """\
A sentence that leans on its neighbour is quoted with it.
"""
_WEIGHED = (figures.NDCG_AT_10, figures.HIT_AT_1, figures.HIT_AT_3, figures.SHOWN_AT_1)


def report(
    measured: Mapping[str, Measured],
    variants: Mapping[str, Mapping[str, Measured]],
    version: str,
    of_before: Sequence[str],
) -> str:
    """Lay out everything.

    Args:
        measured: By set.
        variants: By set, what came of its questions with a part off, and with none.
        version: Of the program.
        of_before: Sets that were not measured in this run, but in the one before.
    """
    public = {name: each.results for name, each in measured.items() if not _is_ours(name)}
    whole = {name: each for name, each in whole_sets(measured).items() if not _is_ours(name)}
    ours = {name: each.results for name, each in measured.items() if _is_ours(name)}
    note = f"Not measured in this run, but in an earlier one: {'; '.join(of_before)}.\n"
    parts = [
        _INTRODUCTION,
        f"Version {version}.\n" + (note if of_before else ""),
        "## Passages and sentences\n\n" + _finding(whole),
        "## Confidence\n\n" + _telling_apart(whole),
        "## Near misses\n\n" + _near_misses(public),
        "## Outcomes\n\n" + _outcomes(whole),
        "## By what is asked for\n\n" + _by_type(whole),
        *(acceptance(name, halves) for name, halves in _by_collection(ours).items()),
        *(groups(name, results) for name, results in ours.items()),
        reliability_text(whole_sets(measured)),
        *([_ablation(variants)] if variants else []),
    ]
    return "\n".join(part for part in parts if part)


def whole_sets(measured: Mapping[str, Measured]) -> dict[str, Results]:
    """Return all sets but those of which half was taken away, our own ones last."""
    names = [name for name in measured if not name.endswith(HALF)]
    return {name: measured[name].results for name in sorted(names, key=_is_ours)}


def _by_collection(ours: Mapping[str, Results]) -> dict[str, dict[str, Results]]:
    """Return the halves of our own set by what they were asked of."""
    collections: dict[str, dict[str, Results]] = {}
    for name, results in ours.items():
        collections.setdefault(name.rpartition(", ")[0], {})[name] = results
    return collections


def _is_ours(name: str) -> bool:
    return name.startswith("ours")


def fall_lines(falls: Iterable[Fall]) -> list[str]:
    """Say of each figure that got worse what it was and what it is."""
    return [
        f"{fall.set_name}: {fall.figure} fell from {told(fall.before)} to {fall.now.value:.3f}, "
        f"by {signed(fall.change)}"
        for fall in falls
    ]


def _finding(sets: Mapping[str, Results]) -> str:
    shown = (
        figures.NDCG_AT_10,
        figures.RECALL_AT_1,
        figures.RECALL_AT_10,
        figures.HIT_AT_1,
        figures.HIT_AT_3,
    )
    rows = [
        [
            name,
            f"{int(results.is_answerable.sum()):,}",
            *(told_of(figure, results) for figure in shown),
            f"{estimate(figures.QUOTE_CHARS.statistic, results).value:.0f}",
        ]
        for name, results in sets.items()
    ]
    return table(["", "questions", *(each.name for each in shown), "mean quote, characters"], rows)


def _telling_apart(sets: Mapping[str, Results]) -> str:
    rows = [
        [
            name,
            f"{int((~results.is_answerable).sum()):,}",
            *(told_of(figure, results) for figure in figures.TELLING_APART),
        ]
        for name, results in sets.items()
        if not results.is_answerable.all()
    ]
    return table(["", "others", *(each.name for each in figures.TELLING_APART)], rows)


def _near_misses(sets: Mapping[str, Results]) -> str:
    rows = []
    for name, results in sets.items():
        if not name.endswith(HALF):
            continue
        for group in (NEAR_MISS, ARTICLE_GONE):
            some = results.where(results.is_answerable | results.in_group(group))
            if some.is_answerable.all():
                continue
            rows.append(
                [
                    name.removesuffix(HALF),
                    group,
                    f"{int((~some.is_answerable).sum()):,}",
                    *(told_of(figure, some) for figure in figures.TELLING_APART),
                ]
            )
    return table(["", "", "others", *(each.name for each in figures.TELLING_APART)], rows)


def _outcomes(sets: Mapping[str, Results]) -> str:
    shown = (figures.ANSWERED, figures.WEAK, figures.REFUSED)
    rows = [
        [name, *(told_of(figure, results) for figure in shown)] for name, results in sets.items()
    ]
    return table(["of the answerable", *(each.name for each in shown)], rows)


def _by_type(sets: Mapping[str, Results]) -> str:
    rows = []
    for name, results in sets.items():
        answerable = results.where(results.is_answerable)
        rows += [
            [
                name,
                asked,
                f"{len(some):,}",
                told_of(figures.HIT_AT_1, some),
                told_of(figures.HIT_AT_3, some),
            ]
            for asked, some in parts_of(answerable, answerable.answer_types)
        ]
    return table(["", "asks for", "questions", "hit@1", "hit@3"], rows)


def _ablation(variants: Mapping[str, Mapping[str, Measured]]) -> str:
    parts = [f"## What each part is worth\n\n{_ABLATION}"]
    names = [name for name in next(iter(variants.values())) if name != WHOLE]
    for figure in _WEIGHED:
        rows = []
        for part in names:
            changes = []
            for of_set in variants.values():
                if part not in of_set:
                    changes.append("")
                    continue
                whole, off = of_set[WHOLE].results, of_set[part].results
                changes.append(change_of(estimate_change(figure.statistic, whole, off)))
            rows.append([f"without {part}", *changes])
        parts.append(table([figure.name, *variants], rows))
    parts += [_LEANING, _leaning(variants)]
    return "\n".join(parts)


def _leaning(variants: Mapping[str, Mapping[str, Measured]]) -> str:
    rows = []
    for name, of_set in variants.items():
        whole, alone = of_set[WHOLE].results, of_set[LEANT_ON].results
        share = float((whole.n_chars > alone.n_chars).mean())
        lengths = [f"{each.n_chars.mean():.0f}" for each in (whole, alone)]
        rows.append([name, f"{share:.3f}", *lengths])
    return table(["", "first quotes of two sentences", "mean characters", "without"], rows)
