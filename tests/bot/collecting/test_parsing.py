"""Parsing in a child process: what it finds, and what it must not do to the bot."""

import asyncio

import pytest

from bot.collecting.fetching import Fetched
from bot.collecting.parsing import Parser, ParsingLimits
from bot.collecting.validators import Validators
from bot.errors import FetchError, FetchFailure
from retrieval.errors import Refusal
from tests.bot.collecting.pages import LIST_OF_ARTICLES, SENTENCES, page

pytestmark = pytest.mark.slow

URL = "https://news.example/a"


def found(content: str | bytes, charset: str = "") -> Fetched:
    data = content.encode() if isinstance(content, str) else content
    return Fetched(URL, data, "text/html", charset, Validators())


async def test_the_article_of_a_page_is_found():
    async with Parser() as parser:
        document = await parser.read_page(found(page()))

    assert document.text.splitlines()[-len(SENTENCES) :] == SENTENCES
    assert (document.title, document.source, document.date) == (
        "مكتبة جديدة في حي الزيتون",
        "جريدة الحي",
        "2024-05-01",
    )


@pytest.mark.parametrize(
    ("written", "declared", "served"),
    [
        ("utf-8", "utf-8", "windows-1256"),
        ("windows-1256", "utf-8", "utf-8"),
        ("iso-8859-6", "iso-8859-6", "utf-8"),
        ("iso-8859-6", "utf-8", "iso-8859-6"),
        ("utf-8", "utf-8", "no-such-charset"),
    ],
)
async def test_a_charset_that_is_wrong_somewhere_is_seen_through(
    written: str, declared: str, served: str
):
    content = page(charset=declared).encode(written)

    async with Parser() as parser:
        document = await parser.read_page(found(content, served))

    assert SENTENCES[0] in document.text


@pytest.mark.parametrize(
    ("content", "reason", "refusal"),
    [
        (LIST_OF_ARTICLES, FetchFailure.NO_ARTICLE, None),
        ("<title>خطأ</title><p>الصفحة غير موجودة.</p>", FetchFailure.NO_ARTICLE, None),
        ("<script>render()</script>", FetchFailure.UNREADABLE, Refusal.NO_TEXT),
        (b"\x00\x01\x02" * 100, FetchFailure.UNREADABLE, Refusal.ENCODING),
        (b"", FetchFailure.UNREADABLE, Refusal.NO_TEXT),
    ],
)
async def test_a_page_without_an_article_is_refused(
    content: str | bytes, reason: FetchFailure, refusal: Refusal | None
):
    async with Parser() as parser:
        with pytest.raises(FetchError) as caught:
            await parser.read_page(found(content))

    assert (caught.value.reason, caught.value.refusal) == (reason, refusal)


@pytest.mark.parametrize(
    ("limits", "content"),
    [
        (ParsingLimits(time_s=2), b"<div>" * 2_000_000),
        (ParsingLimits(memory_bytes=100 << 20), b"x" * (90 << 20)),
    ],
)
async def test_a_page_that_takes_too_much_is_refused_and_the_next_is_read(
    limits: ParsingLimits, content: bytes
):
    async with Parser(limits) as parser:
        with pytest.raises(FetchError) as caught:
            await parser.read_page(found(content))

        assert caught.value.reason is FetchFailure.HEAVY
        assert SENTENCES[0] in (await parser.read_page(found(page()))).text


async def test_a_child_that_dies_of_something_else_is_told_apart():
    async with Parser() as parser:
        await parser.read_page(found(page()))
        assert parser._child
        parser._child.kill()

        with pytest.raises(FetchError, match="the parser left with -9"):
            await parser.read_page(found(page()))


async def test_who_gives_up_waiting_leaves_no_reply_for_the_next():
    async with Parser() as parser:
        impatient = asyncio.create_task(parser.read_page(found(page("عنوان أول لمكتبة الحي"))))
        done, _ = await asyncio.wait([impatient], timeout=0.05)
        impatient.cancel()

        document = await parser.read_page(found(page("عنوان آخر لمكتبة الحي")))

    assert not done
    assert impatient.cancelled()
    assert document.title == "عنوان آخر لمكتبة الحي"


async def test_one_child_serves_one_after_the_other_and_is_gone_at_the_end():
    async with Parser() as parser:
        await asyncio.gather(*(parser.read_page(found(page())) for _ in range(3)))
        child = parser._child
        await parser.read_page(found(page()))

        assert parser._child is child

    assert child
    assert child.returncode == 0
