"""Forms as browsers send them, and what is none."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from tests.web.site import Site

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        # Nobody was given this answer; that is found out after the form was read.
        (FORM, b"answer=x&vote=up", 404),
        (f"{FORM}; charset=UTF-8", b"answer=%D9%85&vote=up", 404),
        (f"{FORM}; charset=nonsense", b"answer=x&vote=up", 404),
        (FORM, b"&&==&%", 404),
        (FORM, b"answer=\xff", 400),
        (FORM, b"answer=%FF", 400),
        (FORM, b"&".join(b"a%d=1" % n for n in range(101)), 400),
        (FORM, b"answer=x&vote=up&more=".ljust(16_384, b"x"), 404),
        (FORM, b"answer=x&vote=up&more=".ljust(16_385, b"x"), 413),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("multipart/form-data", b"", 415),
        ("text/plain", b"answer=x&vote=up", 415),
        ("", b"answer=x&vote=up", 415),
    ],
)
async def test_what_is_no_form_is_refused_and_what_is_one_is_read(
    scripted_site: Site, session: ClientSession, content_type: str, body: bytes, status: int
):
    headers = {"Content-Type": content_type}

    async with session.post(
        f"{scripted_site.url}/feedback", data=body, headers=headers
    ) as response:
        told = await response.json()

    assert (response.status, told["status"]) == (status, status)


@pytest.mark.parametrize("origin", ["http://[bad", "null", "https://elsewhere.example"])
async def test_a_form_of_a_page_elsewhere_is_refused(
    scripted_site: Site, session: ClientSession, origin: str
):
    async with session.post(
        f"{scripted_site.url}/feedback", data={"answer": "x"}, headers={"Origin": origin}
    ) as response:
        assert response.status == 403
