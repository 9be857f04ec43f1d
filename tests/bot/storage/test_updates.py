"""What Telegram delivered: each once, in order, until it is handled and can come no more."""

import json

from bot.storage import Storage


def updates(*ids: int) -> list[tuple[int, str]]:
    return [(number, json.dumps({"update_id": number, "text": "سؤال \ud800"})) for number in ids]


async def test_what_came_is_told_in_order_until_it_is_handled(storage: Storage):
    await storage.updates.add(updates(3, 1, 2), 100.0)

    await storage.updates.finish([1])

    assert await storage.updates.unhandled() == updates(2, 3)


async def test_what_comes_again_is_known_handled_or_not(storage: Storage):
    first = await storage.updates.add(updates(1, 2), 100.0)
    await storage.updates.finish([1])

    again = await storage.updates.add(updates(1, 2, 3), 101.0)

    assert first == {1, 2}
    assert again == {3}
    assert await storage.updates.unhandled() == updates(2, 3)


async def test_what_came_earlier_goes_first_whatever_its_number(storage: Storage):
    await storage.updates.add(updates(9), 100.0)
    await storage.updates.add(updates(4), 200.0)

    assert await storage.updates.unhandled() == updates(9, 4)


async def test_old_ids_are_forgotten_once_they_are_handled(storage: Storage):
    await storage.updates.add(updates(1, 2), 100.0)
    await storage.updates.add(updates(3), 200.0)
    await storage.updates.finish([1, 3])

    n_forgotten = await storage.updates.forget_before(150.0)

    assert n_forgotten == 1
    assert await storage.updates.unhandled() == updates(2)
    assert await storage.updates.add(updates(1, 2, 3), 300.0) == {1}


async def test_nothing_to_add_or_finish_is_no_error(storage: Storage):
    assert await storage.updates.add([], 1.0) == set()
    await storage.updates.finish([])
