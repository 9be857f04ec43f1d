"""The chat page: a question, its answer below those before it, and what a reader does with it.

Everything works by links and forms. The script does the same without loading the page anew: it
asks for the turn alone, at the same addresses.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Final

from aiohttp import web

from bot.conversing import asked_before
from bot.errors import (
    AnswerTimeoutError,
    EngineBusyError,
    QuestionTooLongError,
    TooManyQuestionsError,
)
from bot.storage.answers import AnswerId, StoredAnswer
from bot.web.asking import ask
from bot.web.context import SERVICES
from bot.web.guarding import client_of
from bot.web.pages.conversations import (
    in_context,
    kept_answer,
    kept_answers,
    turns_of,
)
from bot.web.pages.examples import Examples
from bot.web.pages.links import MAX_EARLIER, earlier_of, question_address
from bot.web.pages.look import LOOK
from bot.web.pages.turns import Exchange, Turn, TurnMaker, find_again
from bot.web.problems import problem_of

MAX_QUOTES: Final = 12
"""Quotes of an answer, those that are shown at first and the others."""
_SAME_ORIGIN: Final = {"Referrer-Policy": "same-origin"}
"""Without it, a browser keeps from this very server whose page a vote comes from."""


class ChatPage:
    """Handles requests for the chat page, with questions to begin with."""

    def __init__(self, examples: Examples) -> None:
        self._examples = examples

    def routes(self) -> list[web.RouteDef]:
        """Return what the server has to serve."""
        return [web.get("/", self._talk), web.get("/answers/{answer_id}", _show_answer)]

    async def _talk(self, request: web.Request) -> web.Response:
        """Answer the question in the address, if there is one."""
        services = request.app[SERVICES]
        earlier = await kept_answers(services, earlier_of(request.query.getall("after", ())))
        if question := request.query.get("q", "").strip():
            return await _answer(request, question, earlier)
        if earlier:
            services.readings.admit(client_of(request, services.settings))
            return await _show(request, earlier, None)
        return _start(request, await self._examples.of(services))


def _start(request: web.Request, examples: Sequence[str]) -> web.Response:
    services, look = request.app[SERVICES], request.app[LOOK]
    return look.page(
        "start.html",
        headers={**_SAME_ORIGIN, **look.chat_style.headers},
        asked="",
        earlier=(),
        max_chars=_max_chars(request),
        examples=[(question, question_address(question)) for question in examples],
        n_documents=services.library.summary.n_documents,
        kept_days=services.settings.answers_kept_days,
    )


async def _answer(
    request: web.Request, question: str, earlier: Sequence[StoredAnswer]
) -> web.Response:
    services, maker = request.app[SERVICES], TurnMaker(request.app[LOOK].wording)
    last = earlier[-1] if earlier else None
    previous = asked_before(last.previous, last.question) if last else ()
    try:
        asked = await ask(
            services,
            client_of(request, services.settings),
            question,
            MAX_QUOTES,
            previous=previous,
        )
    except (
        QuestionTooLongError,
        TooManyQuestionsError,
        EngineBusyError,
        AnswerTimeoutError,
    ) as error:
        if earlier:
            # What stands above costs as much as an answer, and this was none.
            services.readings.admit(client_of(request, services.settings))
        problem, turn = problem_of(error), maker.failed(question, error)
        return await _show(
            request,
            earlier,
            turn,
            asked=question,
            status=problem.status,
            headers=problem.headers,
        )
    answer = asked.answer
    found = await in_context(services, answer.quotes, services.settings.n_quotes)
    exchange = Exchange(
        question=question,
        answer_id=asked.answer_id,
        outcome=answer.outcome,
        previous=previous if answer.is_follow_up else (),
        suggestions=answer.suggestions,
        read_as=answer.read_as,
    )
    return await _show(request, earlier, maker.answered(exchange, found, _ids(earlier)))


async def _show_answer(request: web.Request) -> web.Response:
    """Show an answer with all its quotes."""
    services, maker = request.app[SERVICES], TurnMaker(request.app[LOOK].wording)
    services.readings.admit(client_of(request, services.settings))
    answer = await kept_answer(services, AnswerId(request.match_info["answer_id"]))
    if answer is None:
        raise web.HTTPNotFound
    earlier = await kept_answers(services, earlier_of(request.query.getall("after", ())))
    standing = await services.answering.ask(lambda engine: find_again(engine, answer, MAX_QUOTES))
    found = standing and await in_context(services, standing.quotes, MAX_QUOTES)
    turn = maker.answered(Exchange.of_stored(answer), found, _ids(earlier))
    return await _show(request, earlier, turn.voted_as(request.query.get("voted", "")))


async def _show(
    request: web.Request,
    earlier: Sequence[StoredAnswer],
    turn: Turn | None,
    *,
    asked: str = "",
    status: int = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> web.Response:
    """Show a turn below those before it; the turn alone, if that is what the script asks for."""
    services, look = request.app[SERVICES], request.app[LOOK]
    headers = {**_SAME_ORIGIN, **(headers or {})}
    if turn and request.query.get("part") == "turn":
        return look.page("turn.html", status=status, headers=headers, turn=turn)
    turns = await turns_of(services, TurnMaker(look.wording), earlier)
    ids = _ids(earlier)
    if turn:
        turns.append(turn)
        ids += [turn.answer_id] if turn.answer_id else []
    return look.page(
        "talk.html",
        status=status,
        headers={**headers, **look.chat_style.headers},
        asked=asked,
        earlier=ids[-MAX_EARLIER:],
        max_chars=_max_chars(request),
        turns=turns,
    )


def _ids(answers: Sequence[StoredAnswer]) -> list[AnswerId]:
    return [answer.answer_id for answer in answers]


def _max_chars(request: web.Request) -> int:
    """Return how much the field takes: one more than may be asked, so that nothing is cut unseen.

    What is longer is refused when it is asked, with the limit.
    """
    return request.app[SERVICES].settings.max_question_chars + 1
