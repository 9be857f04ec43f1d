"""Text as Telegram shows and measures it: direction, HTML, UTF-16 units.

Telegram's clients lay each line out from right to left or left to right by its first strong
letter, and neutral signs go astray beside words of the other direction. So a line of ours in
Arabic starts with an Arabic letter or a right-to-left mark, and what reads from left to right
inside it is isolated; a line in English is the mirror of that. Quotes are not touched: they are
shown as their source wrote them.
"""

import html
import re
import unicodedata
from collections.abc import Callable
from typing import Final

LRM: Final = "\u200e"  # LEFT-TO-RIGHT MARK
RLM: Final = "\u200f"  # RIGHT-TO-LEFT MARK
_FSI: Final = "\u2068"  # FIRST STRONG ISOLATE
_PDI: Final = "\u2069"  # POP DIRECTIONAL ISOLATE

# A Latin word, a command, an address or a signed number; and on over the next ones, with the
# punctuation between them, for as long as no letter of another script comes.
_WORD = r"[A-Za-z0-9\u00c0-\u024f_@#/:.+&?=%'*~-]*[A-Za-z0-9\u00c0-\u024f_/]"
_GOES_ON = rf"(?:[ ,;:()\"`]{{1,3}}{_WORD}[)\"`]?)*"
_LEFT_TO_RIGHT = re.compile(
    rf"https?://[^\s<>]*[^\s<>:.,;!؛،]|[/@#]?[A-Za-z\u00c0-\u024f](?:{_WORD})?{_GOES_ON}"
    r"|[+\-\u2212]\d[\d.,:/]*%?"
)
# Arabic words, and on over the next ones, with the punctuation between and around them. Digits
# alone are not Arabic words: they read alike in both directions.
_ARABIC_WORD = r"[\u0620-\u064a\u066e-\u06d3\u0750-\u077f][\u0610-\u06ff\u0750-\u077f]*"
_RIGHT_TO_LEFT = re.compile(
    rf"[«“(]?{_ARABIC_WORD}(?:[ ,.:;()«»“”\"-]{{1,3}}(?:\d+[ ,.:-])?{_ARABIC_WORD})*[»”)!]?"
)
# What is in <code> is there to be copied: a control character in it would break the command. What
# is isolated already stays as it is.
_MARKUP = re.compile(r"(<code>.*?</code>|\u2068[^\u2069]*\u2069|<[^>]*>)")
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")
# Controls of terminals, and marks that turn the rest of a line around, which names of files and
# questions of strangers may hold. Isolates stay: they are ours, and end with their piece.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u202a-\u202e]"  # LEFT-TO-RIGHT EMBEDDING ... RIGHT-TO-LEFT OVERRIDE
)
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def utf16_length(text: str) -> int:
    """Count the units in which Telegram measures text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def visible_text(markup: str) -> str:
    """Return what a reader sees of HTML."""
    return html.unescape(_TAG.sub("", markup))


def isolate(text: str) -> str:
    """Keep `text` together, in its own direction, whatever stands around it."""
    return f"{_FSI}{text}{_PDI}"


def right_to_left(text: str) -> str:
    """Make plain text of ours read from right to left, line by line."""
    return "\n".join(_from_the_right(isolate_latin(line)) for line in text.split("\n"))


def right_to_left_html(markup: str) -> str:
    """Do the same for HTML of ours; tags are left alone."""
    return "\n".join(
        _from_the_right(_between_tags(line, isolate_latin)) for line in markup.split("\n")
    )


def left_to_right(text: str) -> str:
    """Make plain text of ours read from left to right, line by line."""
    return "\n".join(_from_the_left(isolate_arabic(line)) for line in text.split("\n"))


def left_to_right_html(markup: str) -> str:
    """Do the same for HTML of ours; tags are left alone."""
    return "\n".join(
        _from_the_left(_between_tags(line, isolate_arabic)) for line in markup.split("\n")
    )


def isolate_latin(text: str) -> str:
    """Isolate whatever reads from left to right inside a right-to-left line."""
    return _LEFT_TO_RIGHT.sub(lambda match: isolate(match.group()), text)


def isolate_arabic(text: str) -> str:
    """Isolate whatever reads from right to left inside a left-to-right line."""
    return _RIGHT_TO_LEFT.sub(lambda match: isolate(match.group()), text)


def isolate_arabic_whole(markup: str) -> str:
    """Keep a piece of HTML together, such as a title, if any of it reads from right to left."""
    visible = visible_text(markup)
    is_arabic = any(unicodedata.bidirectional(character) in {"R", "AL"} for character in visible)
    return isolate(markup) if is_arabic else markup


def isolate_latin_whole(text: str) -> str:
    """Keep a value together that reads from left to right throughout, such as a file's name.

    What its line keeps together anyhow is left alone: it may go on, as «/help» does with a name.
    """
    kinds = {unicodedata.bidirectional(character) for character in text}
    is_latin = "L" in kinds and not kinds & {"R", "AL"} and _FSI not in text
    return isolate(text) if is_latin and isolate_latin(text) != isolate(text) else text


def collapse_spaces(text: str) -> str:
    """Let hard-wrapped lines flow: white space of any kind becomes one space, at the ends none."""
    return _SPACES.sub(" ", text).strip()


def escape(text: str) -> str:
    """Escape what Telegram's HTML takes for markup; quotation marks stay as they are."""
    return html.escape(replace_surrogates(text), quote=False)


def without_steering(text: str) -> str:
    """Drop what would steer the text around a value, instead of being read."""
    return _STEERING.sub("", text)


def replace_surrogates(text: str) -> str:
    """Replace half surrogate pairs, which JSON can smuggle into an article: none can be sent."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def _between_tags(line: str, isolate_words: Callable[[str], str]) -> str:
    parts = _MARKUP.split(line)
    for i, part in enumerate(parts):
        if i % 2 == 0:
            # «AT&T» is one word: as «AT&amp;T» it would be taken for two.
            parts[i] = escape(isolate_words(html.unescape(part)))
        elif part.startswith("<code>"):
            parts[i] = isolate(part.replace(_FSI, "").replace(_PDI, ""))
    return "".join(parts)


def _from_the_right(line: str) -> str:
    visible = visible_text(line)
    if not visible or visible.startswith(RLM) or unicodedata.bidirectional(visible[0]) == "AL":
        return line
    return RLM + line


def _from_the_left(line: str) -> str:
    visible = visible_text(line)
    if not visible or visible.startswith(LRM) or unicodedata.bidirectional(visible[0]) == "L":
        return line
    return LRM + line
