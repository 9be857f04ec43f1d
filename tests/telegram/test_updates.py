"""The account of updates: each once, and known to be in hand until it is handled."""

import asyncio

from bot.telegram.updates import UpdateLedger


def test_an_update_is_admitted_once_while_in_hand_and_after():
    ledger = UpdateLedger()

    assert ledger.admit(7)
    assert not ledger.admit(7)
    ledger.finish(7)
    assert not ledger.admit(7)


def test_what_is_in_hand_is_told_in_the_order_it_came():
    ledger = UpdateLedger()
    for update_id in (3, 5, 4):
        ledger.admit(update_id)

    ledger.finish(5)

    assert ledger.unhandled() == [3, 4]


def test_only_so_many_handled_updates_are_remembered():
    ledger = UpdateLedger(remembered=2)
    for update_id in (1, 2, 3):
        ledger.admit(update_id)
        ledger.finish(update_id)

    assert ledger.admit(1)
    assert not ledger.admit(3)


async def test_waiting_ends_when_the_last_one_is_handled():
    ledger = UpdateLedger()
    await ledger.wait_idle()
    ledger.admit(1)
    ledger.admit(2)
    waiting = asyncio.create_task(ledger.wait_idle())

    ledger.finish(1)
    await asyncio.sleep(0)
    assert not waiting.done()
    ledger.finish(2)

    await asyncio.wait_for(waiting, 1)
