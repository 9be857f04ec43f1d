"""``POST /api/v1/ask``: a question, answered as ``iqtibas ask --json`` answers it."""

from dataclasses import dataclass
from typing import Final, Self

from aiohttp import web

from bot.records import answer_record
from bot.settings import Settings
from bot.web.api.bodies import read_members
from bot.web.api.keys import check_key
from bot.web.api.members import Members
from bot.web.api.replies import reply
from bot.web.asking import ask
from bot.web.context import SERVICES
from bot.web.guarding import client_of
from retrieval.arabic.followups import MAX_PREVIOUS

MAX_QUOTES: Final = 10


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked.

    Attributes:
        previous: What was asked before, oldest first.
    """

    question: str
    n_quotes: int
    previous: tuple[str, ...]

    @classmethod
    def of(cls, members: Members, settings: Settings) -> Self:
        max_chars = settings.max_question_chars
        wish = cls(
            members.text("question", max_chars=max_chars),
            members.whole_number("quotes", 1, MAX_QUOTES, default=settings.n_quotes),
            members.texts("previous", max_items=MAX_PREVIOUS, max_chars=max_chars),
        )
        members.finish()
        return wish


async def answer_question(request: web.Request) -> web.Response:
    """Answer with quotes, or with none where nothing answers."""
    services = request.app[SERVICES]
    settings = services.settings
    check_key(request, settings.api_key)
    wish = _Wish.of(await read_members(request, settings), settings)
    asked = await ask(
        services,
        client_of(request, settings),
        wish.question,
        wish.n_quotes,
        previous=wish.previous,
    )
    record = answer_record(asked.answer, took_ms=asked.took_ms, with_passages=False)
    return reply({**record, "answer": asked.answer_id})
