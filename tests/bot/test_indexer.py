"""Indexing as the child does it, here in this process; across processes: `test_library`."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from bot.errors import IndexingFailure
from bot.indexer import Job, Line, perform
from retrieval.engine import SnapshotStore, Stage
from retrieval.settings import EncoderSettings


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("افتُتح الجسر صباح الأحد.", encoding="utf-8")
    return folder


def lines_of(job: Job) -> list[Line]:
    """Perform a job; return what it says, as it arrives at the other end."""
    said: list[str] = []
    perform(job, lambda line: said.append(line.encode()))
    return [TypeAdapter(Line).validate_json(line) for line in said]


def test_it_tells_of_progress_and_ends_with_the_report(corpus: Path, tmp_path: Path):
    job = Job(corpus=corpus, root=tmp_path / "s", n_kept=3, encoder=EncoderSettings())

    first, *_, last = lines_of(Job.decode(job.encode()))

    assert first.progress is not None
    assert first.progress.stage is Stage.READ
    assert last.report is not None
    assert last.report.added == ("a.txt",)
    assert last.report.snapshot.parent == tmp_path / "s"


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"corpus": Path("nowhere")}, IndexingFailure.CORPUS),
        ({"root": Path("a-file") / "s"}, IndexingFailure.SNAPSHOT),
        ({"encoder": EncoderSettings(model="./no-model")}, IndexingFailure.ENCODER),
    ],
)
def test_it_tells_what_failed(
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    broken: dict[str, Any],
    reason: IndexingFailure,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a-file").touch()
    job = Job(corpus=corpus, root=tmp_path / "s", n_kept=3, encoder=EncoderSettings())

    [last] = [line for line in lines_of(replace(job, **broken)) if not line.progress]

    assert last.failure is not None
    assert last.failure.reason is reason
    assert last.failure.message


def test_as_many_snapshots_are_kept_as_the_job_says(corpus: Path, tmp_path: Path):
    job = Job(corpus=corpus, root=tmp_path / "s", n_kept=2, encoder=EncoderSettings())

    for n in range(4):
        (corpus / f"{n}.txt").write_text(f"وصل القطار رقم {n} عند الفجر.", encoding="utf-8")
        lines_of(job)

    assert len(SnapshotStore(tmp_path / "s").snapshots()) == 2


def test_each_reload_starts_it_so_it_imports_neither_pydantic_nor_asyncio():
    listing = "import sys, bot.indexer; print({'pydantic', 'asyncio'} & set(sys.modules))"

    found = subprocess.run(  # noqa: S603 -- our own interpreter
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True
    )

    assert found.stdout.strip() == "set()"
