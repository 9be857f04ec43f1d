"""A message about a change to the corpus, which follows the reading that takes it up."""

from collections.abc import Awaitable, Callable

from telegram import InlineKeyboardMarkup, MaybeInaccessibleMessage

from bot.errors import IndexingError
from bot.telegram.context import Context
from bot.telegram.progress import ProgressMessage
from bot.telegram.reload_report import render_progress

Conclude = Callable[[str], Awaitable[tuple[str, InlineKeyboardMarkup | None]]]
"""Makes the last state of the message, of why the reading failed, or "" where it did not."""


async def follow_reread(
    context: Context, message: MaybeInaccessibleMessage, shown: str, conclude: Conclude
) -> None:
    """Have a change read that was just made, and show how that goes and ends.

    Args:
        context: Of the update that changed something.
        message: Of the bot's own.
        shown: The HTML that it shows, and will until the end.
        conclude: Asked at the end what it shows then.
    """
    services, wording = context.services, context.wording
    progress = ProgressMessage(context.bot, message, shown, services.clock)
    try:
        await services.keeping.rereading.reread(
            lambda step: progress.show(f"{shown}\n{render_progress(step, wording)}")
        )
    except IndexingError as error:
        markup, keyboard = await conclude(wording.texts.reload_reasons[error.reason.value])
    else:
        markup, keyboard = await conclude("")
    finally:
        await progress.stop()
    await progress.finish(markup, keyboard)
