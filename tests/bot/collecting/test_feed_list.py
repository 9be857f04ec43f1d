"""The list of feeds, a file that a person may edit."""

from pathlib import Path

import pytest

from bot.collecting.feed_list import FILE, FeedList
from bot.errors import StorageError
from retrieval.corpus.folder import list_files

WRITTEN = """\
# الخلاصات
https://a.example/rss#top   every hour

  https://b.example/
https://a.example/rss#top
"""


def test_there_are_none_until_one_is_added(tmp_path: Path):
    feeds = FeedList(tmp_path)

    assert feeds.addresses() == []
    assert feeds.add("https://a.example/")
    assert not feeds.add("https://a.example/")
    assert feeds.addresses() == ["https://a.example/"]


def test_the_list_is_no_article_of_the_corpus(tmp_path: Path):
    FeedList(tmp_path).add("https://a.example/")

    listing = list_files(tmp_path)

    assert (listing.files, listing.skipped) == ((), ())


def test_what_a_person_wrote_around_the_addresses_stays(tmp_path: Path):
    (tmp_path / FILE).write_text(WRITTEN, encoding="utf-8")
    feeds = FeedList(tmp_path)

    before = feeds.addresses()
    feeds.add("https://c.example/")
    with_another = (tmp_path / FILE).read_text(encoding="utf-8")
    was_there = feeds.remove("https://a.example/rss#top"), feeds.remove("every")

    assert before == ["https://a.example/rss#top", "https://b.example/"]
    assert with_another == f"{WRITTEN}https://c.example/\n"
    assert was_there == (True, False)
    assert (tmp_path / FILE).read_text(encoding="utf-8") == (
        "# الخلاصات\n\n  https://b.example/\nhttps://c.example/\n"
    )


def test_a_list_that_cannot_be_read_is_named(tmp_path: Path):
    (tmp_path / FILE).write_bytes(b"\xff\xff")

    with pytest.raises(StorageError, match=FILE):
        FeedList(tmp_path).addresses()
