"""Private chats, from the person's message to the bot's, over HTTP."""

import pytest

from bot.library import Library
from bot.telegram.application import ALLOWED_UPDATES
from retrieval.engine import SnapshotStore
from retrieval.settings import EncoderSettings
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import ApiError
from tests.telegram.conftest import ARTICLES
from tests.telegram.harness import ADMIN, RunningBot, ScriptedLibrary

PERSON = 100


async def test_a_question_is_answered_with_a_true_quote_and_its_source(
    api: BotApi, store: SnapshotStore
):
    library = await Library.open(store.root.parent / "articles", store, EncoderSettings())
    async with RunningBot(api, library):
        asked = await api.write(PERSON, "كم بلغت كلفة جسر النخيل؟")
        [reply] = await api.sent_to(PERSON)
    await library.close()

    flowing = " ".join(ARTICLES["bridge.md"].split())
    assert reply.reply_to == asked
    assert "أربعين مليون دينار" in reply.quotes[0]
    assert all(quote in flowing for quote in reply.quotes)
    assert "كلفة" in reply.marked("bold")
    assert reply.marked("text_link")[0] == "افتتاح جسر النخيل"
    assert "افتتاح جسر النخيل · صحيفة الميناء · ١٢ مايو ٢٠٢٤" in reply.text


async def test_what_the_articles_do_not_answer_is_refused_without_a_source(
    api: BotApi, store: SnapshotStore
):
    library = await Library.open(store.root.parent / "articles", store, EncoderSettings())
    async with RunningBot(api, library):
        await api.write(PERSON, "طريقة عمل الكبسة بالدجاج")
        [reply] = await api.sent_to(PERSON)
    await library.close()

    assert reply.text == "لم أجد في المقالات ما يجيب عن سؤالك."
    assert reply.entities == ()


@pytest.mark.parametrize(
    ("written", "replied"),
    [
        ("السلام عليكم", "أهلًا بك"),
        ("شكرا", "على الرحب والسعة"),
        ("😀😀", "لا يظهر سؤال"),
        ("؟!", "لا يظهر سؤال"),
        ("leih howa", "بالحروف العربية"),
        ("When does the library open?", "please ask in Arabic"),
        ("ما هو", "يُرجى ذكر الموضوع"),
    ],
)
async def test_what_is_no_question_for_the_articles_gets_a_helpful_line(
    api: BotApi, store: SnapshotStore, written: str, replied: str
) -> None:
    library = await Library.open(store.root.parent / "articles", store, EncoderSettings())
    async with RunningBot(api, library):
        await api.write(PERSON, written)
        [reply] = await api.sent_to(PERSON)
    await library.close()

    assert replied in reply.text
    assert reply.quotes == []


@pytest.mark.parametrize(
    ("command", "replied"),
    [
        ("/start", "أهلًا بك في اقتباس"),
        ("/help", "كيف يعمل اقتباس؟"),
        ("/ask", "بعد الأمر يأتي السؤال"),
        ("/nonsense", "هذا الأمر غير معروف"),
    ],
)
async def test_commands_explain_themselves(
    api: BotApi, scripted: ScriptedLibrary, command: str, replied: str
) -> None:
    async with RunningBot(api, scripted):
        await api.write(PERSON, command)
        [reply] = await api.sent_to(PERSON)

    assert replied in reply.text
    assert scripted.asked == []


async def test_help_tells_only_administrators_of_reload(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "/help")
        await api.write(ADMIN, "/help")
        [for_person] = await api.sent_to(PERSON)
        [for_admin] = await api.sent_to(ADMIN)

    assert "/reload" not in for_person.text
    assert "/reload" in for_admin.text


@pytest.mark.parametrize(
    "written", ["/ask متى بدأ الاجتماع؟", "/ask@iqtibas_test_bot\nمتى بدأ الاجتماع؟"]
)
async def test_ask_takes_the_question_behind_it(
    api: BotApi, scripted: ScriptedLibrary, written: str
) -> None:
    async with RunningBot(api, scripted):
        await api.write(PERSON, written)
        [reply] = await api.sent_to(PERSON)

    assert scripted.asked == ["متى بدأ الاجتماع؟"]
    assert reply.quotes == ["جواب متى بدأ الاجتماع؟"]


async def test_a_question_of_ten_thousand_characters_gets_a_clear_line(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "ما هذا؟ " * 1250)
        [reply] = await api.sent_to(PERSON)

    assert reply.text == "السؤال أطول من اللازم: الحد الأقصى ١٠٠٠ حرف. يُرجى اختصاره."
    assert scripted.asked == []


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]},
        {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 3}},
        {
            "sticker": {
                "file_id": "f",
                "file_unique_id": "u",
                "width": 1,
                "height": 1,
                "is_animated": False,
                "is_video": False,
                "type": "regular",
            }
        },
    ],
)
async def test_what_is_not_text_is_answered_with_what_is_expected(
    api: BotApi, scripted: ScriptedLibrary, content: dict[str, object]
) -> None:
    async with RunningBot(api, scripted):
        await api.post(PERSON, **content)
        [reply] = await api.sent_to(PERSON)

    assert reply.text == "هنا تُقرأ الأسئلة النصية فقط. يُرجى كتابة السؤال."


async def test_a_caption_is_a_question_as_a_text_is(api: BotApi, scripted: ScriptedLibrary):
    photo = {"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}
    async with RunningBot(api, scripted):
        await api.post(PERSON, photo=[photo], caption="متى افتُتح الجسر؟")
        [reply] = await api.sent_to(PERSON)

    assert reply.quotes == ["جواب متى افتُتح الجسر؟"]


async def test_the_bots_name_alone_is_answered_with_how_to_ask(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "@iqtibas_test_bot")
        [reply] = await api.sent_to(PERSON)

    assert "بعد الأمر يأتي السؤال" in reply.text


async def test_other_bots_are_ignored(api: BotApi, scripted: ScriptedLibrary):
    bot = api.other_bot(9)
    async with RunningBot(api, scripted):
        await api.write(PERSON, "بوت", **{"from": bot})
        await api.write(PERSON, "عبر بوت", via_bot=bot)
        await api.write(PERSON, "السؤال الأخير")
        replies = await api.sent_to(PERSON)

    assert [reply.quotes for reply in replies] == [["جواب السؤال الأخير"]]
    assert scripted.asked == ["السؤال الأخير"]


async def test_only_what_is_handled_is_fetched(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        pass

    assert {frozenset(call["allowed_updates"]) for call in api.calls_of("getUpdates")} == {
        frozenset(ALLOWED_UPDATES)
    }
    assert {"message", "edited_message", "channel_post", "edited_channel_post"} <= set(
        ALLOWED_UPDATES
    )


async def test_a_question_deleted_meanwhile_is_still_answered(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.opened.clear()
    async with RunningBot(api, scripted):
        asked = await api.write(PERSON, "سؤال")
        api.delete(PERSON, asked)
        scripted.opened.set()
        [reply] = await api.sent_to(PERSON)

    assert reply.reply_to is None
    assert reply.quotes == ["جواب سؤال"]


async def test_an_unexpected_error_ends_in_a_short_line_and_the_next_question_is_answered(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.breaks = [LookupError("/secret/path")]
    async with RunningBot(api, scripted):
        await api.write(PERSON, "أول")
        await api.write(PERSON, "ثان")
        first, second = await api.sent_to(PERSON, 2)

    assert first.text == "حدث خطأ ولم يصل الجواب. يُرجى إرسال السؤال مرة أخرى."
    assert second.quotes == ["جواب ثان"]


async def test_a_full_queue_says_so(api: BotApi, scripted: ScriptedLibrary):
    scripted.opened.clear()
    async with RunningBot(api, scripted, queue_size=1):
        await api.write(1, "أول")
        await api.until(lambda: scripted.asked or api.in_chat(1))
        await api.write(2, "ثان")
        [refused] = await api.sent_to(2)
        scripted.opened.set()
        [answered] = await api.sent_to(1)

    assert "الأسئلة كثيرة" in refused.text
    assert answered.quotes == ["جواب أول"]


async def test_whoever_gets_no_reply_because_telegram_refuses_it_is_told(
    api: BotApi, scripted: ScriptedLibrary
):
    api.refusals["sendMessage", PERSON] = [ApiError(400, "Bad Request: can't parse entities")]
    async with RunningBot(api, scripted):
        await api.write(PERSON, "سؤال")
        [reply] = await api.sent_to(PERSON)

    assert "لم يصل الجواب" in reply.text


async def test_an_error_that_cannot_be_told_either_is_logged_and_the_bot_goes_on(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.breaks = [LookupError("broken")]
    api.refusals["sendMessage", PERSON] = [ApiError(400, "Bad Request: not enough rights")]
    async with RunningBot(api, scripted):
        await api.write(PERSON, "أول")
        await api.until(lambda: api.calls_of("sendMessage"))
        await api.write(PERSON, "ثان")
        [reply] = await api.sent_to(PERSON)

    assert reply.quotes == ["جواب ثان"]
