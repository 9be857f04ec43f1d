"""What happens while the bot runs, counted and timed for Prometheus.

Whoever has something to tell is handed one of the methods below, and knows nothing of Prometheus.
Every kind of thing is there from the start, at nought: a rate begins with the first one.

Names and units keep to Prometheus's conventions; ``deploy/`` holds a dashboard and alerts that go
by them.

Source:
    https://prometheus.io/docs/practices/naming/
"""

from enum import StrEnum
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from bot.storage.answers import Vote
from bot.storage.questions import Ending, Place

_SECONDS: Final = (
    *(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1),
    *(0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0),
)


class Stage(StrEnum):
    """A part of the time that a question takes."""

    WAITING = "waiting"
    """In the queue for the engine."""
    ENGINE = "engine"
    """At work on it."""
    WHOLE = "whole"
    """From the bot's taking the question up to its having the answer."""


class Retry(StrEnum):
    """Why a request to Telegram is made once more."""

    FLOOD = "flood"
    """Telegram said 429."""
    CONNECTION = "connection"
    """It never left this machine."""


class Metrics:
    """Counters and histograms of one bot.

    Args:
        registry: Holds them; nothing else counts there.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        ProcessCollector(registry=registry)
        self._questions = Counter(
            "iqtibas_questions",
            "Questions by the place they were asked in and by what came of them.",
            ("place", "outcome"),
            registry=registry,
        )
        self._stages = Histogram(
            "iqtibas_stage_seconds",
            "Time of questions: waiting and engine count readings in articles too.",
            ("stage",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._retries = Counter(
            "iqtibas_telegram_retries",
            "Requests to Telegram that were made once more.",
            ("reason",),
            registry=registry,
        )
        self._votes = Counter(
            "iqtibas_votes",
            "Votes on answers; none is one taken back.",
            ("vote",),
            registry=registry,
        )
        self._requests = Counter(
            "iqtibas_http_requests",
            "HTTP requests by route and status.",
            ("route", "method", "status"),
            registry=registry,
        )
        self._request_seconds = Histogram(
            "iqtibas_http_request_seconds",
            "Time from a request's headers to its response, by route.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self._begin_at_nought()
        # Looked up once: each question goes through all of them.
        self._counts_of_requests: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self._waiting, self._engine, self._whole = map(self._stages.labels, Stage)

    def _begin_at_nought(self) -> None:
        self._counts_of_questions = {
            (place, ending): self._questions.labels(place, ending)
            for place in Place
            for ending in Ending
        }
        for stage in Stage:
            self._stages.labels(stage)
        for reason in Retry:
            self._retries.labels(reason)
        for vote in (*Vote, None):
            self._votes.labels(_vote_name(vote))

    def note_question(self, place: Place, ending: Ending, took_s: float) -> None:
        """Count a question that is done with."""
        self._counts_of_questions[place, ending].inc()
        if ending is not Ending.TURNED_AWAY:
            self._whole.observe(took_s)

    def note_work(self, waited_s: float, worked_s: float) -> None:
        """Count a piece of the engine's work; called in its thread."""
        self._waiting.observe(waited_s)
        self._engine.observe(worked_s)

    def note_retry(self, *, is_flood: bool) -> None:
        """Count a request to Telegram that is made once more."""
        self._retries.labels(Retry.FLOOD if is_flood else Retry.CONNECTION).inc()

    def note_vote(self, vote: Vote | None) -> None:
        """Count what somebody said of an answer; None if they took it back."""
        self._votes.labels(_vote_name(vote)).inc()

    def note_request(self, route: str, method: str, status: int, took_s: float) -> None:
        """Count a request over HTTP.

        Args:
            route: Its pattern, not its path: there are only so many.
            method: As HTTP writes it.
            status: Of the response.
            took_s: Seconds.
        """
        key = (route, method, status)
        counts = self._counts_of_requests.get(key)
        if counts is None:
            counts = self._requests.labels(*map(str, key)), self._request_seconds.labels(route)
            self._counts_of_requests[key] = counts
        n_requests, seconds = counts
        n_requests.inc()
        seconds.observe(took_s)


def _vote_name(vote: Vote | None) -> str:
    return vote.name.lower() if vote is not None else "none"
