"""Votes, as the form below an answer sends them."""

import pytest
from aiohttp import ClientSession

from bot.storage.answers import AnswerId
from tests.web.pages.reading import ASKED, QUOTES, Page, ask, visit
from tests.web.site import Site

VOTED = "//button[@aria-pressed='true']/@aria-label"


async def vote(
    visitor: ClientSession,
    site: Site,
    *fields: tuple[str, str],
    headers: dict[str, str] | None = None,
) -> Page:
    """Send a form, and follow where it leads."""
    url = f"{site.url}/feedback"
    async with visitor.post(url, data=list(fields), headers=headers) as response:
        return await Page.of(response)


async def votes_stored(site: Site) -> list[tuple[object, ...]]:
    return await site.services.storage.database.fetch("SELECT answer_id, user_id, vote FROM votes")


async def test_a_vote_is_kept_and_leads_back_to_its_answer(
    scripted_site: Site, visitor: ClientSession
):
    first = await visit(visitor, f"{scripted_site.url}/", ("q", "السؤال الأول"))
    page = await ask(visitor, first, "السؤال الثاني")
    fields = page.fields("votes")

    voted = await vote(visitor, scripted_site, *fields, ("vote", "up"))

    assert voted.status == 200
    assert voted.all(ASKED) == page.all(ASKED)
    assert voted.all(QUOTES) == page.all(QUOTES)
    assert voted.values(VOTED) == ["جواب مفيد"]
    assert voted.one("//p[@class='told']") == "شكرًا على التقييم."
    assert await votes_stored(scripted_site) == [(dict(fields)["answer"], 0, 1)]


async def test_the_pressed_button_takes_its_vote_back(scripted_site: Site, visitor: ClientSession):
    page = await visit(visitor, f"{scripted_site.url}/", ("q", "سؤال"))
    voted = await vote(visitor, scripted_site, *page.fields("votes"), ("vote", "down"))
    [again] = voted.values("//button[@aria-pressed='true']/@value")

    taken_back = await vote(visitor, scripted_site, *voted.fields("votes"), ("vote", again))

    assert taken_back.values(VOTED) == []
    assert taken_back.one("//p[@class='told']") == "حُذف التقييم."
    assert await votes_stored(scripted_site) == []


async def test_the_script_is_given_the_form_alone(scripted_site: Site, visitor: ClientSession):
    page = await visit(visitor, f"{scripted_site.url}/", ("q", "سؤال"))
    fields = page.fields("votes")

    part = await vote(visitor, scripted_site, *fields, ("vote", "up"), ("part", "votes"))

    assert part.root.tag == "form"
    assert part.fields("votes") == fields
    assert part.values(VOTED) == ["جواب مفيد"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1"}, 403),
        ({"Origin": "https://example.org"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 200),
    ],
)
async def test_a_vote_is_taken_only_from_a_page_of_this_server(
    scripted_site: Site, visitor: ClientSession, headers: dict[str, str], status: int
):
    page = await visit(visitor, f"{scripted_site.url}/", ("q", "سؤال"))

    voted = await vote(
        visitor, scripted_site, *page.fields("votes"), ("vote", "up"), headers=headers
    )

    assert voted.status == status
    assert len(await votes_stored(scripted_site)) == (status == 200)


async def test_a_browser_that_tells_only_the_origin_may_vote(
    scripted_site: Site, visitor: ClientSession
):
    page = await visit(visitor, f"{scripted_site.url}/", ("q", "سؤال"))

    voted = await vote(
        visitor,
        scripted_site,
        *page.fields("votes"),
        ("vote", "up"),
        headers={"Origin": scripted_site.url},
    )

    assert voted.status == 200


@pytest.mark.parametrize(
    ("answer", "said", "status"), [("nothing0", "up", 404), ("", "up", 404), (None, "5", 422)]
)
async def test_what_is_no_vote_on_an_answer_is_refused(
    scripted_site: Site, visitor: ClientSession, answer: str | None, said: str, status: int
):
    page = await visit(visitor, f"{scripted_site.url}/", ("q", "سؤال"))
    given = AnswerId(dict(page.fields("votes"))["answer"])

    voted = await vote(
        visitor,
        scripted_site,
        ("answer", given if answer is None else answer),
        ("vote", said),
    )

    assert voted.status == status
    assert await votes_stored(scripted_site) == []


async def test_while_answers_cannot_be_read_nobody_is_told_that_theirs_is_forgotten(
    scripted_site: Site, visitor: ClientSession
):
    page = await visit(visitor, f"{scripted_site.url}/", ("q", "سؤال"))
    fields = page.fields("votes")
    database = scripted_site.services.storage.database
    await database.fetch("ALTER TABLE answers RENAME TO away")

    voted = await vote(visitor, scripted_site, *fields, ("vote", "up"))
    answer = await visit(visitor, f"{scripted_site.url}/answers/{dict(fields)['answer']}")
    await database.fetch("ALTER TABLE away RENAME TO answers")

    assert [voted.status, answer.status] == [503, 503]
