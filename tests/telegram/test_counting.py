"""Every question is counted once, wherever it is asked."""

from collections import Counter

from bot.errors import EngineBusyError
from bot.storage import Storage
from bot.storage.questions import Ending, Place
from retrieval.datatypes import Outcome
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_world import MENTION
from tests.telegram.harness import RunningBot, ScriptedLibrary, settings_for

PERSON = 100
GROUP = -1001
CHANNEL = -1002


async def counted(api: BotApi) -> Counter[tuple[Place, Ending]]:
    """Return what was counted, once the bot has ended."""
    storage = await Storage.open(settings_for(api).database_path)
    counts = await storage.questions.counts("2000-01-01")
    await storage.close()
    totals: Counter[tuple[Place, Ending]] = Counter()
    for count in counts:
        totals[count.place, count.ending] += count.n
    return totals


async def test_questions_count_by_place_and_by_what_came_of_them(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP)
    api.channel(CHANNEL)
    async with RunningBot(api, scripted):
        await api.write(PERSON, "متى بدأ الاجتماع؟")
        await api.write(PERSON, "لا جواب عن هذا")
        await api.sent_to(PERSON, 2)
        scripted.outcome = Outcome.WEAK
        await api.say(GROUP, PERSON, "/ask أين الاجتماع؟")
        await api.sent_to(GROUP)
        await api.publish(CHANNEL, f"{MENTION} أين الاجتماع؟")
        await api.sent_to(CHANNEL)

    assert await counted(api) == {
        (Place.PRIVATE, Ending.ANSWERED): 1,
        (Place.PRIVATE, Ending.NONE): 1,
        (Place.GROUP, Ending.WEAK): 1,
        (Place.CHANNEL, Ending.WEAK): 1,
    }


async def test_inline_queries_count_once_for_all_their_pages_and_calls_of_guests_too(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.n_quotes = 15
    async with RunningBot(api, scripted):
        first = await api.type_inline(PERSON, "متى بدأ الاجتماع؟")
        await api.type_inline(PERSON, "متى بدأ الاجتماع؟", first.next_offset)
        call = await api.summon(PERSON, f"{MENTION} متى بدأ الاجتماع؟")
        await api.until(lambda: api.guest_answer(call))

    assert first.next_offset
    assert await counted(api) == {
        (Place.INLINE, Ending.ANSWERED): 1,
        (Place.GUEST, Ending.ANSWERED): 1,
    }


async def test_a_question_that_is_turned_away_is_counted_as_such(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.breaks = [EngineBusyError(5)]
    async with RunningBot(api, scripted):
        await api.write(PERSON, "متى بدأ الاجتماع؟")
        await api.sent_to(PERSON)

    assert await counted(api) == {(Place.PRIVATE, Ending.TURNED_AWAY): 1}


async def test_an_answer_comes_also_where_nothing_can_be_counted(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted) as bot:
        storage = await Storage.open(bot.settings.database_path)
        await storage.database.fetch("DROP TABLE question_counts")
        await storage.close()
        await api.write(PERSON, "متى بدأ الاجتماع؟")
        [answer] = await api.sent_to(PERSON)

    assert answer.quotes == ["جواب متى بدأ الاجتماع؟"]


async def test_thanks_are_not_counted(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "شكرا")
        await api.sent_to(PERSON)

    assert await counted(api) == {}
