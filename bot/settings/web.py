"""What is served over HTTP, where, and to whom."""

import re
from pathlib import Path

from pydantic import BaseModel, Field, field_validator


class WebSettings(BaseModel):
    """The one server: the webhook, the pages and what programs ask."""

    public_url: str = Field(
        default="",
        description="an https address at which Telegram reaches this bot, or nothing for polling",
    )
    web_host: str = Field(default="127.0.0.1", description="an address of this machine")
    web_port: int = Field(
        default=8080, ge=1, le=65535, description="a whole number from 1 to 65535"
    )
    web_socket: Path | None = Field(
        default=None, description="the path of a unix socket to listen at instead of a port"
    )

    @field_validator("web_socket")
    @classmethod
    def _expand_socket(cls, path: Path | None) -> Path | None:
        return path.expanduser() if path else None

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, address: str) -> str:
        # Telegram calls https only; a server of one's own on this machine may go without.
        if address and not re.fullmatch(
            r"https://[^\s/]+(/\S*)?|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(/\S*)?",
            address,
        ):
            raise ValueError("not an address that Telegram calls")
        return address.rstrip("/")
