"""Who opened a Mini App: what Telegram hands it, believed only with Telegram's signature.

A page within Telegram is given its init data by the app around it, which anybody may make up. They
are signed with a key that is made of the bot's token, so only Telegram and this bot can make it.

Source:
    https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

import hmac
import json
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import parse_qsl

from bot.errors import BotError

MAX_AGE_S: Final = 86_400.0
"""What was handed out a day ago is believed no more: a page is not read for longer."""
_MAX_SKEW_S: Final = 300.0
"""Telegram's clock may be ahead of this one."""
MAX_INIT_DATA_CHARS: Final = 8192
"""Of init data; Telegram's are a few hundred."""
_MAX_FIELDS: Final = 32
_KEY: Final = b"WebAppData"


class InitDataError(BotError):
    """Init data are not Telegram's, or too old; the message says which."""


@dataclass(frozen=True, slots=True)
class InitData:
    """What of it is used.

    Attributes:
        user_id: Who opened the Mini App.
        opened_at: Unix time in seconds.
    """

    user_id: int
    opened_at: float

    @classmethod
    def verified(cls, text: str, token: str, now: float) -> Self:
        """Read init data that Telegram signed.

        Args:
            text: As `Telegram.WebApp.initData` has it.
            token: The bot's.
            now: Unix time in seconds.

        Raises:
            InitDataError: They are not signed for this bot, are too old, or name nobody.
        """
        fields = _fields_of(text)
        told = fields.pop("hash", "")
        if not hmac.compare_digest(told.encode(), sign(fields, token).encode()):
            raise InitDataError("expected init data that Telegram signed for this bot")
        opened_at = _number(fields.get("auth_date", ""))
        if not -_MAX_SKEW_S <= now - opened_at <= MAX_AGE_S:
            raise InitDataError("these init data are too old; open the page from Telegram again")
        return cls(_user_of(fields.get("user", "")), opened_at)


def sign(fields: dict[str, str], token: str) -> str:
    """Return the signature of init data, their ``hash`` left out, as Telegram makes it."""
    lines = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    key = hmac.digest(_KEY, token.encode(), "sha256")
    return hmac.new(key, lines.encode("utf-8", "surrogatepass"), "sha256").hexdigest()


def _fields_of(text: str) -> dict[str, str]:
    if len(text) > MAX_INIT_DATA_CHARS:
        raise InitDataError(f"expected init data of at most {MAX_INIT_DATA_CHARS} characters")
    try:
        pairs = parse_qsl(
            text,
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=_MAX_FIELDS,
        )
    except ValueError:
        raise InitDataError("expected init data as Telegram hands them out") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise InitDataError("expected each field of the init data once")
    return fields


def _number(text: str) -> float:
    if not text.isascii() or not text.isdecimal() or len(text) > 12:
        raise InitDataError("expected the time at which the page was opened")
    return float(text)


def _user_of(text: str) -> int:
    try:
        user = json.loads(text)
    except (ValueError, RecursionError):
        user = None
    user_id = user.get("id") if isinstance(user, dict) else None
    if not isinstance(user_id, int) or isinstance(user_id, bool) or user_id <= 0:
        raise InitDataError("expected init data that name a person")
    return user_id
