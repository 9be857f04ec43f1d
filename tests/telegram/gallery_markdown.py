"""Messages as lines of Markdown, with what cannot be seen made visible."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from tests.telegram.bot_api_inline import InlineResult
from tests.telegram.bot_api_sent import Sent
from tests.telegram.html_entities import Entity

_VISIBLE: Final = {
    "\u200f": "⟨RLM⟩",
    "\u200e": "⟨LRM⟩",
    "\u2066": "⟨LRI⟩",
    "\u2067": "⟨RLI⟩",
    "\u2068": "⟨FSI⟩",
    "\u2069": "⟨PDI⟩",
}
# Answers' ids are drawn at random.
_ANSWER_ID = re.compile(r"(?<=^1[pcsud]:)[A-Za-z0-9_-]{8}(?=:)")


def described(message: Sent | InlineResult) -> list[str]:
    """Return a message: its text, its files, its formatting, its buttons."""
    lines = fenced(message.text) if message.text else []
    if isinstance(message, Sent) and message.document:
        lines.append(f"- file: `{made_visible(message.document.name)}`")
    if isinstance(message, Sent) and message.photo:
        lines.append(f"- picture: `{message.photo.name}`")
    if isinstance(message, Sent) and message.reply_quote:
        lines.append(f"- quotes the post: «{made_visible(message.reply_quote)}»")
    lines += marked(message.text, message.entities)
    lines += [
        "- buttons: " + " ".join(f"[{_button(button)}]" for button in row)
        for row in message.buttons
    ]
    return lines


def marked(text: str, entities: Iterable[Entity]) -> Iterator[str]:
    """Yield a line for each formatted range of a text."""
    units = text.encode("utf-16-le")
    for entity in entities:
        marked = units[2 * entity.offset : 2 * (entity.offset + entity.length)]
        shown = _shortened(made_visible(marked.decode("utf-16-le")).replace("\n", " "))
        address = f" → `{entity.url}`" if entity.url else ""
        yield f"- {entity.kind} {entity.offset}+{entity.length}: {shown}{address}"


def _button(button: dict[str, Any]) -> str:
    [(kind, value)] = [(name, value) for name, value in button.items() if name != "text"]
    shown = value.get("text", "") if isinstance(value, dict) else str(value)
    if kind == "callback_data":
        shown = _ANSWER_ID.sub("id", shown)
    return f"{made_visible(button['text'])} · {kind}: {_shortened(made_visible(shown))}"


def fenced(text: str) -> list[str]:
    """Return a text as it is written."""
    return ["```text", made_visible(text), "```"]


def made_visible(text: str) -> str:
    """Return a text with the marks of direction written out."""
    return "".join(_VISIBLE.get(character, character) for character in text)


def _shortened(text: str, most: int = 90) -> str:
    return text if len(text) <= most else f"{text[:most]} (…)"
