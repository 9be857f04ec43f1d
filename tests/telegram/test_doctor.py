"""What is found of the running bot, and told to administrators only."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bot.collecting.feed_store import FeedState, FeedStore
from bot.library import Library
from bot.preferences import Digits, Language, Preferences
from bot.settings import corpus_key
from bot.storage import Storage
from bot.telegram.checkup import examine_models
from bot.telegram.findings import NOTES, PROBLEMS, Fact, Finding
from bot.telegram.handlers.doctor import render_findings
from bot.telegram.texts import Texts, Wording
from tests.telegram.bot_api import BotApi, Sent
from tests.telegram.bot_api_checks import TOKEN, ApiError
from tests.telegram.harness import ADMIN, SUMMARY, RunningBot, settings_for

PERSON = 100


def lines(message: Sent) -> list[str]:
    """Return what a reader sees, without marks of direction."""
    return message.text.translate(dict.fromkeys(map(ord, "\u200e\u200f\u2068\u2069"))).split("\n")


async def examine(api: BotApi, library: Library, articles: Path, **settings: object) -> list[str]:
    async with RunningBot(api, library, corpus_dir=articles, **settings):
        await api.write(ADMIN, "/doctor")
        [reply] = await api.sent_to(ADMIN)
    assert str(articles.parent) not in reply.text
    return lines(reply)


@pytest.mark.slow
async def test_where_everything_is_in_order_each_part_has_its_line(
    api: BotApi, library: Library, articles: Path
):
    found = await examine(api, library, articles)

    assert found[:2] == ["كل شيء على ما يُرام.", ""]
    assert not any("⚠️" in line for line in found)
    assert "✅ الإعدادات: لا اسم مجهولًا فيها" in found
    assert "✅ مجلد المقالات: ملفان، وما تُرك لاسمه: ٠" in found
    assert any(line.startswith("✅ الفهرس: مقالان، فقرتان، بتاريخ ") for line in found)
    assert any(line.startswith("✅ تلغرام: يجيب خلال ") for line in found)
    assert "▫️ في المجموعات يرى البوت كل الرسائل" in found
    assert "▫️ الخلاصات: لا خلاصات" in found
    assert "✅ قاعدة البيانات: سليمة، ١ ميغابايت" in found


@pytest.mark.slow
async def test_what_needs_care_comes_first_with_what_to_do(
    api: BotApi, library: Library, articles: Path
):
    (articles / "new.md").write_text("مقال جديد لم يُقرأ", encoding="utf-8")
    (articles / "bridge.md").unlink()
    (articles / "notes.xyz").write_text("x")
    url = "https://example.org/rss"
    (articles / ".feeds.txt").write_text(f"{url}\nhttps://example.org/other\n")
    Path(".env").write_text("CORPUS_DIRR=elsewhere\n")
    storage = await Storage.open(settings_for(api).database_path)
    store = FeedStore(storage.database, corpus_key(articles))
    await store.set_state(FeedState(url, polled_at=time.time(), failure="status"))
    await storage.close()

    found = await examine(api, library, articles)

    assert found[0] == "ما يحتاج إلى عناية: ٣"
    assert found[2:5] == [
        "⚠️ الإعدادات: أسماء غير معروفة، ولعلّ الصحيح ما بين القوسين: CORPUS_DIRR (CORPUS_DIR)",
        "⚠️ لم يُقرأ بعد: جديد ١، معدّل ٠، محذوف ١. للقراءة: /reload",
        "⚠️ الخلاصات: تعذّر فحص ١ من ٢. التفاصيل: /feeds",
    ]
    assert "✅ مجلد المقالات: ملفان، وما تُرك لاسمه: ١" in found


@pytest.mark.slow
async def test_a_folder_that_is_gone_is_told_of(api: BotApi, library: Library, articles: Path):
    articles.rename(articles.with_name("elsewhere"))

    found = await examine(api, library, articles)

    assert "⚠️ مجلد المقالات: غير موجود أو لا يُقرأ، والأجوبة من الفهرس السابق" in found


@pytest.mark.slow
async def test_it_is_told_in_the_language_of_the_chat_and_to_administrators_only(
    api: BotApi, library: Library, articles: Path
):
    storage = await Storage.open(settings_for(api).database_path)
    preferences = Preferences(language=Language.ENGLISH, digits=Digits.WESTERN)
    await storage.chats.choose(ADMIN, preferences)
    await storage.close()
    async with RunningBot(api, library, corpus_dir=articles):
        await api.write(ADMIN, "/doctor")
        await api.write(PERSON, "/doctor")
        [reply] = await api.sent_to(ADMIN)
        [refusal] = await api.sent_to(PERSON)

    assert lines(reply)[0] == "Everything is in order."
    assert "✅ Folder of articles: 2 files, left out for their names: 0" in lines(reply)
    assert "لإدارة البوت فقط" in refusal.text
    assert "✅" not in refusal.text


@pytest.mark.slow
async def test_a_webhook_that_telegram_cannot_reach_is_told_with_its_reason(
    api: BotApi, library: Library, articles: Path, unused_tcp_port: int
):
    url = f"http://127.0.0.1:{unused_tcp_port}/iqtibas"
    address = {"public_url": url, "web_port": unused_tcp_port}
    async with RunningBot(api, library, corpus_dir=articles, **address):
        held = api.holds["getWebhookInfo", 0] = asyncio.Event()
        n_before = len(api.calls_of("getWebhookInfo"))
        await api.write(ADMIN, "/doctor")
        await api.until(lambda: len(api.calls_of("getWebhookInfo")) > n_before)
        api._last_error = f"Wrong response: 502 Bad Gateway {TOKEN}"
        held.set()
        [reply] = await api.sent_to(ADMIN)

    [told] = [line for line in lines(reply) if "الساعة الماضية" in line]
    assert told.startswith("⚠️ تلغرام: لم يصل إلى البوت في الساعة الماضية: ")
    assert "502 Bad Gateway" in told
    assert TOKEN not in reply.text
    assert url not in reply.text


@pytest.mark.slow
async def test_that_telegram_does_not_answer_is_told(
    api: BotApi, library: Library, articles: Path
):
    async with RunningBot(api, library, corpus_dir=articles):
        api.refusals["getWebhookInfo", 0] = [ApiError(400, "Bad Request: out of order")]
        await api.write(ADMIN, "/doctor")
        [reply] = await api.sent_to(ADMIN)

    assert "⚠️ تلغرام: لم يُجب: Out of order" in lines(reply)


@pytest.mark.slow
async def test_a_fitted_confidence_that_is_not_used_is_told(
    api: BotApi, library: Library, articles: Path
):
    (library.summary.path.parent / "calibration.json").write_text("{}", encoding="utf-8")
    await library.serve_current()

    found = await examine(api, library, articles)

    assert found[2].startswith("⚠️ ضبط الثقة: غير مستعمل")


@pytest.mark.parametrize(
    ("n_reranked", "n_given_up", "expected"),
    [
        (0, 0, []),
        (100, 10, []),
        (100, 11, [Finding(Fact.RERANKER_BEHIND, {"n": 11, "total": 100})]),
    ],
)
def test_a_reranker_that_does_not_keep_up_is_told(
    n_reranked: int, n_given_up: int, expected: list[Finding]
):
    summary = replace(SUMMARY, n_reranked=n_reranked, n_given_up=n_given_up)

    assert examine_models(summary) == expected


@pytest.mark.slow
async def test_a_damaged_database_is_told_from_a_sound_one(tmp_path: Path):
    path = tmp_path / "iqtibas.db"
    storage = await Storage.open(path)
    sound = await storage.database.is_whole()
    await storage.updates.add([(n, "{}" * 500) for n in range(200)], 1.0)
    await storage.close()
    content = bytearray(path.read_bytes())
    content[8192 * 2 : 8192 * 2 + 4000] = b"\xff" * 4000
    path.write_bytes(content)
    damaged = await Storage.open(path)

    assert sound
    assert not await damaged.database.is_whole()
    await damaged.close()


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_fact_can_be_said_and_is_a_problem_or_a_note_or_fine(language: str):
    values: dict[str, str | int] = {
        "names": "A (B?)",
        "files": 2,
        "skipped": 1,
        "documents": 3,
        "passages": 4,
        "date": "2026-11-22",
        "new": 1,
        "changed": 2,
        "gone": 3,
        "ms": 5,
        "waiting": 6,
        "reason": "Bad Gateway",
        "n": 1,
        "total": 2,
        "mb": 7,
    }
    wording = Wording(Texts.load(language))

    text = render_findings([Finding(fact, values) for fact in Fact], wording)

    assert len(text.split("\n")) == len(Fact) + 2
    assert not PROBLEMS & NOTES
    assert "{" not in text
