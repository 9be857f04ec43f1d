"""What the handlers are handed, opened together and closed together, in the opposite order."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from bot.answering import Answering
from bot.collecting.articles import Collector
from bot.collecting.bin import Bin
from bot.collecting.fetching import FetcherOf
from bot.collecting.holdings import HoldingsReader
from bot.collecting.keeping import Keeping
from bot.collecting.parsing import Parser
from bot.collecting.rereading import Rereading
from bot.collecting.shelf import Shelf
from bot.posts.freshness import Freshness
from bot.posts.shelf import PostShelf
from bot.preferences import Language
from bot.settings import Settings
from bot.statistics.log import QuestionLog
from bot.storage import Storage
from bot.telegram.clock import Clock
from bot.telegram.context import ServedLibrary, Services
from bot.telegram.quota import QuestionQuota
from bot.telegram.sent_articles import SentArticles
from bot.telegram.texts import Texts


@asynccontextmanager
async def open_services(
    library: ServedLibrary, settings: Settings, clock: Clock, fetcher_of: FetcherOf
) -> AsyncIterator[Services]:
    """Open what the handlers work with; whatever happens, what was opened is closed.

    Raises:
        StorageError: The database cannot be opened.
    """
    corpus = settings.corpus_dir
    async with AsyncExitStack() as opened:
        storage = await Storage.open(settings.database_path)
        opened.push_async_callback(storage.close)
        question_log = QuestionLog(storage.questions, clock)
        opened.push_async_callback(question_log.close)
        answering = Answering(
            library, queue_size=settings.queue_size, timeout_s=settings.answer_timeout_s
        )
        opened.push_async_callback(answering.close)
        fetcher = fetcher_of(clock)
        opened.push_async_callback(fetcher.close)
        parser = Parser()
        opened.push_async_callback(parser.close)
        rereading = Rereading(library, clock)
        opened.push_async_callback(rereading.close)
        freshness = Freshness(library, clock)
        opened.push_async_callback(freshness.close)
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
                Collector(fetcher, parser, Shelf(corpus), clock),
                HoldingsReader(library, corpus),
                Bin(corpus, settings.bin_for(corpus), clock),
                rereading,
            ),
            question_log=question_log,
        )
