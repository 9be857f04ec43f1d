"""Puts the parts of the Telegram side together."""

import asyncio
import os
from functools import partial
from typing import Final

from telegram.ext import ApplicationBuilder, ContextTypes

from bot.telegram.context import BotApplication, Context, Services
from bot.telegram.crowding import is_wanted, tell_queue_full
from bot.telegram.handlers import (
    about,
    add,
    buttons,
    conversation,
    doctor,
    failures,
    feeds,
    guest,
    help,  # noqa: A004
    inline,
    membership,
    other,
    posts,
    privacy,
    questions,
    reload,
    remove,
    rollback,
    sources,
    start,
    stats,
    unanswered,
)
from bot.telegram.handlers import (
    settings as chat_settings,
)
from bot.telegram.limits import FloodLimits, Pacer, RetryPolicy
from bot.telegram.ordering import ChatOrder
from bot.telegram.requests import Requests, Timeouts

ALLOWED_UPDATES: Final = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "inline_query",
    "guest_message",
    "my_chat_member",
)
"""Exactly what the handlers handle."""


def build_application(
    token: str, services: Services, order: ChatOrder, queue: "asyncio.Queue[object]"
) -> BotApplication:
    """Build the application with its handlers; it takes updates from a queue, and fetches none."""
    # Has the library give durations as timedelta, as its next version will, without a warning.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    settings = services.settings
    application = (
        ApplicationBuilder()
        .token(token)
        .base_url(settings.telegram_base_url)
        .base_file_url(settings.telegram_base_file_url)
        .application_class(BotApplication, {"services": services})
        .context_types(ContextTypes(context=Context))
        .updater(None)
        .job_queue(None)
        .update_queue(queue)
        .concurrent_updates(order)
        .request(Requests(settings.concurrent_chats, Timeouts()))
        .get_updates_request(Requests(1, Timeouts()))
        .rate_limiter(_pacer(services, order))
        .build()
    )
    if not isinstance(application, BotApplication):
        raise TypeError(f"expected a BotApplication, found {type(application).__name__}")
    application.add_handlers(
        [
            # A caption would be a question otherwise.
            add.file_handler(),
            start.handler(),
            help.handler(),
            about.handler(),
            privacy.handler(),
            privacy.forget_me_handler(),
            conversation.handler(),
            chat_settings.handler(),
            questions.handler(settings.triggers),
            questions.edits_handler(settings.triggers),
            reload.handler(),
            sources.handler(),
            add.handler(),
            remove.handler(),
            rollback.handler(),
            feeds.handler(),
            stats.handler(),
            unanswered.handler(),
            doctor.handler(),
            help.unknown_command_handler(),
            other.handler(),
            chat_settings.press_handler(),
            privacy.press_handler(),
            feeds.press_handler(),
            sources.press_handler(),
            remove.press_handler(),
            reload.press_handler(),
            rollback.press_handler(),
            buttons.handler(),
            inline.handler(),
            guest.handler(),
        ]
    )
    application.add_handlers([membership.handler(), membership.migration_handler()])
    application.add_handler(membership.gate(), group=membership.FIRST_GROUP)
    application.add_handler(posts.handler(settings.corpus_channels), group=posts.GROUP)
    application.add_error_handler(failures.handle_failure)
    order.attend(partial(is_wanted, application), partial(tell_queue_full, application))
    return application


def _pacer(services: Services, order: ChatOrder) -> Pacer:
    return Pacer(
        services.clock,
        FloodLimits() if services.settings.telegram_limits else None,
        RetryPolicy(),
        lend=order.slots.lent,
        follow=services.storage.chats.move,
        note_retry=services.metrics.note_retry,
    )
