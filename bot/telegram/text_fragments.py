"""Addresses that lead a browser to the quoted words of a page.

Source:
    https://wicg.github.io/scroll-to-text-fragment/, "Syntax"
"""

import re
from typing import Final
from urllib.parse import quote as percent_encoded
from urllib.parse import urlsplit

from bot.telegram.display import collapse_spaces, replace_surrogates

WHOLE_CHARS: Final = 120
"""A longer text is named by its first and last words, as its middle may differ in a byte."""
_EDGE_WORDS: Final = 5
_POSTS: Final = frozenset({"t.me", "telegram.me"})
"""Their addresses are opened by Telegram's apps, which show nothing but the post."""
MAX_ADDRESS_CHARS: Final = 2000
"""Telegram takes longer ones, but browsers and their servers begin to refuse."""
_ADDRESS = re.compile(r"https?://[^\s\x00-\x1f\x7f\ud800-\udfff]+", re.IGNORECASE)
_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]+")


def is_web_address(url: str) -> bool:
    """Tell whether Telegram takes `url` on a button: one that it refuses costs the whole message.

    Source:
        `parse_url` in https://github.com/tdlib/td/blob/master/tdutils/td/utils/HttpUrl.cpp, and
        `LinkManager::get_checked_link`: a host without a dot is no link.
    """
    if len(url) > MAX_ADDRESS_CHARS or not _ADDRESS.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    host = parts.netloc.removesuffix(f":{port}") if port else parts.netloc
    return _HOST.fullmatch(host) is not None


def link_to_words(url: str, text: str) -> str:
    """Return the address of a page, at the place where `text` stands in it.

    Args:
        url: http or https; a fragment of its own is kept.
        text: Words as the page shows them; white space of any kind separates them.
    """
    words = collapse_spaces(text)
    if not words or urlsplit(url).hostname in _POSTS:
        return url
    if len(words) <= WHOLE_CHARS:
        directive = _encoded(words)
    else:
        split = words.split(" ")
        first, last = " ".join(split[:_EDGE_WORDS]), " ".join(split[-_EDGE_WORDS:])
        directive = f"{_encoded(first)},{_encoded(last)}"
    separator = "" if "#" in url else "#"
    return f"{url}{separator}:~:text={directive}"


def _encoded(words: str) -> str:
    # The directive's own signs are - , &; the hyphen is the one that quote() leaves as it is.
    return percent_encoded(replace_surrogates(words), safe="").replace("-", "%2D")
