"""A document that is a zip archive of XML: its parts, read one by one and only when asked for.

Only used in the process that parses documents: a part may be large, and XML may be hostile. Expat
refuses what grows by its entities (billion laughs), and nothing here fetches an external one.
"""

import io
import zipfile
import zlib
from lzma import LZMAError
from struct import error as StructError  # noqa: N812 - it is a class
from xml.etree import ElementTree as ET

from retrieval.corpus.source import SourceFile
from retrieval.errors import Refusal, RefusedFileError

_MAX_PART_BYTES = 100_000_000
ENCRYPTED_FLAG = 0x1
ARCHIVE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    StructError,
    EOFError,
    OSError,
    ValueError,
    IndexError,
    NotImplementedError,
    OverflowError,
)
"""What `zipfile` raises over damaged archives, found by giving it thousands of them."""


class Package:
    """The parts of one file."""

    def __init__(self, source: SourceFile, content: bytes) -> None:
        self._source = source
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
        except ARCHIVE_ERRORS as error:
            raise self.broken(str(error)) from error
        self._names = {
            name.replace("\\", "/").lstrip("/"): name for name in self._archive.namelist()
        }

    def has(self, name: str) -> bool:
        """Tell whether there is a part of this name."""
        return name in self._names

    def read(self, name: str) -> bytes:
        """Return a part.

        Raises:
            RefusedFileError: If it is absent, damaged, encrypted or far too large.
        """
        if name not in self._names:
            raise self.broken(f"it lacks {name}")
        part = self._archive.getinfo(self._names[name])
        if part.flag_bits & ENCRYPTED_FLAG:
            reason = "a password opens it: save it without one"
            raise RefusedFileError(self._source.path, Refusal.ENCRYPTED, reason)
        if part.file_size > _MAX_PART_BYTES:
            reason = (
                f"it unpacks to more than {_MAX_PART_BYTES / 1e6:,.0f} MB, and no article does: "
                "save its text alone"
            )
            raise RefusedFileError(self._source.path, Refusal.UNPACKS_TOO_LARGE, reason)
        try:
            return self._archive.read(part)
        except ARCHIVE_ERRORS as error:
            raise self.broken(str(error)) from error

    def xml(self, name: str) -> ET.Element:
        """Return a part as XML.

        Raises:
            RefusedFileError: As `read`; or if it is not well formed.
        """
        content = self.read(name)
        try:
            return ET.fromstring(content)  # noqa: S314 - see the module's docstring
        except (ET.ParseError, ValueError, LookupError) as error:
            raise self.broken(f"{name}: {error}") from error

    def broken(self, what: str) -> RefusedFileError:
        """Return the error for a file that is not made as its format wants it."""
        return RefusedFileError(
            self._source.path, Refusal.BROKEN, f"damaged: {' '.join(what.split())}; save it anew"
        )


def local_name(element: ET.Element) -> str:
    """Return an element's name without its namespace, of which there are two for one format."""
    return element.tag.rpartition("}")[2]


def attribute(element: ET.Element, name: str) -> str:
    """Return an attribute whatever its namespace, or ""."""
    for key, value in element.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


def find_child(element: ET.Element | None, name: str) -> ET.Element | None:
    """Return the first child of a local name."""
    children = element if element is not None else ()
    return next((child for child in children if local_name(child) == name), None)
