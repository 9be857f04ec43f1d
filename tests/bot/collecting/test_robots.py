"""robots.txt as RFC 9309 reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.collecting.robots import Robots


def rules(text: str) -> Robots:
    return Robots.parse(text, "Iqtibas")


@pytest.mark.parametrize(
    ("pattern", "path", "is_fitting"),
    [
        ("/news", "/news", True),
        ("/news", "/newsroom/1", True),
        ("/news/", "/news", False),
        ("/news$", "/news", True),
        ("/news$", "/news/1", False),
        ("*.pdf$", "/a/b.pdf", True),
        ("*.pdf$", "/a/b.pdf?x=1", False),
        ("/*/private/", "/a/private/b", True),
        ("/*/private/", "/private/b", False),
        ("/a*a$", "/a", False),
        ("/a*b*c", "/a-c-b-c", True),
        ("/a*b*c", "/a-c-b", False),
        ("/?s=", "/?s=word", True),
        ("/خبر", "/%D8%AE%D8%A8%D8%B1/1", True),
        ("/%D8%AE%D8%A8%D8%B1", "/%d8%ae%d8%a8%d8%b1", True),
        ("*", "/anything", True),
    ],
)
def test_a_pattern_fits_what_it_should(pattern: str, path: str, is_fitting: bool):
    robots = rules(f"User-agent: *\nDisallow: {pattern}")

    assert robots.allows(path) is not is_fitting


def test_the_longest_rule_says_and_of_two_equal_ones_that_which_allows():
    robots = rules("User-agent: *\nAllow: /news/open\nDisallow: /news\nDisallow: /a\nAllow: /a")

    assert robots.allows("/news/open/1")
    assert not robots.allows("/news/1")
    assert robots.allows("/a")
    assert robots.allows("/other")


def test_the_group_that_names_us_holds_and_the_one_for_all_does_not():
    text = """
        User-agent: *
        Disallow: /

        user-agent: GPTBot
        User-Agent: iqtibas/1.0   # us
        Disallow: /closed
        Crawl-delay: 2.5

        User-agent: IQTIBAS
        Disallow: /shut
    """

    robots = rules(text)

    assert robots.allows("/open")
    assert not robots.allows("/closed")
    assert not robots.allows("/shut")
    assert robots.delay_s == 2.5


def test_without_a_group_for_us_or_all_everything_is_open():
    robots = rules("Disallow: /\nUser-agent: GPTBot\nDisallow: /\nCrawl-delay: 9")

    assert robots == Robots()
    assert robots.allows("/")


@pytest.mark.parametrize(
    ("written", "expected"), [("4", 4.0), ("1e9", 30.0), ("-1", 0.0), ("nan", 0.0), ("x", 0.0)]
)
def test_a_delay_is_kept_within_reason(written: str, expected: float):
    assert rules(f"User-agent: *\nCrawl-delay: {written}").delay_s == expected


def test_an_empty_disallow_closes_nothing():
    assert rules("User-agent: *\nDisallow:").allows("/")


def test_a_pattern_made_to_be_slow_is_not():
    robots = rules(f"User-agent: *\nDisallow: /{'*a' * 2_000}b$")

    assert robots.allows("/" + "a" * 4_000)


@pytest.mark.slow
@given(text=st.text(max_size=200), path=st.text(max_size=50))
def test_whatever_it_says_it_is_read(text: str, path: str):
    robots = rules(f"User-agent: *\nDisallow: {text}\n{text}")

    assert robots.allows(path) in {True, False}
