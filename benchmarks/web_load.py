"""A bounded load on the API of a server on this machine, from a process of its own.

Requests leave when their time has come, whether or not earlier ones were answered (an open loop),
and a request's time counts from that moment: a server that stalls is not spared what it held up.

The load has the server's cores, so it does little beside sending: requests are written before the
first one leaves, and what was answered is read after the last one has come.

Source:
    Schroeder, Wierman & Harchol-Balter, "Open Versus Closed: A Cautionary Tale", NSDI 2006.
"""

import asyncio
import json
import statistics
import sys
import time
from collections import Counter, deque
from dataclasses import asdict, dataclass

from benchmarks.web_connections import Connection, Response, written

MAX_PER_S = 1000
MAX_SECONDS = 240
_PATH = "/api/v1/ask"


@dataclass(frozen=True, slots=True)
class Job:
    """What to send.

    Attributes:
        port: Of this machine; nothing else is ever asked.
        questions: One a request, in this order.
        per_s: Requests a second.
        n_connections: At most, at once; the one that has rested longest is taken.
        timeout_s: Seconds from when the last request is due; what has no answer then is an error.
    """

    port: int
    questions: tuple[str, ...]
    per_s: float
    n_connections: int
    timeout_s: float = 30.0

    def __post_init__(self) -> None:
        if not 0 < self.per_s <= MAX_PER_S or len(self.questions) / self.per_s > MAX_SECONDS:
            raise ValueError(
                f"expected at most {MAX_PER_S} requests a second, and {MAX_SECONDS} s of them"
            )


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: times in milliseconds, from when each request should have left.

    Attributes:
        errors: What was no answer, by kind, and how often.
        outcomes: Of the answers.
        took_s: From the first request to the last answer.
        cpu_ms: Of the load itself, a request, while it was sent.
    """

    n_requests: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float
    errors: dict[str, int]
    outcomes: dict[str, int]
    took_s: float
    cpu_ms: float


class _Sending:
    """Hands each request to a connection when it is due and one is free."""

    def __init__(self, job: Job) -> None:
        self.times: list[float] = []
        self.errors: Counter[str] = Counter()
        self.responses: list[Response] = []
        self.all_done = asyncio.Event()
        self._per_s = job.per_s
        self._requests = [
            written(job.port, _PATH, {"question": question, "quotes": 3})
            for question in job.questions
        ]
        self._connections = [Connection(job.port) for _ in range(job.n_connections)]
        self._free = deque(self._connections)
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time() + 0.1
        self._n_due = self._n_sent = self._n_done = 0
        self._loop.call_at(self._began, self._let_leave)

    @property
    def took_s(self) -> float:
        """Since the first request was due."""
        return self._loop.time() - self._began

    def end(self) -> None:
        """Wait for nothing more: what was not answered is an error."""
        self.errors["TimeoutError"] += len(self._requests) - self._n_done
        for connection in self._connections:
            connection.close()

    def _due(self, number: int) -> float:
        return self._began + number / self._per_s

    def _let_leave(self) -> None:
        """Send what is due, and come again when the next one is."""
        now = self._loop.time()
        while self._n_due < len(self._requests) and self._due(self._n_due) <= now:
            self._n_due += 1
        self._send()
        if self._n_due < len(self._requests):
            self._loop.call_at(self._due(self._n_due), self._let_leave)

    def _send(self) -> None:
        while self._free and self._n_sent < self._n_due:
            connection, number = self._free.popleft(), self._n_sent
            self._n_sent += 1

            def note(
                told: Response | Exception,
                connection: Connection = connection,
                number: int = number,
            ) -> None:
                self._note(told, connection, self._due(number))

            connection.send(self._requests[number], note)

    def _note(self, told: Response | Exception, connection: Connection, due: float) -> None:
        if isinstance(told, Response):
            self.times.append(1000 * (self._loop.time() - due))
            self.responses.append(told)
        else:
            self.errors[type(told).__name__] += 1
        self._n_done += 1
        self._free.append(connection)
        if self._n_done == len(self._requests):
            self.all_done.set()
        else:
            self._send()


async def send(job: Job) -> Load:
    """Send the requests and wait for all answers."""
    sending = _Sending(job)
    began_cpu_s = time.process_time()
    try:
        async with asyncio.timeout(len(job.questions) / job.per_s + job.timeout_s):
            await sending.all_done.wait()
    except TimeoutError:
        pass
    took_s, cpu_s = sending.took_s, time.process_time() - began_cpu_s
    sending.end()
    times, errors, outcomes = sending.times, sending.errors, _outcomes(sending)
    cuts = statistics.quantiles(times, n=100) if len(times) > 1 else [0.0] * 99
    return Load(
        n_requests=len(job.questions),
        p50_ms=cuts[49],
        p95_ms=cuts[94],
        p99_ms=cuts[98],
        max_ms=max(times, default=0.0),
        errors=dict(+errors),
        outcomes=dict(outcomes),
        took_s=took_s,
        cpu_ms=1000 * cpu_s / len(job.questions),
    )


def _outcomes(sending: _Sending) -> Counter[str]:
    """Read what was answered; what is no answer is an error."""
    outcomes: Counter[str] = Counter()
    for response in sending.responses:
        if response.status != 200:
            sending.errors[f"status {response.status}"] += 1
            continue
        try:
            outcomes[json.loads(response.body)["outcome"]] += 1
        except (ValueError, KeyError, TypeError) as error:
            sending.errors[type(error).__name__] += 1
    return outcomes


if __name__ == "__main__":
    _JOB = json.load(sys.stdin)
    _JOB["questions"] = tuple(_JOB["questions"])
    print(json.dumps(asdict(asyncio.run(send(Job(**_JOB))))))
