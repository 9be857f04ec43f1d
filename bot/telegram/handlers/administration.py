"""Commands and buttons for whoever keeps the corpus, in their private chat with the bot.

Whether somebody is one is asked anew at every command and every press. Others are told no more
than that it is for administrators, and their own number, which an operator needs to make them one.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import CallbackQuery, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.telegram.context import Context
from bot.telegram.handlers.audience import PRIVATE
from bot.telegram.own_messages import show_toast
from bot.telegram.presses import VERSION, Action, Press

Answer = Callable[[Update, Context], Coroutine[Any, Any, None]]
Act = Callable[[CallbackQuery, Press, Context], Coroutine[Any, Any, str]]
"""Does what a press asks for; returns the line that its presser sees, "" for none."""


def admin_command(name: str, answer: Answer) -> CommandHandler[Context, None]:
    """Return what has a command answered to administrators."""
    return CommandHandler(name, for_administrators(answer), filters=PRIVATE)


def for_administrators(answer: Answer) -> Answer:
    """Return what answers administrators, and tells others that it does not answer them."""

    async def answer_or_refuse(update: Update, context: Context) -> None:
        if context.is_admin:
            await answer(update, context)
            return
        refusal = context.wording.texts.admins_only
        await context.reply(context.wording.say(refusal, user_id=str(context.message.chat_id)))

    return answer_or_refuse


def admin_presses(actions: dict[Action, Act]) -> CallbackQueryHandler[Context, None]:
    """Return what answers administrators' presses of some buttons."""

    async def answer_press(update: Update, context: Context) -> None:
        query = update.callback_query
        if query is None:
            raise ValueError("this update is no press")
        await show_toast(query, await _toast_for(query, actions, context))

    letters = "".join(actions)
    return CallbackQueryHandler(answer_press, pattern=f"^{VERSION}[{letters}]:")


async def _toast_for(query: CallbackQuery, actions: dict[Action, Act], context: Context) -> str:
    toasts = context.wording.texts.toasts
    if not context.is_admin:
        return toasts.admins_only
    press = Press.decode(query.data or "")
    if press is None or query.message is None:
        return toasts.outdated
    return await actions[press.action](query, press, context)
