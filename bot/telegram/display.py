"""Text as Telegram shows and measures it: direction, HTML, UTF-16 units.

Telegram's clients lay each line out from right to left or left to right by its first strong
letter, and neutral signs go astray beside Latin words. So a line of ours starts with an Arabic
letter or a right-to-left mark, and what reads from left to right inside it is isolated. Quotes
are not touched: they are shown as their source wrote them.
"""

import html
import re
import unicodedata
from typing import Final

RLM: Final = "\u200f"  # RIGHT-TO-LEFT MARK
_FSI: Final = "\u2068"  # FIRST STRONG ISOLATE
_PDI: Final = "\u2069"  # POP DIRECTIONAL ISOLATE

# A Latin word, a command, an address or a signed number; and on over the next ones, with the
# punctuation between them, for as long as no letter of another script comes.
_WORD = r"[A-Za-z0-9\u00c0-\u024f_@#/:.+&?=%'*~-]*[A-Za-z0-9\u00c0-\u024f_/]"
_GOES_ON = rf"(?:[ ,;:()\"`]{{1,3}}{_WORD}[)\"`]?)*"
_LEFT_TO_RIGHT = re.compile(
    rf"https?://[^\s<>]+|[/@#]?[A-Za-z\u00c0-\u024f](?:{_WORD})?{_GOES_ON}"
    r"|[+\-\u2212]\d[\d.,:/]*%?"
)
# What is in <code> is there to be copied: a control character in it would break the command.
_MARKUP = re.compile(r"(<code>.*?</code>|<[^>]*>)")
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def utf16_length(text: str) -> int:
    """Count the units in which Telegram measures text."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def visible_text(markup: str) -> str:
    """Return what a reader sees of HTML."""
    return html.unescape(_TAG.sub("", markup))


def isolate(text: str) -> str:
    """Keep `text` together, in its own direction, whatever stands around it."""
    return f"{_FSI}{text}{_PDI}"


def right_to_left(text: str) -> str:
    """Make plain text of ours read from right to left, line by line."""
    return "\n".join(_start_from_the_right(isolate_latin(line)) for line in text.split("\n"))


def right_to_left_html(markup: str) -> str:
    """Do the same for HTML of ours; tags are left alone."""
    return "\n".join(
        _start_from_the_right(_isolate_between_tags(line)) for line in markup.split("\n")
    )


def isolate_latin(text: str) -> str:
    """Isolate whatever reads from left to right inside a right-to-left line."""
    return _LEFT_TO_RIGHT.sub(lambda match: isolate(match.group()), text)


def collapse_spaces(text: str) -> str:
    """Let hard-wrapped lines flow: white space of any kind becomes one space, at the ends none."""
    return _SPACES.sub(" ", text).strip()


def escape(text: str) -> str:
    """Escape what Telegram's HTML takes for markup; quotation marks stay as they are."""
    return html.escape(replace_surrogates(text), quote=False)


def replace_surrogates(text: str) -> str:
    """Replace half surrogate pairs, which JSON can smuggle into an article: none can be sent."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def _isolate_between_tags(line: str) -> str:
    parts = _MARKUP.split(line)
    for i, part in enumerate(parts):
        if i % 2 == 0:
            # «AT&T» is one word: as «AT&amp;T» it would be taken for two.
            parts[i] = escape(isolate_latin(html.unescape(part)))
        elif part.startswith("<code>"):
            parts[i] = isolate(part)
    return "".join(parts)


def _start_from_the_right(line: str) -> str:
    visible = visible_text(line)
    if not visible or visible.startswith(RLM) or unicodedata.bidirectional(visible[0]) == "AL":
        return line
    return RLM + line
