"""Order within a chat, concurrency across chats."""

import asyncio
import datetime as dt
from collections.abc import Coroutine
from typing import Any

import pytest
from structlog.contextvars import get_contextvars
from telegram import CallbackQuery, Chat, InlineQuery, Message, Update, User

from bot.telegram.ordering import ChatOrder, Slots

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def update_in(chat_id: int, update_id: int) -> Update:
    message = Message(message_id=update_id, date=NOW, chat=Chat(chat_id, Chat.PRIVATE))
    return Update(update_id, message=message)


def inline_query(user_id: int, update_id: int) -> Update:
    person = User(user_id, "س", is_bot=False)
    return Update(update_id, inline_query=InlineQuery(f"{update_id}", person, "س", offset=""))


class Stage:
    """Handles updates that each wait for a word from the test."""

    def __init__(self, n_at_once: int = 64, queue_size: int = 100) -> None:
        self.slots = Slots(n_at_once)
        self.finished: list[int] = []
        self.told: list[int] = []
        self.unwanted: set[int] = set()
        self.order = ChatOrder(
            self.slots,
            self.finished.append,
            queue_size,
            may_leave=lambda update: update.channel_post is None,
        )
        self.order.attend(lambda update: update.update_id not in self.unwanted, self._tell)
        self.begun: list[int] = []
        self.words: dict[int, asyncio.Event] = {}

    async def _tell(self, update: Update) -> None:
        self.told.append(update.update_id)

    def give(self, update: Update) -> "asyncio.Task[None]":
        word = self.words.setdefault(update.update_id, asyncio.Event())

        async def handle() -> None:
            self.begun.append(update.update_id)
            await word.wait()

        coroutine: Coroutine[Any, Any, None] = handle()
        return asyncio.create_task(self.order.process_update(update, coroutine))

    async def end(self, *tasks: "asyncio.Task[None]") -> None:
        """Let everything be handled."""
        for word in self.words.values():
            word.set()
        await asyncio.gather(*tasks)


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_chats_updates_go_one_by_one_and_other_chats_go_on():
    stage = Stage()
    tasks = [stage.give(update_in(*ids)) for ids in [(1, 10), (1, 11), (2, 12), (1, 13)]]
    await settle()

    assert stage.begun == [10, 12]
    stage.words[10].set()
    await settle()
    assert stage.begun == [10, 12, 11]
    for word in stage.words.values():
        word.set()
    await asyncio.gather(*tasks)

    assert stage.begun == [10, 12, 11, 13]


async def test_a_chat_that_waits_for_its_turn_takes_no_slot():
    stage = Stage(n_at_once=2)
    tasks = [stage.give(update_in(1, i)) for i in range(10)]
    tasks.append(stage.give(update_in(2, 20)))
    tasks.append(stage.give(update_in(3, 30)))
    await settle()

    assert stage.begun == [0, 20]
    for word in stage.words.values():
        word.set()
    await asyncio.gather(*tasks)
    assert set(stage.begun) == {*range(10), 20, 30}


async def test_a_failure_is_raised_and_the_next_in_the_chat_goes_on():
    stage = Stage()

    async def fail() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await stage.order.process_update(update_in(1, 10), fail())
    task = stage.give(update_in(1, 11))
    stage.words[11].set()
    await task

    assert stage.begun == [11]
    assert stage.finished == [10, 11]


async def test_an_update_cancelled_while_it_waits_leaves_no_trace():
    stage = Stage()
    first, second = stage.give(update_in(1, 10)), stage.give(update_in(1, 11))
    await settle()

    second.cancel()
    stage.words[10].set()
    await first
    await settle()

    assert second.cancelled()
    assert stage.begun == [10]
    assert stage.finished == [10]
    assert stage.order._lanes == {}


async def test_of_the_inline_queries_that_wait_only_the_last_is_handled():
    stage = Stage()
    tasks = [stage.give(inline_query(7, number)) for number in (1, 2, 3)]
    tasks.append(stage.give(inline_query(8, 4)))
    await settle()

    assert stage.begun == [1, 4]
    await stage.end(*tasks)

    assert stage.begun == [1, 4, 3]
    assert sorted(stage.finished) == [1, 2, 3, 4]


async def test_somebodys_presses_and_inline_queries_do_not_wait_for_their_questions():
    stage = Stage()
    person = User(1, "س", is_bot=False)
    press = Update(
        11,
        callback_query=CallbackQuery("1", person, "1", message=update_in(1, 1).message, data="x"),
    )
    tasks = [stage.give(update) for update in (update_in(1, 10), press, inline_query(1, 12))]
    await settle()

    assert stage.begun == [10, 11, 12]
    await stage.end(*tasks)


async def test_of_a_chat_where_too_many_wait_the_rest_is_left_and_told_once():
    stage = Stage(queue_size=2)
    tasks = [stage.give(update_in(1, number)) for number in range(10, 16)]
    tasks.append(stage.give(update_in(2, 20)))
    await settle()

    assert stage.begun == [10, 20]
    assert stage.finished == [13, 14, 15]
    assert stage.told == [13]
    await stage.end(*tasks)
    assert stage.begun == [10, 20, 11, 12]


async def test_a_chat_is_told_again_only_after_its_queue_was_empty():
    stage = Stage(queue_size=1)
    tasks = [stage.give(update_in(1, number)) for number in (10, 11, 12)]
    await settle()
    stage.words[10].set()
    await settle()
    tasks += [stage.give(update_in(1, number)) for number in (13, 14)]
    await settle()

    assert stage.told == [12]
    await stage.end(*tasks)
    tasks = [stage.give(update_in(1, number)) for number in (20, 21, 22)]
    await settle()

    assert stage.told == [12, 22]
    await stage.end(*tasks)


async def test_what_nobody_wants_fills_no_queue_and_waits_for_nothing():
    stage = Stage(queue_size=1)
    stage.unwanted = {11, 12, 13}
    tasks = [stage.give(update_in(1, number)) for number in range(10, 15)]
    await settle()

    assert stage.begun == [10, 11, 12, 13]
    assert stage.told == []
    await stage.end(*tasks)
    assert stage.begun == [10, 11, 12, 13, 14]


async def test_what_may_not_be_left_waits_however_many_there_are():
    stage = Stage(queue_size=1)
    channel = Chat(-1001, Chat.CHANNEL)
    posts = [
        Update(number, channel_post=Message(message_id=number, date=NOW, chat=channel))
        for number in range(10, 15)
    ]
    tasks = [stage.give(update) for update in posts]
    await settle()

    assert stage.told == []
    await stage.end(*tasks)
    assert stage.begun == [10, 11, 12, 13, 14]


async def test_whoever_waits_for_telegram_lends_the_slot():
    stage = Stage(n_at_once=1)
    answered = asyncio.Event()
    ended: list[str] = []

    async def wait_for_telegram() -> None:
        async with stage.slots.lent():
            await answered.wait()
        ended.append("first")

    waiting = asyncio.create_task(
        stage.order.process_update(update_in(1, 10), wait_for_telegram())
    )
    other = stage.give(update_in(2, 20))
    await settle()

    assert stage.begun == [20]
    answered.set()
    await settle()
    assert ended == []
    await stage.end(other, waiting)

    assert ended == ["first"]


async def test_a_slot_comes_back_also_from_who_was_cancelled_while_lending_it():
    stage = Stage(n_at_once=1)

    async def wait_for_telegram() -> None:
        async with stage.slots.lent():
            await asyncio.Event().wait()

    waiting = asyncio.create_task(
        stage.order.process_update(update_in(1, 10), wait_for_telegram())
    )
    await settle()
    holding = stage.give(update_in(2, 20))
    await settle()
    waiting.cancel()
    await asyncio.wait([waiting])
    third = stage.give(update_in(3, 30))
    await settle()

    assert stage.begun == [20]
    await stage.end(holding, third)
    assert stage.begun == [20, 30]


async def test_giving_up_cancels_what_runs_and_what_waits():
    stage = Stage()
    tasks = [stage.give(update_in(*ids)) for ids in [(1, 10), (1, 11), (2, 12)]]
    await settle()

    assert stage.order.give_up() == 3
    await asyncio.gather(*tasks, return_exceptions=True)

    assert all(task.cancelled() for task in tasks)
    assert stage.begun == [10, 12]
    assert stage.finished == []


async def test_what_is_no_update_is_handled_outside_of_any_lane():
    stage = Stage()
    handled = asyncio.Event()

    async def handle() -> None:
        handled.set()

    await stage.order.process_update("a note from the application to itself", handle())

    assert handled.is_set()


async def test_each_update_is_logged_with_an_id_of_its_own():
    stage = Stage()
    known: list[dict[str, Any]] = []

    async def handle() -> None:
        known.append(get_contextvars())

    tasks = [
        asyncio.create_task(stage.order.process_update(update_in(1, update_id), handle()))
        for update_id in (10, 11)
    ]
    await asyncio.gather(*tasks)

    assert known == [{"request_id": "update-10"}, {"request_id": "update-11"}]
    assert get_contextvars() == {}
