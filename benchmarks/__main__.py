"""Prints a table of speed and memory; see `python -m benchmarks --help`."""

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
from itertools import chain
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.corpora import read_articles, write_corpus
from benchmarks.measures import measure_answering, measure_indexing, measure_starting
from benchmarks.paint import CHROMIUM, measure_painting
from benchmarks.quality import HERE, run_quality
from benchmarks.reload import measure_killing, measure_reloading, write_files
from benchmarks.telegram import measure_bursts
from benchmarks.web import WARM, find_questions, measure_serving
from benchmarks.web_load import MAX_SECONDS
from benchmarks.web_memory import LEVEL_MIB, Curve

_DATA = Path(__file__).parents[2] / "shared" / "data"
_ARTICLES = _DATA / "train" / "ant_news.jsonl.xz"


def main() -> int:
    """Run the benchmark that the command line describes."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Indexes real articles, asks their titles, and prints speed and memory. "
        "Machines are noisy: run it when nothing else does, and compare within one run.",
    )
    parser.add_argument(
        "--articles",
        type=Path,
        default=_ARTICLES,
        help=".jsonl or .jsonl.xz, an article a line: title, text (default %(default)s)",
    )
    parser.add_argument(
        "--more",
        type=Path,
        nargs="*",
        default=[],
        help="files of articles that the large corpus and questions over HTTP go on with where "
        "the first is too small",
    )
    parser.add_argument("--passages", type=int, default=20_000, help="of the large corpus")
    parser.add_argument("--documents", type=int, default=1_000, help="of the small one")
    parser.add_argument("--questions", type=int, default=1_000, help="asked of the large one")
    parser.add_argument("--runs", type=int, default=7, help="starts that are timed")
    parser.set_defaults(chats=0, files=0, data=None, rate=0.0, loads=0)
    kinds = parser.add_subparsers(title="or, instead of all this")
    burst = kinds.add_parser("telegram", help="a burst of questions on Telegram, played here")
    burst.add_argument("--burst", type=int, default=500, help="questions at once")
    burst.add_argument("--chats", type=int, default=100, help="chats they come from")
    reload = kinds.add_parser("reload", help="reloads under questions, and builders killed")
    reload.add_argument("--files", type=int, default=10_000, help="of an article each")
    reload.add_argument("--reloads", type=int, default=5, help="of one changed article")
    reload.add_argument("--asked", type=int, default=2_000, help="questions asked meanwhile")
    reload.add_argument("--kills", type=int, default=50, help="builders that are killed")
    web = kinds.add_parser("web", help="questions over HTTP, at a steady rate, on this machine")
    web.add_argument("--rate", type=float, default=200.0, help="requests a second, at most 1000")
    web.add_argument("--connections", type=int, default=50, help="at once")
    web.add_argument("--seconds", type=float, default=30.0, help=f"of load, at most {MAX_SECONDS}")
    paint = kinds.add_parser("paint", help="how soon pages are painted in Chromium, and how large")
    paint.add_argument("--loads", type=int, default=15, help="of each page")
    quality = kinds.add_parser(
        "quality", help="the right sentence first, and silence where none is"
    )
    quality.add_argument(
        "--data", type=Path, default=_DATA, help="holds train/ and eval/ (default %(default)s)"
    )
    quality.add_argument(
        "--test", action="store_true", help="ARCD test too: look at it last, when all is chosen"
    )
    quality.add_argument(
        "--quick", action="store_true", help="without what each part is worth; stores nothing"
    )
    quality.add_argument(
        "--into", type=Path, default=HERE, help="holds quality.md and .json (default %(default)s)"
    )
    quality.add_argument("--accept", action="store_true", help="store figures that fell, too")
    arguments = parser.parse_args()
    if arguments.data:
        return run_quality(arguments)
    if arguments.chats:
        Console().print(_measure_bursts(arguments))
        return 0
    if arguments.loads:
        return _measure_painting(arguments.loads)
    if not arguments.articles.is_file():
        print(
            f"benchmarks: there is no file {arguments.articles}: name one of articles as "
            '--articles, each line {"title": "…", "text": "…"}',
            file=sys.stderr,
        )
        return 1
    with tempfile.TemporaryDirectory(prefix="iqtibas-bench-") as scratch:
        measure = _measure_reloading if arguments.files else _measure
        if arguments.rate:
            measure = _measure_serving
        Console().print(measure(arguments, Path(scratch)))
    return 0


def _measure(arguments: argparse.Namespace, scratch: Path) -> Table:
    large, small = scratch / "large", scratch / "small"
    articles = chain.from_iterable(map(read_articles, [arguments.articles, *arguments.more]))
    titles = write_corpus(articles, large, n_passages=arguments.passages)
    write_corpus(read_articles(arguments.articles), small, n_documents=arguments.documents)
    asked = random.Random(1).sample(titles, min(arguments.questions, len(titles)))  # noqa: S311 -- no secret
    questions = scratch / "questions.txt"
    questions.write_text("\n".join(asked), encoding="utf-8")

    indexing = measure_indexing(large, scratch / "store")
    answering = measure_answering(scratch / "store", questions)
    starting = measure_starting(small, scratch / "data", asked[0], arguments.runs)

    table = Table("measure", "figure", "memory", title="Iqtibas, bundled encoder")
    per_s = indexing.n_passages / indexing.took_s
    table.add_row(
        f"indexing {indexing.n_passages:,} passages ({indexing.n_chars / 1e6:.1f} M characters)",
        f"{per_s:,.0f} passages/s, {indexing.took_s:.1f} s",
        f"{indexing.peak_mib:.0f} MiB",
    )
    table.add_row(
        f"answering {answering.n_questions:,} titles from these",
        f"median {answering.median_ms:.1f} ms, p99 {answering.p99_ms:.1f} ms",
        f"{answering.peak_mib:.0f} MiB",
    )
    table.add_row(
        f"process start to first answer, {arguments.documents:,} documents",
        f"median {starting.median_s:.2f} s of {starting.n_runs}",
        f"{starting.peak_mib:.0f} MiB",
    )
    return table


def _measure_bursts(arguments: argparse.Namespace) -> Table:
    table = Table(
        "way",
        "answers/s",
        "lost",
        "repeated",
        "out of order",
        title=f"{arguments.burst:,} questions from {arguments.chats:,} chats at once",
    )
    for burst in measure_bursts(arguments.burst, arguments.chats):
        counts = (burst.n_lost, burst.n_repeated, burst.n_out_of_order)
        table.add_row(burst.way, f"{burst.per_s:,.0f}", *map(str, counts))
    return table


def _measure_painting(n_loads: int) -> int:
    if CHROMIUM is None:
        print("benchmarks: there is no browser: apt-get install chromium", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="iqtibas-bench-") as scratch:
        Console().print(asyncio.run(measure_painting(Path(scratch), n_loads)))
    return 0


def _measure_reloading(arguments: argparse.Namespace, scratch: Path) -> Table:
    corpus, store = scratch / "corpus", scratch / "store"
    titles = write_files(arguments.articles, corpus, arguments.files)
    found = measure_reloading(
        corpus, store, titles, n_reloads=arguments.reloads, n_questions=arguments.asked
    )
    killed = measure_killing(arguments.articles, corpus, store, arguments.kills)

    table = Table("measure", "figure", title=f"Reloads of {found.n_documents:,} files")
    table.add_row(
        f"first index, {found.n_passages:,} passages",
        f"{found.first_s:.1f} s, {found.first_passages_per_s:,.0f} passages/s",
    )
    reload_s, update_s = map(statistics.median, (found.reload_s, found.update_s))
    table.add_row(
        f"reload of one changed article, {found.n_encoded} passages encoded",
        f"median {reload_s:.2f} s of {len(found.reload_s)}, 1/{found.first_s / reload_s:.0f} of "
        f"the first; of it the update {update_s:.2f} s, 1/{found.first_s / update_s:.0f}",
    )
    table.add_row(
        "answers at rest",
        f"median {found.median_at_rest_ms:.1f} ms, p95 {found.p95_at_rest_ms:.1f} ms",
    )
    table.add_row(
        f"{found.n_under_reload:,} answers under reload",
        f"median {found.median_under_reload_ms:.1f} ms, p95 {found.p95_under_reload_ms:.1f} ms "
        f"({found.p95_under_reload_ms / found.p95_at_rest_ms:.1f} times that at rest), "
        f"{found.n_failed} failed",
    )
    table.add_row(
        f"killed in {killed.n_first} first indexes and {killed.n_reloads} reloads, "
        f"{killed.n_too_late} too late",
        f"{killed.n_broken} left something broken, {killed.n_stuck} stuck the next",
    )
    return table


def _measure_serving(arguments: argparse.Namespace, scratch: Path) -> Table:
    corpus = scratch / "corpus"
    write_corpus(read_articles(arguments.articles), corpus, n_documents=arguments.documents)
    n_wanted = WARM + round(arguments.rate * arguments.seconds)
    questions = find_questions(_DATA, [arguments.articles, *arguments.more], n_wanted)
    found = measure_serving(
        corpus,
        scratch / "data",
        questions,
        per_s=arguments.rate,
        n_connections=arguments.connections,
    )
    load = found.load

    table = Table(
        "measure",
        "figure",
        title=f"{load.n_requests:,} distinct questions to {arguments.documents:,} documents, "
        f"{arguments.rate:g}/s over {arguments.connections} connections",
    )
    table.add_row(
        "time from when a question was due",
        f"p50 {load.p50_ms:.1f} ms, p95 {load.p95_ms:.1f} ms, p99 {load.p99_ms:.1f} ms, "
        f"longest {load.max_ms:.0f} ms",
    )
    table.add_row("took", f"{load.took_s:.1f} s, {load.n_requests / load.took_s:.0f}/s")
    told = ", ".join(f"{n:,} {outcome}" for outcome, n in sorted(load.outcomes.items()))
    table.add_row("answers", told)
    failed = ", ".join(f"{n:,} {kind}" for kind, n in sorted(load.errors.items()))
    table.add_row("errors", failed or "none")
    table.add_row(
        "server's CPU a request",
        f"{found.cpu_ms:.2f} ms over {_n_processes(found.n_processes)}; the engine alone takes "
        f"{found.engine_cpu_ms:.2f} ms",
    )
    table.add_row("the load's own CPU a request", f"{load.cpu_ms:.2f} ms, on the same cores")
    table.add_row(
        "server's memory",
        f"{found.before_mib:.0f} MiB before, {found.after_mib:.0f} MiB after, over "
        f"{_n_processes(found.n_processes)}; shared pages count once",
    )
    table.add_row("of it without mapped files", _tell_memory(found.memory))
    return table


def _tell_memory(curve: Curve) -> str:
    """Tell how memory went over a run, and whether it stays level."""
    parts = {"at first": 0.0, "after a quarter": 0.25, "half": 0.5, "three quarters": 0.75}
    told = [f"{curve.at(part).mib:.1f} MiB {when}" for when, part in parts.items()]
    last = curve.samples[-1]
    each = " + ".join(f"{mib:.1f}" for mib in last.own_mib)
    if not curve.is_long:
        verdict = f"too short to judge: {curve.n_needed:,} questions are needed"
    elif curve.is_level:
        verdict = f"level (at most {LEVEL_MIB:g} MiB)"
    else:
        verdict = f"NOT level (more than {LEVEL_MIB:g} MiB)"
    return (
        f"{', '.join(told)}, {last.mib:.1f} MiB at the end ({each}); the second half added "
        f"{curve.grown_mib:+.1f} MiB, {curve.grown_per_1000_mib:+.2f} MiB per 1,000 questions: "
        f"{verdict}"
    )


def _n_processes(n: int) -> str:
    return "one process" if n == 1 else f"{n} processes"


if __name__ == "__main__":
    sys.exit(main())
