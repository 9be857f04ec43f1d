"""Addresses that lead to the quoted words."""

from urllib.parse import unquote

import pytest

from bot.telegram.text_fragments import (
    MAX_ADDRESS_CHARS,
    WHOLE_CHARS,
    is_web_address,
    link_to_words,
)


def test_the_words_follow_the_address_with_nothing_left_that_the_syntax_reserves():
    link = link_to_words("https://x.org/a", "ثلاثة-أربعة، a,b&c")

    address, directive = link.split("#:~:text=")
    assert address == "https://x.org/a"
    assert unquote(directive) == "ثلاثة-أربعة، a,b&c"
    assert not set(directive) & set("-,& ")


def test_a_fragment_of_the_address_itself_is_kept():
    assert (
        link_to_words("https://x.org/a#part", "نص") == "https://x.org/a#part:~:text=%D9%86%D8%B5"
    )


def test_of_long_words_the_first_and_the_last_are_named():
    words = [f"كلمة{n}" for n in range(WHOLE_CHARS)]

    directive = link_to_words("https://x.org/", "\n ".join(words)).split("text=")[1]

    first, last = map(unquote, directive.split(","))
    assert first == " ".join(words[:5])
    assert last == " ".join(words[-5:])


def test_half_a_surrogate_pair_is_no_error():
    assert link_to_words("https://x.org/", "\ud800") == "https://x.org/#:~:text=%EF%BF%BD"


def test_nothing_quoted_leads_to_the_page():
    assert link_to_words("https://x.org/", " \n") == "https://x.org/"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "HTTP://EXAMPLE.org/a?b=1&c=2#d",
        "https://sub.example.org:8443/مقال/١",
        "https://مثال.إختبار/",
        'https://x.org/"><b>',
    ],
)
def test_what_telegram_takes_is_an_address(url: str):
    assert is_web_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "ftp://example.org",
        "javascript:alert(1)",
        "http://localhost/a",
        "http://server/a",
        "https://example.org:99999/",
        "https://example.org:port/",
        "https://example.org:/",
        "https://[::1]/",
        "https://[broken/",
        "https://.org/",
        "https://exa mple.org/",
        "https://example.org/a b",
        "https://exam<ple.org/",
        "https://user@example.org/",
        "https://example.org/\ud800",
        f"https://example.org/{'a' * MAX_ADDRESS_CHARS}",
    ],
)
def test_what_telegram_refuses_is_none(url: str):
    assert not is_web_address(url)
