"""/remove, from the search to the bin and back, over the real articles of a small corpus."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.collecting.bin import KEPT_S
from bot.library import Library
from retrieval.engine import SnapshotStore
from retrieval.settings import EncoderSettings
from tests.telegram.bot_api import BotApi, Sent
from tests.telegram.fakes import ImpatientClock
from tests.telegram.harness import ADMIN, RunningBot, ScriptedLibrary, toast_of

PERSON = 100
QUESTION = "كم بلغت كلفة جسر النخيل؟"
NEWS = """\
{"id": "train", "title": "قطار الجبل", "text": "يصل قطار الجبل إلى قرية الصنوبر عند الفجر."}
{"id": "ship", "title": "ميناء المرجان", "text": "غادرت السفينة الزرقاء ميناء المرجان يوم الخميس."}
"""

pytestmark = pytest.mark.slow


def bare(sent: Sent) -> list[str]:
    """Return what a reader sees, without marks of direction."""
    return sent.text.translate(dict.fromkeys(map(ord, "\u200f\u2068\u2069"))).split("\n")


async def reply_to(api: BotApi, text: str, user_id: int = ADMIN) -> Sent:
    n_sent = len(api.in_chat(user_id))
    await api.write(user_id, text)
    return (await api.sent_to(user_id, n_sent + 1))[-1]


async def press(api: BotApi, sent: Sent, label: str, user_id: int = ADMIN) -> str:
    return await toast_of(api, await api.press(user_id, sent, label))


async def until_read(api: BotApi, sent: Sent, words: str) -> None:
    await api.until(lambda: words in sent.text, within_s=30)


def running(api: BotApi, library: Library, articles: Path, **settings: object) -> RunningBot:
    return RunningBot(api, library, ImpatientClock(), corpus_dir=articles, **settings)


@asynccontextmanager
async def restarted(api: BotApi, articles: Path, store: SnapshotStore) -> AsyncIterator[None]:
    """Run another process of the bot, as far as it can tell."""
    library = await Library.open(articles, store, EncoderSettings())
    async with running(api, library, articles):
        yield
    await library.close()


async def test_an_article_is_searched_chosen_confirmed_and_quoted_no_more(
    api: BotApi, library: Library, articles: Path
):
    async with running(api, library, articles):
        before = await reply_to(api, QUESTION, PERSON)
        sent = await reply_to(api, "/remove جسر")
        found = bare(sent)
        choices = sent.labels
        await press(api, sent, choices[0])
        question, buttons = bare(sent), sent.labels
        await press(api, sent, "حذف")
        await until_read(api, sent, "لا يُقتبس منه بعد الآن")
        after = await reply_to(api, QUESTION, PERSON)

    assert found == ["أي مقال يُحذف؟ نتائج البحث عن «جسر»: مقال واحد"]
    assert choices == ["افتتاح جسر النخيل · ١٢ مايو ٢٠٢٤"]
    assert question == [
        "أيُحذف هذا المقال؟",
        "افتتاح جسر النخيل",
        "صحيفة الميناء · ١٢ مايو ٢٠٢٤",
        "الملف: bridge.md",
        "فقرة واحدة",
        "يبقى التراجع ممكنًا يومًا واحدًا.",
    ]
    assert buttons == ["حذف", "إلغاء"]
    assert bare(sent) == [
        "حُذف المقال: افتتاح جسر النخيل",
        "لا يُقتبس منه بعد الآن. يبقى التراجع ممكنًا يومًا واحدًا.",
    ]
    assert sent.labels == ["تراجع"]
    assert not (articles / "bridge.md").exists()
    assert "أربعين مليون" in before.quotes[0]
    assert not any("أربعين مليون" in quote for quote in after.quotes)
    assert len(api.in_chat(ADMIN)) == 1


async def test_what_was_removed_is_put_back_by_a_button_also_after_a_restart(
    api: BotApi, articles: Path, store: SnapshotStore
):
    written = (articles / "bridge.md").read_bytes()
    async with restarted(api, articles, store):
        sent = await reply_to(api, "/remove جسر")
        await press(api, sent, sent.labels[0])
        await press(api, sent, "حذف")
        await until_read(api, sent, "لا يُقتبس منه بعد الآن")
    async with restarted(api, articles, store):
        await press(api, sent, "تراجع")
        await until_read(api, sent, "من جديد")
        after = await reply_to(api, QUESTION, PERSON)

    assert bare(sent) == ["أُعيد المقال: افتتاح جسر النخيل", "يُقتبس منه من جديد."]
    assert sent.buttons == []
    assert (articles / "bridge.md").read_bytes() == written
    assert "أربعين مليون" in after.quotes[0]


async def test_every_step_goes_on_after_a_restart(
    api: BotApi, articles: Path, store: SnapshotStore
):
    async with restarted(api, articles, store):
        sent = await reply_to(api, "/remove جسر")
    async with restarted(api, articles, store):
        await press(api, sent, sent.labels[0])
    async with restarted(api, articles, store):
        await press(api, sent, "حذف")
        await until_read(api, sent, "لا يُقتبس منه بعد الآن")

    assert [path.name for path in articles.iterdir()] == ["library.md"]


async def test_one_article_of_a_file_of_many_is_removed_and_put_back(
    api: BotApi, library: Library, articles: Path
):
    (articles / "news.jsonl").write_text(NEWS, encoding="utf-8")
    await library.reload()
    async with running(api, library, articles):
        sent = await reply_to(api, "/remove قطار")
        await press(api, sent, sent.labels[0])
        await press(api, sent, "حذف")
        await until_read(api, sent, "لا يُقتبس منه بعد الآن")
        removed = (articles / "news.jsonl").read_text(encoding="utf-8")
        await press(api, sent, "تراجع")
        await until_read(api, sent, "من جديد")

    assert "قطار" not in removed
    assert "المرجان" in removed
    assert (articles / "news.jsonl").read_text(encoding="utf-8") == NEWS


async def test_a_row_of_a_table_is_removed_with_its_whole_file_and_put_back_with_it(
    api: BotApi, library: Library, articles: Path
):
    table = (
        "title,text\n"
        "قطار الجبل,يصل قطار الجبل إلى قرية الصنوبر عند الفجر.\n"
        "جزيرة المرجان,تبعد جزيرة المرجان عن الساحل ساعتين.\n"
    )
    (articles / "table.csv").write_text(table, encoding="utf-8")
    await library.reload()
    async with running(api, library, articles):
        sent = await reply_to(api, "/remove قطار")
        await press(api, sent, sent.labels[0])
        asked, labels = bare(sent), sent.labels
        await press(api, sent, "حذف الملف كله")
        await until_read(api, sent, "لا يُقتبس منه بعد الآن")
        removed = bare(sent)
        is_left = (articles / "table.csv").exists()
        await press(api, sent, "تراجع")
        await until_read(api, sent, "من جديد")

    assert asked[:3] == [
        "أيُحذف هذا المقال؟",
        "قطار الجبل",
        "هو جزء من ملف فيه مقالان، ولا يُحذف وحده؛ الزر يحذف الملف كله.",
    ]
    assert labels == ["حذف الملف كله", "إلغاء"]
    assert removed[0] == "حُذف الملف بكل ما فيه: table.csv"
    assert not is_left
    assert (articles / "table.csv").read_text(encoding="utf-8") == table


async def test_what_the_bin_cannot_take_is_not_removed(
    api: BotApi, library: Library, articles: Path
):
    async with running(api, library, articles) as bot:
        bin_folder = bot.settings.bin_for(articles)
        bin_folder.parent.mkdir(parents=True, exist_ok=True)
        bin_folder.write_text("in the way")
        sent = await reply_to(api, "/remove مكتبة")
        await press(api, sent, sent.labels[0])
        await press(api, sent, "حذف")

    assert bare(sent)[0].startswith("لم يُحذف المقال: ")
    assert "تعذّر الحفظ" in sent.text
    assert (articles / "library.md").exists()


async def test_nothing_is_removed_where_it_is_cancelled(
    api: BotApi, library: Library, articles: Path
):
    async with running(api, library, articles):
        sent = await reply_to(api, "/remove جسر")
        await press(api, sent, sent.labels[0])
        await press(api, sent, "إلغاء")

    assert bare(sent) == ["لم يُحذف شيء."]
    assert sent.buttons == []
    assert (articles / "bridge.md").exists()


async def test_an_article_removed_already_is_not_removed_twice(
    api: BotApi, library: Library, articles: Path
):
    async with running(api, library, articles):
        sent = await reply_to(api, "/remove جسر")
        await press(api, sent, sent.labels[0])
        data = sent.button("حذف")["callback_data"]
        first = await api.press(ADMIN, sent, data)
        second = await api.press(ADMIN, sent, data)
        assert await toast_of(api, first) == ""
        toast = await toast_of(api, second)
        await until_read(api, sent, "لا يُقتبس منه بعد الآن")

    assert toast == "حُذف هذا المقال من قبل."


async def test_what_was_removed_lately_is_offered_where_nothing_is_searched(
    api: BotApi, library: Library, articles: Path
):
    async with running(api, library, articles):
        usage = await reply_to(api, "/remove")
        sent = await reply_to(api, "/remove جسر")
        await press(api, sent, sent.labels[0])
        await press(api, sent, "حذف")
        await until_read(api, sent, "لا يُقتبس منه بعد الآن")
        offered = await reply_to(api, "/remove")
        await press(api, offered, offered.labels[0])
        await until_read(api, offered, "من جديد")

    assert "/remove جسر النخيل" in usage.text
    assert usage.buttons == []
    assert bare(offered)[0] == "أُعيد المقال: افتتاح جسر النخيل"
    assert (articles / "bridge.md").exists()


async def test_after_a_day_nothing_is_put_back(api: BotApi, library: Library, articles: Path):
    clock = ImpatientClock()
    async with RunningBot(api, library, clock, corpus_dir=articles):
        sent = await reply_to(api, "/remove جسر")
        await press(api, sent, sent.labels[0])
        await press(api, sent, "حذف")
        await until_read(api, sent, "لا يُقتبس منه بعد الآن")
        clock.pass_by(KEPT_S + 1)
        toast = await press(api, sent, "تراجع")

    assert "أكثر من يوم" in toast
    assert not (articles / "bridge.md").exists()


async def test_what_stands_in_the_place_of_an_article_is_not_overwritten(
    api: BotApi, library: Library, articles: Path
):
    async with running(api, library, articles):
        sent = await reply_to(api, "/remove جسر")
        await press(api, sent, sent.labels[0])
        await press(api, sent, "حذف")
        await until_read(api, sent, "لا يُقتبس منه بعد الآن")
        (articles / "bridge.md").write_text("مقال آخر عن شيء آخر تمامًا.", encoding="utf-8")
        await press(api, sent, "تراجع")

    assert "في مكانه الآن شيء آخر" in sent.text
    assert sent.labels == ["تراجع"]
    assert (articles / "bridge.md").read_text(encoding="utf-8").startswith("مقال آخر")


async def test_what_cannot_be_put_back_is_told_and_may_be_tried_again(
    api: BotApi, library: Library, articles: Path
):
    async with running(api, library, articles):
        sent = await reply_to(api, "/remove جسر")
        await press(api, sent, sent.labels[0])
        await press(api, sent, "حذف")
        await until_read(api, sent, "لا يُقتبس منه بعد الآن")
        articles.rename(articles.with_name("elsewhere"))
        toast = await press(api, sent, "تراجع")
        said = bare(sent)
        articles.with_name("elsewhere").rename(articles)
        await press(api, sent, "تراجع")
        await until_read(api, sent, "يُقتبس منه من جديد")

    assert toast == ""
    assert said == [
        "لم يُعَد المقال: bridge.md",
        "تعذّر الحفظ في مجلد المقالات؛ التفاصيل في سجلّ البوت",
    ]
    assert (articles / "bridge.md").exists()


async def test_a_reading_that_fails_is_told_and_the_article_can_be_put_back(
    api: BotApi, library: Library, articles: Path
):
    async with running(api, library, articles):
        sent = await reply_to(api, "/remove مكتبة")
        await press(api, sent, sent.labels[0])
        articles.joinpath("bridge.md").unlink()
        await press(api, sent, "حذف")
        await api.until(lambda: sent.labels == ["تراجع"], within_s=30)

    assert bare(sent) == [
        "حُذف المقال: مكتبة الحي تعود إلى العمل",
        "تعذّرت قراءة مجلد المقالات.",
        "يُقتبس منه إلى أن تكتمل قراءة: /reload",
    ]


async def test_more_articles_than_fit_are_turned_over(
    api: BotApi, library: Library, articles: Path
):
    for number in range(8):
        text = f"---\ntitle: خبر رقم {number}\n---\nوصل القطار رقم {number} إلى المحطة صباحًا.\n"
        (articles / f"news{number}.md").write_text(text, encoding="utf-8")
    await library.reload()
    async with running(api, library, articles):
        sent = await reply_to(api, "/remove خبر")
        first = sent.labels
        await press(api, sent, "المزيد")

    assert first == [*(f"خبر رقم {number}" for number in range(6)), "المزيد"]
    assert sent.labels == ["خبر رقم 6", "خبر رقم 7", "السابق"]


async def test_nothing_found_says_so(api: BotApi, library: Library, articles: Path):
    async with running(api, library, articles):
        sent = await reply_to(api, "/remove زرافة")

    assert bare(sent) == ["لا مقال فيه «زرافة». قائمة المقالات: /sources"]
    assert sent.buttons == []


async def test_strangers_remove_and_restore_nothing(api: BotApi, library: Library, articles: Path):
    async with running(api, library, articles):
        sent = await reply_to(api, "/remove جسر")
        choose = sent.button(sent.labels[0])["callback_data"]
        refused = await reply_to(api, "/remove جسر", PERSON)
        toasts = [
            await toast_of(api, await api.press(PERSON, sent, forged, is_forged=True))
            for forged in (choose, *(choose.replace("1n", f"1{letter}") for letter in "xzmk"))
        ]

    assert "لإدارة البوت فقط" in refused.text
    assert toasts == ["هذا الزر لإدارة البوت فقط."] * 5
    assert len(sent.history) == 1
    assert sorted(path.name for path in articles.iterdir()) == ["bridge.md", "library.md"]


@pytest.mark.parametrize("letter", ["n", "x"])
async def test_a_button_of_an_article_that_is_gone_says_so(
    api: BotApi, scripted: ScriptedLibrary, letter: str
):
    async with RunningBot(api, scripted):
        sent = await reply_to(api, "/remove")
        forged = f"1{letter}:0123456789abcdef:"
        toast = await toast_of(api, await api.press(ADMIN, sent, forged, is_forged=True))

    assert "لم يعد هذا بينها" in toast
