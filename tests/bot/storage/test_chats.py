"""What chats chose."""

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

    await chats.set_standing(5, Standing.GONE)

    assert await chats.standing(5) is Standing.GONE
    assert await chats.preferences(5) == CHOSEN
    assert await chats.standing(6) is Standing.MEMBER


async def test_a_group_that_moves_takes_its_choices_along(database: Database):
    chats = ChatStore(database)
    await chats.choose(-5, CHOSEN)
    await chats.set_standing(-1005, Standing.MEMBER)

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
