"""The corpus as the running bot serves it: opened, read anew, swapped, never interrupted."""

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import structlog

from bot.answering import run_aside
from bot.errors import IndexingError, IndexingFailure
from bot.indexing import Job, run_indexing
from bot.library import Library
from bot.reloads import ReloadTally
from retrieval.datatypes import Conversation, Quote
from retrieval.engine import (
    Progress,
    SnapshotStore,
    Stage,
    UpdateReport,
    load_encoder,
    update_snapshot,
)
from retrieval.errors import (
    EncoderError,
    RerankerError,
    SnapshotCorruptError,
    SnapshotMissingError,
)
from retrieval.search.calibration import Adjustment, Calibration, fingerprint_of
from retrieval.settings import EncoderSettings, RerankerSettings

BUNDLED = EncoderSettings()
FIRST = "افتُتح جسر النخيل صباح الأحد. وبلغت كلفة الجسر أربعين مليون دينار."
SECOND = "انطلق مهرجان التمور مساء الخميس. وشارك في المهرجان خمسون مزارعًا."
ABOUT_FIRST = "كم بلغت كلفة جسر النخيل؟"
ABOUT_SECOND = "كم مزارعًا شارك في مهرجان التمور؟"


def write_article(file: Path, text: str) -> None:
    """Write it an hour ago: a file just written may change unseen, and is read again."""
    file.write_text(text, encoding="utf-8")
    an_hour_ago = time.time() - 3600
    os.utime(file, (an_hour_ago, an_hour_ago))


@dataclass
class Shelf:
    """A corpus with one article, its snapshots, and a way to add another."""

    corpus: Path
    store: SnapshotStore
    heard: list[Progress] = field(default_factory=list)

    def add(self, text: str = SECOND) -> None:
        write_article(self.corpus / "second.txt", text)

    def index(self) -> None:
        update_snapshot(self.corpus, self.store, load_encoder(BUNDLED))

    def spoil(self) -> None:
        """Damage the current snapshot."""
        for file in self.store.current().iterdir():
            file.write_bytes(b"")

    def job(self) -> Job:
        return Job(corpus=self.corpus, root=self.store.root, n_kept=3, encoder=BUNDLED)

    async def open(self) -> Library:
        return await Library.open(self.corpus, self.store, BUNDLED)

    async def open_with_second(self) -> tuple[Library, str]:
        """A library that serves the second of two snapshots, and the first one's name."""
        library = await self.open()
        first = library.summary.path.name
        self.add()
        await library.reload()
        return library, first


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    corpus = tmp_path / "articles"
    corpus.mkdir()
    write_article(corpus / "first.txt", FIRST)
    shelf = Shelf(corpus, SnapshotStore(tmp_path / "snapshots"))
    shelf.index()
    return shelf


def quotes_of(library: Library, question: str) -> tuple[Quote, ...]:
    """Ask as the engine's thread does."""
    conversation = Conversation()
    return library.use(
        lambda engine: engine.answer(question, conversation=conversation, n_quotes=3)
    ).quotes


def knows(library: Library, words: str = "خمسون مزارعًا") -> bool:
    return any(words in quote.text for quote in quotes_of(library, ABOUT_SECOND))


async def test_what_is_there_is_opened_without_indexing(shelf: Shelf):
    snapshot = shelf.store.current()

    library = await shelf.open()

    assert library.summary.path == snapshot
    assert library.summary.n_documents == 1
    await library.close()


@pytest.mark.slow
@pytest.mark.parametrize("prepare", [lambda _: None, Shelf.spoil])
async def test_at_the_first_start_or_over_a_damaged_snapshot_the_corpus_is_indexed(
    shelf: Shelf, prepare: Callable[[Shelf], None]
) -> None:
    prepare(shelf)
    if prepare is not Shelf.spoil:
        shelf.store = SnapshotStore(shelf.corpus.parent / "elsewhere")

    library = await shelf.open()

    assert library.summary.n_documents == 1
    await library.close()


@pytest.mark.slow
async def test_a_reload_serves_what_is_new_and_tells_how_it_went(shelf: Shelf):
    library = await shelf.open()
    assert not knows(library)
    shelf.add()

    report = await library.reload(shelf.heard.append)

    assert report.added == ("second.txt",)
    assert report.n_unchanged == 1
    assert knows(library)
    assert shelf.heard[0].stage is Stage.READ
    await library.close()
    assert library.reload_tally == ReloadTally(n_done=1)


@pytest.mark.slow
async def test_a_reload_takes_up_what_another_program_has_indexed(shelf: Shelf):
    library = await shelf.open()
    shelf.add()
    shelf.index()

    report = await library.reload()

    assert not report.is_new
    assert knows(library)
    await library.close()


@pytest.mark.slow
async def test_who_asks_during_a_reload_joins_it(shelf: Shelf):
    library = await shelf.open()
    shelf.add()

    first, second = await asyncio.gather(library.reload(), library.reload(shelf.heard.append))

    assert first is second
    assert shelf.heard
    await library.close()


@pytest.mark.slow
async def test_who_does_not_join_a_reload_begins_another_after_it(shelf: Shelf):
    library = await shelf.open()
    running = asyncio.create_task(library.reload())
    await asyncio.sleep(0)

    second = await library.reload(is_joining=False)

    assert running.done()
    assert await running is not second
    await library.close()


@pytest.mark.slow
async def test_who_gives_up_waiting_does_not_end_it_for_the_others(shelf: Shelf):
    library = await shelf.open()
    shelf.add()
    impatient = asyncio.create_task(library.reload())
    patient = asyncio.create_task(library.reload())
    await asyncio.sleep(0)

    impatient.cancel()

    assert (await patient).added == ("second.txt",)
    assert impatient.cancelled()
    await library.close()


@pytest.mark.slow
async def test_a_reload_that_fails_says_why_and_the_old_corpus_serves_on(shelf: Shelf):
    library = await shelf.open()
    elsewhere = shelf.corpus.parent / "elsewhere"
    await run_aside(shelf.corpus.rename, elsewhere)

    with pytest.raises(IndexingError, match="articles") as caught:
        await library.reload()

    assert caught.value.reason is IndexingFailure.CORPUS
    assert quotes_of(library, ABOUT_FIRST)
    await run_aside(elsewhere.rename, shelf.corpus)
    assert (await library.reload()).n_documents == 1
    await library.close()
    assert library.reload_tally == ReloadTally(n_done=1, n_failed=1)


@pytest.mark.slow
async def test_stopping_ends_a_reload_and_tells_who_waits(shelf: Shelf):
    library = await shelf.open()
    reloading = asyncio.create_task(library.reload())
    await asyncio.sleep(0)

    await library.stop_reloading()

    with pytest.raises(IndexingError) as caught:
        await reloading
    assert caught.value.reason is IndexingFailure.STOPPED
    with pytest.raises(IndexingError, match="stopping"):
        await library.reload()
    await library.close()


@pytest.mark.slow
async def test_a_reload_that_is_cancelled_tells_who_waits_and_another_can_begin(shelf: Shelf):
    library = await shelf.open()
    shelf.add()
    reloading = asyncio.create_task(library.reload())
    await asyncio.sleep(0)

    was_ended = await library.cancel_reload()

    assert was_ended
    with pytest.raises(IndexingError) as caught:
        await reloading
    assert caught.value.reason is IndexingFailure.CANCELLED
    assert quotes_of(library, ABOUT_FIRST)
    assert not knows(library)
    assert (await library.reload()).added == ("second.txt",)
    await library.close()
    assert library.reload_tally.n_cancelled == 1


@pytest.mark.slow
async def test_cancelling_in_the_midst_of_indexing_ends_the_child(shelf: Shelf):
    library = await shelf.open()
    shelf.add()
    is_at_work = asyncio.Event()
    reloading = asyncio.create_task(library.reload(lambda _: is_at_work.set()))
    await is_at_work.wait()

    await library.cancel_reload()

    with pytest.raises(IndexingError, match="cancelled"):
        await reloading
    # Were the child alive, it would hold the store's lock.
    async with asyncio.timeout(30):
        await run_aside(shelf.index)
    await library.close()


async def test_where_no_reload_runs_there_is_none_to_cancel(shelf: Shelf):
    library = await shelf.open()

    assert not await library.cancel_reload()

    await library.close()


@pytest.mark.slow
async def test_going_back_serves_the_earlier_snapshot_until_a_reload(shelf: Shelf):
    library, first = await shelf.open_with_second()

    summary = await library.roll_back(first)

    assert (summary.path.name, summary.n_documents) == (first, 1)
    assert not knows(library)
    assert quotes_of(library, ABOUT_FIRST)
    assert [kept.is_held for kept in (await library.snapshots()).snapshots] == [False, True]
    assert await library.is_held()
    report = await library.reload()
    assert (report.added, report.left) == (("second.txt",), first)
    assert not await library.is_held()
    assert knows(library)
    await library.close()


@pytest.mark.slow
async def test_what_was_gone_back_to_is_served_after_a_restart_too(shelf: Shelf):
    library, first = await shelf.open_with_second()
    await library.roll_back(first)
    await library.close()

    library = await shelf.open()

    assert library.summary.path.name == first
    await library.close()


@pytest.mark.slow
async def test_going_back_ends_a_reload_that_would_undo_it(shelf: Shelf):
    library, first = await shelf.open_with_second()
    shelf.add(SECOND.replace("خمسون", "ستون"))
    reloading = asyncio.create_task(library.reload())
    await asyncio.sleep(0)

    await library.roll_back(first)

    with pytest.raises(IndexingError):
        await reloading
    assert library.summary.path == shelf.store.current()
    assert library.summary.path.name == first
    await library.close()


@pytest.mark.slow
async def test_whoever_asks_while_somebody_goes_back_hears_that_it_is_held(shelf: Shelf):
    library, first = await shelf.open_with_second()

    going_back = asyncio.create_task(library.roll_back(first))
    await asyncio.sleep(0)
    is_held_meanwhile = await library.is_held()
    await going_back
    with pytest.raises(SnapshotMissingError):
        await library.roll_back("20200101")
    await library.reload()

    assert is_held_meanwhile
    assert not await library.is_held()
    await library.close()


@pytest.mark.slow
async def test_going_back_to_what_is_damaged_is_refused_and_changes_nothing(shelf: Shelf):
    library = await shelf.open()
    first = library.summary.path
    shelf.add()
    newest = (await library.reload()).snapshot
    await run_aside((first / "words.txt").write_bytes, b"")

    with pytest.raises(SnapshotCorruptError, match=r"words\.txt"):
        await library.roll_back(first.name)

    assert knows(library)
    assert (shelf.store.current(), shelf.store.is_held()) == (newest, False)
    await library.close()


async def test_going_back_to_what_is_not_there_is_refused(shelf: Shelf):
    library = await shelf.open()

    with pytest.raises(SnapshotMissingError, match="no such snapshot"):
        await library.roll_back("20200101")

    await library.close()


async def test_an_encoder_that_cannot_be_loaded_is_an_error(shelf: Shelf):
    settings = EncoderSettings(model=str(shelf.corpus / "no-model"))

    with pytest.raises(EncoderError):
        await Library.open(shelf.corpus, shelf.store, settings)


@pytest.mark.model
@pytest.mark.slow
async def test_a_reranker_that_cannot_be_loaded_is_an_error(shelf: Shelf):
    settings = RerankerSettings(model=str(shelf.corpus / "no-model"))

    with pytest.raises(RerankerError):
        await Library.open(shelf.corpus, shelf.store, BUNDLED, settings)


async def test_a_child_that_dies_is_reported_with_its_last_words(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    impostor = tmp_path / "path" / "bot"
    impostor.mkdir(parents=True)
    (impostor / "__init__.py").write_text("raise SystemExit('these are my last words')")
    monkeypatch.setenv("PYTHONPATH", str(impostor.parent))

    with pytest.raises(IndexingError, match="ended with status 1: these are my last") as caught:
        await run_indexing(shelf.job(), lambda _: None)

    assert caught.value.reason is IndexingFailure.CRASHED


@pytest.mark.slow
async def test_a_report_survives_the_way_from_the_child(shelf: Shelf):
    shelf.add()
    (shelf.corpus / "empty.txt").write_bytes(b"")

    report = await run_indexing(shelf.job(), lambda _: None)

    assert isinstance(report, UpdateReport)
    assert report.snapshot == shelf.store.current()
    assert report.skipped[0].path == "empty.txt"


async def test_what_another_program_indexed_is_taken_up_without_a_reload(shelf: Shelf):
    library = await shelf.open()
    shelf.add()
    await run_aside(shelf.index)

    has_changed = [await library.serve_current(), await library.serve_current()]

    assert has_changed == [True, False]
    assert knows(library)
    await library.close()


async def test_a_confidence_that_another_program_fitted_is_taken_up_once(shelf: Shelf):
    library = await shelf.open()
    assert quotes_of(library, ABOUT_FIRST)
    doubtful = Adjustment(slope=1.0, offset=0.0, reranker=0.0, weak_from=1.1, answer_from=1.2)
    Calibration(
        fingerprint=fingerprint_of(library.use(lambda engine: engine.configuration)),
        fitted_at="2026-11-22T12:00:00+00:00",
        n_answered=20,
        n_unanswerable=20,
        built_in=doubtful,
        reranked=None,
    ).write(shelf.store.root)

    has_changed = [await library.serve_current(), await library.serve_current()]

    assert has_changed == [True, False]
    assert quotes_of(library, ABOUT_FIRST) == ()
    await library.close()


async def test_a_fitted_confidence_that_is_not_used_is_told_in_the_log(shelf: Shelf):
    (shelf.store.root / "calibration.json").write_text("{}", encoding="utf-8")

    with structlog.testing.capture_logs() as logs:
        library = await shelf.open()
        (shelf.store.root / "calibration.json").write_text("[]", encoding="utf-8")
        await library.serve_current()

    told = [entry for entry in logs if entry["event"] == "the bundled confidence is in use"]
    assert len(told) == 2
    assert all("calibration.json cannot be read" in entry["reason"] for entry in told)
    assert quotes_of(library, ABOUT_FIRST)
    await library.close()


async def test_a_roll_back_by_another_program_is_taken_up_and_held(shelf: Shelf):
    first = shelf.store.current()
    shelf.add()
    await run_aside(shelf.index)
    library = await shelf.open()
    await run_aside(SnapshotStore(shelf.store.root).hold, first)

    await library.serve_current()

    assert library.summary.path == first
    assert await library.is_held()
    assert not knows(library)
    await library.close()


async def test_what_another_program_left_damaged_is_not_taken_up(shelf: Shelf):
    library = await shelf.open()
    shelf.add()
    await run_aside(shelf.index)
    (shelf.store.current() / "words.txt").write_text("")

    with pytest.raises(SnapshotCorruptError, match=r"words\.txt"):
        await library.serve_current()

    assert quotes_of(library, ABOUT_FIRST)
    await library.close()


@pytest.mark.slow
async def test_a_reading_counts_as_read_once_it_is_served(shelf: Shelf):
    library = await shelf.open()
    before = library.n_readings
    reloading = asyncio.create_task(library.reload())
    await asyncio.sleep(0)

    has_read = [library.has_read(before)]
    await reloading
    has_read += [library.has_read(before), library.has_read(library.n_readings)]

    assert has_read == [False, True, False]
    await library.close()
