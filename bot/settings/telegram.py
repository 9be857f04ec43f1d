"""The bot on Telegram: its token, who keeps it, and where it is heard."""

import re
from typing import Annotated

from pydantic import BaseModel, Field, SecretStr, field_validator
from pydantic_settings import NoDecode

from bot.settings.lists import split_list

# Telegram documents no length; every token seen has 8 to 10 digits, and 35 characters after the
# colon. What is taken for one here must be what the logs know to cut out.
_TOKEN = re.compile(r"\d{5,20}:[A-Za-z0-9_-]{35,}")


class TelegramSettings(BaseModel):
    """Who the bot is, to whom it listens, and who may command it."""

    telegram_bot_token: SecretStr | None = Field(
        default=None,
        description="the token as @BotFather gave it, digits, a colon and 35 letters or more "
        "(send /mybots to @BotFather to read it again)",
    )
    telegram_base_url: str = Field(
        default="https://api.telegram.org/bot",
        description="an http(s) address that ends in /bot",
    )
    telegram_base_file_url: str = Field(
        default="https://api.telegram.org/file/bot",
        description="an http(s) address that ends in /bot",
    )
    telegram_limits: bool = Field(
        default=True,
        description="true to keep to Telegram's flood limits, or false",
    )
    admin_ids: Annotated[frozenset[int], NoDecode] = Field(
        default=frozenset(),
        description="Telegram user ids, numbers with commas or spaces between them "
        "(the bot's answer to /reload tells yours)",
    )

    bot_name: str = Field(
        default="",
        max_length=64,
        description="a name of at most 64 characters, or nothing to leave the bot's as it is",
    )
    triggers: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("اقتباس",),
        description="words with commas between them that begin a question in groups and channels",
    )
    corpus_channels: Annotated[frozenset[int], NoDecode] = Field(
        default=frozenset(),
        description="ids of channels, numbers such as -1001234567890 with commas between them",
    )

    @field_validator("telegram_bot_token")
    @classmethod
    def _check_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is None:
            return None
        value = token.get_secret_value().strip()
        if not _TOKEN.fullmatch(value):
            raise ValueError("not shaped like a token")
        return SecretStr(value)

    @field_validator("telegram_base_url", "telegram_base_file_url")
    @classmethod
    def _check_address(cls, address: str) -> str:
        if not re.fullmatch(r"https?://[^\s/]+(/\S*)?/bot", address):
            raise ValueError("not an address of a Bot API")
        return address

    @field_validator("admin_ids", "corpus_channels", "triggers", mode="before")
    @classmethod
    def _split_items(cls, items: object) -> object:
        return split_list(items)

    @field_validator("corpus_channels")
    @classmethod
    def _check_channels(cls, ids: frozenset[int]) -> frozenset[int]:
        if any(channel_id >= 0 for channel_id in ids):
            raise ValueError("channels have negative ids")
        return ids
