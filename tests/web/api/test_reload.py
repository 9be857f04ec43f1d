"""Having the articles read anew over HTTP."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import IndexingError, IndexingFailure
from retrieval.corpus.source import SkippedFile
from retrieval.errors import Refusal
from tests.telegram.harness import REPORT, ScriptedLibrary
from tests.web.api.client import Client, Reply
from tests.web.site import indexed, opened, serving

pytestmark = pytest.mark.slow

KEY = "a-key-for-administrators"
FIRST = "افتُتح جسر النخيل صباح الأحد. وبلغت كلفة الجسر أربعين مليون دينار."
SECOND = "انطلق مهرجان التمور مساء الخميس. وشارك في المهرجان خمسون مزارعًا."
ABOUT_SECOND = "كم مزارعًا شارك في مهرجان التمور؟"


async def reload(client: Client) -> Reply:
    return await client.send("POST", "reload", headers={"Authorization": f"Bearer {KEY}"})


@asynccontextmanager
async def scripted(library: ScriptedLibrary, data: Path) -> AsyncIterator[Client]:
    async with (
        serving(library, data, admin_api_key=KEY) as site,
        Client.of(site) as client,
    ):
        yield client


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "first.txt").write_text(FIRST, encoding="utf-8")
    indexed(folder, tmp_path)
    return folder


@asynccontextmanager
async def real(corpus: Path) -> AsyncIterator[Client]:
    async with (
        opened(corpus, corpus.parent) as library,
        serving(library, corpus.parent, admin_api_key=KEY) as site,
        Client.of(site) as client,
    ):
        yield client


async def test_a_reload_tells_what_it_found_and_serves_it(corpus: Path):
    async with real(corpus) as client:
        (corpus / "second.txt").write_text(SECOND, encoding="utf-8")
        (corpus / "empty.txt").touch()
        before = await client.ask(ABOUT_SECOND)

        reply = await reload(client)
        after = await client.ask(ABOUT_SECOND)

    assert reply.status == 200
    told = reply.content
    assert (told["is_new"], told["documents"], told["added"]) == (True, 2, ["second.txt"])
    assert [(skipped["path"], skipped["line"]) for skipped in told["skipped"]] == [
        ("empty.txt", 0)
    ]
    assert str(corpus.parent) not in str(told)
    assert before.content["quotes"] == []
    assert after.content["quotes"][0]["document"] == "second.txt"


async def test_a_reload_that_fails_says_why_in_a_word_and_the_old_articles_serve_on(corpus: Path):
    async with real(corpus) as client:
        shutil.move(corpus, corpus.with_name("elsewhere"))

        reply = await reload(client)
        served = await client.get("articles/first.txt")

    assert (reply.status, reply.content["reason"]) == (500, "corpus")
    assert str(corpus.parent) not in str(reply.content)
    assert served.content["text"] == FIRST


async def test_a_reload_that_runs_is_joined(corpus: Path):
    async with real(corpus) as client:
        (corpus / "second.txt").write_text(SECOND, encoding="utf-8")

        first, second = await asyncio.gather(reload(client), reload(client))

    assert first.content == second.content
    assert first.content["added"] == ["second.txt"]


async def test_the_report_is_told_whole(tmp_path: Path):
    library = ScriptedLibrary()
    skipped = SkippedFile("a.pdf", "it has no text; recognise it", Refusal.TOO_SHORT, line=3)
    library.reload_ends.append(replace(REPORT, skipped=(skipped,), rebuilt_because="/srv/secret"))
    async with scripted(library, tmp_path) as client:
        reply = await reload(client)

    assert reply.content == {
        "snapshot": "s",
        "is_new": True,
        "documents": 5,
        "sentences": 50,
        "passages": 11,
        "added": ["a", "b"],
        "changed": ["c"],
        "removed": [],
        "unchanged": 2,
        "encoded": 7,
        "foreign": 0,
        "skipped": [
            {
                "path": "a.pdf",
                "line": 3,
                "refusal": Refusal.TOO_SHORT.value,
                "reason": "it has no text; recognise it",
                "is_remark": False,
            }
        ],
        "is_rebuilt": True,
        "took_s": 2.4,
    }


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        (IndexingFailure.CANCELLED, 409),
        (IndexingFailure.STOPPED, 503),
        (IndexingFailure.CRASHED, 500),
        (IndexingFailure.ENCODER, 500),
    ],
)
async def test_each_failure_has_its_status(tmp_path: Path, reason: IndexingFailure, status: int):
    library = ScriptedLibrary()
    library.reload_ends.append(IndexingError(reason, "/srv/secret is not there"))
    async with scripted(library, tmp_path) as client:
        reply = await reload(client)

    assert (reply.status, reply.content["reason"]) == (status, reason.value)
    assert "secret" not in str(reply.content)


async def test_without_a_key_for_administrators_there_is_no_reload(tmp_path: Path):
    async with serving(ScriptedLibrary(), tmp_path) as site, Client.of(site) as client:
        reply = await reload(client)

    assert reply.status == 404
