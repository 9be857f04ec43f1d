"""What all Telegram tests share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from telegram import Bot

from bot.library import Library
from bot.settings import Settings
from retrieval.engine import SnapshotStore, load_encoder, update_snapshot
from retrieval.settings import EncoderSettings
from tests.telegram.bot_api import BotApi
from tests.telegram.bot_api_checks import TOKEN
from tests.telegram.harness import ScriptedLibrary

ARTICLES = {
    "bridge.md": """\
---
title: افتتاح جسر النخيل
source: صحيفة الميناء
url: https://example.org/bridge
date: 2024-05-12
---
افتُتح جسر النخيل صباح الأحد بعد ثلاث سنوات من أعمال البناء. وبلغت كلفة الجسر
أربعين مليون دينار، بحسب بلدية المدينة. وقال رئيس البلدية سالم العطار إن الجسر
سيخفف الازدحام في وسط المدينة.
""",
    "library.md": """\
---
title: مكتبة الحي تعود إلى العمل
source: نشرة الحي
date: 2023-10-03
---
عادت مكتبة الحي إلى استقبال القراء يوم الثلاثاء. وتضم المكتبة اثني عشر ألف كتاب
وقاعة للأطفال. وتفتح المكتبة أبوابها من التاسعة صباحًا حتى الثامنة مساءً.
""",
}


@pytest.fixture(autouse=True)
def clean_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no setting of whoever runs the tests reach them."""
    monkeypatch.chdir(tmp_path)
    for variable in Settings.variables():
        monkeypatch.delenv(variable, raising=False)
    # What `bot.telegram.application` opts in to; without it python-telegram-bot warns.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """Telegram, or as good as."""
    async with BotApi() as server:
        yield server


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    """A bot that does only what a test says, to try the stand-in with."""
    async with Bot(TOKEN, base_url=api.base_url, base_file_url=api.base_file_url) as client:
        yield client


@pytest.fixture
def scripted() -> ScriptedLibrary:
    """Return a library that answers whatever is asked."""
    return ScriptedLibrary()


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """Return a small corpus."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
async def library(articles: Path, store: SnapshotStore) -> AsyncIterator[Library]:
    """Return the real library over the small corpus."""
    opened = await Library.open(articles, store, EncoderSettings())
    yield opened
    await opened.close()


@pytest.fixture
def store(articles: Path, tmp_path: Path) -> SnapshotStore:
    """Return the corpus's snapshots, with one made already."""
    snapshots = SnapshotStore(tmp_path / "snapshots")
    update_snapshot(articles, snapshots, load_encoder(EncoderSettings()))
    return snapshots
