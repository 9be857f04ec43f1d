"""Order within a chat, concurrency across chats."""

import asyncio
import datetime as dt
from collections.abc import Coroutine
from typing import Any

import pytest
from telegram import Chat, InlineQuery, Message, Update, User

from bot.telegram.ordering import ChatOrder
from bot.telegram.updates import UpdateLedger

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)


def update_in(chat_id: int, update_id: int) -> Update:
    message = Message(message_id=update_id, date=NOW, chat=Chat(chat_id, Chat.PRIVATE))
    return Update(update_id, message=message)


class Stage:
    """Handles updates that each wait for a word from the test."""

    def __init__(self, n_at_once: int = 64) -> None:
        self.ledger = UpdateLedger()
        self.order = ChatOrder(self.ledger, n_at_once)
        self.begun: list[int] = []
        self.words: dict[int, asyncio.Event] = {}

    def give(self, update: Update) -> "asyncio.Task[None]":
        word = self.words.setdefault(update.update_id, asyncio.Event())
        self.ledger.admit(update.update_id)

        async def handle() -> None:
            self.begun.append(update.update_id)
            await word.wait()

        coroutine: Coroutine[Any, Any, None] = handle()
        return asyncio.create_task(self.order.process_update(update, coroutine))


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
    assert stage.ledger.unhandled() == []


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
    assert stage.ledger.unhandled() == []
    assert stage.order._lanes == {}


async def test_a_person_without_a_chat_keeps_their_order_too():
    stage = Stage()
    person = User(7, "س", is_bot=False)
    updates = [
        Update(i, inline_query=InlineQuery(f"{i}", person, query="س", offset="")) for i in (1, 2)
    ]
    tasks = [stage.give(update) for update in updates]
    await settle()

    assert stage.begun == [1]
    for word in stage.words.values():
        word.set()
    await asyncio.gather(*tasks)


async def test_giving_up_cancels_what_runs_and_what_waits():
    stage = Stage()
    tasks = [stage.give(update_in(*ids)) for ids in [(1, 10), (1, 11), (2, 12)]]
    await settle()

    assert stage.order.give_up() == 3
    await asyncio.gather(*tasks, return_exceptions=True)

    assert all(task.cancelled() for task in tasks)
    assert stage.begun == [10, 12]


async def test_what_is_no_update_is_handled_outside_of_any_lane():
    stage = Stage()
    handled = asyncio.Event()

    async def handle() -> None:
        handled.set()

    await stage.order.process_update("a note from the application to itself", handle())

    assert handled.is_set()
