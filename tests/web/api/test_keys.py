"""Who may ask, where the operator gave out keys."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.web.api.client import ARTICLE, QUESTION, Client, Reply
from tests.web.site import SEEDS, opened, serving

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

KEY = "a-key-for-programs"
ADMIN_KEY = "a-key-for-administrators"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def locked(
    snapshots: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Client]:
    """The API with a key for programs and another for administrators."""
    data = tmp_path_factory.mktemp("data")
    async with (
        opened(SEEDS, snapshots) as library,
        serving(library, data, api_key=KEY, admin_api_key=ADMIN_KEY) as site,
        Client.of(site) as client,
    ):
        yield client


async def ask_each(api: Client, **headers: str) -> list[Reply]:
    """Ask for everything that wants the key for programs."""
    return [
        await api.post("ask", {"question": QUESTION}, **headers),
        await api.post("feedback", {"answer": "abcdefgh", "vote": "up"}, **headers),
        await api.get(f"articles/{ARTICLE}", **headers),
        await api.get(f"context?document={ARTICLE}&start=0&end=9", **headers),
    ]


async def test_without_a_key_nothing_is_answered_and_a_key_is_asked_for(locked: Client):
    replies = await ask_each(locked)

    assert {reply.status for reply in replies} == {401}
    assert {reply.headers["WWW-Authenticate"] for reply in replies} == {'Bearer realm="Iqtibas"'}
    assert {reply.headers["Content-Type"] for reply in replies} == {"application/problem+json"}


@pytest.mark.parametrize("authorization", [f"Bearer {KEY}", f"bearer  {KEY} "])
async def test_with_the_key_everything_is_answered(locked: Client, authorization: str):
    replies = await ask_each(locked, Authorization=authorization)

    assert [reply.status for reply in replies] == [200, 404, 200, 200]


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        f"Bearer {KEY}x",
        f"Bearer {KEY[:-1]}",
        f"Bearer {KEY.upper()}",
        f"Basic {KEY}",
        KEY,
        f"Bearer {KEY} {KEY}",
        f"Bearer {ADMIN_KEY}",
        "Bearer مفتاح",
    ],
)
async def test_with_anything_else_nothing_is(locked: Client, authorization: str):
    replies = await ask_each(locked, Authorization=authorization)

    assert {reply.status for reply in replies} == {401}
    assert {reply.headers["WWW-Authenticate"] for reply in replies} == {
        'Bearer realm="Iqtibas", error="invalid_token"'
    }
    assert not [reply for reply in replies if KEY in str(reply.content)]


async def test_the_reload_wants_the_key_for_administrators(locked: Client):
    sent = {"none": {}, "theirs": {"Authorization": f"Bearer {KEY}"}}

    statuses = {
        whose: (await locked.send("POST", "reload", headers=headers)).status
        for whose, headers in sent.items()
    }

    assert statuses == {"none": 401, "theirs": 401}


async def test_the_document_is_for_everybody(locked: Client):
    reply = await locked.get("openapi.json")

    assert reply.status == 200


async def test_a_key_that_nobody_asks_for_does_no_harm(api: Client):
    reply = await api.post("ask", {"question": QUESTION}, Authorization="Bearer anything")

    assert reply.status == 200
