"""What the pages load from this server: a few named files, read once, and nothing else.

Each has its digest in its address, so that a browser keeps it until it changes. A name is looked
up among those that were read; no path is ever made of it.
"""

from dataclasses import dataclass
from hashlib import blake2b
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, Self

from aiohttp import web

_DIGEST_BYTES: Final = 6
_KEPT: Final = "public, max-age=31536000, immutable"
_CONTENT_TYPES: Final = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
    "ico": "image/x-icon",
}
_TEXTS: Final = frozenset({"css", "js", "svg"})


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is served.

    Attributes:
        address: Its path on this server.
    """

    address: str
    content: bytes
    content_type: str
    charset: str | None

    def response(self) -> web.Response:
        """Return it, to be kept."""
        return web.Response(
            body=self.content,
            content_type=self.content_type,
            charset=self.charset,
            headers={"Cache-Control": _KEPT},
        )


class StaticFiles:
    """The files of `static/`, by their names there and by their addresses.

    Args:
        served: By name.
    """

    def __init__(self, served: dict[str, StaticFile]) -> None:
        self._by_name = served
        self._by_address = {file.address: file for file in served.values()}

    @classmethod
    def load(cls) -> Self:
        """Read those that come with the package.

        A style sheet's own references to others are given their addresses, too.
        """
        read = {
            entry.name: entry.read_bytes()
            for entry in _entries(files("bot.web.pages").joinpath("static"))
        }
        served = {
            name: _as_served(name, content)
            for name, content in read.items()
            if not name.endswith(".css")
        }
        for name in read.keys() - served.keys():
            content = read[name]
            for other, file in list(served.items()):
                content = content.replace(
                    f'url("{other}")'.encode(), f'url("{file.address}")'.encode()
                )
            served[name] = _as_served(name, content)
        return cls(served)

    def address(self, name: str) -> str:
        """Return where a file is served.

        Raises:
            KeyError: There is no such file.
        """
        return self._by_name[name].address

    def at(self, address: str) -> StaticFile | None:
        """Return what is served at an address, as a browser asks for it."""
        return self._by_address.get(address)

    def named(self, name: str) -> StaticFile:
        """Return a file.

        Raises:
            KeyError: There is no such file.
        """
        return self._by_name[name]


def _entries(folder: Traversable) -> list[Traversable]:
    """Return the files of known kinds, by name."""
    entries = [entry for entry in folder.iterdir() if _suffix(entry.name) in _CONTENT_TYPES]
    return sorted(entries, key=lambda entry: entry.name)


def _as_served(name: str, content: bytes) -> StaticFile:
    stem, _, suffix = name.rpartition(".")
    digest = blake2b(content, digest_size=_DIGEST_BYTES).hexdigest()
    return StaticFile(
        address=f"/static/{stem}-{digest}.{suffix}",
        content=content,
        content_type=_CONTENT_TYPES[suffix],
        charset="utf-8" if suffix in _TEXTS else None,
    )


def _suffix(name: str) -> str:
    return name.rpartition(".")[2]
