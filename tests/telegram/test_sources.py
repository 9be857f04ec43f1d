"""/sources, over the real articles of a small corpus."""

import os
from pathlib import Path

import pytest

from bot.library import Library
from tests.telegram.bot_api import BotApi, Sent
from tests.telegram.harness import ADMIN, RunningBot, ScriptedLibrary, toast_of

PERSON = 100

pytestmark = pytest.mark.slow


def lines_of(sent: Sent) -> list[str]:
    """Return what a reader sees, without marks of direction."""
    bare = sent.text.translate(dict.fromkeys(map(ord, "\u200f\u2068\u2069")))
    return [line for line in bare.split("\n") if line]


def add_articles(folder: Path, n: int) -> None:
    for number in range(n):
        title = f"---\ntitle: خبر رقم {number:02}\n---\n"
        text = f"{title}وصل القطار رقم {number} إلى المحطة صباح اليوم.\n"
        (folder / f"news{number:02}.md").write_text(text, encoding="utf-8")


async def reply_to(api: BotApi, text: str, user_id: int = ADMIN) -> Sent:
    n_sent = len(api.in_chat(user_id))
    await api.write(user_id, text)
    return (await api.sent_to(user_id, n_sent + 1))[-1]


async def test_the_articles_are_listed_newest_first_with_outlet_and_date(
    api: BotApi, library: Library, articles: Path
):
    async with RunningBot(api, library, corpus_dir=articles):
        sent = await reply_to(api, "/sources")

    assert lines_of(sent)[:5] == [
        "المقالات: مقالان، فقرتان",
        "١. افتتاح جسر النخيل",
        "صحيفة الميناء · ١٢ مايو ٢٠٢٤",
        "٢. مكتبة الحي تعود إلى العمل",
        "نشرة الحي · ٣ أكتوبر ٢٠٢٣",
    ]
    assert sent.buttons == []


async def test_an_article_that_is_not_arabic_says_so(
    api: BotApi, library: Library, articles: Path
):
    (articles / "stadt.txt").write_text(
        "Die neue Bibliothek\n\nDie Stadt hat eine neue Bibliothek in der Mitte von Olivenhain.",
        encoding="utf-8",
    )
    await library.reload()
    async with RunningBot(api, library, corpus_dir=articles):
        sent = await reply_to(api, "/sources Bibliothek")

    assert lines_of(sent)[2] == "بالألمانية"


async def test_files_that_wait_to_be_read_are_told_and_marked(
    api: BotApi, library: Library, articles: Path
):
    add_articles(articles, 3)
    (articles / "library.md").unlink()
    bridge = articles / "bridge.md"
    bridge.write_text(bridge.read_text(encoding="utf-8") + "\nوانتهى الاحتفال.\n", "utf-8")
    async with RunningBot(api, library, corpus_dir=articles):
        sent = await reply_to(api, "/sources")

    assert lines_of(sent)[1:8] == [
        "لم يُقرأ بعد (/reload)",
        "جديد: ٣ ملفات",
        "معدّل: ملف واحد",
        "محذوف: ملف واحد",
        "١. افتتاح جسر النخيل",
        "صحيفة الميناء · ١٢ مايو ٢٠٢٤ · عُدّل ملفه ولم يُقرأ بعد",
        "٢. مكتبة الحي تعود إلى العمل",
    ]


async def test_a_file_written_again_with_the_same_size_is_marked_by_its_time(
    api: BotApi, library: Library, articles: Path
):
    os.utime(articles / "bridge.md", (1_600_000_000, 1_600_000_000))
    await library.reload()
    os.utime(articles / "bridge.md", (1_600_000_001, 1_600_000_001))
    async with RunningBot(api, library, corpus_dir=articles):
        sent = await reply_to(api, "/sources جسر")

    assert "عُدّل ملفه" in sent.text


async def test_pages_turn_there_and_back_also_after_a_restart(
    api: BotApi, library: Library, articles: Path
):
    add_articles(articles, 23)
    await library.reload()
    async with RunningBot(api, library, corpus_dir=articles):
        sent = await reply_to(api, "/sources خبر رقم")
        first = sent.text
        assert await toast_of(api, await api.press(ADMIN, sent, "المزيد")) == ""
        second = lines_of(sent)
    async with RunningBot(api, library, corpus_dir=articles):
        await toast_of(api, await api.press(ADMIN, sent, "المزيد"))
        third, labels = lines_of(sent), sent.labels
        await toast_of(api, await api.press(ADMIN, sent, "السابق"))
        await toast_of(api, await api.press(ADMIN, sent, "السابق"))

    assert second[0] == "نتائج البحث عن «خبر رقم»: ٢٣ مقالًا"
    assert second[1] == "١١. خبر رقم 10"
    assert third[1:4] == ["٢١. خبر رقم 20", "٢٢. خبر رقم 21", "٢٣. خبر رقم 22"]
    assert "صفحة ٣ من ٣" in third
    assert labels == ["السابق"]
    assert sent.text == first
    assert sent.labels == ["المزيد"]


async def test_letters_are_compared_as_in_a_question(
    api: BotApi, library: Library, articles: Path
):
    async with RunningBot(api, library, corpus_dir=articles):
        found = await reply_to(api, "/sources إفتتاح النَّخيل")
        by_address = await reply_to(api, "/sources example.org")
        nothing = await reply_to(api, "/sources زرافة")

    assert lines_of(found)[1] == "١. افتتاح جسر النخيل"
    assert lines_of(by_address)[1] == "١. افتتاح جسر النخيل"
    assert lines_of(nothing)[0] == "نتائج البحث عن «زرافة»: لا مقالات"


async def test_a_page_that_is_no_longer_there_shows_the_last_one(
    api: BotApi, library: Library, articles: Path
):
    add_articles(articles, 9)
    await library.reload()
    async with RunningBot(api, library, corpus_dir=articles):
        sent = await reply_to(api, "/sources")
        for path in articles.glob("news*.md"):
            path.unlink()
        await library.reload()
        toast = await toast_of(api, await api.press(ADMIN, sent, "المزيد"))

    assert toast == ""
    assert lines_of(sent)[1] == "١. افتتاح جسر النخيل"
    assert sent.buttons == []


@pytest.mark.parametrize("data", ["1l:none:0", "1l::x", "1l:0"])
async def test_a_button_of_a_search_that_is_forgotten_expires(
    api: BotApi, library: Library, articles: Path, data: str
):
    async with RunningBot(api, library, corpus_dir=articles):
        sent = await reply_to(api, "/sources")
        toast = await toast_of(api, await api.press(ADMIN, sent, data, is_forged=True))

    assert "انتهت صلاحية" in toast
    assert len(sent.history) == 1


async def test_strangers_see_no_article_by_command_or_by_button(
    api: BotApi, scripted: ScriptedLibrary
):
    async with RunningBot(api, scripted):
        refused = await reply_to(api, "/sources", PERSON)
        toast = await toast_of(api, await api.press(PERSON, refused, "1l::0", is_forged=True))

    assert "لإدارة البوت فقط" in refused.text
    assert toast == "هذا الزر لإدارة البوت فقط."
    assert len(refused.history) == 1


async def test_in_a_group_nobody_is_answered(api: BotApi, scripted: ScriptedLibrary):
    api.group(-1001)
    async with RunningBot(api, scripted):
        await api.say(-1001, ADMIN, "/sources")
        marker = await api.say(-1001, ADMIN, "/new")
        [reply] = await api.sent_to(-1001)

    assert reply.reply_to == marker


async def test_who_is_no_administrator_any_more_turns_no_page(
    api: BotApi, library: Library, articles: Path
):
    async with RunningBot(api, library, corpus_dir=articles):
        sent = await reply_to(api, "/sources")
    async with RunningBot(api, library, corpus_dir=articles, admin_ids={8}):
        toast = await toast_of(api, await api.press(ADMIN, sent, "1l::0", is_forged=True))

    assert toast == "هذا الزر لإدارة البوت فقط."
