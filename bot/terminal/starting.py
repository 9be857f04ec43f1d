"""The bot with a token; a conversation in the terminal without one."""

from typing import Final

from bot.settings import Settings
from bot.terminal.asking import Form
from bot.terminal.chat import run_chat
from bot.terminal.indexing import refresh_index
from bot.terminal.opening import ANSWERS_ON
from bot.terminal.streams import note_console
from retrieval.engine import is_current, load_encoder
from retrieval.errors import CorpusError, SnapshotError, SnapshotMissingError
from retrieval.index.store import SnapshotStore

_HOW_TO_GO_LIVE: Final = """\
No TELEGRAM_BOT_TOKEN is set, so this is a conversation in the terminal.
For a token, send /newbot to @BotFather on Telegram; put TELEGRAM_BOT_TOKEN=<the token> into .env\
"""


def run_bot_or_chat(settings: Settings) -> None:
    """Start the bot if there is a token, else open a conversation and say how to get one."""
    if settings.telegram_bot_token is None:
        note_console().print(_HOW_TO_GO_LIVE, soft_wrap=True)
        run_chat(settings, None, Form(settings.n_quotes, settings.max_question_chars))
        return
    _index_where_needed(settings)
    # Only here, because a conversation need not load Telegram's library.
    from bot.app import run_bot  # noqa: PLC0415

    run_bot(settings)


def _index_where_needed(settings: Settings) -> None:
    """Bring the index up to date here, where its progress can be seen.

    A bot that has an index starts with it even if at the moment the articles cannot be read or a
    new index cannot be written.
    """
    corpus, store = settings.corpus_dir, settings.store_for(settings.corpus_dir)
    encoder = load_encoder(settings.encoder())
    try:
        if not is_current(corpus, store, encoder):
            refresh_index(corpus, store, encoder)
    except (CorpusError, SnapshotError) as error:
        if not _has_index(store):
            raise
        note_console().print(f"{error}\n{ANSWERS_ON}", soft_wrap=True)


def _has_index(store: SnapshotStore) -> bool:
    try:
        store.current()
    except SnapshotMissingError:
        return False
    return True
