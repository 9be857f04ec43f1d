"""What happens and how things stand, as Prometheus is told."""

import asyncio
import os
import re
import sys
import time
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from bot.answering import Answering
from bot.collecting.feed_schedule import FeedTally
from bot.metrics.events import Metrics
from bot.metrics.state import StateCollector
from bot.storage.answers import Vote
from bot.storage.questions import Ending, Place
from retrieval.engine import SnapshotSummary
from tests.telegram.fakes import START, FakeClock
from tests.telegram.harness import SUMMARY, ScriptedLibrary


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(CollectorRegistry())


def told(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


def test_questions_are_counted_by_place_and_outcome(metrics: Metrics):
    metrics.note_question(Place.GROUP, Ending.WEAK, 0.2)
    metrics.note_question(Place.GROUP, Ending.WEAK, 0.4)

    assert told(metrics, "iqtibas_questions_total", place="group", outcome="weak") == 2
    assert told(metrics, "iqtibas_questions_total", place="inline", outcome="none") == 0


def test_the_whole_time_is_that_of_questions_that_were_answered(metrics: Metrics):
    metrics.note_question(Place.PRIVATE, Ending.ANSWERED, 0.02)
    metrics.note_question(Place.PRIVATE, Ending.NONE, 0.03)
    metrics.note_question(Place.PRIVATE, Ending.TURNED_AWAY, 20.0)

    assert told(metrics, "iqtibas_stage_seconds_sum", stage="whole") == pytest.approx(0.05)
    assert told(metrics, "iqtibas_stage_seconds_bucket", stage="whole", le="0.025") == 1
    assert told(metrics, "iqtibas_stage_seconds_bucket", stage="whole", le="0.05") == 2


def test_waiting_and_working_are_told_apart(metrics: Metrics):
    metrics.note_work(1.5, 0.25)

    assert told(metrics, "iqtibas_stage_seconds_sum", stage="waiting") == 1.5
    assert told(metrics, "iqtibas_stage_seconds_sum", stage="engine") == 0.25


def test_votes_retries_and_requests_are_counted(metrics: Metrics):
    for vote in (Vote.UP, Vote.UP, None):
        metrics.note_vote(vote)
    metrics.note_retry(is_flood=True)
    metrics.note_request("/articles/{id}", "GET", 404, 0.004)

    assert told(metrics, "iqtibas_votes_total", vote="up") == 2
    assert told(metrics, "iqtibas_votes_total", vote="none") == 1
    assert told(metrics, "iqtibas_telegram_retries_total", reason="flood") == 1
    assert told(metrics, "iqtibas_telegram_retries_total", reason="connection") == 0
    request = {"route": "/articles/{id}", "method": "GET", "status": "404"}
    assert told(metrics, "iqtibas_http_requests_total", **request) == 1
    bucket = {"route": "/articles/{id}", "le": "0.005"}
    assert told(metrics, "iqtibas_http_request_seconds_bucket", **bucket) == 1


class Shelf(ScriptedLibrary):
    """A library whose snapshot lies in a folder that is there."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    @property
    def summary(self) -> SnapshotSummary:
        return SnapshotSummary(
            path=self.folder,
            created_at="2026-11-20T08:30:00+00:00",
            corpus=SUMMARY.corpus,
            encoder=SUMMARY.encoder,
            dimension=SUMMARY.dimension,
            n_documents=305,
            n_sentences=9000,
            n_passages=1200,
            n_reranked=7,
            n_given_up=2,
        )


async def test_queue_snapshot_reloads_and_feeds_are_told_as_they_stand(
    metrics: Metrics, tmp_path: Path
):
    (tmp_path / "arrays").mkdir()
    (tmp_path / "arrays" / "starts.npy").write_bytes(b"x" * 700)
    (tmp_path / "manifest.json").write_bytes(b"x" * 300)
    library, feeds = Shelf(tmp_path), FeedTally()
    answering = Answering(library, queue_size=64, timeout_s=1)
    metrics.registry.register(StateCollector(library, answering, feeds, FakeClock()))

    feeds.n_articles, feeds.n_not_fetched, library.reload_tally.n_failed = 5, 3, 2
    await answering.close()

    values = {
        "iqtibas_queue_length": 0.0,
        "iqtibas_queue_size": 64.0,
        "iqtibas_snapshot_documents": 305.0,
        "iqtibas_snapshot_sentences": 9000.0,
        "iqtibas_snapshot_passages": 1200.0,
        "iqtibas_snapshot_size_bytes": 1000.0,
        "iqtibas_snapshot_created_timestamp_seconds": 1_795_163_400.0,
        "iqtibas_snapshot_age_seconds": START - 1_795_163_400.0,
        "iqtibas_reloading": 0.0,
        "iqtibas_feed_articles_total": 5.0,
    }
    assert {name: told(metrics, name) for name in values} == values
    assert told(metrics, "iqtibas_feed_polls_total", result="not_fetched") == 3
    assert told(metrics, "iqtibas_reloads_total", result="failed") == 2
    assert told(metrics, "iqtibas_reranks_total", result="done") == 5


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux tells")
async def test_memory_and_cpu_of_each_process_that_answers_are_told_while_it_is_there(
    metrics: Metrics,
):
    library = ScriptedLibrary()
    answering = Answering(library, queue_size=64, timeout_s=1)
    metrics.registry.register(StateCollector(library, answering, FeedTally(), FakeClock()))
    memory = "iqtibas_answering_process_resident_memory_bytes"
    cpu = "iqtibas_answering_process_cpu_seconds_total"

    before = told(metrics, memory, process="1"), told(metrics, cpu, process="1")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "print(flush=True); input()", stdin=PIPE, stdout=PIPE
    )
    assert process.stdout is not None
    await process.stdout.readline()
    library.answering_pids = (process.pid, None, os.getpid())
    status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
    while_there = told(metrics, memory, process="1"), told(metrics, cpu, process="1")
    lines = {
        (sample.name, sample.labels["process"])
        for family in metrics.registry.collect()
        for sample in family.samples
        if sample.name.startswith("iqtibas_answering_")
    }
    await process.communicate(b"\n")
    after = told(metrics, memory, process="1"), told(metrics, cpu, process="1")
    here = told(metrics, cpu, process="3")
    await answering.close()

    resident_kib = int(re.findall(r"VmRSS:\s+(\d+)", status)[0])
    assert while_there[0] == pytest.approx(1024 * resident_kib, rel=0.2)
    assert while_there[1] is not None
    assert before == after == (None, None)
    assert here == pytest.approx(time.process_time(), abs=0.5)
    assert lines == {(memory, "1"), (cpu, "1"), (memory, "3"), (cpu, "3")}


def test_what_is_told_keeps_to_prometheus_format(metrics: Metrics):
    metrics.note_request("/", "GET", 200, 0.001)

    families = list(text_string_to_metric_families(generate_latest(metrics.registry).decode()))

    names = {family.name for family in families}
    assert {"iqtibas_questions", "iqtibas_stage_seconds", "iqtibas_http_requests"} <= names
    assert all(family.documentation.endswith(".") for family in families if "iqt" in family.name)
