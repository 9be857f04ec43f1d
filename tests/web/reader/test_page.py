"""The reader over HTTP: an article as it is stored, its mark, and the way to the other quotes."""

import html
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote as encoded

import aiohttp
import pytest
from yarl import URL

from bot.answering import Answerer
from bot.library import Library
from bot.reader_links import article_path, document_path
from bot.storage.answers import StoredAnswer
from retrieval.datatypes import DocumentId, Quote
from tests.web.reader.answers import stored
from tests.web.site import Site, opened, serving

BRIDGE = """\
---
title: افتتاح جسر النخيل
source: صحيفة الميناء
url: https://example.org/bridge
date: 2024-05-12
---
# افتتاح جسر النخيل

افتُتح جسر النخيل صباح الأحد بعد ثلاث سنوات من أعمال البناء. وبلغت كلفة الجسر أربعين مليون دينار.

## ما يتغير

وقال رئيس البلدية سالم العطار إن الجسر سيخفف الازدحام في وسط المدينة.
"""
LIBRARY = "عادت مكتبة الحي إلى استقبال القراء يوم الثلاثاء. وتضم المكتبة اثني عشر ألف كتاب."
HOSTILE = (
    "<script>alert(1)</script> قال الكاتب إن <b onclick='x'>الوسوم</b> نصٌّ \"مقتبس\" & لا أكثر.\n"
)
COST = "وبلغت كلفة الجسر أربعين مليون دينار."
BRIDGE_ID = DocumentId("أخبار/جسر 1.md")
_MARK = re.compile(r"<mark[^>]*>(.*?)</mark>", re.DOTALL)
HOSTILE_ID = DocumentId('<img src=x onerror="alert(1)">.txt')


@pytest.fixture
async def library(tmp_path: Path) -> AsyncIterator[Library]:
    corpus = tmp_path / "articles"
    (corpus / "أخبار").mkdir(parents=True)
    (corpus / BRIDGE_ID).write_text(BRIDGE, encoding="utf-8")
    (corpus / "library.txt").write_text(LIBRARY, encoding="utf-8")
    (corpus / HOSTILE_ID).write_text(HOSTILE, encoding="utf-8")
    async with opened(corpus, tmp_path / "data") as library:
        yield library


@pytest.fixture
async def site(library: Library, tmp_path: Path) -> AsyncIterator[Site]:
    async with serving(library, tmp_path / "data") as site:
        yield site


class Page:
    """What came: its status, its headers and its HTML."""

    def __init__(self, status: int, headers: Mapping[str, str], text: str) -> None:
        self.status, self.headers, self.text = status, headers, text

    @property
    def marks(self) -> list[str]:
        return [html.unescape(m) for m in _MARK.findall(self.text)]

    def link(self, label: str) -> str:
        found = re.search(rf'href="([^"]*)"[^>]*>{label}</a>', self.text)
        return html.unescape(found[1]) if found else ""

    @property
    def words(self) -> str:
        """What of the page is text, its white space collapsed."""
        body = self.text.partition("<body")[2]
        return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", f"<body{body}")).split())


async def get(site: Site, path: str) -> Page:
    async with (
        aiohttp.ClientSession() as session,
        session.get(URL(f"{site.url}{path}", encoded=True)) as response,
    ):
        return Page(response.status, response.headers, await response.text())


def quote_of(library: Library, document_id: str, words: str) -> Quote:
    def cut(engine: Answerer) -> Quote:
        document = engine.document(DocumentId(document_id))
        assert document
        start = document.text.index(words)
        return Quote.of(document, start, start + len(words))

    return library.use(cut)


def path_of(quote: Quote, answer: StoredAnswer | None = None) -> str:
    return article_path(
        quote.document_id, quote.start, quote.end, answer=answer.answer_id if answer else None
    )


async def test_a_quote_is_marked_in_its_article_below_what_names_its_source(
    site: Site, library: Library
):
    page = await get(site, path_of(quote_of(library, BRIDGE_ID, COST)))

    assert (page.status, page.marks) == (200, [COST])
    assert page.text.count('id="quote"') == 1
    assert "<h1" in page.text
    assert "افتتاح جسر النخيل صحيفة الميناء ١٢ مايو ٢٠٢٤ الأصل" in page.words
    assert page.link("الأصل").startswith("https://example.org/bridge#:~:text=")
    assert '<h2 dir="auto">ما يتغير</h2>' in page.text
    assert "بعد ثلاث سنوات من أعمال البناء. وبلغت" in page.words
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"


async def test_an_article_is_read_without_a_mark_too(site: Site):
    page = await get(site, document_path(BRIDGE_ID))

    assert (page.status, page.marks) == (200, [])
    assert page.link("الأصل") == "https://example.org/bridge"
    assert "#quote" not in page.text


@pytest.mark.parametrize("slash", ["/", "%2F"])
async def test_a_document_is_found_by_its_id_however_its_slash_is_written(site: Site, slash: str):
    name = slash.join(encoded(part, safe="") for part in BRIDGE_ID.split("/"))

    page = await get(site, f"/articles/{name}")

    assert page.status == 200


async def test_what_looks_like_markup_is_text(site: Site, library: Library):
    quote = quote_of(library, HOSTILE_ID, "<b onclick='x'>الوسوم</b>")

    page = await get(site, path_of(quote))

    assert page.marks == ["<b onclick='x'>الوسوم</b>"]
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
    assert "<b " not in page.text
    assert "script-src 'self';" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "name",
    [
        "gone.md",
        "..%2F..%2F..%2Fetc%2Fpasswd",
        "../../etc/passwd",
        "%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        "%00",
        "%FF%FE",
        "library.txt/",
        "ا" * 1000,
        "'%20OR%201=1--",
        "<script>alert(1)<%2Fscript>",
    ],
)
async def test_what_is_no_article_is_told_so_and_nothing_else_is_read(site: Site, name: str):
    page = await get(site, f"/articles/{encoded(name, safe='%/')}")

    assert page.status == 404
    assert "<script>alert" not in page.text
    assert "root:" not in page.text


async def test_a_page_that_is_not_there_speaks_arabic(site: Site):
    page = await get(site, "/articles/gone.md")

    assert "لا مقال في هذا العنوان" in page.words


@pytest.mark.parametrize(
    "query",
    [
        "start=5",
        "end=5",
        "start=5&end=5",
        "start=6&end=5",
        "start=-1&end=5",
        "start=x&end=y",
        "start=1e3&end=2e3",
        "start=&end=",
        f"start={encoded('٣')}&end={encoded('٩')}",
        f"start=0&end={'9' * 400}",
    ],
)
async def test_a_place_that_none_can_have_is_a_mistake(site: Site, query: str):
    page = await get(site, f"/articles/library.txt?{query}")

    assert page.status == 400
    assert "موضع غير مفهوم" in page.words


@pytest.mark.parametrize("query", ["start=0&end=999999999", "start=900&end=901"])
async def test_a_place_beyond_the_text_is_not_found(site: Site, query: str):
    page = await get(site, f"/articles/library.txt?{query}")

    assert page.status == 404
    assert "لا اقتباس في هذا الموضع" in page.words


async def test_the_quotes_of_an_answer_lead_to_each_other_and_back(site: Site, library: Library):
    quotes = [
        quote_of(library, BRIDGE_ID, COST),
        quote_of(library, "library.txt", LIBRARY[:47]),
        quote_of(library, HOSTILE_ID, "نصٌّ"),
    ]
    answer = await stored(site, *quotes)

    first, second, third = [await get(site, path_of(quote, answer)) for quote in quotes]

    assert (first.link("السابق"), first.link("التالي")) == ("", path_of(quotes[1], answer))
    assert second.link("السابق") == path_of(quotes[0], answer)
    assert second.link("التالي") == path_of(quotes[2], answer)
    assert (third.link("السابق"), third.link("التالي")) == (path_of(quotes[1], answer), "")
    assert "الاقتباس ٢ من ٣" in second.words
    assert second.link("الجواب") == f"/answers/{answer.answer_id}"


async def test_another_source_of_the_same_words_has_the_place_of_the_quote(
    site: Site, library: Library
):
    twin = quote_of(library, "library.txt", LIBRARY[:47])
    quote = quote_of(library, BRIDGE_ID, COST)
    last = quote_of(library, HOSTILE_ID, "نصٌّ")
    answer = await stored(site, replace(quote, twins=(twin,)), last)

    page = await get(site, path_of(twin, answer))

    assert page.marks == [LIBRARY[:47]]
    assert (page.link("السابق"), page.link("التالي")) == ("", path_of(last, answer))


async def test_a_private_question_is_shown_to_nobody_who_has_the_link(
    site: Site, library: Library
):
    quote = quote_of(library, BRIDGE_ID, COST)
    answer = await stored(site, quote, quote_of(library, "library.txt", LIBRARY[:47]), chat_id=55)

    page = await get(site, path_of(quote, answer))

    assert page.link("التالي")
    assert page.link("الجواب") == ""
    assert "سؤال لا يُعرض" not in page.text


async def test_a_quote_that_the_article_does_not_say_any_more_is_not_marked(
    site: Site, library: Library
):
    quote = quote_of(library, BRIDGE_ID, COST)
    answer = await stored(site, quote)
    changed = quote_of(library, BRIDGE_ID, "وقال رئيس البلدية سالم العطار إن الج")
    assert len(changed.text) == len(quote.text)
    await site.services.storage.database.fetch(
        "UPDATE answers SET quotes = replace(quotes, ?, ?)",
        (f"{quote.start}, {quote.end}", f"{changed.start}, {changed.end}"),
    )

    page = await get(site, path_of(changed, answer))

    assert (page.status, page.marks) == (200, [])
    assert "تغيّر المقال منذ الجواب" in page.words


@pytest.mark.parametrize("answer", ["AAAAAAAA", "'; DROP--", "x" * 400, ""])
async def test_an_answer_that_is_forgotten_leaves_the_quote_where_it_is(
    site: Site, library: Library, answer: str
):
    quote = quote_of(library, "library.txt", LIBRARY[:47])

    page = await get(
        site, f"/articles/library.txt?start={quote.start}&end={quote.end}&answer={encoded(answer)}"
    )

    assert page.marks == [LIBRARY[:47]]
    assert "<nav" not in page.text


async def test_a_database_that_cannot_be_read_does_not_keep_anybody_from_reading(
    site: Site, library: Library
):
    quote = quote_of(library, "library.txt", LIBRARY[:47])
    answer = await stored(site, quote)
    await site.services.storage.database.fetch("ALTER TABLE answers RENAME TO away")

    page = await get(site, path_of(quote, answer))

    assert page.marks == [LIBRARY[:47]]


async def test_only_a_mini_app_loads_telegrams_script_and_stands_in_its_frame(
    library: Library, tmp_path: Path
):
    quote = quote_of(library, "library.txt", LIBRARY[:47])
    plain = path_of(quote).partition("#")[0]
    async with serving(library, tmp_path / "data", public_url="https://bot.example.org") as site:
        page, mini_app = await get(site, plain), await get(site, f"{plain}&telegram=1")
    async with serving(library, tmp_path / "data") as site:
        without = await get(site, f"{plain}&telegram=1")

    assert "telegram.org" in mini_app.text
    policy = mini_app.headers["Content-Security-Policy"]
    assert "script-src 'self' https://telegram.org;" in policy
    assert policy.endswith("frame-ancestors https://*.telegram.org")
    for other in (page, without):
        assert "telegram.org" not in other.text
        assert other.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")


@pytest.mark.slow
async def test_a_book_is_a_page_and_nobody_else_waits_for_it(tmp_path: Path):
    corpus = tmp_path / "articles"
    corpus.mkdir()
    sentence = "وكتب الرحالة في الفصل {} أن الطريق إلى المدينة طويل وأن الماء فيه قليل.\n\n"
    text = "".join(sentence.format(number) for number in range(20_000))
    (corpus / "book.txt").write_text(text, encoding="utf-8")
    async with opened(corpus, tmp_path / "data") as library, serving(library, tmp_path) as site:
        quote = quote_of(library, "book.txt", sentence.format(19_000).strip())

        page = await get(site, path_of(quote))

    assert page.marks == [quote.text]
    assert len(page.text) > len(text)


async def test_whoever_reads_on_and_on_is_asked_to_wait(library: Library, tmp_path: Path):
    async with serving(library, tmp_path / "data", web_questions_per_minute=1) as site:
        pages = [await get(site, "/articles/library.txt") for _ in range(11)]

    assert [page.status for page in pages] == [200] * 10 + [429]
    assert 0 < int(pages[-1].headers["Retry-After"]) <= 60
