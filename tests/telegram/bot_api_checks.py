"""What the Bot API reads out of a request, and what it refuses.

Source:
    The error texts are those of https://github.com/tdlib/telegram-bot-api (`Client.cpp`), of
    https://github.com/tdlib/td, and of https://core.telegram.org/api/errors.
"""

import json
import re
from typing import Any

from tests.telegram.html_entities import Entity, HtmlError, parse_html, utf16_units

Payload = dict[str, Any]

TOKEN = "123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TqcW1gAbCdE"  # noqa: S105 - nobody's token

_STRUCTURED = frozenset(
    {
        "allowed_updates",
        "button",
        "caption_entities",
        "commands",
        "entities",
        "link_preview_options",
        "reply_markup",
        "reply_parameters",
        "result",
        "results",
        "scope",
    }
)
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
_MENTION = re.compile(r"(?<![\w/])@[A-Za-z0-9_]{3,32}(?!\w)")


class ApiError(Exception):
    """An answer that is not ok."""

    def __init__(
        self, code: int, description: str, retry_after: int = 0, migrate_to: int = 0
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to

    def body(self) -> Payload:
        """Return what is sent."""
        body: Payload = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after:
            body["parameters"] = {"retry_after": self.retry_after}
        if self.migrate_to:
            body["parameters"] = {"migrate_to_chat_id": self.migrate_to}
        return body


def bad(description: str) -> ApiError:
    return ApiError(400, f"Bad Request: {description}")


def forbidden(description: str) -> ApiError:
    return ApiError(403, f"Forbidden: {description}")


def decoded(form: Any) -> Payload:  # noqa: ANN401 - aiohttp's own mapping
    """Read a form, in which structured values are JSON."""
    return {
        name: json.loads(value) if name in _STRUCTURED else value for name, value in form.items()
    }


def is_true(value: object) -> bool:
    """Read a flag, which a form has as text."""
    return str(value).lower() in {"true", "1", "yes"}


def formatted(
    text: str, parse_mode: str | None, entities: list[Payload] | None
) -> tuple[str, tuple[Entity, ...]]:
    """Return the text as it is shown, and its entities, from markup or as they were given."""
    if parse_mode == "HTML":
        try:
            return parse_html(text)
        except HtmlError as error:
            raise ApiError(400, str(error)) from None
    if parse_mode:
        raise bad("unsupported parse_mode")
    given = tuple(
        Entity(entity["type"], entity["offset"], entity["length"], entity.get("url", ""))
        for entity in entities or ()
    )
    if given:
        return text.rstrip(), given
    return text.strip(), ()


def checked_text(payload: Payload) -> tuple[str, tuple[Entity, ...]]:
    shown = formatted(payload.get("text", ""), payload.get("parse_mode"), payload.get("entities"))
    if not shown[0]:
        raise bad("message text is empty")
    if utf16_units(shown[0]) > 4096:
        raise bad("message is too long")
    return shown


def checked_caption(payload: Payload) -> tuple[str, tuple[Entity, ...]]:
    shown = formatted(
        payload.get("caption", ""), payload.get("parse_mode"), payload.get("caption_entities")
    )
    if utf16_units(shown[0]) > 1024:
        raise bad("message caption is too long")
    return shown


def found_entities(text: str) -> list[Payload]:
    """Mark commands and mentions, as Telegram's server does in what people write.

    Source:
        `find_bot_commands` and `find_mentions` in
        https://github.com/tdlib/td/blob/master/td/telegram/MessageEntity.cpp
    """
    found = []
    for kind, pattern in (("bot_command", _COMMAND), ("mention", _MENTION)):
        for match in pattern.finditer(text):
            offset = utf16_units(text[: match.start()])
            found.append({"type": kind, "offset": offset, "length": utf16_units(match.group())})
    return sorted(found, key=lambda entity: entity["offset"])


def as_entities(entities: tuple[Entity, ...]) -> list[Payload]:
    """Return entities as a message carries them."""
    return [
        {"type": e.kind, "offset": e.offset, "length": e.length}
        | ({"url": e.url} if e.url else {})
        for e in entities
    ]
