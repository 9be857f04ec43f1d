"""What Telegram says of the token: whose it is, how updates come, what groups show the bot."""

import asyncio
from typing import Final
from urllib.parse import urlsplit

from pydantic import SecretStr
from telegram import Bot, User, WebhookInfo
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.request import HTTPXRequest

from bot.settings import Settings
from bot.terminal.checks import Check, Status

_PART: Final = "telegram"
_TIMEOUT_S: Final = 10.0


def look_up(settings: Settings, token: SecretStr) -> Check:
    """Ask `getMe` and `getWebhookInfo`; the token appears in no finding."""
    host = urlsplit(settings.telegram_base_url).netloc
    try:
        account, hook = asyncio.run(_ask(settings, token.get_secret_value()))
    except InvalidToken:
        return Check(
            _PART,
            Status.PROBLEM,
            f"{host} refuses the token",
            "copy the token anew from @BotFather (/mybots, API Token) into TELEGRAM_BOT_TOKEN",
        )
    except NetworkError as error:
        return Check(
            _PART,
            Status.PROBLEM,
            f"{host} cannot be reached: {_reason(error, token)}",
            "check the network, the proxy (HTTPS_PROXY) and TELEGRAM_BASE_URL",
        )
    except TelegramError as error:
        return Check(
            _PART,
            Status.PROBLEM,
            f"{host} did not answer as Telegram does: {_reason(error, token)}",
            "check TELEGRAM_BASE_URL",
        )
    return Check(_PART, Status.OK, "\n".join(_facts(account, hook, settings)))


async def _ask(settings: Settings, token: str) -> tuple[User, WebhookInfo]:
    bot = Bot(
        token,
        base_url=settings.telegram_base_url,
        base_file_url=settings.telegram_base_file_url,
        request=HTTPXRequest(connect_timeout=_TIMEOUT_S, read_timeout=_TIMEOUT_S),
    )
    # Entering asks getMe.
    async with bot:
        return bot.bot, await bot.get_webhook_info()


def _facts(account: User, hook: WebhookInfo, settings: Settings) -> list[str]:
    return [
        f"@{account.username} ({account.full_name})",
        _way_of_updates(hook, settings),
        *([f"waiting: {hook.pending_update_count}"] if hook.pending_update_count else []),
        "privacy mode: off, it sees every message of its groups"
        if account.can_read_all_group_messages
        else "privacy mode: on, in groups it sees commands and replies to it, but no triggers or "
        "mentions unless it is an administrator (/setprivacy at @BotFather)",
        f"inline mode: {'on' if account.supports_inline_queries else 'off'}",
        f"can be added to groups: {'yes' if account.can_join_groups else 'no'}",
    ]


def _way_of_updates(hook: WebhookInfo, settings: Settings) -> str:
    now = f"webhook at {urlsplit(hook.url).netloc}" if hook.url else "polling"
    if settings.public_url:
        at_start = f"sets its webhook at {urlsplit(settings.public_url).netloc}"
    else:
        at_start = "removes it and polls" if hook.url else "polls"
    return f"updates: {now}; `iqtibas run` {at_start}"


def _reason(error: TelegramError, token: SecretStr) -> str:
    return error.message.replace(token.get_secret_value(), "...")
