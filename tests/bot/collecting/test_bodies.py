"""Compressed bodies, honest and not."""

import gzip
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
