"""What is stored, and how it is deleted."""

import sqlite3
from pathlib import Path

import pytest

from tests.telegram.bot_api import BotApi, Sent
from tests.telegram.harness import RunningBot, ScriptedLibrary

PERSON = 100
STRANGER = 101
KEEPER = 200
GROUP = -1001


async def press(api: BotApi, user_id: int, sent: Sent, label: str) -> str:
    """Press a button and wait until it is answered; return the line that the presser sees."""
    pressed = await api.press(user_id, sent, label)
    await api.until(lambda: api.toast(pressed))
    toast = api.toast(pressed)
    return toast.text if toast else "unanswered"


async def ask_to_forget(api: BotApi, n_before: int) -> Sent:
    await api.write(PERSON, "/forget_me")
    return (await api.sent_to(PERSON, n_before + 1))[-1]


async def test_privacy_tells_what_is_kept_and_how_long(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted, answers_kept_days=2, follow_up_window_s=660):
        await api.write(PERSON, "/privacy")
        [reply] = await api.sent_to(PERSON)

    assert "يُحذف كل ذلك بعد يومين." in reply.text
    assert "أكثر من ١١ دقيقة" in reply.text
    assert "وتُحذف بعد ١٤ يومًا." in reply.text
    assert "/forget_me" in reply.text


async def test_privacy_is_told_in_groups_too(api: BotApi, scripted: ScriptedLibrary):
    api.group(GROUP)
    async with RunningBot(api, scripted):
        await api.say(GROUP, PERSON, "/privacy@iqtibas_test_bot")
        [reply] = await api.sent_to(GROUP)

    assert "ما يُحفظ" in reply.text


async def test_what_was_asked_voted_and_chosen_is_deleted_and_told(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "/settings")
        [menu] = await api.sent_to(PERSON)
        await press(api, PERSON, menu, "012")
        for question in ("أول", "ثان", "ثالث"):
            await api.write(PERSON, question)
        *_, answer = await api.sent_to(PERSON, 4)
        await press(api, PERSON, answer, "👍")
        asked = await ask_to_forget(api, 4)
        assert await press(api, PERSON, asked, "حذف") == ""
        gone = await press(api, PERSON, answer, "👍")
        await api.write(PERSON, "/settings")
        *_, anew = await api.sent_to(PERSON, 6)

    assert asked.text == "حُذف: 3 أسئلة، تقييم واحد، إعدادات المحادثة."
    assert asked.buttons == []
    assert "انتهت صلاحية" in gone
    assert "✓ ٠١٢" in anew.labels


async def test_nothing_is_deleted_before_it_is_confirmed_nor_after_it_is_cancelled(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "سؤال")
        [answer] = await api.sent_to(PERSON)
        asked = await ask_to_forget(api, 1)
        before = await press(api, PERSON, answer, "👍")
        await press(api, PERSON, asked, "إلغاء")
        after = await press(api, PERSON, answer, "👎")

    assert (before, after) == ("شكرًا على التقييم.", "شكرًا على التقييم.")
    assert asked.text == "لم يُحذف شيء."


async def test_that_nothing_is_stored_is_said_too(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        asked = await ask_to_forget(api, 0)
        await press(api, PERSON, asked, "حذف")

    assert asked.text == "لا شيء محفوظ، فلم يُحذف شيء."


async def test_whoever_is_forgotten_begins_a_new_conversation(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "متى بدأ الاجتماع؟")
        await api.sent_to(PERSON)
        asked = await ask_to_forget(api, 1)
        await press(api, PERSON, asked, "حذف")
        await api.write(PERSON, "وأين؟")
        await api.sent_to(PERSON, 3)

    assert scripted.conversations[-1].previous == ()


async def test_a_chat_that_had_chosen_english_has_the_usual_menu_again(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "/settings")
        [menu] = await api.sent_to(PERSON)
        await press(api, PERSON, menu, "English")
        asked = await ask_to_forget(api, 1)
        await press(api, PERSON, asked, "Delete")
        await api.until(lambda: api.calls_of("deleteMyCommands"))

    assert asked.text == "Deleted: the chat's settings."


async def test_in_groups_only_whoever_asked_for_it_confirms(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP)
    api.set_member(GROUP, KEEPER, "administrator")
    async with RunningBot(api, scripted):
        await api.say(GROUP, PERSON, "/ask سؤال")
        await api.say(GROUP, STRANGER, "/ask سؤال آخر")
        await api.say(GROUP, PERSON, "/forget_me")
        *_, asked = await api.sent_to(GROUP, 3)
        refused = [await press(api, user_id, asked, "حذف") for user_id in (STRANGER, KEEPER)]
        unchanged = asked.text
        await press(api, PERSON, asked, "حذف")

    assert all("هذا الزر لمن طلب الحذف" in toast for toast in refused)
    assert "أيُحذف ذلك؟" in unchanged
    assert asked.text == "حُذف: سؤال واحد."


async def test_a_groups_settings_stay_when_one_of_its_people_is_forgotten(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP)
    api.set_member(GROUP, PERSON, "administrator")
    async with RunningBot(api, scripted):
        await api.say(GROUP, PERSON, "/settings")
        [menu] = await api.sent_to(GROUP)
        await press(api, PERSON, menu, "012")
        await api.say(GROUP, PERSON, "/forget_me")
        *_, asked = await api.sent_to(GROUP, 2)
        await press(api, PERSON, asked, "حذف")
        await api.say(GROUP, PERSON, "/settings")
        *_, anew = await api.sent_to(GROUP, 3)

    assert "لا شيء محفوظ" in asked.text
    assert "✓ 012" in anew.labels


async def test_what_was_asked_in_a_groups_name_is_deleted_by_its_administrators(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP)
    api.set_member(GROUP, KEEPER, "administrator")
    async with RunningBot(api, scripted):
        await api.say(GROUP, KEEPER, "/ask سؤال", anonymous=True)
        await api.say(GROUP, KEEPER, "/forget_me", anonymous=True)
        *_, asked = await api.sent_to(GROUP, 2)
        refused = await press(api, STRANGER, asked, "حذف")
        await press(api, KEEPER, asked, "حذف")

    assert "لمن طلب الحذف" in refused
    assert asked.text == "حُذف: سؤال واحد."


async def test_what_was_asked_in_the_name_of_a_channel_without_the_bot_is_nobodys_to_delete(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP)
    api.channel(-1002)
    api.set_member(-1002, 123456789, "left")
    async with RunningBot(api, scripted):
        await api.say(GROUP, PERSON, "/forget_me", sender_chat=-1002)
        [asked] = await api.sent_to(GROUP)
        refused = await press(api, PERSON, asked, "حذف")
        await api.say(GROUP, PERSON, "/new")
        *_, reply = await api.sent_to(GROUP, 2)

    assert "لمن طلب الحذف" in refused
    assert "موضوع جديد" in reply.text


@pytest.mark.parametrize("data", ["0f:100:y", "1f:x:y", "1f::y"])
async def test_a_button_of_no_meaning_expires_politely(
    api: BotApi, scripted: ScriptedLibrary, data: str
) -> None:
    async with RunningBot(api, scripted):
        asked = await ask_to_forget(api, 0)
        pressed = await api.press(PERSON, asked, data, is_forged=True)
        await api.until(lambda: api.toast(pressed))

    toast = api.toast(pressed)
    assert toast
    assert "انتهت صلاحية" in toast.text


async def test_a_question_that_is_being_answered_is_forgotten_with_the_others(
    api: BotApi, scripted: ScriptedLibrary, tmp_path: Path
):
    async with RunningBot(api, scripted):
        asked = await ask_to_forget(api, 0)
        scripted.opened.clear()
        await api.write(PERSON, "متى بدأ الاجتماع؟")
        await api.until(lambda: scripted.asked)
        await press(api, PERSON, asked, "حذف")
        scripted.opened.set()
        _, reply = await api.sent_to(PERSON, 2)

    assert reply.quotes == ["جواب متى بدأ الاجتماع؟"]
    assert reply.buttons == []
    with sqlite3.connect(tmp_path / "var" / "iqtibas.db") as database:
        assert database.execute("SELECT * FROM answers").fetchall() == []
