"""Asking over HTTP."""

import asyncio
import json
import subprocess
from pathlib import Path

import pytest

from bot.storage.questions import Place
from bot.web.asking import WEB_CHAT
from tests.cli.running import start
from tests.telegram.harness import ScriptedLibrary
from tests.web.api.client import ARTICLE, QUESTION, QUOTED, Client
from tests.web.site import SEEDS, opened, serving

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

FOLLOW_UP = "ولماذا؟"


async def test_a_question_is_answered_with_the_sentence_and_its_source(api: Client):
    reply = await api.ask(QUESTION, quotes=1)

    assert reply.status == 200
    assert reply.headers["Content-Type"] == "application/json"
    (quote,) = reply.content["quotes"]
    text = (SEEDS / ARTICLE).read_text(encoding="utf-8")
    assert (quote["text"], quote["document"]) == (QUOTED, ARTICLE)
    assert text[quote["start"] : quote["end"]] == QUOTED


@pytest.mark.parametrize(
    ("question", "n_quotes"), [(QUESTION, 3), ("ماذا قال لافروف؟", 5), ("ما عاصمة اليابان؟", 3)]
)
async def test_it_is_the_object_that_the_command_prints_and_an_id(
    api: Client, snapshots: Path, tmp_path: Path, question: str, n_quotes: int
):
    command = ("ask", "--json", "--quotes", str(n_quotes), "--corpus", str(SEEDS), question)
    environment = {"DATA_DIR": str(snapshots), "PWD": str(tmp_path)}

    def run() -> bytes:
        with start(*command, stdin=subprocess.DEVNULL, environment=environment) as ran:
            return ran.communicate(timeout=60)[0]

    printed = json.loads(await asyncio.to_thread(run))

    replied = (await api.ask(question, quotes=n_quotes)).content
    for answer in (printed, replied):
        assert answer.pop("took_ms") > 0
    assert len(replied.pop("answer")) == 8
    assert replied == printed
    assert list(replied) == list(printed)


async def test_a_question_that_nothing_answers_is_answered_with_no_quote(api: Client):
    reply = await api.ask("ما عاصمة اليابان؟")

    assert reply.status == 200
    assert (reply.content["outcome"], reply.content["quotes"]) == ("none", [])


async def test_so_many_quotes_come_as_are_asked_for(api: Client):
    asked = [await api.ask("ماذا قال لافروف؟", quotes=n) for n in (1, 2, 2.0)]

    assert [len(reply.content["quotes"]) for reply in asked] == [1, 2, 2]


async def test_a_short_question_is_understood_with_the_one_before_it(api: Client):
    alone = await api.ask(FOLLOW_UP)
    together = await api.ask(FOLLOW_UP, previous=[QUESTION])

    assert alone.content["quotes"] == []
    assert together.content["quotes"][0]["document"] == ARTICLE
    assert together.content["question"] == FOLLOW_UP


async def test_an_answer_is_stored_as_one_over_http_and_counted(api: Client):
    counted_before = await n_counted(api)

    reply = await api.ask(QUESTION)

    stored = await api.site.services.storage.answers.get(reply.content["answer"])
    assert stored is not None
    assert (stored.chat_id, stored.question) == (WEB_CHAT, QUESTION)
    assert await n_counted(api) == counted_before + 1


async def n_counted(api: Client) -> int:
    await api.site.services.question_log.flush()
    counts = await api.site.services.storage.questions.counts("0000")
    return sum(count.n for count in counts if count.place is Place.WEB)


@pytest.mark.parametrize(
    ("content", "pointers"),
    [
        ({}, ["/question"]),
        ({"question": ""}, ["/question"]),
        ({"question": None}, ["/question"]),
        ({"question": ["متى"]}, ["/question"]),
        ({"question": "م" * 1001}, ["/question"]),
        ({"question": "متى\0"}, ["/question"]),
        ({"question": "متى", "quotes": 0}, ["/quotes"]),
        ({"question": "متى", "quotes": 11}, ["/quotes"]),
        ({"question": "متى", "quotes": "3"}, ["/quotes"]),
        ({"question": "متى", "quotes": True}, ["/quotes"]),
        ({"question": "متى", "quotes": 2.5}, ["/quotes"]),
        ({"question": "متى", "quotes": 10**400}, ["/quotes"]),
        ({"question": "متى", "previous": "أين"}, ["/previous"]),
        ({"question": "متى", "previous": ["أين"] * 6}, ["/previous"]),
        ({"question": "متى", "previous": ["أين", 5]}, ["/previous/1"]),
        ({"question": "متى", "quote": 3}, ["/quote"]),
        ({"question": 1, "quotes": "x", "a": 1}, ["/question", "/quotes", "/a"]),
    ],
)
async def test_what_is_wrong_with_a_body_is_told_by_its_place(
    api: Client, content: object, pointers: list[str]
):
    reply = await api.post("ask", content)

    assert reply.status == 422
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.pointers == pointers
    assert reply.content["request_id"] == reply.headers["X-Request-Id"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"question": "\xff"}',
        b'{"question": NaN}',
        b'{"question": "a", "question": "b"}',
        '{"question": "متى"}'.encode("utf-16"),
        b'{"question": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
        b'{"\\udc00": "a"}',
    ],
)
async def test_what_is_no_plain_object_is_a_bad_request(api: Client, body: bytes):
    reply = await api.post_bytes("ask", body)

    assert (reply.status, reply.content["title"]) == (400, "Bad Request")
    assert reply.headers["Content-Type"] == "application/problem+json"


async def test_half_a_surrogate_pair_is_no_question(api: Client):
    reply = await api.post_bytes("ask", b'{"question": "a\\ud800"}')

    assert (reply.status, reply.pointers) == (422, ["/question"])


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "x"],
)
async def test_only_json_in_utf_8_is_read(api: Client, content_type: str):
    reply = await api.post_bytes("ask", b'{"question": "a"}', content_type)

    assert reply.status == 415
    assert reply.headers["Accept"] == "application/json"


async def test_a_compressed_body_is_not_unpacked(api: Client):
    reply = await api.post_bytes("ask", b"\x1f\x8b\x08", **{"Content-Encoding": "gzip"})

    assert reply.status == 415
    assert reply.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize("n_bytes", [80_000, 2_000_000])
async def test_a_body_that_is_too_long_is_not_read_as_json(api: Client, n_bytes: int):
    reply = await api.post_bytes("ask", b" " * n_bytes)

    assert reply.status == 413


async def test_the_longest_bodies_that_may_come_are_read(api: Client):
    longest = "\U0001f600" * 1000  # 12 bytes each, as json.dumps escapes them

    reply = await api.ask(longest, previous=[longest] * 5)

    assert reply.status == 200


async def test_who_asks_too_much_is_told_when_to_come_again(snapshots: Path, tmp_path: Path):
    async with (
        opened(SEEDS, snapshots) as library,
        serving(library, tmp_path, web_questions_per_minute=2) as site,
        Client.of(site) as client,
    ):
        replies = [await client.ask(QUESTION) for _ in range(3)]

    assert [reply.status for reply in replies] == [200, 200, 429]
    assert 1 <= int(replies[2].headers["Retry-After"]) <= 60


async def test_a_full_queue_says_so_and_nothing_is_lost(tmp_path: Path):
    library = ScriptedLibrary()
    library.opened.clear()
    async with serving(library, tmp_path, queue_size=1) as site, Client.of(site) as client:
        first = asyncio.create_task(client.ask("الأول؟"))
        while not library.asked:  # noqa: ASYNC110 - the worker thread sets no event
            await asyncio.sleep(0)

        second = await client.ask("الثاني؟")
        library.opened.set()

        assert (second.status, second.headers["Retry-After"]) == (503, "1")
        assert (await first).status == 200


async def test_a_browser_on_another_site_is_allowed_nothing(api: Client):
    asked = await api.post("ask", {"question": QUESTION}, Origin="https://elsewhere.example")
    preflight = await api.send(
        "OPTIONS",
        "ask",
        headers={
            "Origin": "https://elsewhere.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )

    assert (preflight.status, preflight.headers["Allow"]) == (204, "OPTIONS, POST")
    told = {*asked.headers, *preflight.headers}
    assert not [name for name in told if name.lower().startswith("access-control")]
    assert asked.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE"])
async def test_other_methods_are_told_which_there_are(api: Client, method: str):
    reply = await api.send(method, "ask")

    assert (reply.status, reply.headers["Allow"]) == (405, "OPTIONS, POST")
