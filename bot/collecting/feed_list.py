"""Which feeds and sitemaps a corpus is filled from: a file in its folder.

An operator keeps it in git with the articles, and may edit it: an address a line, with whatever
remark behind it; a line that begins with ``#`` is a remark as a whole. What is only known of each,
such as when it was polled last, lies in the database (`feed_store`).
"""

from pathlib import Path
from typing import Final

from bot.collecting.locking import corpus_locked
from bot.collecting.writing import write_whole
from bot.errors import StorageError

FILE: Final = ".feeds.txt"
"""Hidden, so that it is not taken for an article."""


class FeedList:
    """The list of one corpus. Synchronous; call it aside.

    Args:
        corpus: The corpus folder.
    """

    def __init__(self, corpus: Path) -> None:
        self._corpus = corpus
        self._path = corpus / FILE

    def addresses(self) -> list[str]:
        """Return the addresses, in their order, each once.

        Raises:
            StorageError: The file cannot be read.
        """
        return list(dict.fromkeys(filter(None, map(_address, self._lines()))))

    def add(self, address: str) -> bool:
        """Add an address at the end; return whether it is new.

        Raises:
            StorageError: The file cannot be read or written.
        """
        with corpus_locked(self._corpus):
            if address in self.addresses():
                return False
            self._write([*self._lines(), address])
            return True

    def remove(self, address: str) -> bool:
        """Remove an address, and the line it stands in; return whether it was there.

        Raises:
            StorageError: The file cannot be read or written.
        """
        with corpus_locked(self._corpus):
            lines = self._lines()
            kept = [line for line in lines if _address(line) != address]
            if len(kept) == len(lines):
                return False
            self._write(kept)
            return True

    def _lines(self) -> list[str]:
        try:
            return self._path.read_text(encoding="utf-8-sig").splitlines()
        except FileNotFoundError:
            return []
        except (OSError, ValueError) as error:
            raise StorageError(self._path, f"cannot be read ({error}); mend it") from error

    def _write(self, lines: list[str]) -> None:
        write_whole(self._path, "".join(f"{line}\n" for line in lines).encode())


def _address(line: str) -> str:
    """Return the address that stands in a line, or ""."""
    words = line.split()
    return "" if not words or words[0].startswith("#") else words[0]
