"""Servers that lead astray, lie, or never come to an end: each costs a refusal, and no more."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from aiohttp import web

from bot.collecting.addresses import AddressPolicy
from bot.collecting.fetching import Fetcher
from bot.errors import FetchFailure
from tests.bot.collecting.conftest import LIMITS
from tests.bot.collecting.site import HOST, POLICY, PRIVATE, PUBLIC, Names, Site
from tests.bot.collecting.visiting import fetched, refusal
from tests.telegram.fakes import ImpatientClock

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@asynccontextmanager
async def talking(*pieces: bytes, pause_s: float = 0.0) -> AsyncIterator[str]:
    """Serve bytes that no honest server sends; yield where. It has no robots.txt."""

    talks: list[asyncio.Task[None]] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        said = [b"HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n"]
        for piece in said if b"/robots.txt" in request else pieces:
            writer.write(piece)
            await asyncio.sleep(pause_s)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.append(asyncio.create_task(talk(reader, writer)))

    server = await asyncio.start_server(listen, PUBLIC, 0)
    yield f"http://{HOST}:{server.sockets[0].getsockname()[1]}/a"
    server.close()
    await asyncio.gather(*talks)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (f"http://{PRIVATE}:{{port}}/secret", FetchFailure.PRIVATE),
        ("http://169.254.169.254:{port}/latest/meta-data/", FetchFailure.PRIVATE),
        ("http://[::1]:{port}/", FetchFailure.PRIVATE),
        ("http://[::ffff:127.0.0.1]:{port}/", FetchFailure.PRIVATE),
        ("http://[64:ff9b::7f00:2]:{port}/", FetchFailure.PRIVATE),
        ("http://[fe80::1%25lo]:{port}/", FetchFailure.PRIVATE),
        ("http://127\u30020\u30020\u30022:{port}/", FetchFailure.PRIVATE),  # IDEOGRAPHIC FULL STOP
        ("http://0177.0.0.2:{port}/", FetchFailure.ADDRESS),
        ("http://inside.example:{port}/secret", FetchFailure.PRIVATE),
        ("file:///etc/passwd", FetchFailure.SCHEME),
        ("javascript:alert(1)", FetchFailure.SCHEME),
        ("data:text/html,x", FetchFailure.SCHEME),
        ("http://news.example:{port}\\@127.0.0.2/", FetchFailure.ADDRESS),
        ("http://a:b@news.example:{port}/", FetchFailure.CREDENTIALS),
        ("http://news.example:99999/", FetchFailure.ADDRESS),
    ],
)
async def test_a_redirect_to_where_nobody_may_go_is_not_followed(
    site: Site, fetcher: Fetcher, names: Names, place: str, reason: FetchFailure
):
    names.places["inside.example"] = [[PRIVATE]]
    site.redirect("/1", place.format(port=site.port))

    refused = await refusal(fetcher, site.url("/1"))

    assert refused.reason is reason
    assert {asked.address for asked in site.asked} == {PUBLIC}


@pytest.mark.parametrize(
    "host", ["localhost", PUBLIC, PRIVATE, "127.1", "2130706433", "0x7f000001", "0", "[::]"]
)
async def test_as_it_is_used_nothing_of_this_machine_is_reached(
    site: Site, clock: ImpatientClock, host: str
):
    policy = AddressPolicy(ports=POLICY.ports)
    async with Fetcher(clock, policy=policy, limits=LIMITS) as fetcher:
        refused = await refusal(fetcher, site.url("/", host))

    assert refused.reason in {FetchFailure.PRIVATE, FetchFailure.ADDRESS}
    assert site.asked == []


async def test_a_name_that_means_another_host_the_second_time_gains_nothing(
    site: Site, fetcher: Fetcher, names: Names
):
    names.places[HOST] = [[PUBLIC], [PUBLIC], [PRIVATE]]
    site.put("/robots.txt", "", Connection="close")
    site.put("/a", "خبر", Connection="close")
    await fetched(fetcher, site.url("/a"))

    refused = await refusal(fetcher, site.url("/a"))

    assert (refused.reason, refused.value) == (FetchFailure.PRIVATE, PRIVATE)
    assert {asked.address for asked in site.asked} == {PUBLIC}


async def test_of_a_names_addresses_only_the_public_ones_are_tried(
    site: Site, fetcher: Fetcher, names: Names
):
    names.places[HOST] = [[PRIVATE, PUBLIC]]
    site.put("/a", "خبر")

    await fetched(fetcher, site.url("/a"))

    assert {asked.address for asked in site.asked} == {PUBLIC}


async def test_a_body_that_says_it_is_too_large_is_not_downloaded(site: Site, fetcher: Fetcher):
    site.stream("/a", b"x", 1, Content_Length="100001")

    assert (await refusal(fetcher, site.url("/a"))).reason is FetchFailure.TOO_LARGE


async def test_an_endless_body_is_left_when_it_is_too_large(site: Site, fetcher: Fetcher):
    site.stream("/a", b"x" * 10_000, None)

    refused = await refusal(fetcher, site.url("/a"))

    assert (refused.reason, refused.value) == (FetchFailure.TOO_LARGE, "0.1 MB")


async def test_a_small_body_that_unpacks_to_a_huge_one_is_refused(site: Site, fetcher: Fetcher):
    bomb = gzip.compress(bytes(5_000_000))
    assert len(bomb) < LIMITS.max_bytes
    site.put("/a", bomb, Content_Encoding="gzip")

    assert (await refusal(fetcher, site.url("/a"))).reason is FetchFailure.TOO_LARGE


async def test_a_server_that_falls_silent_is_left(site: Site, fetcher: Fetcher):
    site.stream("/a", b"x", 1)

    refused = await refusal(fetcher, site.url("/a"))

    assert (refused.reason, refused.value) == (FetchFailure.TOO_SLOW, "0.15 s")


@pytest.mark.slow
async def test_a_server_that_sends_a_little_now_and_then_is_left_too(site: Site, fetcher: Fetcher):
    async def trickle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.05)

    site.handlers["/a"] = trickle

    refused = await refusal(fetcher, site.url("/a"))

    assert (refused.reason, refused.value) == (FetchFailure.TOO_SLOW, "0.4 s")


async def test_a_body_that_is_cut_short_is_broken(site: Site, fetcher: Fetcher):
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/html", "Content-Length": "100"}
        )
        await response.prepare(request)
        await response.write(b"x")
        assert request.transport
        request.transport.close()
        return response

    site.handlers["/a"] = cut

    assert (await refusal(fetcher, site.url("/a"))).reason is FetchFailure.BROKEN


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"220 mail.example ESMTP\r\n", "Bad status line"),
        (b"<html>" + b"x" * 100, "Bad status line"),
        (HEAD + b"X: " + b"a" * 50_000, "Got more than 8190 bytes when reading"),
        (HEAD + b"X: 1\r\n" * 50_000, "Too many headers received"),
        (HEAD + b"Content-Length: 30\r\n\r\nabc", "Response payload is not completed"),
        (HEAD + b"Content-Length: -3\r\n\r\nabc", "Invalid character in Content-Length"),
        (HEAD + b"Content-Length: 1\r\nContent-Length: 3\r\n\r\nabc", "Duplicate"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzzz\r\n", "Invalid character in chunk"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3;" + b"a" * 50_000, "Response payload"),
        (b"", "Server disconnected"),
    ],
)
async def test_what_is_no_http_is_broken_and_why_is_told_in_words(
    fetcher: Fetcher, said: bytes, expected: str
):
    async with talking(said) as url:
        refused = await refusal(fetcher, url)

    assert refused.reason is FetchFailure.BROKEN
    assert refused.value.startswith(expected)
    assert not set("\n:'<") & set(refused.value)


@pytest.mark.slow
async def test_headers_that_never_end_are_not_waited_for(fetcher: Fetcher):
    async with talking(HEAD, *[b"X: 1\r\n"] * 15, pause_s=0.05) as url:
        refused = await refusal(fetcher, url)

    assert (refused.reason, refused.value) == (FetchFailure.TOO_SLOW, "0.4 s")


async def test_what_a_server_says_is_cut_before_it_fills_a_message(site: Site, fetcher: Fetcher):
    async with talking(b"HTTP/1.1 404 " + b"x" * 5_000 + b"\r\nContent-Length: 0\r\n\r\n") as url:
        status = await refusal(fetcher, url)
    site.put("/a", "", media_type="video/" + "x" * 5_000)
    media_type = await refusal(fetcher, site.url("/a"))

    assert (len(status.value), len(media_type.value)) == (200, 200)


async def test_a_certificate_that_nobody_vouches_for_is_refused(fetcher: Fetcher):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(Path(__file__).with_name("self_signed.pem"))
    server = await asyncio.start_server(lambda *_: None, PUBLIC, 0, ssl=context)
    port = server.sockets[0].getsockname()[1]

    refused = await refusal(fetcher, f"https://{HOST}:{port}/")

    server.close()
    assert (refused.reason, refused.value) == (FetchFailure.CERTIFICATE, "self-signed certificate")


async def test_https_wants_a_server_that_speaks_it(site: Site, fetcher: Fetcher):
    refused = await refusal(fetcher, site.url("/").replace("http:", "https:"))

    assert refused.reason is FetchFailure.CERTIFICATE


async def test_robots_that_never_end_are_left_like_any_page(site: Site, fetcher: Fetcher):
    site.stream("/robots.txt", b"#" * 10_000, None)

    refused = await refusal(fetcher, site.url("/a"))

    assert (refused.reason, refused.url) == (FetchFailure.TOO_LARGE, site.url("/robots.txt"))
    assert site.paths() == []


async def test_robots_lead_to_no_private_host_either(site: Site, fetcher: Fetcher):
    site.redirect("/robots.txt", f"http://{PRIVATE}:{site.port}/robots.txt")

    refused = await refusal(fetcher, site.url("/a"))

    assert refused.reason is FetchFailure.PRIVATE
    assert {asked.address for asked in site.asked} == {PUBLIC}


async def test_what_a_server_says_commands_no_terminal(fetcher: Fetcher):
    refused = await refusal(fetcher, "http://\x1b[2J\u009b2J/")

    assert str(refused).isprintable()
    assert refused.url.isprintable()


async def test_of_a_host_that_cannot_be_asked_the_page_is_named_and_not_its_robots(
    site: Site, fetcher: Fetcher
):
    url = site.url("/a", f"{PRIVATE}.")

    refused = await refusal(fetcher, url)

    assert (refused.reason, refused.url) == (FetchFailure.ADDRESS, url)
    assert site.asked == []
