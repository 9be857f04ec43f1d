"""Addresses that lead a browser to the quoted words of a page.

Source:
    https://wicg.github.io/scroll-to-text-fragment/, "Syntax"
"""

from typing import Final
from urllib.parse import quote as percent_encoded

from bot.telegram.display import collapse_spaces, replace_surrogates

WHOLE_CHARS: Final = 120
"""A longer text is named by its first and last words, as its middle may differ in a byte."""
_EDGE_WORDS: Final = 5


def link_to_words(url: str, text: str) -> str:
    """Return the address of a page, at the place where `text` stands in it.

    Args:
        url: http or https; a fragment of its own is kept.
        text: Words as the page shows them; white space of any kind separates them.
    """
    words = collapse_spaces(text)
    if not words:
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
