"""What the Bot API reads out of a request, and what it refuses."""

import json
import re
from typing import Any

from tests.telegram.html_entities import Entity, HtmlError, parse_html, utf16_units

Payload = dict[str, Any]

TOKEN = "123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TqcW1gAbCdE"  # noqa: S105 - nobody's token

_STRUCTURED = frozenset(
    {
        "allowed_updates",
        "commands",
        "link_preview_options",
        "reply_markup",
        "reply_parameters",
        "scope",
    }
)


class ApiError(Exception):
    """An answer that is not ok."""

    def __init__(self, code: int, description: str, retry_after: int = 0) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def body(self) -> Payload:
        """Return what is sent."""
        body: Payload = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after:
            body["parameters"] = {"retry_after": self.retry_after}
        return body


def bad(description: str) -> ApiError:
    return ApiError(400, f"Bad Request: {description}")


def decoded(form: Any) -> Payload:  # noqa: ANN401 - aiohttp's own mapping
    """Read a form, in which structured values are JSON."""
    return {
        name: json.loads(value) if name in _STRUCTURED else value for name, value in form.items()
    }


def checked_text(payload: Payload) -> tuple[str, tuple[Entity, ...]]:
    text = payload.get("text", "")
    if payload.get("parse_mode") == "HTML":
        try:
            text, entities = parse_html(text)
        except HtmlError as error:
            raise ApiError(400, str(error)) from None
    else:
        text, entities = text.strip(), ()
    if not text:
        raise bad("message text is empty")
    if utf16_units(text) > 4096:
        raise bad("message is too long")
    return text, entities


def checked_keyboard(markup: Payload | None) -> str:
    for row in (markup or {}).get("inline_keyboard", []):
        for button in row:
            if len(button.get("callback_data", "").encode()) > 64:
                raise bad("BUTTON_DATA_INVALID")
    return json.dumps(markup, sort_keys=True) if markup else ""


def commands_in(text: str) -> list[Payload]:
    """Mark a command at the start, as Telegram's server does."""
    command = re.match(r"/[A-Za-z0-9_]{1,32}(@\w+)?(?=\s|$)", text)
    if not command:
        return []
    return [{"type": "bot_command", "offset": 0, "length": command.end()}]
