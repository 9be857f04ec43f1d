"""What is served over HTTP, where, and to whom."""

import re
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from bot.settings.lists import split_list

_KEY = re.compile(r"[!-~]{16,200}")
_KEY_EXPECTED: Final = "a secret of 16 to 200 Latin letters, digits and signs, without spaces"


class WebSettings(BaseModel):
    """The one server: the webhook, the pages and what programs ask."""

    web: bool = Field(default=True, description="true for the pages and the API, or false")
    web_host: str = Field(default="127.0.0.1", description="an address of this machine")
    web_port: int = Field(
        default=8080, ge=1, le=65535, description="a whole number from 1 to 65535"
    )
    web_socket: Path | None = Field(
        default=None, description="the path of a unix socket to listen at instead of a port"
    )
    public_url: str = Field(
        default="",
        description="an https address at which Telegram and readers reach this server, or nothing "
        "for polling",
    )
    web_trusted_proxies: Annotated[frozenset[IPv4Network | IPv6Network], NoDecode] = Field(
        default=frozenset(),
        description="addresses of proxies, such as 10.0.0.5 or 10.0.0.0/8, with commas between "
        "them",
    )
    web_questions_per_minute: int = Field(
        default=60,
        ge=0,
        le=100_000,
        description="a whole number of questions from 1 to 100000, or 0 for no limit",
    )
    api_key: SecretStr | None = Field(default=None, description=_KEY_EXPECTED)
    admin_api_key: SecretStr | None = Field(default=None, description=_KEY_EXPECTED)

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

    @field_validator("web_trusted_proxies", mode="before")
    @classmethod
    def _split_proxies(cls, items: object) -> object:
        return split_list(items)

    @field_validator("api_key", "admin_api_key")
    @classmethod
    def _check_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is None:
            return None
        value = key.get_secret_value().strip()
        if not _KEY.fullmatch(value):
            raise ValueError("not a key")
        return SecretStr(value)
