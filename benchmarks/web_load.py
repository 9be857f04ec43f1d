"""A bounded load on the API of a server on this machine, from a process of its own.

Requests leave when their time has come, whether or not earlier ones were answered (an open loop),
and a request's time counts from that moment: a server that stalls is not spared what it held up.

Source:
    Schroeder, Wierman & Harchol-Balter, "Open Versus Closed: A Cautionary Tale", NSDI 2006.
"""

import asyncio
import json
import statistics
import sys
from collections import Counter
from dataclasses import asdict, dataclass

import aiohttp

MAX_PER_S = 1000
MAX_SECONDS = 120
_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Job:
    """What to send.

    Attributes:
        port: Of this machine; nothing else is ever asked.
        questions: One a request, in this order.
        per_s: Requests a second.
        n_connections: At most, at once.
    """

    port: int
    questions: tuple[str, ...]
    per_s: float
    n_connections: int

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
    """

    n_requests: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    max_ms: float
    errors: dict[str, int]
    outcomes: dict[str, int]
    took_s: float


async def send(job: Job) -> Load:
    """Send the requests and wait for all answers."""
    times: list[float] = []
    errors: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    loop = asyncio.get_running_loop()
    connector = aiohttp.TCPConnector(limit=job.n_connections)
    timeout = aiohttp.ClientTimeout(total=_TIMEOUT_S)
    url = f"http://127.0.0.1:{job.port}/api/v1/ask"
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:

        async def ask(question: str, due: float) -> None:
            try:
                async with session.post(url, json={"question": question, "quotes": 3}) as response:
                    answer = await response.json(content_type=None)
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                errors[type(error).__name__] += 1
                return
            times.append(1000 * (loop.time() - due))
            if response.status == 200:
                outcomes[answer["outcome"]] += 1
            else:
                errors[f"status {response.status}"] += 1

        began = loop.time() + 0.1
        asked = []
        for number, question in enumerate(job.questions):
            due = began + number / job.per_s
            await asyncio.sleep(max(due - loop.time(), 0))
            asked.append(asyncio.create_task(ask(question, due)))
        await asyncio.gather(*asked)
        took_s = loop.time() - began
    cuts = statistics.quantiles(times, n=100) if len(times) > 1 else [0.0] * 99
    return Load(
        n_requests=len(job.questions),
        p50_ms=cuts[49],
        p95_ms=cuts[94],
        p99_ms=cuts[98],
        max_ms=max(times, default=0.0),
        errors=dict(errors),
        outcomes=dict(outcomes),
        took_s=took_s,
    )


if __name__ == "__main__":
    _JOB = json.load(sys.stdin)
    _JOB["questions"] = tuple(_JOB["questions"])
    print(json.dumps(asdict(asyncio.run(send(Job(**_JOB))))))
