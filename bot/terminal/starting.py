"""The bot with a token; without one the pages alone, or a conversation in the terminal."""

from typing import Final

from bot.settings import Settings
from bot.terminal.asking import Form
from bot.terminal.attending import WebConsole
from bot.terminal.chat import run_chat
from bot.terminal.indexing import refresh_index
from bot.terminal.opening import ANSWERS_ON
from bot.terminal.standard_input import Input, look_at_input
from bot.terminal.streams import note_console
from retrieval.engine import is_current, load_encoder
from retrieval.errors import CorpusError, SnapshotError, SnapshotMissingError
from retrieval.index.store import SnapshotStore

_HOW_TO_GO_LIVE: Final = """\
No TELEGRAM_BOT_TOKEN is set, so {instead}.
For a token, send /newbot to @BotFather on Telegram; put TELEGRAM_BOT_TOKEN=<the token> into .env\
"""


def run_bot_or_web(settings: Settings) -> None:
    """Start the bot if there is a token, else the web alone, and say how to get a token.

    Questions that are piped in are answered, and then it ends: where all of them are there
    already, or with `WEB=off`, as a conversation, since nobody could open a page meanwhile.
    """
    console = None
    if settings.telegram_bot_token is None:
        form = Form(settings.n_quotes, settings.max_question_chars)
        given = look_at_input()
        if given is Input.WHOLE or not settings.web:
            _say_how_to_go_live("this is a conversation in the terminal")
            run_chat(settings, None, form)
            return
        _say_how_to_go_live("questions are answered in the browser alone")
        console = WebConsole(form, has_input=given is Input.OPEN)
    _index_where_needed(settings)
    # Only here, because a conversation need not load Telegram's library.
    from bot.app import run_bot  # noqa: PLC0415

    run_bot(settings, console)


def _say_how_to_go_live(instead: str) -> None:
    note_console().print(_HOW_TO_GO_LIVE.format(instead=instead), soft_wrap=True)


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
