"""What a chat chooses, in one message with buttons."""

import json

import pytest

from bot.preferences import Digits, Language, Preferences
from bot.telegram.presses import Action, Press
from bot.telegram.settings_menu import change_of
from tests.telegram.bot_api import BotApi, Sent
from tests.telegram.bot_api_checks import ApiError
from tests.telegram.harness import ADMIN, RunningBot, ScriptedLibrary

PERSON = 100
KEEPER = 200
GROUP = -1001


async def press(api: BotApi, user_id: int, menu: Sent, label: str) -> str:
    """Press a button and wait until it is answered; return the line that the presser sees."""
    pressed = await api.press(user_id, menu, label)
    await api.until(lambda: api.toast(pressed))
    toast = api.toast(pressed)
    return toast.text if toast else "unanswered"


async def open_settings(api: BotApi, chat_id: int = PERSON, user_id: int = PERSON) -> Sent:
    """Have somebody open the settings; return the message."""
    n_before = len(api.in_chat(chat_id))
    if chat_id > 0:
        await api.write(chat_id, "/settings")
    else:
        await api.say(chat_id, user_id, "/settings")
    return (await api.sent_to(chat_id, n_before + 1))[-1]


def chosen(menu: Sent) -> list[str]:
    return [label for label in menu.labels if label.startswith("✓ ")]


def commands_of(api: BotApi, language: str = "", **scope: object) -> list[str]:
    key = json.dumps(scope, sort_keys=True)
    offered = api.commands_by_language[language].get(key, [])
    return [command["command"] for command in offered]


async def test_the_settings_show_what_stands(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted, n_quotes=4):
        menu = await open_settings(api)

    assert menu.text.replace("\u200f", "").split("\n") == [
        "إعدادات هذه المحادثة",
        "",
        "الاقتباسات في الرسالة: ٤",
        "الأرقام: ٠١٢",
        "الأزرار تحت الأجوبة: ظاهرة",
        "لغة الواجهة: العربية",
    ]
    assert chosen(menu) == ["✓ ٤", "✓ ٠١٢", "✓ أزرار ظاهرة", "✓ العربية"]
    assert [len(row) for row in menu.buttons] == [5, 5, 2, 2, 2, 1]


async def test_every_choice_shows_at_once_and_holds_for_the_next_answer(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.n_quotes = 5
    async with RunningBot(api, scripted):
        menu = await open_settings(api)
        for label in ("012", "أزرار مخفية", "2"):
            assert await press(api, PERSON, menu, label) == ""
        await api.write(PERSON, "سؤال طويل")
        *_, answer = await api.sent_to(PERSON, 2)

    assert "الاقتباسات في الرسالة: 2" in menu.text
    assert chosen(menu) == ["✓ 2", "✓ 012", "✓ أزرار مخفية", "✓ العربية"]
    assert len(answer.quotes) == 2
    assert answer.buttons == []


async def test_choices_outlive_the_process_and_so_do_their_buttons(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        menu = await open_settings(api)
        await press(api, PERSON, menu, "English")
    async with RunningBot(api, scripted):
        await press(api, PERSON, menu, "7")
        again = await open_settings(api)

    assert "Quotes in a message: 7" in menu.text
    assert chosen(again) == ["✓ 7", "✓ 012", "✓ Buttons shown", "✓ English"]


async def test_another_language_brings_its_digits_and_its_menu_at_once(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        menu = await open_settings(api)
        await press(api, PERSON, menu, "English")
        await api.until(lambda: commands_of(api, type="chat", chat_id=PERSON))
        text = menu.text
        offered = api.commands[json.dumps({"chat_id": PERSON, "type": "chat"}, sort_keys=True)]
        await press(api, PERSON, menu, "العربية")
        await api.until(lambda: api.calls_of("deleteMyCommands"))

    assert "Language of the interface: English" in text
    assert "Digits: 012" in text
    assert offered[0] == {"command": "ask", "description": "Ask a question about the articles"}
    assert "الأرقام: ٠١٢" in menu.text
    assert commands_of(api, type="chat", chat_id=PERSON) == []


async def test_an_administrator_of_the_bot_keeps_reload_in_the_menu(
    api: BotApi, scripted: ScriptedLibrary
):
    api.person(ADMIN)
    async with RunningBot(api, scripted):
        menu = await open_settings(api, ADMIN, ADMIN)
        await press(api, ADMIN, menu, "English")
        await press(api, ADMIN, menu, "العربية")
        await api.write(ADMIN, "/new")
        await api.sent_to(ADMIN, 2)

    assert "reload" in commands_of(api, type="chat", chat_id=ADMIN)
    assert api.calls_of("deleteMyCommands") == []


async def test_done_takes_the_buttons_away_and_leaves_what_stands(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        menu = await open_settings(api)
        await press(api, PERSON, menu, "٩")
        await press(api, PERSON, menu, "تم")

    assert menu.buttons == []
    assert "الاقتباسات في الرسالة: ٩" in menu.text


async def test_the_same_press_twice_changes_nothing_more(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        menu = await open_settings(api)
        toasts = [await press(api, PERSON, menu, label) for label in ("✓ ٣", "✓ ٣", "٤", "٤")]

    assert toasts == ["", "", "", ""]
    assert "✓ ٤" in menu.labels


@pytest.mark.parametrize(
    "data",
    ["0o:quotes:3", "1o:quotes:11", "1o:quotes:0", "1o:language:fr", "1o:x:1", "1o:digits:X"],
)
async def test_a_button_of_no_meaning_expires_politely(
    api: BotApi, scripted: ScriptedLibrary, data: str
) -> None:
    async with RunningBot(api, scripted):
        menu = await open_settings(api)
        before = menu.text
        pressed = await api.press(PERSON, menu, data, is_forged=True)
        await api.until(lambda: api.toast(pressed))

    toast = api.toast(pressed)
    assert toast
    assert "انتهت صلاحية" in toast.text
    assert menu.text == before


async def test_presses_of_a_message_that_is_gone_are_stored_all_the_same(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        menu = await open_settings(api)
        data = menu.button("٨")["callback_data"]
        api.delete(PERSON, menu.message_id)
        pressed = await api.press(PERSON, menu, data, is_inaccessible=True)
        await api.until(lambda: api.toast(pressed))
        again = await open_settings(api)

    assert "✓ ٨" in again.labels


# Groups


@pytest.mark.parametrize("status", ["administrator", "creator"])
async def test_in_groups_administrators_change_the_settings(
    api: BotApi, scripted: ScriptedLibrary, status: str
) -> None:
    api.group(GROUP)
    api.set_member(GROUP, KEEPER, status)
    async with RunningBot(api, scripted):
        menu = await open_settings(api, GROUP, KEEPER)
        await press(api, KEEPER, menu, "٥")

    assert "إعدادات هذه المجموعة" in menu.text
    assert "✓ ٥" in menu.labels


async def test_whoever_is_no_administrator_is_told_so_and_changes_nothing(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP)
    api.set_member(GROUP, KEEPER, "administrator")
    async with RunningBot(api, scripted):
        refused = await open_settings(api, GROUP, PERSON)
        menu = await open_settings(api, GROUP, KEEPER)
        toast = await press(api, PERSON, menu, "٥")

    assert refused.text == toast == "الإعدادات يغيّرها مشرفو المجموعة فقط."
    assert refused.buttons == []
    assert len(menu.history) == 1


async def test_rights_are_asked_anew_at_every_press(api: BotApi, scripted: ScriptedLibrary):
    api.group(GROUP)
    api.set_member(GROUP, KEEPER, "administrator")
    async with RunningBot(api, scripted):
        menu = await open_settings(api, GROUP, KEEPER)
        await press(api, KEEPER, menu, "٥")
        api.set_member(GROUP, KEEPER, "member")
        toast = await press(api, KEEPER, menu, "٦")

    assert "مشرفو المجموعة فقط" in toast
    assert "✓ ٥" in menu.labels


async def test_an_anonymous_administrator_opens_them_and_presses_by_name(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP)
    api.set_member(GROUP, KEEPER, "administrator")
    async with RunningBot(api, scripted):
        await api.say(GROUP, KEEPER, "/settings", anonymous=True)
        [menu] = await api.sent_to(GROUP)
        await press(api, KEEPER, menu, "٥")

    assert "✓ ٥" in menu.labels


async def test_a_channel_that_writes_in_a_group_is_no_administrator(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP)
    api.channel(-1002)
    async with RunningBot(api, scripted):
        await api.say(GROUP, PERSON, "/settings", sender_chat=-1002)
        [refused] = await api.sent_to(GROUP)

    assert refused.buttons == []


async def test_where_members_are_hidden_the_list_of_administrators_decides(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP)
    api.set_member(GROUP, KEEPER, "administrator")
    hidden = ApiError(400, "Bad Request: member list is inaccessible")
    async with RunningBot(api, scripted):
        api.refusals["getChatMember", GROUP] = [hidden]
        menu = await open_settings(api, GROUP, KEEPER)
        api.refusals["getChatMember", GROUP] = [hidden]
        toast = await press(api, PERSON, menu, "٥")

    assert menu.buttons
    assert "مشرفو المجموعة فقط" in toast


async def test_a_group_that_chose_english_gets_menus_for_everybody_and_for_administrators(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP)
    api.set_member(GROUP, KEEPER, "creator")
    async with RunningBot(api, scripted):
        menu = await open_settings(api, GROUP, KEEPER)
        await press(api, KEEPER, menu, "English")
        await api.until(lambda: commands_of(api, type="chat_administrators", chat_id=GROUP))
        for_everybody, for_keeper = api.menu(GROUP, PERSON), api.menu(GROUP, KEEPER)
        await press(api, KEEPER, menu, "العربية")
        await api.until(lambda: len(api.calls_of("deleteMyCommands")) == 2)

    assert "settings" not in for_everybody
    assert "settings" in for_keeper
    assert commands_of(api, type="chat", chat_id=GROUP) == []
    assert commands_of(api, type="chat_administrators", chat_id=GROUP) == []


async def test_the_settings_open_in_the_topic_that_asks(api: BotApi, scripted: ScriptedLibrary):
    api.group(GROUP, is_forum=True)
    api.set_member(GROUP, KEEPER, "administrator")
    async with RunningBot(api, scripted):
        await api.say(GROUP, KEEPER, "/settings", thread=77)
        [menu] = await api.sent_to(GROUP)
        await press(api, KEEPER, menu, "012")

    assert menu.thread_id == 77
    assert "✓ 012" in menu.labels


async def test_one_chats_choice_is_not_anothers(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        menu = await open_settings(api)
        await press(api, PERSON, menu, "English")
        other = await open_settings(api, 101, 101)

    assert "لغة الواجهة: العربية" in other.text


async def test_a_menu_that_telegram_refuses_stops_nothing(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        menu = await open_settings(api)
        api.refusals["setMyCommands", 0] = [ApiError(400, "Bad Request: BOT_COMMAND_INVALID")]
        await press(api, PERSON, menu, "English")
        await api.write(PERSON, "/new")
        *_, reply = await api.sent_to(PERSON, 2)

    assert reply.text.startswith("A new subject")


def test_a_press_says_what_it_changes():
    before = Preferences()
    changes = [
        change_of(Press(Action.SETTING, subject, value))
        for subject, value in (
            ("quotes", "10"),
            ("digits", "WESTERN"),
            ("buttons", "off"),
            ("language", "en"),
        )
    ]

    after = before
    for change in changes:
        assert change
        after = change(after)

    assert after == Preferences(Language.ENGLISH, Digits.WESTERN, 10, has_buttons=False)


async def test_in_english_the_source_line_reads_from_the_left_and_the_title_by_itself(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        menu = await open_settings(api)
        await press(api, PERSON, menu, "English")
        await api.write(PERSON, "سؤال")
        *_, answer = await api.sent_to(PERSON, 2)

    mark, isolate, end = "\u200e", "\u2068", "\u2069"
    assert answer.text.split("\n")[-1] == f"{mark}{isolate}عنوان{end} · {isolate}صحيفة{end}"
    assert answer.quotes == ["جواب سؤال"]
    assert "Context" in answer.labels
