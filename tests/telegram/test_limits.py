"""Pacing: within every limit, in order, and nobody held by another's flood wait."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter, TimedOut

from bot.errors import StorageError
from bot.telegram.limits import FloodLimits, Pacer, RetryPolicy
from tests.telegram.fakes import FakeClock

GROUP = -1001


class FakeTelegram:
    """Notes when each request came; refuses as told."""

    def __init__(self, clock: FakeClock, takes_s: float = 0.0) -> None:
        self.clock = clock
        self.takes_s = takes_s
        self.came: dict[int, list[float]] = defaultdict(list)
        self.texts: list[str] = []
        self.refusals: dict[int, list[Exception]] = defaultdict(list)

    async def send(self, data: dict[str, Any]) -> bool:
        chat_id, text = data["chat_id"], data["text"]
        self.came[chat_id].append(self.clock.now())
        await self.clock.sleep(self.takes_s)
        if self.refusals[chat_id]:
            raise self.refusals[chat_id].pop(0)
        self.texts.append(text)
        return True

    @property
    def all_times(self) -> list[float]:
        return sorted(time for times in self.came.values() for time in times)


class Bench:
    """A pacer, a clock and a fake Telegram."""

    def __init__(self, limits: FloodLimits | None = None, takes_s: float = 0.0) -> None:
        self.clock = FakeClock()
        self.telegram = FakeTelegram(self.clock, takes_s)
        self.moves: list[tuple[int, int]] = []
        retries = RetryPolicy(max_retries=3)
        self.are_floods: list[bool] = []
        self.pacer = Pacer(
            self.clock,
            limits,
            retries,
            lend=nullcontext,
            follow=self._follow,
            note_retry=lambda *, is_flood: self.are_floods.append(is_flood),
        )

        self.storage_fails = False

    async def _follow(self, old_id: int, new_id: int) -> None:
        if self.storage_fails:
            raise StorageError(Path("iqtibas.db"), "cannot be used")
        self.moves.append((old_id, new_id))

    def send(
        self, chat_id: int, text: str = "", endpoint: str = "sendMessage"
    ) -> "asyncio.Task[None]":
        callback: Callable[..., Coroutine[Any, Any, bool]] = self.telegram.send

        async def sending() -> None:
            data = {"chat_id": chat_id, "text": text}
            await self.pacer.process_request(callback, (data,), {}, endpoint, data, None)

        return asyncio.create_task(sending())

    async def run(self, *tasks: "asyncio.Task[None]") -> None:
        await self.clock.run_until_done(*tasks)


def most_within(times: list[float], period_s: float) -> int:
    """Return the largest number of moments in any half-open period."""
    return max(sum(1 for t in times if start <= t < start + period_s) for start in times)


async def test_a_chat_gets_one_message_a_second_in_order():
    bench = Bench(FloodLimits())

    await bench.run(*(bench.send(1, f"{i}") for i in range(5)))

    assert bench.telegram.came[1] == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert bench.telegram.texts == ["0", "1", "2", "3", "4"]


async def test_the_second_is_counted_from_the_end_of_the_request_before():
    bench = Bench(FloodLimits(), takes_s=0.25)

    await bench.run(*(bench.send(1) for _ in range(3)))

    assert bench.telegram.came[1] == [0.0, 1.25, 2.5]


async def test_all_chats_together_get_thirty_a_second():
    bench = Bench(FloodLimits())

    await bench.run(*(bench.send(chat) for chat in range(1, 101)))

    assert most_within(bench.telegram.all_times, 1.0) == 30
    assert bench.telegram.all_times[-1] == pytest.approx(3.0)


async def test_a_group_gets_twenty_a_minute_and_its_members_do_not_wait_for_it():
    bench = Bench(FloodLimits())

    group = [bench.send(GROUP) for _ in range(25)]
    person = bench.send(7)
    await bench.run(person, *group)

    assert most_within(bench.telegram.came[GROUP], 60.0) == 20
    assert bench.telegram.came[GROUP][20] == 60.0
    assert bench.telegram.came[7] == [0.0]


async def test_a_flood_wait_holds_its_chat_alone_and_loses_nothing():
    bench = Bench(FloodLimits())
    bench.telegram.refusals[1] = [RetryAfter(30)]

    await bench.run(bench.send(1, "أ"), bench.send(1, "ب"), bench.send(2, "ج"))

    assert bench.telegram.came[2] == [0.0]
    assert bench.telegram.came[1] == [0.0, 30.0, 31.0]
    assert bench.telegram.texts == ["ج", "أ", "ب"]


async def test_a_flood_wait_beyond_reason_is_an_error():
    bench = Bench(FloodLimits())
    bench.telegram.refusals[1] = [RetryAfter(3600)]

    with pytest.raises(RetryAfter):
        await bench.run(bench.send(1))


async def test_retries_are_bounded():
    bench = Bench(FloodLimits())
    bench.telegram.refusals[1] = [RetryAfter(1) for _ in range(10)]

    with pytest.raises(RetryAfter):
        await bench.run(bench.send(1))

    assert len(bench.telegram.came[1]) == 4
    assert bench.are_floods == [True, True, True]


REFUSED = aiohttp.ClientConnectorError(
    ConnectionKey(
        "api.telegram.org",
        443,
        is_ssl=True,
        ssl=True,
        proxy=None,
        proxy_auth=None,
        proxy_headers_hash=None,
    ),
    OSError("refused"),
)


def caused(error: NetworkError, cause: Exception) -> NetworkError:
    error.__cause__ = cause
    return error


async def test_what_could_not_leave_is_sent_again():
    bench = Bench(FloodLimits())
    refused = [
        caused(NetworkError("refused"), REFUSED),
        caused(TimedOut(), aiohttp.ConnectionTimeoutError()),
    ]
    bench.telegram.refusals[1] = list(refused)

    await bench.run(bench.send(1, "أ"))

    assert bench.telegram.texts == ["أ"]
    assert bench.are_floods == [False, False]


@pytest.mark.parametrize(
    "error",
    [
        caused(TimedOut(), aiohttp.SocketTimeoutError()),
        caused(NetworkError("the connection broke"), aiohttp.ServerDisconnectedError()),
        NetworkError("Bad Gateway"),
        BadRequest("Chat not found"),
    ],
)
async def test_what_may_have_arrived_or_is_wrong_is_not_sent_again(error: NetworkError):
    bench = Bench(FloodLimits())
    bench.telegram.refusals[1] = [error]

    with pytest.raises(type(error)):
        await bench.run(bench.send(1))

    assert len(bench.telegram.came[1]) == 1


async def test_with_limits_off_nothing_is_held_but_a_flood_wait_is_still_obeyed():
    bench = Bench(None)
    bench.telegram.refusals[2] = [RetryAfter(5)]

    await bench.run(*(bench.send(1) for _ in range(50)), bench.send(2))

    assert bench.telegram.came[1] == [0.0] * 50
    assert bench.telegram.came[2] == [0.0, 5.0]


async def test_requests_that_cost_nothing_are_not_held():
    bench = Bench(FloodLimits())

    await bench.run(*(bench.send(1, endpoint="getChat") for _ in range(5)))

    assert bench.telegram.came[1] == [0.0] * 5


async def test_answers_to_presses_and_inline_queries_are_held_by_no_chat():
    bench = Bench(FloodLimits())
    callback: Callable[..., Coroutine[Any, Any, bool]] = bench.telegram.send
    data = {"chat_id": 0, "text": ""}

    async def answering() -> None:
        await bench.pacer.process_request(
            callback, (data,), {}, "answerCallbackQuery", {"callback_query_id": "1"}, None
        )

    await bench.run(*(asyncio.create_task(answering()) for _ in range(40)))

    assert bench.telegram.came[0] == [0.0] * 40


async def test_edits_and_documents_count_as_messages_do():
    bench = Bench(FloodLimits())
    endpoints = ("sendMessage", "editMessageText", "sendDocument", "sendChatAction")

    await bench.run(*(bench.send(1, endpoint=endpoint) for endpoint in endpoints))

    assert bench.telegram.came[1] == [0.0, 1.0, 2.0, 3.0]


async def test_what_was_meant_for_a_group_goes_to_the_supergroup_in_order():
    bench = Bench(FloodLimits())
    bench.telegram.refusals[-5] = [ChatMigrated(GROUP), ChatMigrated(GROUP)]

    await bench.run(bench.send(-5, "أ"), bench.send(-5, "ب"))

    assert bench.telegram.texts == ["أ", "ب"]
    assert bench.telegram.came[GROUP] == [0.0, 1.0]
    assert bench.moves == [(-5, GROUP), (-5, GROUP)]


async def test_settings_that_cannot_move_lose_no_message():
    bench = Bench(FloodLimits())
    bench.storage_fails = True
    bench.telegram.refusals[-5] = [ChatMigrated(GROUP)]

    await bench.run(bench.send(-5, "أ"))

    assert bench.telegram.texts == ["أ"]


async def test_chats_are_forgotten_once_their_limits_have_passed():
    bench = Bench(FloodLimits())

    await bench.run(*(bench.send(chat) for chat in range(1, 101)))
    await bench.clock.run_until_done(asyncio.create_task(bench.clock.sleep(61)))
    await bench.run(bench.send(1))

    assert list(bench.pacer._lanes) == [1]


async def test_a_request_that_is_cancelled_leaves_its_place_to_the_next():
    bench = Bench(FloodLimits())
    first, second, third = (bench.send(1, text) for text in "أبج")
    await asyncio.sleep(0)

    second.cancel()
    await bench.run(first, third)

    assert bench.telegram.texts == ["أ", "ج"]
    with pytest.raises(asyncio.CancelledError):
        await second
