"""One change of a corpus folder at a time."""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from pathlib import Path

import pytest

from bot.collecting.adding import add_file
from bot.collecting.bin import Bin
from bot.collecting.feed_list import FeedList
from bot.collecting.locking import corpus_locked
from bot.collecting.shelf import Article, FetchedFile, Shelf
from bot.collecting.validators import NOTHING_KNOWN
from bot.errors import StorageError
from bot.posts.post import Post
from bot.posts.shelf import PostShelf
from retrieval.datatypes import DocumentId
from tests.telegram.fakes import ImpatientClock

_HOLD = """
import sys
from pathlib import Path
from bot.collecting.locking import corpus_locked
with corpus_locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
POST = Post(
    channel_id=-100,
    message_id=1,
    text="وصل القطار إلى المحطة.",
    source="قناة",
    url="",
    date="",
    edited_at=0,
    formatting=(),
)
ARTICLE = Article("https://a.example/1", "سفينة", "", "", "غادرت السفينة الميناء أمس.")


def test_another_program_is_waited_for_and_named_when_it_does_not_end(tmp_path: Path):
    with subprocess.Popen(  # noqa: S603 -- our own interpreter
        [sys.executable, "-c", _HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"

        with (
            pytest.raises(StorageError, match="another program is changing it"),
            corpus_locked(tmp_path, patience_s=0.1),
        ):
            pytest.fail("two programs hold it")

        other.kill()
    with corpus_locked(tmp_path, patience_s=0.0):
        assert list(tmp_path.iterdir()) == []


def test_a_change_that_fails_lets_go(tmp_path: Path):
    with pytest.raises(LookupError), corpus_locked(tmp_path):
        raise LookupError

    with corpus_locked(tmp_path, patience_s=0.0):
        pass


@pytest.mark.parametrize(
    "change",
    [
        add_file,
        lambda corpus, _new: FeedList(corpus).add("https://a.example/rss"),
        lambda corpus, _new: Shelf(corpus).keep_article(ARTICLE, ""),
        lambda corpus, new: Shelf(corpus).keep_file(
            FetchedFile("https://a.example/2.txt", ".txt", new.read_bytes(), NOTHING_KNOWN), ""
        ),
    ],
)
def test_a_folder_that_is_gone_is_said_and_not_made_anew(
    tmp_path: Path, change: Callable[[Path, Path], object]
):
    new = tmp_path / "new.txt"
    new.write_text("غادرت السفينة الميناء.", encoding="utf-8")

    with pytest.raises(StorageError, match="is not there; see that its disk is mounted"):
        change(tmp_path / "articles", new)

    assert list(tmp_path.iterdir()) == [new]


@pytest.mark.slow
def test_posts_and_removals_from_one_file_lose_nothing_of_each_other(tmp_path: Path):
    posts = PostShelf(tmp_path)
    removed = Bin(tmp_path, tmp_path.with_name("bin"), ImpatientClock())
    posts.keep(replace(POST, message_id=1000))
    article = DocumentId("telegram/-100.jsonl#1000")

    def post() -> None:
        for number in range(1, 101):
            posts.keep(replace(POST, message_id=number))

    def take_out_and_put_back() -> None:
        for _ in range(50):
            removed.remove(article)
            removed.restore(article)

    with ThreadPoolExecutor(2) as threads:
        changes = [threads.submit(post), threads.submit(take_out_and_put_back)]
    for change in changes:
        change.result()

    lines = (tmp_path / "telegram" / "-100.jsonl").read_text(encoding="utf-8").splitlines()
    assert sorted(json.loads(line)["id"] for line in lines) == [*range(1, 101), 1000]


@pytest.mark.slow
def test_whatever_rewrites_files_waits_for_its_turn(tmp_path: Path):
    (tmp_path / "a.txt").write_text("وصل القطار.", encoding="utf-8")
    new = tmp_path.with_name("new.txt")
    new.write_text("غادرت السفينة الميناء.", encoding="utf-8")
    fetched = FetchedFile("https://a.example/2.txt", ".txt", new.read_bytes(), NOTHING_KNOWN)
    shelf = Shelf(tmp_path)
    removed = Bin(tmp_path, tmp_path.with_name("bin"), ImpatientClock())
    feeds, posts = FeedList(tmp_path), PostShelf(tmp_path)
    with ThreadPoolExecutor(16) as threads:
        with corpus_locked(tmp_path):
            changes: list[Future[object]] = [
                threads.submit(removed.remove, DocumentId("a.txt")),
                threads.submit(feeds.add, "https://a.example/rss"),
                threads.submit(feeds.remove, "https://b.example/rss"),
                threads.submit(posts.keep, POST),
                threads.submit(posts.remove, -100, 2),
                threads.submit(add_file, tmp_path, new),
                threads.submit(shelf.keep_article, ARTICLE, ""),
                threads.submit(shelf.keep_file, fetched, ""),
            ]
            done, _ = wait(changes, timeout=0.3, return_when=FIRST_COMPLETED)
        wait(changes)
        with corpus_locked(tmp_path):
            restoring = threads.submit(removed.restore, DocumentId("a.txt"))
            is_early = bool(wait([restoring], timeout=0.1).done)

    assert (done, is_early) == (set(), False)
    assert [change.result() for change in changes[1:5]] == [True, False, True, False]
    assert restoring.result().file == "a.txt"
