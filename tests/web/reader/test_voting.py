"""Votes from within Telegram."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.storage.answers import AnswerId
from bot.web.mini_app import sign
from tests.telegram.bot_api_checks import TOKEN
from tests.telegram.fakes import ImpatientClock
from tests.telegram.harness import ScriptedLibrary
from tests.web.reader.answers import stored
from tests.web.site import Site, serving

LEILA, OMAR = 100, 101
PUBLIC = {"public_url": "https://bot.example.org", "telegram_bot_token": TOKEN}


@pytest.fixture
async def clock() -> ImpatientClock:
    return ImpatientClock()


@pytest.fixture
async def site(clock: ImpatientClock, tmp_path: Path) -> AsyncIterator[Site]:
    async with serving(ScriptedLibrary(), tmp_path, clock, **PUBLIC) as site:
        yield site


def init_data(clock: ImpatientClock, user_id: int) -> str:
    fields = {"auth_date": str(int(clock.unix_time())), "user": f'{{"id":{user_id}}}'}
    return urlencode({**fields, "hash": sign(fields, TOKEN)})


async def an_answer(site: Site, chat_id: int) -> AnswerId:
    return (await stored(site, chat_id=chat_id)).answer_id


async def votes(site: Site) -> list[tuple[object, ...]]:
    return list(await site.services.storage.database.fetch("SELECT user_id, vote FROM votes"))


async def send(site: Site, **members: object) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{site.url}/mini_app/votes", json=members) as response,
    ):
        return response.status


async def test_whoever_asked_votes_and_thinks_again(site: Site, clock: ImpatientClock):
    answer = await an_answer(site, LEILA)
    signed = init_data(clock, LEILA)

    found = []
    for vote in ("up", "up", "down", None):
        status = await send(site, init_data=signed, answer=answer, vote=vote)
        found.append((status, await votes(site)))

    assert found == [
        (200, [(LEILA, 1)]),
        (200, [(LEILA, 1)]),
        (200, [(LEILA, -1)]),
        (200, []),
    ]


async def test_nobody_votes_in_anothers_name_or_on_anothers_answer(
    site: Site, clock: ImpatientClock
):
    own, group = await an_answer(site, LEILA), await an_answer(site, -200)
    forged = init_data(clock, OMAR).replace(str(OMAR), str(LEILA))

    statuses = [
        await send(site, init_data=forged, answer=own, vote="up"),
        await send(site, init_data=init_data(clock, OMAR), answer=own, vote="up"),
        await send(site, init_data=init_data(clock, LEILA), answer=group, vote="up"),
        await send(site, init_data=init_data(clock, LEILA), answer="AAAAAAAA", vote="up"),
        await send(site, init_data=init_data(clock, LEILA), answer=own, vote="sideways"),
        await send(site, answer=own, vote="up"),
    ]

    assert statuses == [403, 404, 404, 404, 422, 422]
    assert await votes(site) == []


async def test_init_data_of_the_day_before_yesterday_are_worth_nothing(
    site: Site, clock: ImpatientClock
):
    answer, signed = await an_answer(site, LEILA), init_data(clock, LEILA)
    clock.pass_by(2 * 86_400)

    status = await send(site, init_data=signed, answer=answer, vote="up")

    assert (status, await votes(site)) == (403, [])


@pytest.mark.parametrize("missing", PUBLIC)
async def test_where_no_mini_app_is_there_are_no_votes_from_one(
    clock: ImpatientClock, tmp_path: Path, missing: str
):
    settings = {name: value for name, value in PUBLIC.items() if name != missing}
    async with serving(ScriptedLibrary(), tmp_path, clock, **settings) as site:
        answer = await an_answer(site, LEILA)

        status = await send(site, init_data=init_data(clock, LEILA), answer=answer, vote="up")

    assert status == 404
