"""Edited questions: their answer is edited, not repeated."""

import asyncio
import time

import pytest

from bot.library import Library
from retrieval.engine import SnapshotStore
from retrieval.settings import EncoderSettings
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import ApiError
from tests.telegram.fakes import ImpatientClock
from tests.telegram.harness import RunningBot, ScriptedLibrary, toast_of

PERSON = 100
GROUP, CHANNEL = -100, -300
LEILA = 1
REFUSED = "لم أجد في المقالات ما يجيب عن سؤالك."


async def last_word(api: BotApi, scripted: ScriptedLibrary) -> list[str]:
    """Ask once more; return everything that was asked before."""
    await api.write(PERSON, "آخر سؤال")
    await api.until(lambda: any("آخر سؤال" in sent.text for sent in api.in_chat(PERSON)))
    return scripted.asked[:-1]


async def test_an_edited_question_has_its_answer_edited(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        asked = await api.write(PERSON, "متى بدأ؟")
        [reply] = await api.sent_to(PERSON)
        await api.edit(PERSON, asked, "متى انتهى؟")
        await api.until(lambda: len(reply.history) == 2)

    assert reply.quotes == ["جواب متى انتهى؟"]
    assert len(api.in_chat(PERSON)) == 1
    assert "👍" in reply.labels


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("/ask متى بدأ؟", "/ask متى انتهى؟"),
        ("اقتباس: متى بدأ؟", "اقتباس: متى انتهى؟"),
        ("@iqtibas_test_bot متى بدأ؟", "اقتباس: متى انتهى؟"),
    ],
)
async def test_so_it_is_in_groups(
    api: BotApi, scripted: ScriptedLibrary, before: str, after: str
) -> None:
    api.group(GROUP)
    async with RunningBot(api, scripted):
        asked = await api.say(GROUP, LEILA, before)
        [reply] = await api.sent_to(GROUP)
        await api.edit(GROUP, asked, after)
        await api.until(lambda: len(reply.history) == 2)

    assert reply.quotes == ["جواب متى انتهى؟"]
    assert len(api.in_chat(GROUP)) == 1


async def test_so_it_is_in_channels_and_in_their_groups(api: BotApi, scripted: ScriptedLibrary):
    api.group(GROUP)
    api.channel(CHANNEL, discussion=GROUP)
    async with RunningBot(api, scripted):
        post = await api.publish(CHANNEL, "اقتباس: متى بدأ؟")
        [below], [discussed] = await api.sent_to(CHANNEL), await api.sent_to(GROUP)
        await api.edit(CHANNEL, post, "اقتباس: متى انتهى؟")
        await api.edit(GROUP, api.forward_of(CHANNEL, post), "اقتباس: متى انتهى؟")
        await api.until(lambda: len(below.history) == len(discussed.history) == 2)

    assert below.quotes == discussed.quotes == ["جواب متى انتهى؟"]
    assert len(api.in_chat(CHANNEL)) == len(api.in_chat(GROUP)) == 1


async def test_what_an_edit_addresses_to_the_bot_is_answered_then(
    api: BotApi, scripted: ScriptedLibrary
):
    api.group(GROUP)
    async with RunningBot(api, scripted):
        said = await api.say(GROUP, LEILA, "متى بدأ؟")
        await api.edit(GROUP, said, "اقتباس: متى بدأ؟")
        [reply] = await api.sent_to(GROUP)

    assert (reply.quotes, reply.reply_to) == (["جواب متى بدأ؟"], said)


async def test_edits_of_anything_else_are_left_alone(api: BotApi, scripted: ScriptedLibrary):
    api.group(GROUP)
    api.channel(CHANNEL)
    async with RunningBot(api, scripted):
        for chat_id in (GROUP, CHANNEL):
            publish = api.say(GROUP, LEILA, "كلام") if chat_id == GROUP else None
            said = await (publish or api.publish(CHANNEL, "كلام"))
            await api.edit(chat_id, said, "كلام آخر")
        command = await api.write(PERSON, "/help")
        await api.sent_to(PERSON)
        await api.edit(PERSON, command, "/start")
        asked = await api.write(PERSON, "متى بدأ؟")
        await api.sent_to(PERSON, 2)
        await api.edit(PERSON, asked, "/ask")
        questions = await last_word(api, scripted)

    assert questions == ["متى بدأ؟"]
    assert len(api.in_chat(PERSON)) == 3
    assert not api.in_chat(GROUP)
    assert not api.in_chat(CHANNEL)


async def test_an_edit_that_changes_nothing_is_not_asked_again(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        asked = await api.write(PERSON, "متى بدأ؟")
        await api.edit(PERSON, asked, "متى بدأ؟")
        questions = await last_word(api, scripted)

    assert questions == ["متى بدأ؟"]
    assert not api.calls_of("editMessageText")


@pytest.mark.parametrize(("age_s", "n_asked"), [(60, 2), (61, 1)])
async def test_after_a_while_an_edit_changes_no_answer(
    api: BotApi, scripted: ScriptedLibrary, age_s: int, n_asked: int
) -> None:
    now = int(time.time())
    async with RunningBot(api, scripted, edit_window_s=60):
        asked = await api.write(PERSON, "متى بدأ؟", date=now - 100)
        await api.sent_to(PERSON)
        await api.edit(PERSON, asked, "متى انتهى؟", edit_date=now - 100 + age_s)
        questions = await last_word(api, scripted)

    assert len(questions) == n_asked


async def test_a_refusal_becomes_an_answer_and_an_answer_a_refusal(
    api: BotApi, store: SnapshotStore
):
    library = await Library.open(store.root.parent / "articles", store, EncoderSettings())
    async with RunningBot(api, library):
        asked = await api.write(PERSON, "طريقة عمل الكبسة بالدجاج")
        [reply] = await api.sent_to(PERSON)
        labels = [reply.labels]
        for text in ("كم بلغت كلفة جسر النخيل؟", "من فاز بكأس العالم لكرة القدم؟"):
            await api.edit(PERSON, asked, text)
            await api.until(lambda: len(reply.history) > len(labels))
            labels.append(reply.labels)
    await library.close()

    refused, answered, refused_again = reply.history
    assert (refused, refused_again) == (REFUSED, REFUSED)
    assert "أربعين مليون دينار" in answered
    assert ["👍" in shown for shown in labels] == [False, True, False]


async def test_what_was_too_long_is_answered_in_the_same_message_when_it_is_shortened(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted, max_question_chars=20):
        asked = await api.write(PERSON, "متى " * 10)
        [reply] = await api.sent_to(PERSON)
        await api.edit(PERSON, asked, "متى؟")
        await api.until(lambda: len(reply.history) == 2)
        await api.edit(PERSON, asked, "كم " * 10)
        await api.until(lambda: len(reply.history) == 3)
        await api.edit(PERSON, asked, "متى؟")
        await api.until(lambda: len(reply.history) == 4)

    assert ["أطول من اللازم" in shown for shown in reply.history] == [True, False, True, False]
    assert reply.quotes == ["جواب متى؟"]


async def test_no_answer_stands_below_a_question_that_the_engine_was_too_busy_for(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted, ImpatientClock(), queue_size=1):
        asked = await api.write(PERSON, "متى بدأ؟")
        [reply] = await api.sent_to(PERSON)
        scripted.opened.clear()
        await api.write(LEILA, "سؤال آخر")
        await api.until(lambda: api.calls_of("sendChatAction"))
        await api.edit(PERSON, asked, "متى انتهى؟")
        await api.until(lambda: len(reply.history) == 2)
        scripted.opened.set()
        await api.sent_to(LEILA)

    assert "الأسئلة كثيرة" in reply.text
    assert reply.buttons == []


async def test_an_edit_counts_as_a_question(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted, user_questions_per_minute=2):
        asked = await api.write(PERSON, "متى بدأ؟")
        for text in ("متى انتهى؟", "متى يعود؟", "متى يسافر؟"):
            await api.edit(PERSON, asked, text)
        _, told = await api.sent_to(PERSON, 2)

    assert scripted.asked == ["متى بدأ؟", "متى انتهى؟"]
    assert "أسئلة كثيرة في دقيقة" in told.text
    assert len(api.in_chat(PERSON)) == 2


async def test_an_edit_follows_its_question_over_a_restart(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        asked = await api.write(PERSON, "متى بدأ؟")
        [reply] = await api.sent_to(PERSON)
    await api.edit(PERSON, asked, "متى انتهى؟")
    async with RunningBot(api, scripted):
        await api.until(lambda: len(reply.history) == 2)

    assert reply.quotes == ["جواب متى انتهى؟"]


async def test_an_edit_while_the_question_is_in_hand_waits_for_its_answer(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.opened.clear()
    async with RunningBot(api, scripted):
        asked = await api.write(PERSON, "متى بدأ؟")
        await api.edit(PERSON, asked, "متى انتهى؟")
        scripted.opened.set()
        await api.until(lambda: api.in_chat(PERSON) and len(api.in_chat(PERSON)[0].history) == 2)

    assert len(api.in_chat(PERSON)) == 1


async def test_an_answer_deleted_meanwhile_is_not_given_again(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        asked = await api.write(PERSON, "متى بدأ؟")
        [reply] = await api.sent_to(PERSON)
        api.delete(PERSON, reply.message_id)
        await api.edit(PERSON, asked, "متى انتهى؟")
        await last_word(api, scripted)

    assert len(reply.history) == 1
    assert len(api.in_chat(PERSON)) == 2


async def test_a_question_whose_answer_never_got_through_is_answered_when_it_is_edited(
    api: BotApi, scripted: ScriptedLibrary
):
    refusal = ApiError(403, "Forbidden: bot was blocked by the user")
    api.refusals["sendMessage", PERSON] = [refusal]
    async with RunningBot(api, scripted):
        asked = await api.write(PERSON, "متى بدأ؟")
        await api.until(lambda: api.calls_of("sendMessage"))
        await api.edit(PERSON, asked, "متى انتهى؟")
        [reply] = await api.sent_to(PERSON)

    assert reply.quotes == ["جواب متى انتهى؟"]


async def test_an_edited_question_leans_on_what_was_asked_before_it(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "متى افتُتح الجسر؟")
        second = await api.write(PERSON, "أين المكتبة؟")
        await api.write(PERSON, "كم كتابًا فيها؟")
        _, reply, _ = await api.sent_to(PERSON, 3)
        await api.edit(PERSON, second, "وأين؟")
        await api.until(lambda: len(reply.history) == 2)

    assert scripted.conversations[-1].previous == ("متى افتُتح الجسر؟",)
    assert reply.quotes == ["جواب متى افتُتح الجسر؟ وأين؟"]


async def test_an_edit_that_was_stored_and_not_shown_is_shown_after_a_restart(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted, shutdown_timeout_s=0.1):
        asked = await api.write(PERSON, "متى بدأ؟")
        [reply] = await api.sent_to(PERSON)
        api.holds["editMessageText", PERSON] = asyncio.Event()
        await api.edit(PERSON, asked, "متى انتهى؟")
        await api.until(lambda: api.calls_of("editMessageText"))
    del api.holds["editMessageText", PERSON]
    async with RunningBot(api, scripted):
        await api.until(lambda: len(reply.history) == 2)
        toast = await toast_of(api, await api.press(PERSON, reply, "السياق"))

    assert reply.history[1].startswith("جواب متى انتهى؟")
    assert toast == ""
    assert len(api.in_chat(PERSON)) == 1


async def test_the_buttons_below_an_edited_answer_turn_that_answer(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.n_quotes = 2
    async with RunningBot(api, scripted, n_quotes=1):
        asked = await api.write(PERSON, "متى بدأ؟")
        [reply] = await api.sent_to(PERSON)
        await api.edit(PERSON, asked, "متى انتهى؟")
        await api.until(lambda: len(reply.history) == 2)
        await api.edit(PERSON, asked, "متى يعود؟")
        await api.until(lambda: len(reply.history) == 3)
        toasts = [await toast_of(api, await api.press(PERSON, reply, b)) for b in ("المزيد", "👍")]

    assert reply.quotes == ["واب متى يعود؟"]
    assert toasts == ["", "شكرًا على التقييم."]
