"""Compressed bodies, honest and not."""

import gzip
import random
import time
import tracemalloc
import zlib

import pytest

from bot.collecting.bodies import unpack, unpack_file
from bot.errors import FetchError, FetchFailure

URL = "https://example.org/"
BODY = "خبر ".encode() * 200


def gz(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def bare(content: bytes) -> bytes:
    squeezer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeezer.compress(content) + squeezer.flush()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("", BODY),
        ("identity", BODY),
        ("gzip", gz(BODY)),
        ("X-GZIP", gz(BODY)),
        ("gzip", gz(BODY[:100]) + gz(BODY[100:])),
        ("gzip", gz(BODY) + bytes(20)),
        ("deflate", zlib.compress(BODY)),
        ("deflate", bare(BODY)),
    ],
)
def test_what_was_compressed_comes_back(coding: str, body: bytes):
    assert unpack(URL, coding, body, len(BODY)) == BODY


@pytest.mark.parametrize("body", [BODY, gz(BODY)])
def test_a_file_that_is_compressed_by_itself_is_unpacked(body: bytes):
    assert unpack_file(URL, body, len(BODY)) == BODY


@pytest.mark.parametrize(
    ("coding", "body", "reason"),
    [
        ("gzip", gz(bytes(1_000_000)), FetchFailure.TOO_LARGE),
        ("deflate", zlib.compress(bytes(1_000_000)), FetchFailure.TOO_LARGE),
        ("gzip", gz(bytes(600)) * 2, FetchFailure.TOO_LARGE),
        ("gzip", gz(BODY)[:-20], FetchFailure.BROKEN),
        ("gzip", BODY, FetchFailure.BROKEN),
        ("br", BODY, FetchFailure.CODING),
        ("gzip, gzip", gz(gz(BODY)), FetchFailure.CODING),
    ],
)
def test_what_is_too_much_or_broken_is_refused(coding: str, body: bytes, reason: FetchFailure):
    with pytest.raises(FetchError) as caught:
        unpack(URL, coding, body, 1_000)

    assert caught.value.reason is reason


def test_a_bomb_is_not_unpacked_to_find_that_it_is_one():
    bomb = gz(bytes(20_000_000))

    tracemalloc.start()
    with pytest.raises(FetchError):
        unpack(URL, "gzip", bomb, 1_000)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert most < 1_000_000


def test_streams_that_end_within_a_piece_and_across_pieces_are_joined():
    noise = random.Random(1).randbytes(9_000)  # noqa: S311 - for no secret
    streams = [noise[:100], b"", noise, noise[:5_000]]

    body = b"".join(map(gz, streams))

    assert len(body) > 2 * 4_096
    assert unpack(URL, "gzip", body, 20_000) == b"".join(streams)


@pytest.mark.slow
def test_a_body_of_a_hundred_thousand_streams_is_not_copied_as_often():
    body = gz(b"") * 100_000

    started_at = time.monotonic()
    unpacked = unpack(URL, "gzip", body, 1_000)
    took_s = time.monotonic() - started_at

    # A copy of the rest at each of them took a minute for a tenth of what may be fetched.
    assert unpacked == b""
    assert took_s < 3
