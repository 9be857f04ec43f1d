"""Votes on answers, from the form below them.

An answer's id cannot be guessed, so nobody votes on what they were not shown; all the same, a vote
is taken only from a page of this server.
"""

from http import HTTPStatus
from typing import Final

from aiohttp import web

from bot.storage.answers import AnswerId, Vote
from bot.web.asking import WEB_VOTER
from bot.web.context import SERVICES
from bot.web.forms import read_form
from bot.web.guarding import client_of
from bot.web.pages.conversations import kept_answer
from bot.web.pages.links import answer_address, earlier_of
from bot.web.pages.look import LOOK
from bot.web.pages.turns import Turn

_VOTES: Final = {"up": Vote.UP, "down": Vote.DOWN, "": None}


def routes() -> list[web.RouteDef]:
    """Return what the server has to serve."""
    return [web.post("/feedback", _take_vote)]


async def _take_vote(request: web.Request) -> web.Response:
    """Let a vote stand, or take it back; lead back to the answer, or show the script the form."""
    if not _is_from_here(request):
        raise web.HTTPForbidden
    services = request.app[SERVICES]
    services.readings.admit(client_of(request, services.settings))
    form = await read_form(request)
    answer_id, said = AnswerId(form.get("answer", "")), form.get("vote", "")
    if said not in _VOTES:
        raise web.HTTPUnprocessableEntity
    if not await kept_answer(services, answer_id):
        raise web.HTTPNotFound
    await services.storage.answers.set_vote(answer_id, WEB_VOTER, _VOTES[said])
    earlier = earlier_of(form.getall("after", ()))
    if form.get("part") == "votes":
        turn = Turn(question="", answer_id=answer_id, earlier=earlier, voted=said, is_told=True)
        return request.app[LOOK].page("votes.html", turn=turn)
    address = answer_address(answer_id, earlier, voted=said or "none")
    return web.Response(status=HTTPStatus.SEE_OTHER, headers={"Location": f"{address}#latest"})


def _is_from_here(request: web.Request) -> bool:
    """Tell whether a form was sent from a page of this server, by what its browser says.

    Source:
        https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or origin.partition("://")[2] == request.host
