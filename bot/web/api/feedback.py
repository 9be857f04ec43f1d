"""``POST /api/v1/feedback``: whether an answer helped.

A request sets the vote, so that one that is sent twice says the same as once.
"""

from http import HTTPStatus
from typing import Final

from aiohttp import web

from bot.storage.answers import AnswerId, Vote
from bot.web.api.bodies import read_members
from bot.web.api.keys import check_key
from bot.web.api.replies import reply
from bot.web.asking import WEB_CHAT, WEB_VOTER
from bot.web.context import SERVICES
from bot.web.guarding import client_of
from bot.web.problems import Problem, ProblemError

_VOTES: Final = {"up": Vote.UP, "down": Vote.DOWN, None: None}
_MAX_ID_CHARS: Final = 64


async def set_vote(request: web.Request) -> web.Response:
    """Let a vote stand on an answer that was given over HTTP."""
    services = request.app[SERVICES]
    check_key(request, services.settings.api_key)
    services.readings.admit(client_of(request, services.settings))
    members = await read_members(request, services.settings)
    answer_id = AnswerId(members.text("answer", max_chars=_MAX_ID_CHARS))
    vote = members.choice("vote", tuple(_VOTES))
    members.finish()
    answers = services.storage.answers
    stored = await answers.get(answer_id)
    if stored is None or stored.chat_id != WEB_CHAT:
        raise ProblemError(
            Problem(
                HTTPStatus.NOT_FOUND,
                "expected the id of an answer; it was never given, or is forgotten",
            )
        )
    await answers.set_vote(answer_id, WEB_VOTER, _VOTES[vote])
    return reply({"answer": answer_id, "vote": vote})
