"""/reload, from the administrator's message to the articles that are answered from."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.errors import IndexingError, IndexingFailure
from bot.library import Library, OnProgress
from bot.telegram.progress import EDIT_EVERY_S
from bot.telegram.reload_report import render_report
from bot.telegram.texts import Texts, Wording
from retrieval.corpus.source import SkippedFile
from retrieval.engine import Progress, SnapshotStore, Stage, UpdateReport
from retrieval.errors import Refusal
from retrieval.settings import EncoderSettings
from tests.telegram.bot_api import BotApi
from tests.telegram.fakes import ImpatientClock
from tests.telegram.harness import ADMIN, REPORT, RunningBot, ScriptedLibrary, toast_of
from tests.telegram.html_entities import parse_html

PERSON = 100
FRESH = """\
---
title: مهرجان التمور
source: نشرة الحي
date: 2025-09-01
---
انطلق مهرجان التمور في ساحة السوق القديم مساء الخميس. وشارك في المهرجان
خمسون مزارعًا من القرى المجاورة.
"""


class NotedLibrary(Library):
    """A library that tells when it was read anew."""

    def __init__(self, *parts: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*parts)
        self.was_read = asyncio.Event()

    async def reload(
        self, on_progress: OnProgress | None = None, *, is_joining: bool = True
    ) -> UpdateReport:
        report = await super().reload(on_progress, is_joining=is_joining)
        self.was_read.set()
        return report


def add_articles(folder: Path) -> None:
    (folder / "dates.md").write_text(FRESH, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")


def move_away(folder: Path) -> None:
    folder.rename(folder.parent / "elsewhere")


def without_marks(text: str) -> str:
    return re.sub("[\u200f\u2068\u2069]", "", text)


async def test_who_is_no_administrator_is_refused_and_told_their_number(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(PERSON, "/reload")
        [reply] = await api.sent_to(PERSON)

    assert "لإدارة البوت فقط" in reply.text
    assert reply.marked("code") == ["100"]
    assert scripted.n_reloads == 0


async def test_an_administrator_sees_one_message_follow_the_work_to_its_summary(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted, ImpatientClock()):
        await api.write(ADMIN, "/reload")
        [message] = await api.sent_to(ADMIN)
        await api.until(lambda: "المجموع" in message.text)

    assert message.history[0] == "بدأت قراءة المقالات، والأجوبة مستمرة…"
    assert message.history[1:-1] == ["قراءة المقالات: ١٠٪", "قراءة المقالات: ٦٠٪"]
    assert message.text.split("\n") == [
        "اكتملت القراءة في ثانيتين.",
        "جديد: مقالان",
        "معدّل: مقال واحد",
        "بلا تغيير: مقالان",
        "المجموع: ٥ مقالات، ١١ فقرة.",
    ]
    assert len(api.in_chat(ADMIN)) == 1


async def test_edits_keep_their_distance(api: BotApi, scripted: ScriptedLibrary):
    clock = ImpatientClock()
    async with RunningBot(api, scripted, clock):
        await api.write(ADMIN, "/reload")
        [message] = await api.sent_to(ADMIN)
        await api.until(lambda: "المجموع" in message.text)

    assert set(clock.slept) == {EDIT_EVERY_S}


async def test_the_administrators_question_is_answered_while_a_reload_runs(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.reload_may_end.clear()
    async with RunningBot(api, scripted):
        await api.write(ADMIN, "/reload")
        await api.write(ADMIN, "سؤال")
        _, reply = await api.sent_to(ADMIN, 2)
        scripted.reload_may_end.set()

    assert reply.quotes == ["جواب سؤال"]


async def test_a_failure_is_told_without_its_path_and_the_old_articles_serve_on(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.reload_ends = [IndexingError(IndexingFailure.CORPUS, "/secret/place is not there")]
    async with RunningBot(api, scripted):
        await api.write(ADMIN, "/reload")
        [message] = await api.sent_to(ADMIN)
        await api.until(lambda: "لم تكتمل" in message.text)
        await api.write(ADMIN, "سؤال")
        await api.sent_to(ADMIN, 2)

    assert message.text == (
        "لم تكتمل القراءة. تعذّرت قراءة مجلد المقالات.\n"
        "الأجوبة مستمرة من المقالات السابقة، والتفاصيل في سجلّ البوت."
    )
    assert message.buttons == []
    assert api.in_chat(ADMIN)[1].quotes == ["جواب سؤال"]


async def test_a_reload_that_breaks_unforeseen_is_told_and_its_message_rests(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.reload_ends = [LookupError("broken")]
    clock = ImpatientClock()
    async with RunningBot(api, scripted, clock):
        await api.write(ADMIN, "/reload")
        _, told = await api.sent_to(ADMIN, 2)
        n_waits = clock.slept.count(EDIT_EVERY_S)
        for n in range(3, 6):
            await api.write(ADMIN, "سؤال")
            await api.sent_to(ADMIN, n)

    assert "حدث خطأ" in told.text
    assert clock.slept.count(EDIT_EVERY_S) == n_waits


async def test_the_summary_comes_anew_if_the_message_was_deleted(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        await api.write(ADMIN, "/reload")
        [message] = await api.sent_to(ADMIN)
        api.delete(ADMIN, message.message_id)
        _, summary = await api.sent_to(ADMIN, 2)

    assert "المجموع" in summary.text


async def test_files_passages_pace_and_the_time_left_are_shown(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.steps = [
        Progress(Stage.READ, 0, 100, n_all_files=40, rebuilt_because="the encoder was a and is b"),
        Progress(
            Stage.READ, 50, 100, n_files=20, n_all_files=40, n_passages=600, took_s=3, left_s=150
        ),
        Progress(Stage.INDEX, 1, 4, n_files=40, n_all_files=40),
    ]
    async with RunningBot(api, scripted, ImpatientClock()):
        await api.write(ADMIN, "/reload")
        [message] = await api.sent_to(ADMIN)
        await api.until(lambda: "المجموع" in message.text)

    assert [without_marks(text).split("\n") for text in message.history[1:-1]] == [
        [
            "قراءة المقالات: ٠٪",
            "يُبنى الفهرس كله من جديد لتغيّر النموذج أو البرنامج، وقد يطول ذلك.",
            "الملفات: ٠ من ٤٠",
        ],
        [
            "قراءة المقالات: ٥٠٪",
            "الملفات: ٢٠ من ٤٠",
            "الفقرات: ٦٠٠، بمعدل ٢٠٠ في الثانية",
            "الباقي نحو دقيقتين",
        ],
        ["بناء الفهرس: ٢٥٪"],
    ]


async def test_a_second_request_joins_the_first_and_says_so(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.reload_may_end.clear()
    async with RunningBot(api, scripted, admin_ids={ADMIN, 8}):
        await api.write(ADMIN, "/reload")
        [first] = await api.sent_to(ADMIN)
        await api.until(lambda: scripted.is_reloading)
        await api.write(8, "/reload")
        [second] = await api.sent_to(8)
        scripted.reload_may_end.set()
        await api.until(lambda: "المجموع" in first.text and "المجموع" in second.text)

    assert second.history[0] == "القراءة جارية من قبل، وهذه متابعة لها…"


async def test_a_button_ends_the_reading_and_the_old_articles_serve_on(
    api: BotApi, scripted: ScriptedLibrary
):
    scripted.reload_may_end.clear()
    async with RunningBot(api, scripted):
        await api.write(ADMIN, "/reload")
        [message] = await api.sent_to(ADMIN)
        await api.until(lambda: scripted.is_reloading)
        toast = await toast_of(api, await api.press(ADMIN, message, "إيقاف"))
        await api.until(lambda: "أُوقفت القراءة" in message.text)

    assert toast == ""
    assert message.buttons == []
    assert "الأجوبة مستمرة" in message.text


async def test_a_button_of_a_reading_that_is_over_says_so(api: BotApi, scripted: ScriptedLibrary):
    async with RunningBot(api, scripted):
        await api.write(ADMIN, "/reload")
        [message] = await api.sent_to(ADMIN)
        await api.until(lambda: "المجموع" in message.text)
        toast = await toast_of(api, await api.press(ADMIN, message, "1e::", is_forged=True))

    assert toast == "لا قراءة جارية الآن."
    assert message.buttons == []


async def test_strangers_end_nothing(api: BotApi, scripted: ScriptedLibrary):
    scripted.reload_may_end.clear()
    async with RunningBot(api, scripted):
        await api.write(ADMIN, "/reload")
        [message] = await api.sent_to(ADMIN)
        await api.until(lambda: scripted.is_reloading)
        toast = await toast_of(api, await api.press(PERSON, message, "إيقاف"))
        was_cancelled = scripted.is_cancelled
        scripted.reload_may_end.set()
        await api.until(lambda: "المجموع" in message.text)

    assert toast == "هذا الزر لإدارة البوت فقط."
    assert not was_cancelled


async def test_many_files_that_were_not_read_come_as_a_file_with_their_reasons(
    api: BotApi, scripted: ScriptedLibrary
):
    skipped = tuple(
        SkippedFile(f"notes/{i}.md", f"broken front matter: line {i}", Refusal.FRONT_MATTER)
        for i in range(9)
    )
    scripted.reload_ends = [replace(REPORT, skipped=skipped)]
    async with RunningBot(api, scripted):
        await api.write(ADMIN, "/reload")
        message, attached = await api.sent_to(ADMIN, 2)

    assert attached.document
    assert attached.reply_to == message.message_id
    assert attached.document.name == "متروك.txt"
    lines = attached.document.content.decode().splitlines()
    assert len(lines) == 9
    assert lines[8] == (
        "notes/8.md\tالترويسة في أول الملف غير صحيحة؛ يُرجى تصحيحها أو حذفها"
        "\tbroken front matter: line 8"
    )


@pytest.mark.slow
async def test_what_was_changed_before_a_kill_is_read_by_the_next_process(
    api: BotApi, articles: Path, store: SnapshotStore
):
    add_articles(articles)
    library = await NotedLibrary.open(articles, store, EncoderSettings())
    async with RunningBot(api, library, ImpatientClock(), corpus_dir=articles):
        await asyncio.wait_for(library.was_read.wait(), 30)
        await api.write(PERSON, "كم مزارعًا شارك في مهرجان التمور؟")
        [reply] = await api.sent_to(PERSON)
    await library.close()

    assert any("خمسون مزارعًا" in quote for quote in reply.quotes)


@pytest.mark.slow
async def test_a_new_article_is_answered_from_after_a_reload(
    api: BotApi, articles: Path, store: SnapshotStore
):
    library = await Library.open(articles, store, EncoderSettings())
    question = "كم مزارعًا شارك في مهرجان التمور؟"
    async with RunningBot(api, library):
        await api.write(PERSON, question)
        [before] = await api.sent_to(PERSON)
        add_articles(articles)
        await api.write(ADMIN, "/reload")
        [message] = await api.sent_to(ADMIN)
        await api.until(lambda: "المجموع" in message.text, within_s=30)
        await api.write(PERSON, question)
        _, after = await api.sent_to(PERSON, 2)
    await library.close()

    assert not any("خمسون مزارعًا" in quote for quote in before.quotes)
    assert any("خمسون مزارعًا" in quote for quote in after.quotes)
    assert "جديد: مقال واحد" in message.text
    assert "متروك: ملف واحد" in message.text
    assert "empty.txt" in message.text


@pytest.mark.slow
async def test_a_corpus_that_is_gone_fails_the_reload_and_answers_go_on(
    api: BotApi, articles: Path, store: SnapshotStore
):
    library = await Library.open(articles, store, EncoderSettings())
    move_away(articles)
    async with RunningBot(api, library):
        await api.write(ADMIN, "/reload")
        [message] = await api.sent_to(ADMIN)
        await api.until(lambda: "لم تكتمل" in message.text, within_s=30)
        await api.write(PERSON, "كم بلغت كلفة جسر النخيل؟")
        [reply] = await api.sent_to(PERSON)
    await library.close()

    assert "تعذّرت قراءة مجلد المقالات" in message.text
    assert str(articles) not in message.text
    assert "أربعين مليون دينار" in reply.quotes[0]


def summary_of(**changes: object) -> str:
    report = replace(REPORT, **changes)  # type: ignore[arg-type] # any field
    return parse_html(render_report(report, Wording(Texts.load("ar"))))[0]


def test_a_summary_without_changes_says_so():
    text = summary_of(added=(), changed=(), n_unchanged=5, is_new=False)

    assert text.split("\n") == ["لم يتغيّر شيء في المقالات.", "المجموع: ٥ مقالات، ١١ فقرة."]


def test_a_summary_says_that_a_roll_back_is_over():
    assert "انتهت العودة إلى الفهرس السابق" in summary_of(left="20261120T101500-3f2a")


def test_a_summary_names_the_first_files_that_were_not_read_and_counts_the_rest():
    skipped = tuple(
        SkippedFile(f"notes/{i}.txt", "empty; add text to it", Refusal.EMPTY) for i in range(11)
    )

    lines = summary_of(skipped=skipped).split("\n")

    assert "متروك: ١١ ملفًا" in lines
    assert (
        re.sub("[\u200f\u2068\u2069]", "", lines[-2])
        == "• notes/7.txt: الملف فارغ؛ يُرجى إضافة نص إليه"
    )
    assert lines[-1].endswith("• وغير ذلك ٣ ملفات")


def test_a_summary_of_many_long_reasons_stays_within_a_message():
    skipped = tuple(SkippedFile("ملف" * 300, "سبب " * 300, Refusal.BROKEN) for _ in range(100))

    assert len(summary_of(skipped=skipped)) < 4096


def test_a_summary_names_the_line_of_a_file_that_is_wrong():
    skipped = (SkippedFile("news.jsonl", "line 12: not JSON", Refusal.ROW, 12),)

    lines = summary_of(skipped=skipped).split("\n")

    assert re.sub("[\u200f\u2068\u2069]", "", lines[-1]).startswith("• news.jsonl: السطر ١٢: ")


def test_what_is_read_with_a_remark_is_not_counted_as_left_out():
    skipped = (
        SkippedFile("a.md", "read without its date: 2024-02-31", Refusal.DATE),
        SkippedFile("b.txt", "empty", Refusal.EMPTY),
    )

    text = re.sub("[\u200f\u2068\u2069]", "", summary_of(skipped=skipped))

    assert text.split("\n")[-5:] == [
        "متروك: ملف واحد",
        "• b.txt: الملف فارغ؛ يُرجى إضافة نص إليه",
        "",
        "مقروء مع ملاحظة: مقال واحد",
        "• a.md: قُرئ المقال من دون تاريخه، فلا يوم بهذا التاريخ؛ يُرجى كتابته هكذا: 2024-05-31",
    ]


def test_a_summary_counts_what_is_not_arabic():
    assert "من الجديد والمعدّل ما ليس بالعربية: ٣ مقالات" in summary_of(n_foreign=3)


def test_what_could_not_be_tidied_up_is_told_without_its_path():
    lines = summary_of(untidy="[Errno 1] Operation not permitted: '/secret/place'").split("\n")

    assert lines[-1].startswith("تعذّر حذف ما لم يعد لازمًا من الفهارس السابقة")
    assert "secret" not in lines[-1]
