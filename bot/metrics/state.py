"""How things stand, read at the moment that Prometheus asks: nothing has to be kept up to date."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from bot.answering import Answering
from bot.collecting.feed_schedule import FeedTally
from bot.reloads import ReloadTally
from bot.telegram.clock import Clock
from retrieval.engine import SnapshotSummary

_ANSWERING: Final = "iqtibas_answering"
_MEMORY: Final = f"{_ANSWERING}_process_resident_memory_bytes"
_CPU: Final = f"{_ANSWERING}_process_cpu_seconds"


class WatchedLibrary(Protocol):
    """What is told of `bot.library.Library`, which describes it."""

    @property
    def summary(self) -> SnapshotSummary:
        """What is being served."""

    @property
    def answering_pids(self) -> tuple[int | None, ...]:
        """Of the processes that answer for this one, each in its place; None while none does."""

    @property
    def reload_tally(self) -> ReloadTally:
        """How reloads ended."""

    @property
    def is_reloading(self) -> bool:
        """Whether the corpus is being read."""


class StateCollector(Collector):
    """Tells Prometheus of the queue, the snapshot, reloads and feeds.

    Of each process that answers apart memory and CPU are told as of this one, in names of their
    own. What all have mapped of the snapshot counts in each.

    Args:
        library: Serves the snapshot.
        answering: Has the queue.
        feeds: What came of them.
        clock: Tells the snapshot's age.
    """

    def __init__(
        self, library: WatchedLibrary, answering: Answering, feeds: FeedTally, clock: Clock
    ) -> None:
        self._library = library
        self._answering = answering
        self._feeds = feeds
        self._clock = clock
        self._measured: tuple[Path, int] | None = None

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics; it looks at files, and so is not for the event loop."""
        yield _gauge("queue_length", "Work that waits for the engine.", self._answering.n_waiting)
        yield _gauge("queue_size", "Work that may wait for it.", self._answering.queue_size)
        yield from _of_processes(self._library.answering_pids)
        yield from self._of_snapshot(self._library.summary)
        yield _gauge("reloading", "1 while the corpus is read.", self._library.is_reloading)
        reloads = self._library.reload_tally
        yield _counter(
            "reloads",
            "Readings of the corpus that ended, by result.",
            {
                "done": reloads.n_done,
                "failed": reloads.n_failed,
                "cancelled": reloads.n_cancelled,
            },
        )
        feeds = self._feeds
        yield _counter(
            "feed_polls",
            "Feeds that were polled, by result.",
            {
                "read": feeds.n_read,
                "not_fetched": feeds.n_not_fetched,
                "not_stored": feeds.n_not_stored,
            },
        )
        yield CounterMetricFamily(
            "iqtibas_feed_articles",
            "Articles of feeds that were new, or others than before.",
            feeds.n_articles,
        )

    def _of_snapshot(self, summary: SnapshotSummary) -> Iterator[Metric]:
        yield _gauge("snapshot_documents", "Articles that are served.", summary.n_documents)
        yield _gauge("snapshot_sentences", "Sentences of these.", summary.n_sentences)
        yield _gauge("snapshot_passages", "Passages of these.", summary.n_passages)
        yield _gauge(
            "snapshot_size_bytes", "The snapshot's on disk.", self._bytes_of(summary.path)
        )
        made_at = datetime.fromisoformat(summary.created_at)
        made_at = made_at if made_at.tzinfo else made_at.replace(tzinfo=UTC)
        yield _gauge(
            "snapshot_created_timestamp_seconds",
            "When the snapshot was made, Unix time.",
            made_at.timestamp(),
        )
        yield _gauge(
            "snapshot_age_seconds",
            "Since the snapshot was made.",
            max(self._clock.unix_time() - made_at.timestamp(), 0.0),
        )
        yield _counter(
            "reranks",
            "Questions for which a reranker was asked, by result.",
            {"done": summary.n_reranked - summary.n_given_up, "given_up": summary.n_given_up},
        )

    def _bytes_of(self, folder: Path) -> int:
        """Measure a snapshot, which never changes, once; 0 of one that is being removed."""
        if self._measured is None or self._measured[0] != folder:
            try:
                n_bytes = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            except OSError:
                return 0
            self._measured = (folder, n_bytes)
        return self._measured[1]


def _of_processes(pids: Sequence[int | None]) -> Iterator[Metric]:
    """Tell of each process that is there, by its place: when another takes it the line goes on."""
    memory = GaugeMetricFamily(
        _MEMORY, "Resident memory of a process that answers.", labels=("process",)
    )
    cpu = CounterMetricFamily(
        _CPU, "Time of processors that a process that answers has spent.", labels=("process",)
    )
    families: dict[str, GaugeMetricFamily | CounterMetricFamily] = {_MEMORY: memory, _CPU: cpu}
    for number, pid in enumerate(pids, start=1):
        if pid is None:
            continue
        for told in ProcessCollector(_ANSWERING, partial(str, pid), registry=None).collect():
            if told.name in families:
                families[told.name].add_metric((str(number),), told.samples[0].value)
    yield from (family for family in families.values() if family.samples)


def _gauge(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"iqtibas_{name}", told, float(value))


def _counter(name: str, told: str, by_result: dict[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(f"iqtibas_{name}", told, labels=("result",))
    for result, n in by_result.items():
        family.add_metric((result,), n)
    return family
