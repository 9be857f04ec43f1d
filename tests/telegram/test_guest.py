"""Guest mode: the bot is named in a chat that it is not in, and says one thing there."""

import pytest
import structlog

from bot.errors import EngineBusyError
from bot.library import Library
from bot.preferences import Digits, Preferences
from bot.storage import Storage
from retrieval.datatypes import Outcome
from retrieval.engine import SnapshotStore
from retrieval.settings import EncoderSettings
from tests.telegram.bot_api import BOT, BotApi, Sent
from tests.telegram.bot_api_checks import ApiError, Payload
from tests.telegram.conftest import ARTICLES
from tests.telegram.harness import RunningBot, ScriptedLibrary, settings_for

PERSON = 100
NAME = f"@{BOT['username']}"


async def answer_to(api: BotApi, text: str, reply_to: Payload | None = None) -> Sent:
    """Call the bot and wait for what it says."""
    call = await api.summon(PERSON, text, reply_to=reply_to)
    await api.until(lambda: api.guest_answer(call))
    answer = api.guest_answer(call)
    assert answer
    return answer


async def test_a_guest_answers_with_quotes_and_their_source(api: BotApi, store: SnapshotStore):
    library = await Library.open(store.root.parent / "articles", store, EncoderSettings())
    async with RunningBot(api, library, n_quotes=1):
        answer = await answer_to(api, f"{NAME} كم بلغت كلفة جسر النخيل؟")
    await library.close()

    assert "أربعين مليون دينار" in answer.quotes[0]
    assert answer.quotes[0] in " ".join(ARTICLES["bridge.md"].split())
    assert "افتتاح جسر النخيل · صحيفة الميناء · ١٢ مايو ٢٠٢٤" in answer.text
    assert answer.button("المصدر")["url"].startswith("https://example.org/bridge")
    assert answer.labels == ["المصدر", "نسخ"]


async def test_the_first_page_stands_alone_with_buttons_that_ask_nothing(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.n_quotes, scripted.outcome = 5, Outcome.WEAK
    async with RunningBot(api, scripted, n_quotes=2):
        answer = await answer_to(api, f"سؤال {NAME}")

    assert answer.text.startswith("أقرب ما وجدت")
    assert answer.quotes == ["جواب سؤال", "واب سؤال"]
    assert answer.labels == ["نسخ ١", "نسخ ٢"]
    assert "callback_data" not in {kind for row in answer.buttons for b in row for kind in b}


async def test_what_the_call_replies_to_is_asked_if_it_says_no_more(
    api: BotApi, scripted: ScriptedLibrary
):
    asked = {
        "message_id": 5,
        "date": api.date,
        "chat": {"id": -1009, "type": "supergroup", "title": "مجموعة بعيدة"},
        "from": api.stranger(101),
        "text": "متى افتتح الجسر؟",
    }
    async with RunningBot(api, scripted):
        answer = await answer_to(api, NAME, asked)

    assert answer.quotes == ["جواب متى افتتح الجسر؟"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("لا جواب لهذا السؤال", "لم أجد في المقالات ما يجيب عن سؤالك."),
        ("", "لا يظهر سؤال"),
        ("كلمة " * 7, "الحد الأقصى ٣٠ حرفًا"),
    ],
)
async def test_a_guest_says_why_it_has_no_answer(
    api: BotApi, scripted: ScriptedLibrary, written: str, said: str
):
    async with RunningBot(api, scripted, max_question_chars=30):
        if not written:
            scripted.outcome = Outcome.NONE
        answer = await answer_to(api, f"{NAME} {written}")

    assert said in answer.text
    assert answer.entities == ()
    assert answer.buttons == []


async def test_a_busy_engine_is_told_of(api: BotApi, scripted: ScriptedLibrary):
    scripted.breaks = [EngineBusyError(5)]
    async with RunningBot(api, scripted):
        answer = await answer_to(api, f"{NAME} سؤال")

    assert "الأسئلة كثيرة" in answer.text


async def test_whoever_calls_reads_as_at_home(api: BotApi, scripted: ScriptedLibrary):
    scripted.n_quotes = 3
    storage = await Storage.open(settings_for(api).database_path)
    preferences = Preferences(digits=Digits.WESTERN, n_quotes=2)
    await storage.chats.choose(PERSON, preferences)
    await storage.chats.choose(-1009, Preferences(n_quotes=1))
    await storage.close()
    async with RunningBot(api, scripted):
        answer = await answer_to(api, f"{NAME} سؤال")

    assert answer.labels == ["نسخ 1", "نسخ 2"]


async def test_nothing_is_sent_to_the_chat_or_stored_of_it(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        await answer_to(api, f"{NAME} سؤال")
    storage = await Storage.open(settings_for(api).database_path)
    answers = await storage.database.fetch("SELECT * FROM answers")
    await storage.close()

    assert answers == []
    assert not api.calls_of("sendMessage")
    assert not api.calls_of("sendChatAction")


async def test_other_bots_call_in_vain(api: BotApi, scripted: ScriptedLibrary):
    api.other_bot(55)
    async with RunningBot(api, scripted):
        call = await api.summon(55, f"{NAME} سؤال")
        await answer_to(api, f"{NAME} سؤال بعده")

    assert api.guest_answer(call) is None
    assert scripted.asked == ["سؤال بعده"]


async def test_a_call_that_went_by_is_no_failure(api: BotApi, scripted: ScriptedLibrary):
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    api.refusals["answerGuestQuery", 0] = [ApiError(400, too_old)]
    with structlog.testing.capture_logs() as logged:
        async with RunningBot(api, scripted):
            await api.summon(PERSON, f"{NAME} سؤال")
            await answer_to(api, f"{NAME} سؤال ثان")

    assert "a call was answered too late, or before" in [entry["event"] for entry in logged]
    assert not {entry["log_level"] for entry in logged} & {"warning", "error"}
