"""Votes from within Telegram: the reader's own thumbs, of whoever Telegram says that it shows.

The chat's buttons stand below a message that the Mini App covers. What is sent carries the init
data that Telegram signed, so nobody votes in another's name; and it is for answers in the
person's own chat with the bot, as no other ever opens as a Mini App.
"""

from http import HTTPStatus
from typing import Final

from aiohttp import web
from pydantic import SecretStr

from bot.storage.answers import AnswerId, StoredAnswer, Vote
from bot.web.api.bodies import read_members
from bot.web.api.replies import reply
from bot.web.context import SERVICES, WebServices
from bot.web.guarding import client_of
from bot.web.mini_app import MAX_INIT_DATA_CHARS, InitData, InitDataError
from bot.web.problems import Problem, ProblemError

_VOTES: Final = {"up": Vote.UP, "down": Vote.DOWN, None: None}
_MAX_ID_CHARS: Final = 64


async def vote(request: web.Request) -> web.Response:
    """Let somebody's vote on an answer of theirs stand."""
    services = request.app[SERVICES]
    token = services.settings.telegram_bot_token
    if token is None or not services.settings.public_url:
        raise web.HTTPNotFound
    services.readings.admit(client_of(request, services.settings))
    members = await read_members(request, services.settings)
    init_data = members.text("init_data", max_chars=MAX_INIT_DATA_CHARS)
    answer_id = AnswerId(members.text("answer", max_chars=_MAX_ID_CHARS))
    wanted = members.choice("vote", tuple(_VOTES))
    members.finish()
    user_id = _user_of(init_data, token, services)
    answer = await _answer_of(services, answer_id, user_id)
    await services.storage.answers.set_vote(answer.answer_id, user_id, _VOTES[wanted])
    return reply({"answer": answer.answer_id, "vote": wanted})


def _user_of(init_data: str, token: SecretStr, services: WebServices) -> int:
    try:
        return InitData.verified(
            init_data, token.get_secret_value(), services.clock.unix_time()
        ).user_id
    except InitDataError as error:
        raise ProblemError(Problem(HTTPStatus.FORBIDDEN, str(error))) from error


async def _answer_of(services: WebServices, answer_id: AnswerId, user_id: int) -> StoredAnswer:
    """Return an answer in somebody's private chat, whose id is theirs."""
    answer = await services.storage.answers.get(answer_id)
    if answer is None or answer.chat_id != user_id:
        raise ProblemError(
            Problem(
                HTTPStatus.NOT_FOUND,
                "expected the id of an answer of yours; it was never given, or is forgotten",
            )
        )
    return answer
