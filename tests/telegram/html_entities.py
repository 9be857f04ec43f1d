"""Telegram's HTML, as strictly as its server reads it.

Source:
    https://core.telegram.org/bots/api#html-style, and the error texts of `parse_html` in
    https://github.com/tdlib/td/blob/master/td/telegram/MessageEntity.cpp
"""

import html
import re
from dataclasses import dataclass

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}
_TOKEN = re.compile(
    r"<(/?)([a-zA-Z-]*)([^<>]*)(>?)|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);|[^<&]+|&"
)


class HtmlError(ValueError):
    """What Telegram answers to HTML it does not read."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"Bad Request: can't parse entities: {problem}")


@dataclass(frozen=True, slots=True)
class Entity:
    """A formatted range, in UTF-16 units."""

    kind: str
    offset: int
    length: int
    url: str = ""


@dataclass(slots=True)
class _Open:
    tag: str
    kind: str
    offset: int
    url: str


def utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parse_html(markup: str) -> tuple[str, tuple[Entity, ...]]:
    """Return the text that is shown, trimmed, and its entities by offset; or refuse."""
    shown = ""
    opened: list[_Open] = []
    entities: list[Entity] = []
    for token in _TOKEN.finditer(markup):
        at = f"at byte offset {len(markup[: token.start()].encode())}"
        if not token.group().startswith("<"):
            shown += html.unescape(token.group()) if len(token.group()) > 1 else token.group()
            continue
        closing, name, rest, end = token.groups()
        tag = name.lower()
        if not end:
            raise HtmlError(f"Unclosed start tag {at}")
        if closing:
            entities.append(_close(tag, opened, shown, at))
        else:
            opened.append(_open(tag, rest, opened, shown, at))
    if opened:
        raise HtmlError(f'Can\'t find end tag corresponding to start tag "{opened[-1].tag}"')
    return _trimmed(shown, entities)


def _open(tag: str, rest: str, opened: list[_Open], shown: str, at: str) -> _Open:
    if tag not in _TAGS:
        raise HtmlError(f'Unsupported start tag "{tag}" {at}')
    kind, url = _TAGS[tag], ""
    if tag == "a":
        link = re.fullmatch(r'\s+href="([^"]*)"\s*', rest)
        if not link:
            raise HtmlError(f"Unexpected attribute in the tag {at}")
        url = html.unescape(link.group(1))
    elif tag == "blockquote" and rest.strip() == "expandable":
        kind = "expandable_blockquote"
    elif rest.strip():
        raise HtmlError(f"Unexpected attribute in the tag {at}")
    if "blockquote" in kind and any("blockquote" in other.kind for other in opened):
        raise HtmlError(f"Nested blockquote {at}")
    if any(other.kind in {"code", "pre"} for other in opened):
        raise HtmlError(f"Entity inside of code {at}")
    return _Open(tag, kind, utf16_units(shown), url)


def _close(tag: str, opened: list[_Open], shown: str, at: str) -> Entity:
    if not opened:
        raise HtmlError(f"Unexpected end tag {at}")
    last = opened.pop()
    if tag != last.tag:
        raise HtmlError(f'Unmatched end tag {at}, expected "</{last.tag}>", found "</{tag}>"')
    return Entity(last.kind, last.offset, utf16_units(shown) - last.offset, last.url)


def _trimmed(shown: str, entities: list[Entity]) -> tuple[str, tuple[Entity, ...]]:
    """Drop white space at both ends, as Telegram does, and entities of nothing."""
    start = utf16_units(shown) - utf16_units(shown.lstrip())
    text = shown.strip()
    length = utf16_units(text)
    kept = []
    for entity in entities:
        first = max(entity.offset - start, 0)
        last = min(entity.offset + entity.length - start, length)
        if first < last:
            kept.append(Entity(entity.kind, first, last - first, entity.url))
    return text, tuple(sorted(kept, key=lambda entity: (entity.offset, -entity.length)))
