"""Fetching over real HTTP: what comes, what is refused, how a site is treated."""

import asyncio
import gzip
import ssl
from pathlib import Path

import pytest
from aiohttp import web

from bot.collecting.addresses import AddressPolicy
from bot.collecting.fetching import Fetched, Fetcher, FetchLimits, Validators
from bot.errors import FetchError, FetchFailure
from tests.bot.collecting.conftest import LIMITS
from tests.bot.collecting.site import HOST, POLICY, PRIVATE, PUBLIC, Names, Site
from tests.telegram.fakes import ImpatientClock

HTML = ("text/html",)


async def fetched(fetcher: Fetcher, url: str) -> Fetched:
    found = await fetcher.fetch(url, HTML)
    assert found
    return found


async def refusal(fetcher: Fetcher, url: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(url, HTML)
    return caught.value


async def test_a_page_comes_with_what_its_server_says_of_it(site: Site, fetcher: Fetcher):
    site.put("/a", "خبر", "Text/HTML; charset=UTF-8", ETag='"1"', Last_Modified="yesterday")

    found = await fetched(fetcher, site.url("/a"))

    assert found == Fetched(
        url=site.url("/a"),
        content="خبر".encode(),
        media_type="text/html",
        charset="utf-8",
        validators=Validators('"1"', "yesterday"),
    )


async def test_a_request_says_who_asks_and_nothing_about_where_from(site: Site, fetcher: Fetcher):
    site.put("/a", "خبر", Set_Cookie="id=1; Path=/")
    site.redirect("/b", site.url("/a"))

    await fetched(fetcher, site.url("/a"))
    await fetched(fetcher, site.url("/b"))

    assert len(site.asked) == 4
    for asked in site.asked:
        assert asked.headers["User-Agent"].startswith("Iqtibas/0.")
        assert not {"Cookie", "Referer", "Authorization"} & asked.headers.keys()


async def test_no_proxy_of_the_environment_is_used(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("http_proxy", f"http://{PRIVATE}:{site.port}")
    site.put("/a", "خبر")

    await fetched(fetcher, site.url("/a"))

    assert {asked.address for asked in site.asked} == {PUBLIC}


async def test_a_compressed_page_is_unpacked(site: Site, fetcher: Fetcher):
    site.put("/a", gzip.compress("خبر".encode()), Content_Encoding="gzip")

    assert (await fetched(fetcher, site.url("/a"))).content == "خبر".encode()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed(site: Site, fetcher: Fetcher, status: int):
    site.redirect("/1", "/2#part", status)
    site.redirect("/2", f"//other.example:{site.port}/3", status)
    site.put("/3", "خبر")

    found = await fetched(fetcher, site.url("/1"))

    assert found.url == site.url("/3", "other.example")


async def test_redirects_end_somewhere(site: Site, fetcher: Fetcher):
    site.redirect("/1", "/2")
    site.redirect("/2", "/1")

    refused = await refusal(fetcher, site.url("/1"))

    assert (refused.reason, refused.value) == (FetchFailure.REDIRECTS, "3")
    assert len(site.paths()) == 4


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (f"http://{PRIVATE}:{{port}}/secret", FetchFailure.PRIVATE),
        ("http://169.254.169.254:{port}/latest/meta-data/", FetchFailure.PRIVATE),
        ("http://[::1]:{port}/", FetchFailure.PRIVATE),
        ("http://[::ffff:127.0.0.1]:{port}/", FetchFailure.PRIVATE),
        ("http://inside.example:{port}/secret", FetchFailure.PRIVATE),
        ("file:///etc/passwd", FetchFailure.SCHEME),
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


async def test_a_host_that_is_not_there_is_told_from_one_that_does_not_answer(
    site: Site, fetcher: Fetcher, names: Names
):
    names.places["gone.example"] = [[]]

    unknown = await refusal(fetcher, site.url("/", "gone.example"))
    silent = await refusal(fetcher, "http://news.example:1/")

    assert unknown.reason is FetchFailure.UNKNOWN_HOST
    assert silent.reason is FetchFailure.UNREACHABLE


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500, 503])
async def test_an_answer_without_a_page_is_told(site: Site, fetcher: Fetcher, status: int):
    site.put("/a", "", status=status)

    refused = await refusal(fetcher, site.url("/a"))

    assert refused.reason is FetchFailure.STATUS
    assert refused.value.startswith(str(status))


async def test_another_kind_is_refused_before_it_is_downloaded(site: Site, fetcher: Fetcher):
    site.stream("/a", b"x" * 10_000, None, Content_Type="video/mp4")

    refused = await refusal(fetcher, site.url("/a"))

    assert (refused.reason, refused.value) == (FetchFailure.MEDIA_TYPE, "video/mp4")


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


async def test_what_is_no_http_is_broken(fetcher: Fetcher):
    async def talk(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        writer.close()

    server = await asyncio.start_server(talk, PUBLIC, 0)
    port = server.sockets[0].getsockname()[1]

    refused = await refusal(fetcher, f"http://{HOST}:{port}/")

    server.close()
    assert refused.reason is FetchFailure.BROKEN
    assert "\n" not in str(refused)


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


async def test_a_version_at_hand_is_not_sent_again(site: Site, fetcher: Fetcher):
    site.put("/a", "", status=304)
    known = Validators('"1"', "Sun, 22 Nov 2026 10:00:00 GMT")

    assert await fetcher.fetch(site.url("/a"), HTML, known) is None
    assert (await refusal(fetcher, site.url("/a"))).reason is FetchFailure.STATUS

    first, second = (asked.headers for asked in site.asked if asked.path == "/a")
    assert first["If-None-Match"] == known.etag
    assert first["If-Modified-Since"] == known.last_modified
    assert not {"If-None-Match", "If-Modified-Since"} & second.keys()


async def test_what_robots_may_not_fetch_is_not_fetched_on_the_way_of_a_redirect_either(
    site: Site, fetcher: Fetcher
):
    site.put("/robots.txt", "User-agent: *\nDisallow: /closed", "text/plain")
    site.put("/closed", "خبر")
    site.redirect("/open", "/closed")

    direct = await refusal(fetcher, site.url("/closed"))
    led = await refusal(fetcher, site.url("/open"))

    assert direct.reason is led.reason is FetchFailure.ROBOTS
    assert site.paths() == ["/open"]


async def test_robots_are_asked_once_a_day(site: Site, clock: ImpatientClock, fetcher: Fetcher):
    site.put("/a", "خبر")
    await fetched(fetcher, site.url("/a"))
    await fetched(fetcher, site.url("/a"))
    n_before = len(site.asked) - len(site.paths())

    clock._now += 90_000.0
    await fetched(fetcher, site.url("/a"))

    assert (n_before, len(site.asked) - len(site.paths())) == (1, 2)


async def test_a_site_that_fails_to_say_what_it_asks_is_left_alone(site: Site, fetcher: Fetcher):
    site.put("/robots.txt", "", status=503)
    site.put("/a", "خبر")

    refused = await refusal(fetcher, site.url("/a"))

    assert (refused.reason, refused.url) == (FetchFailure.STATUS, site.url("/robots.txt"))
    assert site.paths() == []


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_site_without_robots_asks_for_nothing(site: Site, fetcher: Fetcher, status: int):
    site.put("/robots.txt", "User-agent: *\nDisallow: /", status=status)
    site.put("/a", "خبر")

    await fetched(fetcher, site.url("/a"))


async def test_robots_that_lead_round_in_circles_ask_for_nothing(site: Site, fetcher: Fetcher):
    site.redirect("/robots.txt", "/robots.txt")
    site.put("/a", "خبر")

    await fetched(fetcher, site.url("/a"))


async def test_requests_to_one_host_are_kept_apart_and_others_do_not_wait(
    site: Site, clock: ImpatientClock, fetcher: Fetcher
):
    site.put("/a", "خبر")

    await asyncio.gather(*(fetched(fetcher, site.url("/a")) for _ in range(3)))
    apart = list(clock.slept)
    await fetched(fetcher, site.url("/a", "other.example"))

    assert apart == [FetchLimits().delay_s] * 2
    assert clock.slept == apart


async def test_a_site_that_asks_for_more_time_gets_it(
    site: Site, clock: ImpatientClock, fetcher: Fetcher
):
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 7", "text/plain")
    site.put("/a", "خبر")

    await fetched(fetcher, site.url("/a"))
    await fetched(fetcher, site.url("/a"))

    assert clock.slept == [7.0]


async def test_what_a_server_says_commands_no_terminal(fetcher: Fetcher):
    refused = await refusal(fetcher, "http://\x1b[2J\u009b2J/")

    assert str(refused).isprintable()
    assert refused.url.isprintable()
