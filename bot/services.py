"""What the handlers are handed, opened together and closed together, in the opposite order."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from prometheus_client import CollectorRegistry

from bot.answering import Answering
from bot.collecting.articles import Collector
from bot.collecting.bin import Bin
from bot.collecting.feed_list import FeedList
from bot.collecting.feed_schedule import FeedSchedule
from bot.collecting.feed_store import FeedStore
from bot.collecting.feeds import FeedReader
from bot.collecting.fetching import FetcherOf
from bot.collecting.holdings import HoldingsReader
from bot.collecting.keeping import Keeping
from bot.collecting.parsing import Parser
from bot.collecting.rereading import Rereading
from bot.collecting.shelf import Shelf
from bot.metrics.events import Metrics
from bot.metrics.state import StateCollector
from bot.posts.freshness import Freshness
from bot.posts.shelf import PostShelf
from bot.preferences import Language
from bot.settings import Settings, corpus_key
from bot.statistics.log import QuestionLog
from bot.storage import Storage
from bot.telegram.clock import Clock
from bot.telegram.context import ServedLibrary, Services
from bot.telegram.quota import QuestionQuota
from bot.telegram.sent_articles import SentArticles
from bot.telegram.stopping import Fetches
from bot.telegram.texts import Texts
from bot.web.context import TelegramSide, WebServices
from bot.web.keeping import AnswerKeeper
from bot.web.quota import READINGS_PER_QUESTION, ClientQuota

_S_PER_MINUTE: Final = 60.0


@asynccontextmanager
async def open_services(
    library: ServedLibrary,
    settings: Settings,
    clock: Clock,
    fetcher_of: FetcherOf,
    *,
    n_threads: int = 1,
) -> AsyncIterator[Services]:
    """Open what the handlers work with; whatever happens, what was opened is closed.

    Args:
        library: Open.
        settings: Of all of it.
        clock: Paces it.
        fetcher_of: Makes what fetches articles.
        n_threads: That ask the library (`bot.answering.Answering`).

    Raises:
        StorageError: The database cannot be opened.
    """
    corpus = settings.corpus_dir
    async with AsyncExitStack() as opened:
        metrics = Metrics(CollectorRegistry())
        storage = await Storage.open(settings.database_path, metrics.note_vote)
        opened.push_async_callback(storage.close)
        question_log = QuestionLog(storage.questions, clock, metrics.note_question)
        opened.push_async_callback(question_log.close)
        answering = Answering(
            library,
            n_threads=n_threads,
            queue_size=settings.queue_size,
            timeout_s=settings.answer_timeout_s,
            note_work=metrics.note_work,
        )
        opened.push_async_callback(answering.close)
        fetcher = fetcher_of(clock)
        opened.push_async_callback(fetcher.close)
        parser = Parser()
        opened.push_async_callback(parser.close)
        collector = Collector(fetcher, parser, Shelf(corpus), clock)
        rereading = Rereading(library, clock)
        opened.push_async_callback(rereading.close)
        freshness = Freshness(library, clock)
        opened.push_async_callback(freshness.close)
        feed_store = FeedStore(storage.database, corpus_key(corpus))
        feeds = FeedSchedule(
            FeedList(corpus),
            FeedReader(fetcher, parser, collector, feed_store, clock),
            feed_store,
            freshness.note_change,
            clock,
            every_s=settings.feeds_every_minutes * _S_PER_MINUTE,
        )
        metrics.registry.register(StateCollector(library, answering, feeds.tally, clock))
        yield Services(
            settings=settings,
            answering=answering,
            library=library,
            storage=storage,
            languages={language: Texts.load(language.value) for language in Language},
            clock=clock,
            quota=QuestionQuota(
                clock,
                per_user=settings.user_questions_per_minute,
                per_chat=settings.chat_questions_per_minute,
            ),
            sent_articles=SentArticles(clock),
            posts=PostShelf(corpus),
            freshness=freshness,
            keeping=Keeping(
                collector,
                HoldingsReader(library, corpus),
                Bin(corpus, settings.bin_for(corpus), clock),
                rereading,
            ),
            feeds=feeds,
            question_log=question_log,
            fetches=Fetches(),
            metrics=metrics,
        )


def web_services(services: Services, telegram: TelegramSide | None) -> WebServices:
    """Return what the pages and the API are handed.

    Args:
        services: What the handlers on Telegram are handed.
        telegram: The bot, if there is a token.
    """
    settings, clock = services.settings, services.clock
    return WebServices(
        settings=settings,
        answering=services.answering,
        library=services.library,
        storage=services.storage,
        question_log=services.question_log,
        kept_answers=AnswerKeeper(services.storage.answers),
        clock=clock,
        texts=services.languages[Language.ARABIC],
        quota=ClientQuota(clock, settings.web_questions_per_minute),
        readings=ClientQuota(
            clock, settings.web_questions_per_minute * READINGS_PER_QUESTION, "readings"
        ),
        metrics=services.metrics,
        telegram=telegram,
    )
