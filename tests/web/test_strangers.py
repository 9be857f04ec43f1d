"""Requests of programs that look for a way in: each is answered, none with a 500."""

import asyncio

import pytest
from structlog.testing import capture_logs

from tests.web.site import Site

_FORM = "Content-Type: application/x-www-form-urlencoded"
_MULTIPART = "Content-Type: multipart/form-data; boundary=x"

PATHS = (
    *("/?q=%ff%fe", "/?q=%00%00", "/?q=%ED%A0%80", "/?q=%", "/?q=x&after=%ff&quotes=-1"),
    *("/articles/", "/articles/%ff", "/articles/%00", "/articles/..%2f..%2fetc%2fpasswd"),
    *("/articles/../../etc/passwd", "/static/../../settings/web.py", "/static/%2e%2e/look.py"),
    *("/articles/d.md?start=-1&end=99999999999999999999", "/articles/d.md?start=%D9%A1&end=2"),
    *("/answers/%00", "/answers/zzzz", "/api/v1/articles/%ED%A0%80", "//elsewhere.example/"),
)
HEADERS = (
    "X-Forwarded-For: ::::,,,%%",
    "X-Request-Id: \xff\xff\xff\xff\xff\xff\xff\xff",
    "Accept: \xff;q=zz",
    "Authorization: Bearer \xff",
    'If-None-Match: "\xff',
    "If-Modified-Since: never",
    "Range: bytes=999-1",
    'Cookie: a="\xff; b',
    "Upgrade: websocket",
    "Accept-Encoding: \xff",
    "Expect: a-miracle",
)
BODIES = (
    ("/feedback", _FORM, b"answer=\xff"),
    ("/feedback", f"{_FORM}; charset=nonsense", b"answer=1"),
    ("/feedback", _MULTIPART, b"--x\r\nContent-Encoding: nonsense\r\n\r\nhi\r\n--x--\r\n"),
    ("/feedback", f"{_FORM}\r\nOrigin: http://[bad", b"answer=1"),
    ("/feedback", f"{_FORM}\r\nContent-Encoding: gzip", b"answer=1"),
    ("/mini_app/votes", _FORM, b"answer=%ff&init_data=%ff"),
    ("/mini_app/votes", "Content-Type: application/json", b'{"a":'),
    ("/api/v1/ask", "Content-Type: application/json", b'{"question": "\\ud800"}'),
    ("/api/v1/ask", "Content-Type: application/json", b"[" * 100_000),
    ("/api/v1/feedback", "Content-Type: application/json; charset=\xff", b"{}"),
)
LINES = (
    b"GET http://elsewhere.example/ HTTP/1.1\r\nHost: localhost",
    b"GET http://[bad/ HTTP/1.1\r\nHost: localhost",
    b"GET / HTTP/1.1\r\nHost: [::bad",
    b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:bad",
    b"GET / HTTP/1.1",
    b"OPTIONS * HTTP/1.1\r\nHost: localhost",
    b"GET / HTTP/1.1\r\nHost: elsewhere.example",
    b"GET / HTTP/1.1\r\nHost: \xff\x01",
    b"CONNECT x:80 HTTP/1.1\r\nHost: localhost",
    b"BREW / HTTP/1.1\r\nHost: localhost",
    b"GET / HTTP/9.9\r\nHost: localhost",
    b"POST /feedback HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1",
    b"POST /feedback HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100_000,
    b"\x16\x03\x01\x02\x00",
)


def requests() -> list[bytes]:
    """Return all of it, each as a program and as a browser asks."""
    with_paths = [f"GET {path} HTTP/1.1\r\nHost: localhost".encode() for path in PATHS]
    with_headers = [
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{header}".encode("latin-1")
        for header in HEADERS
        for path in ("/", "/metrics", "/api/v1/openapi.json")
    ]
    heads_of_bodies = [
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{header}\r\nContent-Length: {len(body)}"
        for path, header, body in BODIES
    ]
    whole = [
        head.encode("latin-1") + b"\r\nConnection: close\r\n\r\n" + body
        for head, (*_, body) in zip(heads_of_bodies, BODIES, strict=True)
    ]
    heads = [*with_paths, *with_headers, *LINES]
    return [
        *(head + b"\r\nConnection: close\r\n\r\n" for head in heads),
        *(head + b"\r\nConnection: close\r\nAccept: text/html\r\n\r\n" for head in heads),
        *whole,
    ]


async def answer_to(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    return answer


@pytest.mark.slow
async def test_whatever_a_stranger_sends_is_answered_and_is_no_error_of_ours(scripted_site: Site):
    port = int(scripted_site.url.rpartition(":")[2])

    with capture_logs() as lines:
        answers = [(request, await answer_to(port, request)) for request in requests()]

    wrong = [
        (request[:200], answer[:100])
        for request, answer in answers
        if not answer.startswith((b"HTTP/1.1 2", b"HTTP/1.1 4", b"HTTP/1.0 4"))
        or b"Content-Security-Policy: default-src 'none'" not in answer
        or b"Traceback" in answer
        or b"root:" in answer
    ]
    assert wrong == []
    assert [line for line in lines if line["log_level"] == "error"] == []
