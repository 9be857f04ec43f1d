"""A message about a change to the corpus, which follows the reading that takes it up."""

from collections.abc import Awaitable, Callable

from telegram import InlineKeyboardMarkup, MaybeInaccessibleMessage

from bot.errors import IndexingError
from bot.telegram.context import Context
from bot.telegram.progress import ProgressMessage
from bot.telegram.reload_report import render_progress
from bot.telegram.stopping import reading_keyboard

Conclude = Callable[[str], Awaitable[tuple[str, InlineKeyboardMarkup | None]]]
"""Makes the last state of the message, of why the reading failed, or "" where it did not."""


async def follow_reread(
    context: Context, message: MaybeInaccessibleMessage, shown: str, conclude: Conclude
) -> None:
    """Have a change read that was just made, and show how that goes and ends.

    A button ends it. What was gone back to is not held any more then, which is told too.

    Args:
        context: Of the update that changed something.
        message: Of the bot's own.
        shown: The HTML that it shows, and will until the end.
        conclude: Asked at the end what it shows then.
    """
    services, wording = context.services, context.wording
    keyboard = reading_keyboard(wording)
    progress = ProgressMessage(context.bot, message, shown, services.clock, keyboard)
    try:
        report = await services.keeping.rereading.reread(
            lambda step: progress.show(f"{shown}\n{render_progress(step, wording)}")
        )
    except IndexingError as error:
        markup, last = await conclude(wording.texts.reload_reasons[error.reason.value])
    else:
        markup, last = await conclude("")
        if report.left:
            markup = f"{markup}\n{wording.say(wording.texts.reload_left_held)}"
    finally:
        await progress.stop()
    await progress.finish(markup, last)
