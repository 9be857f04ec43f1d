"""What a response carries, within limits: counted as it comes, and again as it is unpacked."""

import zlib
from typing import Final

from aiohttp import ClientResponse

from bot.errors import FetchError, FetchFailure

CODINGS: Final = "gzip, deflate"
"""How a body may be compressed, as a request says it."""

_DEFLATED: Final = frozenset({"gzip", "x-gzip", "deflate"})
_CHUNK: Final = 1 << 16
_PIECE: Final = 1 << 12
_GZIP_OR_ZLIB: Final = zlib.MAX_WBITS | 32
_GZIP_MARK: Final = b"\x1f\x8b"


async def read_body(response: ClientResponse, max_bytes: int) -> bytes:
    """Return the body as it comes, still compressed.

    Raises:
        FetchError: It is larger than `max_bytes`; what lies beyond is not waited for.
    """
    url = str(response.url)
    if (response.content_length or 0) > max_bytes:
        raise too_large(url, max_bytes)
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > max_bytes:
            raise too_large(url, max_bytes)
    return bytes(body)


def unpack(url: str, coding: str, body: bytes, max_bytes: int) -> bytes:
    """Undo the compression that a response names.

    Args:
        url: Of the response.
        coding: Its Content-Encoding.
        body: As it came.
        max_bytes: The largest result.

    Raises:
        FetchError: It cannot be undone, or gives more than `max_bytes`.
    """
    coding = coding.strip().casefold()
    if coding in {"", "identity"} or not body:
        return body
    if coding not in _DEFLATED:
        raise FetchError(FetchFailure.CODING, url, coding)
    # «deflate» should be zlib's format, and is at times what lies within it.
    is_bare = coding == "deflate" and (body[0] & 0x0F) != zlib.DEFLATED
    return _inflate(url, body, -zlib.MAX_WBITS if is_bare else _GZIP_OR_ZLIB, max_bytes)


def unpack_file(url: str, body: bytes, max_bytes: int) -> bytes:
    """Return what a ``.gz`` holds, and anything else as it is; see `unpack`."""
    if not body.startswith(_GZIP_MARK):
        return body
    return _inflate(url, body, _GZIP_OR_ZLIB, max_bytes)


def too_large(url: str, max_bytes: int) -> FetchError:
    """Say that more than `max_bytes` came."""
    return FetchError(FetchFailure.TOO_LARGE, url, f"{max_bytes / 1e6:g} MB")


def _inflate(url: str, body: bytes, window: int, max_bytes: int) -> bytes:
    unpacked = bytearray()
    at = 0
    try:
        while at < len(body):
            stream = zlib.decompressobj(window)
            while not stream.eof and at < len(body):
                # Piece by piece: `unused_data` is copied, and a body may be a million streams.
                piece = body[at : at + _PIECE]
                unpacked += stream.decompress(piece, max_bytes + 1 - len(unpacked))
                if len(unpacked) > max_bytes:
                    raise too_large(url, max_bytes)
                at += len(piece) - len(stream.unused_data)
            if not stream.eof:
                raise FetchError(FetchFailure.BROKEN, url, "its compressed body is cut short")
            # A gzip may be several, one after the other; after the last some write zeros.
            if not body.startswith(_GZIP_MARK, at):
                break
    except zlib.error as error:
        raise FetchError(FetchFailure.BROKEN, url, str(error)) from error
    return bytes(unpacked)
