"""What chats chose."""

import asyncio
from dataclasses import replace

from bot.preferences import Digits, Language, Preferences
from bot.storage.chats import ChatStore, Standing
from bot.storage.database import Database

CHOSEN = Preferences(Language.ENGLISH, Digits.WESTERN, n_quotes=1, has_buttons=False)


async def test_a_chat_that_chose_nothing_has_the_defaults(database: Database):
    assert await ChatStore(database).preferences(5) == Preferences()


async def test_what_a_chat_chose_is_remembered_over_a_restart(database: Database):
    await ChatStore(database).choose(5, CHOSEN)

    assert await ChatStore(database).preferences(5) == CHOSEN
    assert await ChatStore(database).preferences(6) == Preferences()


async def test_a_choice_shows_at_once(database: Database):
    chats = ChatStore(database)
    await chats.preferences(5)

    await chats.choose(5, CHOSEN)

    assert await chats.preferences(5) == CHOSEN


async def test_the_bots_standing_leaves_the_choices_alone(database: Database):
    chats = ChatStore(database)
    await chats.choose(5, CHOSEN)

    await chats.set_standing(5, Standing.GONE, since=1000.0)

    assert await chats.standing(5) is Standing.GONE
    assert await chats.preferences(5) == CHOSEN
    assert await chats.standing(6) is Standing.MEMBER


async def test_since_when_the_bot_is_gone_is_remembered_until_it_is_back(database: Database):
    chats = ChatStore(database)
    await chats.set_standing(5, Standing.GONE, since=1000.0)
    after_restart = await ChatStore(database).gone_since(5)
    at_once = await chats.gone_since(5)
    await chats.set_standing(5, Standing.MEMBER, since=2000.0)

    assert (at_once, after_restart) == (1000.0, 1000.0)
    assert await chats.gone_since(5) is None
    assert await chats.gone_since(6) is None


async def test_a_chat_is_known_while_the_bot_is_in_it(database: Database):
    chats = ChatStore(database)
    await chats.choose(5, CHOSEN)
    await chats.set_standing(6, Standing.GONE, since=1000.0)

    known = [await chats.is_known(chat_id) for chat_id in (5, 6, 7)]

    assert known == [True, False, False]


async def test_changes_at_the_same_time_lose_nothing(database: Database):
    chats = ChatStore(database)

    await asyncio.gather(
        chats.change(5, lambda chosen: replace(chosen, n_quotes=1)),
        chats.change(5, lambda chosen: replace(chosen, has_buttons=False)),
        chats.change(5, lambda chosen: chosen.in_language(Language.ENGLISH)),
    )

    assert await chats.preferences(5) == CHOSEN
    assert await ChatStore(database).preferences(5) == CHOSEN


def test_a_language_brings_its_digits_unless_others_were_chosen():
    usual, chosen = Preferences(), Preferences(digits=Digits.WESTERN)

    assert usual.in_language(Language.ENGLISH).digits is Digits.WESTERN
    assert usual.in_language(Language.ENGLISH).in_language(Language.ARABIC) == usual
    assert chosen.in_language(Language.ENGLISH).digits is Digits.WESTERN
    mixed = Preferences(Language.ENGLISH, Digits.ARABIC_INDIC)
    assert mixed.in_language(Language.ARABIC).digits is Digits.ARABIC_INDIC


async def test_a_group_that_moves_takes_its_choices_along(database: Database):
    chats = ChatStore(database)
    await chats.choose(-5, CHOSEN)
    await chats.set_standing(-1005, Standing.MEMBER, since=1000.0)

    await chats.move(-5, -1005)

    assert await chats.preferences(-1005) == CHOSEN
    assert await chats.preferences(-5) == Preferences()


async def test_forgetting_a_chat_leaves_nothing_of_it(database: Database):
    chats = ChatStore(database)
    await chats.choose(5, CHOSEN)

    was_known = await chats.forget(5)

    assert was_known
    assert not await chats.forget(5)
    assert await chats.preferences(5) == Preferences()


async def test_what_is_read_while_a_chat_is_forgotten_is_not_remembered(database: Database):
    await ChatStore(database).choose(5, CHOSEN)
    chats = ChatStore(database)

    await asyncio.gather(chats.preferences(5), chats.forget(5))

    assert await chats.preferences(5) == Preferences()
