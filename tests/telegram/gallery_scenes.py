"""The scenes of the gallery: what people do, and which of the bot's messages are shown."""

from functools import partial
from typing import Final

from tests.telegram.gallery import Scene, Stage
from tests.telegram.harness import ADMIN

SETTINGS: Final[dict[str, object]] = {"n_quotes": 3, "user_questions_per_minute": 20}

ASKER, READER, STRANGER, WRITER, BUSY, ENGLISH = range(100, 106)
GROUP, FORUM, NEWS = -1001, -1002, -1003
QUESTION: Final = "من دعا أردوغان إلى زيارة روسيا؟"
ABOUT_HARBOUR: Final = "كم بلغت كلفة مركز البيانات في الميناء؟"


async def answers(stage: Stage) -> None:
    """A question's way through its buttons."""
    stage.chapter("Answers in private")
    reply = await stage.ask(ASKER, QUESTION)
    stage.show("An answer", reply)
    await stage.press(ASKER, reply, "المزيد")
    stage.show("Its second page", reply)
    await stage.press(ASKER, reply, "السابق")
    await stage.press(ASKER, reply, "السياق ١")
    stage.show("The paragraph around a quote", reply)
    await stage.press(ASKER, reply, "المصدر")
    article = (await stage.api.sent_to(ASKER, 2))[-1]
    stage.show("An article without an address, sent as a file", article)
    await stage.press(ASKER, reply, "رجوع")
    stage.show_text("A vote is thanked for", await stage.press(ASKER, reply, "👍"))
    stage.show_text("A vote is taken back", await stage.press(ASKER, reply, "👍"))
    stage.show("A follow-up", await stage.ask(ASKER, "ومتى؟"))
    both = await stage.ask(ASKER, ABOUT_HARBOUR)
    stage.show("A sentence of two articles, with addresses, dates and Latin words", both)
    long = await stage.ask(ASKER, "لماذا اعترض سكان الميناء على مركز البيانات؟")
    stage.show("A long quote, which opens at a touch", long)
    stage.show("The nearest that was found", await stage.ask(ASKER, "متى يزور أردوغان روسيا؟"))
    in_latin = await stage.ask(ASKER, "leih e3tarad sokkan el mina 3ala markaz el bayanat?")
    stage.show("A question in Latin letters", in_latin)


async def edits(stage: Stage) -> None:
    """A question that is changed changes its answer."""
    stage.chapter("An edited question")
    asked = await stage.api.write(WRITER, "ما عاصمة أستراليا؟")
    [reply] = await stage.api.sent_to(WRITER)
    await stage.api.edit(WRITER, asked, ABOUT_HARBOUR)
    await stage.api.until(lambda: len(reply.history) > 1)
    stage.show("The refusal has become an answer", reply)


async def refusals(stage: Stage) -> None:
    """What is no question for the articles."""
    stage.chapter("No answer")
    stage.show("Question words only", await stage.ask(READER, "ما هو"))
    for title, text in (
        ("Nothing in the articles answers", "ما عاصمة أستراليا؟"),
        ("Nothing answers, and an article is near", "كم ميناء تملك شركة الشحن الصينية؟"),
        ("A greeting", "السلام عليكم"),
        ("Thanks", "شكرًا جزيلًا"),
        ("Latin letters in which nothing is known", "meen howa xqzwv"),
        ("Another language", "When does the president visit Russia?"),
        ("No words", "؟!"),
        ("Too long", "سؤال " * 300),
        ("An unknown command", "/bogus"),
        ("/ask alone", "/ask"),
    ):
        stage.show(title, await stage.ask(READER, text))
    await stage.api.post(READER, sticker=STICKER)
    stage.show("A sticker", (await stage.api.sent_to(READER, 12))[-1])
    for n in range(21):
        await stage.api.write(BUSY, f"لا جواب {n}")
    stage.show("Too many questions, told once", (await stage.api.sent_to(BUSY, 21))[-1])


STICKER: Final = {
    "file_id": "x",
    "file_unique_id": "y",
    "type": "regular",
    "width": 512,
    "height": 512,
    "is_animated": False,
    "is_video": False,
}


async def commands(stage: Stage) -> None:
    """What commands say in private."""
    stage.chapter("Commands in private")
    for command in ("/start", "/help", "/about", "/privacy", "/new", "/settings"):
        stage.show(command, await stage.ask(READER, command))
    deletion = await stage.ask(WRITER, "/forget_me")
    stage.show("/forget_me", deletion)
    await stage.press(WRITER, deletion, "حذف")
    stage.show("/forget_me, confirmed", deletion)
    again = await stage.ask(WRITER, "/forget_me")
    await stage.press(WRITER, again, "حذف")
    stage.show("/forget_me, with nothing stored", again)
    stage.show("/help for an administrator", await stage.ask(ADMIN, "/help"))
    stage.show("/reload by a stranger", await stage.ask(READER, "/reload"))
    report = await stage.ask(ADMIN, "/reload")
    await stage.api.until(lambda: "المجموع" in report.text, within_s=30)
    stage.show("/reload, with nothing changed", report)


async def english(stage: Stage) -> None:
    """The same in English."""
    stage.chapter("In English")
    menu = await stage.ask(ENGLISH, "/settings")
    await stage.press(ENGLISH, menu, "English")
    stage.show("/settings", menu)
    for title, text in (
        ("An answer", QUESTION),
        ("An address, a date and Latin words", ABOUT_HARBOUR),
        ("Nothing answers", "ما عاصمة أستراليا؟"),
        ("/start", "/start"),
        ("/help", "/help"),
        ("/about", "/about"),
        ("/privacy", "/privacy"),
    ):
        stage.show(title, await stage.ask(ENGLISH, text))


async def groups(stage: Stage) -> None:
    """Groups, topics and strangers."""
    stage.chapter("Groups")
    api = stage.api
    api.group(GROUP, "مجموعة")
    api.group(FORUM, "منتدى", is_forum=True)
    before = len(api.in_chat(GROUP))
    await api.add_bot(GROUP, by=ASKER)
    stage.show("The bot is added", (await api.sent_to(GROUP, before + 1))[-1])
    reply = await stage.say(GROUP, ASKER, f"/ask {QUESTION}")
    stage.show("An answer in a group", reply)
    stage.show_text("A stranger turns the page", await stage.press(STRANGER, reply, "المزيد"))
    stage.show("/ask alone", await stage.say(GROUP, ASKER, "/ask"))
    stage.show("/help in a group", await stage.say(GROUP, ASKER, "/help@iqtibas_test_bot"))
    api.set_member(GROUP, STRANGER, "member")
    stage.show("/settings by a member", await stage.say(GROUP, STRANGER, "/settings"))
    api.set_member(GROUP, ASKER, "creator")
    stage.show("/settings by the owner", await stage.say(GROUP, ASKER, "/settings"))
    topic = await api.topic(FORUM)
    in_topic = await stage.say(FORUM, ASKER, f"اقتباس: {ABOUT_HARBOUR}", thread=topic)
    stage.show("A trigger, in a topic", in_topic)


async def channels(stage: Stage) -> None:
    """Channels that ask, and a channel that is quoted."""
    stage.chapter("Channels")
    stage.api.channel(NEWS, "قناة الأخبار")
    stage.show("A post that asks", await stage.publish(NEWS, f"اقتباس: {QUESTION}"))
    quoted = await stage.ask(READER, "كم بلغت كلفة محطة القطار؟")
    stage.show("An answer from a channel's post, quoted natively", quoted)


async def elsewhere(stage: Stage) -> None:
    """Chats that the bot never joined."""
    stage.chapter("Inline and guest mode")
    stage.show_inline("Nothing typed yet", await stage.api.type_inline(READER, ""))
    stage.show_inline("A question", await stage.api.type_inline(READER, ABOUT_HARBOUR))
    stage.show_inline("No answer", await stage.api.type_inline(READER, "ما عاصمة أستراليا؟"))
    for title, question in (
        ("A guest's answer", ABOUT_HARBOUR),
        ("A guest's refusal", "ما عاصمة أستراليا؟"),
    ):
        query = await stage.api.summon(READER, f"@iqtibas_test_bot {question}")
        await stage.api.until(partial(stage.api.guest_answer, query))
        if sent := stage.api.guest_answer(query):
            stage.show(title, sent)


SCENES: Final[tuple[Scene, ...]] = (
    answers,
    edits,
    refusals,
    commands,
    english,
    groups,
    channels,
    elsewhere,
)
