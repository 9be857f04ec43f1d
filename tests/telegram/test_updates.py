"""The inbox: stored before it is confirmed, handled once, and what was in hand goes on."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog
from telegram import Bot, Update

from bot.errors import StorageError
from bot.storage import Storage
from bot.telegram.updates import MAX_IN_HAND, Inbox, may_be_left
from tests.telegram.bot_api_checks import TOKEN
from tests.telegram.fakes import START, FakeClock

MAX_AGE_S = 3600.0
CHANNEL = -1001


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    opened = await Storage.open(tmp_path / "inbox.db")
    yield opened
    await opened.close()


class Desk:
    """An inbox, and the queue that it fills."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.queue: asyncio.Queue[object] = asyncio.Queue()
        self.clock = FakeClock()
        self.bot = Bot(TOKEN)
        self.inbox = Inbox(
            storage.updates,
            self.queue,
            self.clock,
            max_age_s=MAX_AGE_S,
            kept_channels=frozenset({CHANNEL}),
        )

    async def receive(self, *bodies: dict[str, object]) -> None:
        await self.inbox.receive(
            [(Update.de_json(body, self.bot), json.dumps(body)) for body in bodies]
        )

    def queued(self) -> list[int]:
        ids = []
        while not self.queue.empty():
            update = self.queue.get_nowait()
            assert isinstance(update, Update)
            ids.append(update.update_id)
        return ids


def message(update_id: int, *, age_s: float = 0.0, **fields: object) -> dict[str, object]:
    chat = {"id": 1, "type": "private", "first_name": "س"}
    date = int(START - age_s)
    body = {"message_id": update_id, "date": date, "chat": chat, "text": "سؤال", **fields}
    return {"update_id": update_id, "message": body}


def post(update_id: int, channel: int, *, age_s: float) -> dict[str, object]:
    body = message(update_id, age_s=age_s, chat={"id": channel, "type": "channel", "title": "ق"})
    return {"update_id": update_id, "channel_post": body["message"]}


def press(update_id: int, *, age_s: float = 0.0) -> dict[str, object]:
    person = {"id": 1, "is_bot": False, "first_name": "س"}
    on = message(5, age_s=age_s)["message"]
    query = {"id": "9", "from": person, "chat_instance": "1", "data": "x", "message": on}
    return {"update_id": update_id, "callback_query": query}


async def test_an_update_is_queued_once_however_often_it_comes(storage: Storage):
    desk = Desk(storage)

    await desk.receive(message(1), message(2))
    desk.inbox.finish(1)
    await desk.receive(message(1), message(2), message(3))

    assert desk.queued() == [1, 2, 3]


async def test_what_was_handled_is_known_over_a_restart_and_the_rest_goes_on(storage: Storage):
    before = Desk(storage)
    await before.receive(message(1), press(2), message(3))
    before.inbox.finish(1)
    await before.inbox.close()

    after = Desk(storage)
    await after.inbox.recover(after.bot)
    await after.receive(message(1), message(3), message(4))

    assert after.queued() == [2, 3, 4]


async def test_an_update_says_after_a_restart_what_it_said_before(storage: Storage):
    for body in (message(1), press(2), post(3, CHANNEL, age_s=0.0)):
        before = Desk(storage)
        update = Update.de_json(body, before.bot)
        await before.inbox.receive([(update, update.to_json())])

        after = Desk(storage)
        await after.inbox.recover(after.bot)
        recovered = after.queue.get_nowait()
        after.inbox.finish(update.update_id)
        await after.inbox.close()

        assert isinstance(recovered, Update)
        assert recovered.to_dict() == update.to_dict()


async def test_what_cannot_be_stored_is_not_queued_and_not_confirmed(storage: Storage):
    desk = Desk(storage)
    await storage.database.fetch("ALTER TABLE updates RENAME TO gone")

    with pytest.raises(StorageError):
        await desk.receive(message(1))
    await storage.database.fetch("ALTER TABLE gone RENAME TO updates")
    await desk.receive(message(1))

    assert desk.queued() == [1]


async def test_what_could_not_be_noted_is_noted_with_the_next(storage: Storage):
    desk = Desk(storage)
    await desk.receive(message(1), message(2))
    await storage.database.fetch("ALTER TABLE updates RENAME TO gone")
    desk.inbox.finish(1)
    await desk.inbox.close()
    await storage.database.fetch("ALTER TABLE gone RENAME TO updates")

    desk.inbox.finish(2)
    await desk.inbox.close()

    assert await storage.updates.unhandled() == []


async def test_a_question_that_waited_too_long_is_left_and_told_in_the_log(storage: Storage):
    desk = Desk(storage)

    with structlog.testing.capture_logs() as log:
        await desk.receive(message(1, age_s=MAX_AGE_S + 1), message(2, age_s=MAX_AGE_S - 1))
        await desk.inbox.close()

    assert desk.queued() == [2]
    assert [line["n_left"] for line in log] == [1]
    assert [number for number, _ in await storage.updates.unhandled()] == [2]


async def test_what_is_no_question_is_never_too_old(storage: Storage):
    desk = Desk(storage)
    age_s = 2 * MAX_AGE_S
    moved = message(3, age_s=age_s, text=None, migrate_to_chat_id=-1009)

    await desk.receive(press(1, age_s=age_s), post(2, CHANNEL, age_s=age_s), moved)
    await desk.receive(post(4, CHANNEL - 1, age_s=age_s))

    assert desk.queued() == [1, 2, 3]


async def test_an_edit_is_as_old_as_itself(storage: Storage):
    desk = Desk(storage)
    edited = message(1, age_s=2 * MAX_AGE_S, edit_date=int(START))["message"]

    await desk.receive({"update_id": 1, "edited_message": edited})

    assert desk.queued() == [1]


async def test_there_is_room_again_as_soon_as_one_of_too_many_is_handled(storage: Storage):
    desk = Desk(storage)
    await desk.receive(*(message(number) for number in range(1, MAX_IN_HAND + 1)))
    waiting = asyncio.create_task(desk.inbox.wait_for_room())
    await asyncio.sleep(0)

    assert not waiting.done()
    desk.inbox.finish(1)
    await asyncio.wait_for(waiting, 1)


def test_questions_presses_and_inline_queries_may_be_left_and_nothing_else():
    bot = Bot(TOKEN)
    person = {"id": 1, "is_bot": False, "first_name": "س"}
    inline = {
        "update_id": 3,
        "inline_query": {"id": "1", "from": person, "query": "", "offset": ""},
    }
    moved = message(4, text=None, migrate_to_chat_id=-1009)
    bodies = [message(1), press(2), inline, moved, post(5, CHANNEL, age_s=0.0)]

    left = [may_be_left(Update.de_json(body, bot), frozenset({CHANNEL})) for body in bodies]

    assert left == [True, True, True, False, False]
