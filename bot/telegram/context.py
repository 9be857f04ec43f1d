"""What a handler works with: the update's message, and everything that was handed in."""

from dataclasses import dataclass
from typing import Any, Protocol, Self

from telegram import LinkPreviewOptions, Message, ReplyParameters, Update
from telegram.constants import ParseMode
from telegram.ext import Application, CallbackContext, ExtBot

from bot.answering import Answering
from bot.library import OnProgress
from bot.settings import Settings
from bot.telegram.clock import Clock
from bot.telegram.texts import Texts, Wording
from retrieval.datatypes import Answer
from retrieval.engine import UpdateReport

Store = dict[Any, Any]
"""python-telegram-bot's own stores for users, chats and the bot; nothing of ours is kept there."""


class ServedLibrary(Protocol):
    """What the Telegram side needs of `bot.library.Library`, which describes it."""

    def answer(self, question: str, n_quotes: int) -> Answer:
        """Answer a question; called in the engine's thread."""

    async def reload(self, on_progress: OnProgress | None = None) -> UpdateReport:
        """Read the corpus anew and serve it."""

    async def stop_reloading(self) -> None:
        """End a reload that runs."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the composition root hands to the handlers."""

    settings: Settings
    answering: Answering
    library: ServedLibrary
    texts: Texts
    clock: Clock


class BotApplication(Application[ExtBot[None], "Context", Store, Store, Store, None]):
    """An application that carries the services."""

    def __init__(self, *, services: Services, **parts: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(**parts)
        self.services = services


class Context(CallbackContext[ExtBot[None], Store, Store, Store]):
    """The context of one update."""

    incoming: Update | None = None

    @classmethod
    def from_update(
        cls,
        update: object,
        application: Application[Any, Any, Any, Any, Any, Any],
    ) -> Self:
        """Build the context that an update's handler gets."""
        context = super().from_update(update, application)
        if isinstance(update, Update):
            context.incoming = update
        return context

    @property
    def services(self) -> Services:
        """What was handed in."""
        application = self.application
        if not isinstance(application, BotApplication):
            raise TypeError(f"expected a BotApplication, found {type(application).__name__}")
        return application.services

    @property
    def message(self) -> Message:
        """The message that is being handled; only for handlers of messages."""
        message = self.incoming.effective_message if self.incoming else None
        if message is None:
            raise ValueError("this update has no message")
        return message

    @property
    def wording(self) -> Wording:
        """How the bot speaks in this chat."""
        return Wording(self.services.texts)

    @property
    def is_admin(self) -> bool:
        """Whether whoever wrote the message keeps the corpus; asked anew at every call."""
        sender = self.message.from_user
        return sender is not None and sender.id in self.services.settings.admin_ids

    async def reply(self, markup: str) -> Message:
        """Reply with HTML to the message, even if it was deleted meanwhile."""
        return await self.message.reply_text(
            markup,
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_parameters=ReplyParameters(
                self.message.message_id, allow_sending_without_reply=True
            ),
        )
