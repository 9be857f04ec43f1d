"""Indexing as the bot has it done, by a child: what that is told, and what its end means.

What the child does is tested in `test_indexer`, and both together in `test_library`.
"""

import asyncio
import os
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from bot.errors import IndexingError, IndexingFailure
from bot.indexing import Job, _listen, run_indexing
from retrieval.engine import Progress
from retrieval.settings import EncoderSettings


@pytest.fixture
def job(tmp_path: Path) -> Job:
    corpus = tmp_path / "articles"
    corpus.mkdir()
    (corpus / "a.txt").write_text("افتُتح الجسر صباح الأحد.", encoding="utf-8")
    return Job(corpus=corpus, root=tmp_path / "s", n_kept=2, encoder=EncoderSettings())


async def test_a_child_that_is_killed_as_it_speaks_has_crashed(job: Job):
    speaking = """read job; printf '{"report": {"snapshot": "/s'; kill -9 $$"""
    child = await asyncio.create_subprocess_exec(
        *("sh", "-c", speaking), stdin=PIPE, stdout=PIPE, stderr=PIPE
    )

    with pytest.raises(IndexingError) as caught:
        await _listen(child, job, lambda _progress: None)

    assert caught.value.reason is IndexingFailure.CRASHED
    assert "-9" in str(caught.value)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="only Linux tells")
async def test_the_child_is_told_no_token(job: Job, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123456789:of-nobody")
    told: list[bytes] = []

    def look(_progress: Progress) -> None:
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text("utf-8").split()
        told.extend(Path(f"/proc/{child}/environ").read_bytes() for child in children)

    await run_indexing(job, look)

    assert any(b"PATH=" in environment for environment in told)
    assert not any(b"of-nobody" in environment for environment in told)
