"""Buttons where many can press them: who asked turns pages, everybody votes, nothing breaks."""

import sqlite3
from pathlib import Path

import pytest

from bot.preferences import Preferences
from bot.storage import Storage
from tests.telegram.bot_api import BotApi, Sent
from tests.telegram.bot_api_checks import ApiError
from tests.telegram.fakes import ImpatientClock
from tests.telegram.harness import RunningBot, ScriptedLibrary, toast_of

GROUP, OLD_GROUP, CHANNEL = -100, -101, -300
LEILA, OMAR, ADMINISTRATOR = 1, 2, 3


@pytest.fixture(autouse=True)
def group(api: BotApi, scripted: ScriptedLibrary) -> None:
    """Let there be a group with an administrator, and answers of several pages."""
    api.group(GROUP)
    api.set_member(GROUP, ADMINISTRATOR, "administrator")
    scripted.n_quotes = 3


async def asked(api: BotApi, **how: object) -> Sent:
    """Have somebody ask in the group, and return the answer."""
    await api.say(GROUP, LEILA, "اقتباس: متى؟", **how)  # type: ignore[arg-type] # of several kinds
    return (await api.sent_to(GROUP))[-1]


async def test_a_strangers_press_does_no_harm_and_is_answered_politely(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted, n_quotes=1):
        reply = await asked(api)
        toasts = {
            await toast_of(api, await api.press(OMAR, reply, label))
            for label in ("المزيد", "السياق", "المصدر")
        }

    assert len(toasts) == 1
    assert "هذه الأزرار" in toasts.pop()
    assert len(reply.history) == 1
    assert len(api.in_chat(GROUP)) == 1


@pytest.mark.parametrize("presser", [LEILA, ADMINISTRATOR])
async def test_who_asked_and_who_keeps_the_group_turn_pages(
    api: BotApi, scripted: ScriptedLibrary, presser: int
) -> None:
    async with RunningBot(api, scripted, n_quotes=1):
        reply = await asked(api)
        toasts = [
            await toast_of(api, await api.press(presser, reply, label))
            for label in ("المزيد", "السياق", "رجوع", "السابق")
        ]

    assert toasts == [""] * 4
    assert len(reply.history) == 5


async def test_for_whoever_asked_in_a_chats_name_administrators_press(
    api: BotApi, scripted: ScriptedLibrary
):
    api.channel(CHANNEL)
    async with RunningBot(api, scripted, n_quotes=1):
        reply = await asked(api, anonymous=True)
        by_administrator = await toast_of(api, await api.press(ADMINISTRATOR, reply, "المزيد"))
        by_stranger = await toast_of(api, await api.press(OMAR, reply, "المزيد"))
        reply = await asked(api, sender_chat=CHANNEL)
        [*_, reply] = await api.sent_to(GROUP, 2)
        for_a_channel = await toast_of(api, await api.press(LEILA, reply, "المزيد"))

    assert by_administrator == ""
    assert "هذه الأزرار" in by_stranger
    assert "هذه الأزرار" in for_a_channel


async def test_everybody_votes_once(api: BotApi, scripted: ScriptedLibrary, tmp_path: Path):
    async with RunningBot(api, scripted):
        reply = await asked(api)
        toasts = [
            await toast_of(api, await api.press(person, reply, label))
            for person, label in [(LEILA, "👍"), (OMAR, "👎"), (OMAR, "👍"), (9, "👎"), (9, "👎")]
        ]

    with sqlite3.connect(tmp_path / "var" / "iqtibas.db") as database:
        votes = database.execute("SELECT user_id, vote FROM votes ORDER BY user_id").fetchall()
    assert votes == [(LEILA, 1), (OMAR, 1)]
    assert toasts[-1] == "حُذف التقييم."


async def test_whom_telegram_does_not_tell_of_may_not_press(
    api: BotApi, scripted: ScriptedLibrary
):
    closed = ApiError(403, "Forbidden: bot was kicked from the supergroup chat")
    api.refusals["getChatMember", GROUP] = [closed]
    async with RunningBot(api, scripted, n_quotes=1):
        reply = await asked(api)
        toast = await toast_of(api, await api.press(OMAR, reply, "المزيد"))

    assert "هذه الأزرار" in toast


async def test_presses_at_once_are_all_answered(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted, n_quotes=1):
        reply = await asked(api)
        presses = [
            await api.press(person, reply, "المزيد")
            for person in (LEILA, LEILA, ADMINISTRATOR, OMAR)
        ]
        toasts = [await toast_of(api, press) for press in presses]

    assert toasts[:3] == ["", "", ""]
    assert "هذه الأزرار" in toasts[3]
    assert len(reply.history) == 2


async def test_a_press_while_the_engine_is_busy_says_so(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted, ImpatientClock(), n_quotes=1, queue_size=1):
        reply = await asked(api)
        scripted.opened.clear()
        await api.write(OMAR, "سؤال آخر")
        await api.until(lambda: api.calls_of("sendChatAction"))
        toast = await toast_of(api, await api.press(LEILA, reply, "المزيد"))
        scripted.opened.set()
        await api.sent_to(OMAR)

    assert "الأسئلة كثيرة" in toast
    assert len(reply.history) == 1


async def test_a_message_that_telegram_no_longer_shows_still_turns(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted, n_quotes=1):
        reply = await asked(api)
        press = await api.press(LEILA, reply, "المزيد", is_inaccessible=True)
        toast = await toast_of(api, press)

    assert toast == ""
    assert len(reply.history) == 2


async def test_a_button_of_a_deleted_message_expires(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted, n_quotes=1):
        reply = await asked(api)
        api.delete(GROUP, reply.message_id)
        toast = await toast_of(api, await api.press(LEILA, reply, "المزيد"))

    assert "انتهت صلاحية" in toast


async def test_in_a_group_that_became_a_supergroup_pages_expire_and_the_article_follows(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(OLD_GROUP, kind="group")
    async with RunningBot(api, scripted, n_quotes=1):
        await api.say(OLD_GROUP, LEILA, "اقتباس: متى؟")
        [reply] = await api.sent_to(OLD_GROUP)
        await api.migrate(OLD_GROUP, -1001)
        toasts = [
            await toast_of(api, await api.press(LEILA, reply, label))
            for label in ("المزيد", "المصدر")
        ]
        await api.say(-1001, LEILA, "اقتباس: متى؟")
        await api.sent_to(-1001)

    assert toasts[0]
    assert len(reply.history) == 1
    assert [sent.chat_id for sent in api.sent if sent.document] == [-1001]
    assert all("لم يصل الجواب" not in sent.text for sent in api.sent)


async def test_an_article_that_may_not_be_sent_is_said_so(api: BotApi, scripted: ScriptedLibrary):
    refusal = ApiError(400, "Bad Request: not enough rights to send documents to the chat")
    api.refusals["sendDocument", GROUP] = [refusal]
    async with RunningBot(api, scripted, n_quotes=1):
        reply = await asked(api)
        toast = await toast_of(api, await api.press(LEILA, reply, "المصدر"))

    assert toast == "حدث خطأ. يُرجى المحاولة مرة أخرى."


async def test_a_press_that_can_no_longer_be_answered_is_obeyed_all_the_same(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted, n_quotes=1):
        reply = await asked(api)
        late = await api.press(LEILA, reply, "المزيد")
        api.expire(late)
        await api.until(lambda: len(reply.history) == 2)
        toast = await toast_of(api, await api.press(LEILA, reply, "السابق"))

    assert toast == ""
    assert len(api.in_chat(GROUP)) == 1


async def test_another_chats_button_changes_nothing_here(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted, n_quotes=1):
        reply = await asked(api)
        await api.write(OMAR, "سؤال")
        [own] = await api.sent_to(OMAR)
        data = reply.button("المزيد")["callback_data"]
        toast = await toast_of(api, await api.press(OMAR, own, data, is_forged=True))

    assert "انتهت صلاحية" in toast
    assert len(own.history) == len(reply.history) == 1


async def test_whoever_turned_buttons_off_gets_none_and_older_ones_go_on_working(
    api: BotApi, scripted: ScriptedLibrary, tmp_path: Path
):
    async with RunningBot(api, scripted, n_quotes=1):
        older = await asked(api)
    storage = await Storage.open(tmp_path / "var" / "iqtibas.db")
    await storage.chats.choose(GROUP, Preferences(has_buttons=False))
    await storage.close()
    async with RunningBot(api, scripted, n_quotes=1):
        toast = await toast_of(api, await api.press(LEILA, older, "المزيد"))
        await asked(api)
        [_, newer] = await api.sent_to(GROUP, 2)

    assert toast == ""
    assert {"السابق", "المزيد"} <= set(older.labels)
    assert newer.buttons == []


async def test_a_vote_is_gone_when_the_question_is_edited(
    api: BotApi, scripted: ScriptedLibrary, tmp_path: Path
):
    async with RunningBot(api, scripted):
        question = await api.say(GROUP, LEILA, "اقتباس: متى؟")
        [reply] = await api.sent_to(GROUP)
        await toast_of(api, await api.press(OMAR, reply, "👎"))
        await api.edit(GROUP, question, "اقتباس: أين؟")
        await api.until(lambda: len(reply.history) == 2)

    with sqlite3.connect(tmp_path / "var" / "iqtibas.db") as database:
        assert database.execute("SELECT * FROM votes").fetchall() == []
