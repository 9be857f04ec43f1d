"""Cutting bot tokens out of whatever is logged or told."""

import re
from typing import Final

REDACTED: Final = "<token>"

# Telegram's own are 8 to 10 digits, a colon and 35 characters; the net is cast a little wider. In
# an address the token follows "/bot" directly, so no word boundary can be asked for before it.
_TOKEN_SHAPE = re.compile(r"\d{5,20}(?::|%3[Aa])[A-Za-z0-9_-]{30,}")


def redact(text: str) -> str:
    """Replace whatever is shaped like a bot token."""
    return _TOKEN_SHAPE.sub(REDACTED, text)
