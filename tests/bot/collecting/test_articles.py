"""An address to a file of the corpus, over real HTTP and a real child process."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from bot.collecting.articles import Collector
from bot.collecting.fetching import Fetcher
from bot.collecting.parsing import Parser
from bot.collecting.shelf import Change, Shelf
from bot.errors import FetchError, FetchFailure
from retrieval.corpus.folder import scan_folder
from retrieval.datatypes import Document
from tests.bot.collecting.pages import SENTENCES, page
from tests.bot.collecting.site import Site
from tests.telegram.fakes import ImpatientClock

pytestmark = pytest.mark.slow

WORD_DOCUMENT = Path(__file__).parents[2] / "retrieval" / "corpus" / "files" / "libreoffice.docx"

PDF_DOCUMENT = WORD_DOCUMENT.with_name("pango.pdf")


@pytest.fixture
async def collector(
    fetcher: Fetcher, clock: ImpatientClock, tmp_path: Path
) -> AsyncIterator[Collector]:
    async with Parser() as parser:
        yield Collector(fetcher, parser, Shelf(tmp_path), clock)


def only_document(corpus: Path) -> Document:
    (document,) = scan_folder(corpus)
    assert isinstance(document, Document)
    return document


async def test_a_page_becomes_a_file_whose_sentences_stand_as_the_page_has_them(
    site: Site, collector: Collector, tmp_path: Path
):
    site.put("/a", page())

    kept = await collector.collect(site.url("/a"))

    document = only_document(tmp_path)
    assert kept.change is Change.ADDED
    assert kept.document_id == document.document_id
    assert kept.document_id.startswith(f"web/news.example-{site.port}/a-")
    assert all(f"\n\n{sentence}\n" in document.text for sentence in SENTENCES)
    assert (document.title, document.source, document.url, document.date) == (
        "مكتبة جديدة في حي الزيتون",
        "جريدة الحي",
        site.url("/a"),
        "2024-05-01",
    )


async def test_the_same_article_by_another_address_is_the_same_file(
    site: Site, collector: Collector, tmp_path: Path
):
    head = f'<link rel="canonical" href="{site.url("/a")}">'
    for path in ("/a", "/amp/a?utm_source=feed", "/a?fbclid=1"):
        site.put(path, page(head=head))
    site.redirect("/short", "/a")

    changes = [
        (await collector.collect(site.url(path))).change
        for path in ("/a", "/amp/a?utm_source=feed", "/a?fbclid=1", "/short")
    ]

    assert changes == [Change.ADDED, *[Change.UNCHANGED] * 3]
    assert only_document(tmp_path).url == site.url("/a")


async def test_a_page_cannot_take_the_place_of_another_sites(
    site: Site, collector: Collector, tmp_path: Path
):
    site.put("/a", page())
    site.put(
        "/b",
        page(sentences=SENTENCES[::-1], head=f'<link rel="canonical" href="{site.url("/a")}">'),
    )
    await collector.collect(site.url("/a"))
    before = only_document(tmp_path)

    kept = await collector.collect(site.url("/b", "evil.example"))

    assert kept.document_id.startswith("web/evil.example-")
    assert before in list(scan_folder(tmp_path))


async def test_an_outlet_that_its_page_does_not_name_is_called_by_its_host(
    site: Site, collector: Collector, tmp_path: Path
):
    site.put("/a", page().replace("og:site_name", "og:other"))

    await collector.collect(site.url("/a", "www.daily.example"))

    assert only_document(tmp_path).source == "daily.example"


@pytest.mark.parametrize(
    ("path", "media_type", "suffix"),
    [
        ("/a.txt", "text/plain; charset=utf-8", ".txt"),
        ("/a", "text/plain", ".txt"),
        ("/a.md", "text/plain", ".md"),
        ("/a", "text/markdown", ".md"),
        ("/a.md", "application/octet-stream", ".md"),
    ],
)
async def test_a_file_is_kept_as_it_is(
    site: Site, collector: Collector, tmp_path: Path, path: str, media_type: str, suffix: str
):
    content = "\n\n".join(SENTENCES).encode()
    site.put(path, content, media_type)

    kept = await collector.collect(site.url(path))

    assert kept.document_id.endswith(suffix)
    assert (tmp_path / kept.document_id).read_bytes() == content


async def test_a_document_is_kept_as_it_is_whatever_its_address_is_called(
    site: Site, collector: Collector, tmp_path: Path
):
    office = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    content = WORD_DOCUMENT.read_bytes()
    site.put("/download?id=7", content, office)

    kept = await collector.collect(site.url("/download?id=7"))

    assert kept.document_id.endswith(".docx")
    assert (tmp_path / kept.document_id).read_bytes() == content
    assert only_document(tmp_path).title == kept.title


@pytest.mark.parametrize("media_type", ["text/html; charset=utf-8", "text/plain; charset=utf-8"])
@pytest.mark.parametrize(
    "headers",
    [
        ({"ETag": '"v1"'}, {"If-None-Match": '"v1"'}),
        (
            {"Last-Modified": "Sun, 22 Nov 2026 10:00:00 GMT"},
            {"If-Modified-Since": "Sun, 22 Nov 2026 10:00:00 GMT"},
        ),
    ],
)
async def test_what_has_not_changed_is_not_sent_again_and_nothing_is_written(
    site: Site,
    collector: Collector,
    tmp_path: Path,
    media_type: str,
    headers: tuple[dict[str, str], dict[str, str]],
):
    header, asked = headers
    content = page() if "html" in media_type else "\n\n".join(SENTENCES)

    async def serve(request: web.Request) -> web.Response:
        if asked.items() <= request.headers.items():
            return web.Response(status=304)
        told = {"Content-Type": media_type, **header}
        return web.Response(body=content.encode(), headers=told)

    site.handlers["/a"] = site.handlers["/a?utm_source=feed"] = serve
    first = await collector.collect(site.url("/a"))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}

    again = await collector.collect(site.url("/a?utm_source=feed"))

    assert (first.change, again.change) == (Change.ADDED, Change.UNCHANGED)
    assert (again.document_id, again.title) == (first.document_id, first.title)
    assert asked.items() <= site.asked[-1].headers.items()
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


async def test_a_page_whose_version_changed_is_read_anew(
    site: Site, collector: Collector, tmp_path: Path
):
    site.put("/a", page(), ETag='"v1"')
    await collector.collect(site.url("/a"))
    site.put("/a", page(sentences=SENTENCES[::-1]), ETag='"v2"')

    kept = await collector.collect(site.url("/a"))

    assert kept.change is Change.CHANGED
    assert site.asked[-1].headers["If-None-Match"] == '"v1"'
    assert "etag: '\"v2\"'" in only_document(tmp_path).text


async def test_a_document_names_its_address_and_its_site(
    site: Site, collector: Collector, tmp_path: Path
):
    site.put("/2018/07/14/a.pdf", PDF_DOCUMENT.read_bytes(), "application/pdf")

    await collector.collect(site.url("/2018/07/14/a.pdf"))

    document = only_document(tmp_path)
    assert document.url == site.url("/2018/07/14/a.pdf")
    assert (document.source, document.date, document.language) == (
        "news.example",
        "2018-07-14",
        "ar",
    )


async def test_a_page_that_names_no_outlet_has_that_of_its_dateline(
    site: Site, collector: Collector, tmp_path: Path
):
    sentences = [f"القاهرة - رويترز: {SENTENCES[0]}", *SENTENCES[1:]]
    site.put("/a", page(sentences=sentences).replace("og:site_name", "og:other"))

    await collector.collect(site.url("/a"))

    assert only_document(tmp_path).source == "وكالة رويترز"


@pytest.mark.parametrize(
    ("media_type", "reason"),
    [
        ("image/png", FetchFailure.MEDIA_TYPE),
        ("application/octet-stream", FetchFailure.UNKNOWN_KIND),
        ("text/html", FetchFailure.NO_ARTICLE),
        ("text/plain", FetchFailure.UNREADABLE),
    ],
)
async def test_what_holds_no_article_is_refused_and_leaves_nothing(
    site: Site, collector: Collector, tmp_path: Path, media_type: str, reason: FetchFailure
):
    site.put("/a", "خبر قصير" if "html" in media_type else "خبر", media_type)

    with pytest.raises(FetchError) as caught:
        await collector.collect(site.url("/a"))

    assert caught.value.reason is reason
    assert list(tmp_path.iterdir()) == []
