"""`/start`, `/help`, `/about`, `/new`, and words of courtesy."""

import pytest

from bot.library import Library
from bot.telegram.courtesies import Courtesy, courtesy_of
from retrieval.engine import SnapshotStore
from retrieval.settings import EncoderSettings
from tests.telegram.bot_api import BotApi
from tests.telegram.harness import ADMIN, RunningBot, ScriptedLibrary

PERSON = 100
GROUP = -1001
MENTION = "@iqtibas_test_bot"


@pytest.mark.parametrize("written", ["/start", "/start q", "/start nobody_knows-this"])
async def test_whatever_link_leads_to_the_bot_starts_it(
    api: BotApi, scripted: ScriptedLibrary, written: str
) -> None:
    async with RunningBot(api, scripted):
        await api.write(PERSON, written)
        [reply] = await api.sent_to(PERSON)

    assert "أهلًا بك في اقتباس" in reply.text
    assert scripted.asked == []


async def test_help_in_private_names_every_way_to_ask(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted, triggers=("اقتباس", "يا مرجع")):
        await api.write(PERSON, "/help")
        [reply] = await api.sent_to(PERSON)

    assert MENTION in reply.text
    assert "اقتباس:، يا مرجع:" in reply.text
    for command in ("/ask", "/new", "/settings", "/about", "/privacy", "/forget_me"):
        assert command in reply.text
    assert "/reload" not in reply.text


async def test_help_tells_of_inline_mode_where_it_is_on(api: BotApi, scripted: ScriptedLibrary):
    texts: list[str] = []
    for is_on in (False, True):
        api.supports_inline_queries = is_on
        async with RunningBot(api, scripted):
            await api.write(PERSON, "/help")
            texts.append((await api.sent_to(PERSON, len(texts) + 1))[-1].text)

    assert ["في أي محادثة أخرى" in text for text in texts] == [False, True]


async def test_help_tells_administrators_of_reload(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        await api.write(ADMIN, "/help")
        [reply] = await api.sent_to(ADMIN)

    assert all(
        f"/{name}" in reply.text for name in ("reload", "feeds", "stats", "unanswered", "doctor")
    )


@pytest.mark.parametrize("written", [f"/help{MENTION}", "/help", f"/start{MENTION} x"])
async def test_in_groups_help_says_how_a_group_asks(
    api: BotApi, scripted: ScriptedLibrary, written: str
) -> None:
    api.group(GROUP)
    api.is_private = True
    async with RunningBot(api, scripted, triggers=("مرجع",)):
        asked = await api.say(GROUP, PERSON, written)
        [reply] = await api.sent_to(GROUP)

    assert reply.reply_to == asked
    assert "طرق السؤال" in reply.text
    assert "مرجع: متى بدأ الاجتماع؟" in reply.text
    assert reply.marked("code") == ["/ask متى بدأ الاجتماع؟"]


async def test_help_is_given_in_the_topic_where_it_is_asked_for(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP, is_forum=True)
    async with RunningBot(api, scripted):
        await api.say(GROUP, PERSON, "/help", thread=77)
        [reply] = await api.sent_to(GROUP)

    assert reply.thread_id == 77


async def test_commands_for_other_bots_and_of_other_bots_are_left_alone(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP)
    api.other_bot(555)
    async with RunningBot(api, scripted):
        await api.say(GROUP, PERSON, "/help@some_other_bot")
        await api.say(GROUP, PERSON, "/nonsense")
        await api.say(GROUP, 555, "/help")
        marker = await api.say(GROUP, PERSON, "/about")
        [reply] = await api.sent_to(GROUP)

    assert reply.reply_to == marker


async def test_an_anonymous_administrator_is_helped_too(api: BotApi, scripted: ScriptedLibrary):
    api.group(GROUP)
    async with RunningBot(api, scripted):
        await api.say(GROUP, PERSON, "/help", anonymous=True)
        [reply] = await api.sent_to(GROUP)

    assert "طرق السؤال" in reply.text


async def test_about_tells_version_number_and_date_but_no_path(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "/about")
        [reply] = await api.sent_to(PERSON)

    assert "0.1.0" in reply.text
    assert "في الفهرس: ٣٠٥ مقالات" in reply.text
    assert "تاريخ الفهرس: ٢٠ نوفمبر ٢٠٢٦" in reply.text
    assert "secret" not in reply.text


async def test_about_counts_what_is_served(api: BotApi, store: SnapshotStore):
    library = await Library.open(store.root.parent / "articles", store, EncoderSettings())
    async with RunningBot(api, library):
        await api.write(PERSON, "/about")
        [reply] = await api.sent_to(PERSON)
    await library.close()

    assert "في الفهرس: مقالان" in reply.text


async def test_after_new_a_question_is_understood_by_itself(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "متى بدأ الاجتماع؟")
        await api.write(PERSON, "وأين؟")
        await api.write(PERSON, "/new")
        await api.write(PERSON, "ولماذا؟")
        *_, closed, _ = await api.sent_to(PERSON, 4)

    assert closed.text == "بدأ موضوع جديد، ولا يُفهم السؤال التالي مع ما قبله."
    assert [bool(conversation.previous) for conversation in scripted.conversations] == [
        False,
        True,
        False,
    ]


async def test_new_in_one_topic_leaves_the_others_and_other_people_alone(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP, is_forum=True)
    async with RunningBot(api, scripted):
        for thread, person in ((77, PERSON), (88, PERSON), (77, 101)):
            await api.say(GROUP, person, "/ask متى بدأ؟", thread=thread)
        await api.say(GROUP, PERSON, "/new", thread=77)
        for thread, person in ((77, PERSON), (88, PERSON), (77, 101)):
            await api.say(GROUP, person, "/ask وأين؟", thread=thread)
        await api.sent_to(GROUP, 7)

    assert [bool(asked.previous) for asked in scripted.conversations[3:]] == [False, True, True]


async def test_the_english_texts_are_used_where_english_was_chosen(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "/settings")
        [menu] = await api.sent_to(PERSON)
        pressed = await api.press(PERSON, menu, "English")
        await api.until(lambda: api.toast(pressed))
        for command in ("/start", "/help", "/about", "/privacy", "/new", "/nonsense"):
            await api.write(PERSON, command)
        _, start, help_, about, privacy, new, unknown = await api.sent_to(PERSON, 7)

    assert start.text.startswith("Welcome to Iqtibas.")
    assert help_.text.startswith("How does Iqtibas work?")
    assert "In the index: 305 articles" in about.text
    assert "20 November 2026" in about.text
    assert "30 days" in privacy.text
    assert new.text.startswith("A new subject")
    assert unknown.text.startswith("There is no such command.")


@pytest.mark.parametrize(
    ("said", "courtesy"),
    [
        ("السلام عليكم", Courtesy.GREETING),
        ("كيف حالك", Courtesy.GREETING),
        ("من أنت؟", Courtesy.GREETING),
        ("شكرًا جزيلًا", Courtesy.THANKS),
        ("مشكوووور", Courtesy.GREETING),
        ("يعطيك العافية", Courtesy.THANKS),
        ("مرحبا وشكرا", Courtesy.GREETING),
        ("مرحبا، شكرا", Courtesy.THANKS),
        ("جزاك الله خيرا", Courtesy.THANKS),
        ("Thank you!", Courtesy.THANKS),
        ("شكرا مع السلامة", Courtesy.THANKS),
        ("مع السلامة", Courtesy.FAREWELL),
        ("تصبحون على خير", Courtesy.FAREWELL),
        ("bye", Courtesy.FAREWELL),
        ("", Courtesy.GREETING),
    ],
)
def test_courtesies_are_told_apart(said: str, courtesy: Courtesy):
    assert courtesy_of(said) is courtesy


@pytest.mark.parametrize(
    ("said", "replied"),
    [
        ("شكرا", "على الرحب والسعة."),
        ("مع السلامة", "مع السلامة."),
        ("مرحبا", "أهلًا بك! يُرجى كتابة سؤال، والجواب اقتباس من المقالات مع مصدره."),
    ],
)
async def test_each_courtesy_has_its_own_line(
    api: BotApi, store: SnapshotStore, said: str, replied: str
) -> None:
    library = await Library.open(store.root.parent / "articles", store, EncoderSettings())
    async with RunningBot(api, library):
        await api.write(PERSON, said)
        [reply] = await api.sent_to(PERSON)
    await library.close()

    assert reply.text == replied


async def test_what_the_engine_finds_for_another_language_stands(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "When does the library open?")
        [reply] = await api.sent_to(PERSON)

    assert reply.quotes == ["جواب When does the library open?"]
