"""What the engine is worth on a file of questions: the report of ``iqtibas evaluate``."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from bot.settings import Settings
from bot.terminal.progress import counting_bar, progress_shown
from bot.terminal.streams import note_console, result_console
from retrieval.datatypes import Outcome
from retrieval.engine import load_encoder, load_reranking
from retrieval.evaluation.evaluate import Models, Report, evaluate


def run_evaluate(
    settings: Settings,
    file: Path,
    unanswerable: Path | None,
    *,
    with_titles: bool,
    is_json: bool,
) -> None:
    """Measure the engine on `file` and print the report."""
    notes = note_console()
    models = Models(load_encoder(settings.encoder()), load_reranking(settings.reranker()))
    asking = counting_bar("Asking", notes)
    with progress_shown(notes) as advance, asking:
        task = asking.add_task("", visible=False)
        report = evaluate(
            file,
            models,
            unanswerable=unanswerable,
            with_titles=with_titles,
            on_index=advance,
            on_question=lambda done, total: asking.update(
                task, completed=done, total=total, visible=True
            ),
        )
    if is_json:
        sys.stdout.write(json.dumps(asdict(report), ensure_ascii=False) + "\n")
        return
    for line in report_lines(report):
        result_console().print(line, soft_wrap=True)


def report_lines(report: Report) -> list[str]:
    """Lay out a report: what was asked, then passages, sentences, confidence.

    Figures stand with their intervals at 95 %.
    """
    asked = (
        f"{report.n_questions} questions on {report.n_paragraphs} paragraphs "
        f"({report.n_passages} passages), {report.median_ms:.1f} ms each (median)"
    )
    lines = [
        asked,
        *_misplaced(report.n_misplaced),
        "passage",
        _figure("nDCG@10", report.ndcg_at_10, report.intervals["ndcg_at_10"]),
        _figure("recall@1", report.recall_at_1, report.intervals["recall_at_1"]),
        _figure("recall@10", report.recall_at_10, report.intervals["recall_at_10"]),
        _figure(
            "mean reciprocal rank",
            report.mean_reciprocal_rank,
            report.intervals["mean_reciprocal_rank"],
        ),
        "sentence",
        _figure("hit@1", report.hit_at_1, report.intervals["hit_at_1"]),
        _figure("hit@3", report.hit_at_3, report.intervals["hit_at_3"]),
        "by what is asked for    hit@1  hit@3  questions",
        *(
            f"  {name:<22}{found.hit_at_1:.3f}  {found.hit_at_3:.3f}  {found.n_questions:>9}"
            for name, found in report.by_type.items()
        ),
        "outcomes",
        *_outcomes(report.outcomes),
    ]
    judged = report.answerability
    if judged is None:
        return lines
    return [
        *lines,
        f"answerability, against {judged.n_questions} unanswerable questions",
        _figure("AUROC", judged.auroc, judged.intervals["auroc"]),
        _figure("false answers at 95 %", judged.false_answers, judged.intervals["false_answers"]),
        "outcomes of the unanswerable",
        *_outcomes(judged.outcomes),
    ]


def _misplaced(n_answers: int) -> list[str]:
    if not n_answers:
        return []
    return [f"  {n_answers} gold answers are not the text that stands at their answer_start"]


def _outcomes(shares: dict[Outcome, float]) -> list[str]:
    return [f"  {outcome.value:<22}{share:.3f}" for outcome, share in shares.items()]


def _figure(name: str, value: float, interval: tuple[float, float]) -> str:
    low, high = interval
    return f"  {name:<22}{value:.3f}  [{low:.3f}, {high:.3f}]"
