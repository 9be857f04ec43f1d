"""What a handler works with: the update's message, and everything that was handed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, Self

from telegram import (
    Chat,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ParseMode
from telegram.ext import Application, CallbackContext, ExtBot

from bot.answering import Answering, Lender
from bot.collecting.feed_schedule import FeedSchedule
from bot.collecting.keeping import Keeping
from bot.library import OnProgress
from bot.metrics.events import Metrics
from bot.posts.freshness import Freshness
from bot.posts.shelf import PostShelf
from bot.preferences import Language, Preferences
from bot.reloads import ReloadTally
from bot.settings import Settings
from bot.statistics.log import QuestionLog
from bot.storage import Storage
from bot.telegram.clock import Clock
from bot.telegram.quota import QuestionQuota
from bot.telegram.sent_articles import SentArticles
from bot.telegram.stopping import Fetches
from bot.telegram.texts import Texts, Wording
from retrieval.engine import SnapshotSummary, UpdateReport
from retrieval.index.history import History

Store = dict[Any, Any]
"""python-telegram-bot's own stores for users, chats and the bot; nothing of ours is kept there."""

NO_PREVIEW: Final = LinkPreviewOptions(is_disabled=True)
_GENERAL_TOPIC: Final = 1


class ServedLibrary(Lender, Protocol):
    """What the Telegram side needs of `bot.library.Library`, which describes it."""

    @property
    def summary(self) -> SnapshotSummary:
        """What is being served."""

    async def reload(
        self, on_progress: OnProgress | None = None, *, is_joining: bool = True
    ) -> UpdateReport:
        """Read the corpus anew and serve it."""

    async def is_held(self) -> bool:
        """Tell whether somebody went back to an earlier snapshot."""

    @property
    def answering_pids(self) -> tuple[int | None, ...]:
        """Of the processes that answer for this one, each in its place; None while none does."""

    @property
    def is_reloading(self) -> bool:
        """Whether the corpus is being read."""

    @property
    def n_readings(self) -> int:
        """How many times it has begun to read the corpus."""

    @property
    def reload_tally(self) -> ReloadTally:
        """How many times that ended, and how."""

    def has_read(self, since: int) -> bool:
        """Tell whether a reading is served that began after there were `since` of them."""

    async def follow_store(self, clock: Clock) -> None:
        """Serve what other programs make current, until cancelled."""

    async def is_behind(self) -> bool:
        """Tell whether a reload would serve something else."""

    async def cancel_reload(self) -> bool:
        """End a reload that runs; return whether there was one."""

    async def snapshots(self) -> History:
        """Return the snapshots that are kept."""

    async def roll_back(self, name: str) -> SnapshotSummary:
        """Serve an earlier snapshot."""

    async def stop_reloading(self) -> None:
        """End a reload that runs, and begin no other."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the composition root hands to the handlers."""

    settings: Settings
    answering: Answering
    library: ServedLibrary
    storage: Storage
    languages: Mapping[Language, Texts]
    clock: Clock
    quota: QuestionQuota
    sent_articles: SentArticles
    posts: PostShelf
    freshness: Freshness
    keeping: Keeping
    feeds: FeedSchedule
    question_log: QuestionLog
    fetches: Fetches
    metrics: Metrics


class BotApplication(Application[ExtBot[None], "Context", Store, Store, Store, None]):
    """An application that carries the services."""

    def __init__(self, *, services: Services, **parts: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(**parts)
        self.services = services


class Context(CallbackContext[ExtBot[None], Store, Store, Store]):
    """The context of one update.

    Attributes:
        incoming: The update; None where there is none, as in errors while polling.
        preferences: What the update's chat chose; the person's where it has no chat.
    """

    incoming: Update | None = None
    preferences: Preferences = Preferences()

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

    async def refresh_data(self) -> None:
        """Read what the chat chose; python-telegram-bot calls this before the handlers.

        A guest is in the chat of others, where nobody can choose: whoever called it did, at home.
        """
        await super().refresh_data()
        if self.incoming is None:
            return
        chat, person = self.incoming.effective_chat, self.incoming.effective_user
        place = person if self.incoming.guest_message else chat or person
        if place:
            self.preferences = await self.services.storage.chats.preferences(place.id)

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
        texts = self.services.languages[self.preferences.language]
        return Wording(texts, self.preferences.digits)

    @property
    def asker_id(self) -> int | None:
        """Who wrote the message: a person, or the chat in whose name it is; None in channels."""
        message = self.message
        if message.chat.type == Chat.CHANNEL:
            return None
        sender = message.sender_chat or message.from_user
        return sender.id if sender else None

    @property
    def thread_id(self) -> int | None:
        """The message's topic, to be named when something is sent there; see `topic_of`."""
        return topic_of(self.message)

    @property
    def is_admin(self) -> bool:
        """Whether whoever wrote or pressed keeps the corpus; asked anew at every call."""
        press = self.incoming.callback_query if self.incoming else None
        sender = press.from_user if press else self.message.from_user
        return sender is not None and sender.id in self.services.settings.admin_ids

    async def reply(
        self,
        markup: str,
        keyboard: InlineKeyboardMarkup | None = None,
        *,
        reply_to: int | None = None,
    ) -> Message:
        """Reply with HTML, even if the message was deleted meanwhile.

        Args:
            markup: Within Telegram's limits.
            keyboard: To stand under it.
            reply_to: A message of the same chat; the one at hand unless given.
        """
        return await self.bot.send_message(
            self.message.chat_id,
            markup,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            message_thread_id=self.thread_id,
            reply_parameters=ReplyParameters(
                reply_to or self.message.message_id, allow_sending_without_reply=True
            ),
            reply_markup=keyboard,
        )


def topic_of(message: Message) -> int | None:
    """Return a message's topic as Telegram wants it back: none for General, none for threads.

    In groups without topics a chain of replies has a thread id too, which cannot be sent to; nor
    can the id of the topic General.
    """
    thread_id = message.message_thread_id
    is_topic = message.is_topic_message and thread_id != _GENERAL_TOPIC
    return thread_id if is_topic else None
