"""Reading articles, and the paragraphs around quotes, over HTTP."""

import asyncio
import json
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.telegram.harness import ScriptedLibrary
from tests.web.api.client import ARTICLE, QUESTION, QUOTED, Client
from tests.web.site import SEEDS, indexed, opened, serving

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

TEXT = "افتُتح جسر النخيل صباح الأحد. وبلغت كلفة الجسر أربعين مليون دينار."
STRANGE_NAMES = (
    "مدن/جسر النخيل؟.txt",
    "100%.txt",
    "a%2Fb.txt",
    "a+b & c=d;e.txt",
    "a..b...txt",
    "x../b.txt",
    "x/context.txt",
)


async def test_an_article_is_returned_as_it_is_stored(api: Client):
    reply = await api.get(f"articles/{ARTICLE}")

    assert reply.status == 200
    assert reply.content == {
        "id": ARTICLE,
        "title": "دي ميستورا يخشى التصعيد قبل لقاء لافروف في موسكو",
        "source": "اقتباس، مقالات نموذجية",
        "url": "",
        "date": "",
        "language": "ar",
        "text": (SEEDS / ARTICLE).read_text(encoding="utf-8"),
    }


async def test_an_article_that_is_held_already_is_not_sent_again(api: Client):
    first = await api.get(f"articles/{ARTICLE}")
    tag = first.headers["ETag"]
    conditions = [tag, f"W/{tag}", f'"other", {tag}', "*", '"other"', "nonsense"]

    again = [
        await api.get(f"articles/{ARTICLE}", **{"If-None-Match": condition})
        for condition in conditions
    ]

    assert [reply.status for reply in again] == [304, 304, 304, 304, 200, 200]
    assert {reply.headers["ETag"] for reply in again} == {tag}
    assert (first.headers["Cache-Control"], again[0].content) == ("no-cache", None)


async def test_its_headers_alone_can_be_asked_for(api: Client):
    whole = await api.get(f"articles/{ARTICLE}")

    reply = await api.send("HEAD", f"articles/{ARTICLE}")

    assert (reply.status, reply.content) == (200, None)
    assert reply.headers["ETag"] == whole.headers["ETag"]
    assert reply.headers["Content-Length"] == whole.headers["Content-Length"]


async def test_an_id_is_found_whatever_stands_in_it(tmp_path: Path):
    corpus = tmp_path / "articles"
    for name in STRANGE_NAMES:
        file = corpus / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{TEXT} {name}", encoding="utf-8")
    (corpus / "posts.jsonl").write_text(
        json.dumps({"id": "#/?\n ../x", "text": TEXT, "title": "منشور"}), encoding="utf-8"
    )
    indexed(corpus, tmp_path)
    async with (
        opened(corpus, tmp_path) as library,
        serving(library, tmp_path) as site,
        Client.of(site) as client,
    ):
        entries = await site.services.answering.ask(lambda engine: engine.catalogue().entries)
        ids = [entry.document_id for entry in entries]

        replies = [await client.get(f"articles/{quote(name, safe='')}") for name in ids]
        with_slashes = [await client.get(f"articles/{quote(name, safe='/')}") for name in ids]

    assert len(ids) == len(STRANGE_NAMES) + 1
    assert [reply.content["id"] for reply in replies] == ids
    assert [reply.content["id"] for reply in with_slashes] == ids


@pytest.mark.parametrize(
    "path",
    [
        "../../../../etc/passwd",
        "..%2f..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "./01-putin-erdogan-call.md",
        "../seeds/01-putin-erdogan-call.md",
        "file:///etc/passwd",
        "..\\..\\etc\\passwd",
        "%00",
        "a%00b",
        "%ff%fe",
        "%zz",
        "%",
        "%0a",
        "//",
    ],
)
async def test_nothing_but_an_id_is_found(api: Client, path: str):
    status, body = await get_as_it_stands(api, f"/api/v1/articles/{path}")

    assert status == 404
    assert body["detail"] == "expected the id of an article; there is none here, or not any more"


async def get_as_it_stands(api: Client, path: str) -> tuple[int, dict[str, str]]:
    """Ask for a path that clients would tidy up."""
    address = urlsplit(api.site.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
    head, body = (await reader.read()).split(b"\r\n\r\n", 1)
    writer.close()
    await writer.wait_closed()
    return int(head.split()[1]), json.loads(body)


async def test_the_paragraph_around_a_quote_is_returned(api: Client):
    (quoted,) = (await api.ask(QUESTION, quotes=1)).content["quotes"]

    reply = await api.get(
        f"context?document={ARTICLE}&start={quoted['start']}&end={quoted['end']}"
    )

    assert reply.status == 200
    text = (SEEDS / ARTICLE).read_text(encoding="utf-8")
    context = reply.content
    assert QUOTED in context["text"] != QUOTED
    assert context["text"] == text[context["start"] : context["end"]]
    assert {name: context[name] for name in ("document", "title", "source", "url", "date")} == {
        name: quoted[name] for name in ("document", "title", "source", "url", "date")
    }


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("", ["start", "end", "document"]),
        ("document=a&start=1", ["end"]),
        ("document=&start=1&end=2", ["document"]),
        ("document=a&document=b&start=1&end=2", ["document"]),
        ("document=a&start=1&start=2&end=3", ["start"]),
        ("document=a&start=-1&end=2", ["start"]),
        ("document=a&start=%2B1&end=2", ["start"]),
        ("document=a&start=1.0&end=2", ["start"]),
        ("document=a&start=%D9%A1&end=2", ["start"]),
        ("document=a&start=1&end=1000000000", ["end"]),
        ("document=a&start=1&end=" + "9" * 5000, ["end"]),
    ],
)
async def test_what_is_wrong_with_a_place_is_told(api: Client, query: str, parameters: list[str]):
    reply = await api.get(f"context?{query}")

    assert reply.status == 422
    assert [error["parameter"] for error in reply.content["errors"]] == parameters


@pytest.mark.parametrize(
    "query",
    [
        "document=nowhere.md&start=1&end=2",
        f"document={ARTICLE}&start=1&end=999999999",
        f"document={ARTICLE}&start=5&end=5",
        f"document={ARTICLE}&start=6&end=5",
        "document=../seeds/01-putin-erdogan-call.md&start=1&end=2",
        "document=%00&start=1&end=2",
    ],
)
async def test_a_place_that_no_article_has_is_not_found(api: Client, query: str):
    reply = await api.get(f"context?{query}")

    assert reply.status == 404


async def test_any_place_in_an_article_has_a_context(api: Client):
    text = (SEEDS / ARTICLE).read_text(encoding="utf-8")

    for start in range(0, len(text), 150):
        end = min(start + 70, len(text))
        reply = await api.get(f"context?document={ARTICLE}&start={start}&end={end}")

        assert reply.status == 200
        assert text[start:end] in reply.content["text"]


async def test_who_reads_too_much_is_told_when_to_come_again(tmp_path: Path):
    paths = [f"articles/{ARTICLE}", f"context?document={ARTICLE}&start=0&end=9"]
    async with (
        serving(ScriptedLibrary(), tmp_path, web_questions_per_minute=1) as site,
        Client.of(site) as client,
    ):
        for _ in range(9):
            await client.get("articles/d.md")
        asked = await client.ask(QUESTION)
        vote = {"answer": asked.content["answer"], "vote": "up"}
        voted = await client.post("feedback", vote)

        refused = [await client.get(path) for path in paths]
        refused.append(await client.post("feedback", vote))
        described = await client.get("openapi.json")

    assert (asked.status, voted.status, described.status) == (200, 200, 200)
    assert [reply.status for reply in refused] == [429, 429, 429]
    assert 1 <= int(refused[0].headers["Retry-After"]) <= 60
    assert "at most 10 readings a minute" in refused[0].content["detail"]


@pytest.mark.parametrize("path", [f"articles/{ARTICLE}", "context", "openapi.json"])
async def test_what_is_read_is_only_read(api: Client, path: str):
    told = await api.send("OPTIONS", path)
    refused = [await api.send(method, path) for method in ("POST", "PUT", "DELETE", "PATCH")]

    assert (told.status, told.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert {(reply.status, reply.headers["Allow"]) for reply in refused} == {
        (405, "GET, HEAD, OPTIONS")
    }
