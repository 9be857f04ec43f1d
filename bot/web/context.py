"""What the pages and the API are handed: everything that a question over HTTP needs."""

from dataclasses import dataclass
from typing import Final, Protocol

from aiohttp import web

from bot.answering import Answering
from bot.metrics.events import Metrics
from bot.settings import Settings
from bot.statistics.log import QuestionLog
from bot.storage import Storage
from bot.telegram.clock import Clock
from bot.telegram.context import ServedLibrary
from bot.telegram.texts import Texts
from bot.web.keeping import AnswerKeeper
from bot.web.quota import ClientQuota


class TelegramSide(Protocol):
    """What is told of the bot on Telegram."""

    @property
    def is_ready(self) -> bool:
        """Whether updates reach it: by polling, or by a webhook that is set."""


@dataclass(frozen=True, slots=True)
class WebServices:
    """What the composition root hands to whatever is served.

    Attributes:
        texts: What the bot says in Arabic, and the pages say likewise.
        kept_answers: Those that were given over HTTP, as they are stored.
        quota: Of questions over HTTP, by client.
        readings: Of articles and contexts that programs read, and of votes, by client.
        telegram: None without a token.
    """

    settings: Settings
    answering: Answering
    library: ServedLibrary
    storage: Storage
    question_log: QuestionLog
    kept_answers: AnswerKeeper
    clock: Clock
    texts: Texts
    quota: ClientQuota
    readings: ClientQuota
    metrics: Metrics
    telegram: TelegramSide | None


SERVICES: Final = web.AppKey("services", WebServices)
