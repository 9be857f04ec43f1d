"""Fetching over real HTTP: what comes, what is refused, how a site is treated."""

import asyncio
import gzip

import pytest

from bot.collecting.fetching import Fetched, Fetcher, FetchLimits
from bot.collecting.validators import Validators
from bot.errors import FetchFailure
from tests.bot.collecting.site import POLICY, PRIVATE, PUBLIC, Names, Site
from tests.bot.collecting.visiting import HTML, fetched, refusal
from tests.telegram.fakes import ImpatientClock


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


async def test_a_host_that_is_not_there_is_told_from_one_that_does_not_answer(
    site: Site, fetcher: Fetcher, names: Names
):
    names.places["gone.example"] = [[]]

    unknown = await refusal(fetcher, site.url("/", "gone.example"))
    silent = await refusal(fetcher, "http://news.example:1/")

    assert unknown.reason is FetchFailure.UNKNOWN_HOST
    assert (silent.reason, silent.value) == (FetchFailure.UNREACHABLE, "Connection refused")


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


async def test_of_robots_no_more_is_read_than_the_standard_wants(site: Site):
    robots = "User-agent: *\nDisallow: /first\n" + "# \n" * 180_000 + "Disallow: /last"
    site.put("/robots.txt", gzip.compress(robots.encode()), "text/plain", Content_Encoding="gzip")
    site.put("/last", "خبر")
    limits = FetchLimits(max_bytes=1_000_000)
    async with Fetcher(ImpatientClock(), policy=POLICY, limits=limits, resolver=Names()) as larger:
        first = await refusal(larger, site.url("/first"))
        last = await fetched(larger, site.url("/last"))

    assert first.reason is FetchFailure.ROBOTS
    assert last.content == "خبر".encode()


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


async def test_a_redirect_waits_for_the_turn_of_the_host_that_it_leads_to(
    site: Site, clock: ImpatientClock, fetcher: Fetcher
):
    site.put("/a", "خبر")
    site.redirect("/b", "/c")
    site.redirect("/c", site.url("/a", "other.example"))

    await fetched(fetcher, site.url("/a", "other.example"))
    await fetched(fetcher, site.url("/b"))

    assert clock.slept == [FetchLimits().delay_s]
    assert site.paths() == ["/a", "/b", "/c", "/a"]


async def test_hosts_that_lead_to_each_other_wait_for_nobody_for_ever(
    site: Site, fetcher: Fetcher
):
    site.put("/a", "خبر")
    site.redirect("/b", site.url("/c", "other.example"))
    site.redirect("/c", site.url("/a"))
    addresses = [site.url("/b"), site.url("/c", "other.example")] * 5

    async with asyncio.timeout(10):
        found = await asyncio.gather(*(fetched(fetcher, address) for address in addresses))

    assert {page.url for page in found} == {site.url("/a")}
    assert [asked.path for asked in site.asked].count("/robots.txt") == 2


async def test_a_site_that_asks_for_more_time_gets_it(
    site: Site, clock: ImpatientClock, fetcher: Fetcher
):
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 7", "text/plain")
    site.put("/a", "خبر")

    await fetched(fetcher, site.url("/a"))
    await fetched(fetcher, site.url("/a"))

    assert clock.slept == [7.0]
