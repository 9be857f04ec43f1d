"""Bytes to text, without changing a character: line ends stay as they are, only a mark goes.

UTF-8 is tried first, because text in another encoding is hardly ever valid UTF-8 by accident.
windows-1256 gives a character to every byte, so that decoding proves nothing: what it gives must
look like Arabic. Alef and lam make up a quarter of Arabic text, and lam follows every third alef
(the article); Cyrillic, Greek, ISO 8859-6 and broken UTF-8 read as windows-1256 fail by far.
"""

import codecs

from retrieval.corpus.source import SourceFile
from retrieval.errors import Refusal, RefusedFileError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, with which it begins
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1a\x1c\x1d\x1e\x1f")) + b"\x7f"
_MAX_CONTROL_SHARE = 0.002
_ARABIC = range(0x0621, 0x064B)
_MIN_ARABIC_SHARE = 0.5
_MIN_ALEF_SHARE = 0.05
_MIN_ARTICLE_SHARE = 0.1


def decode(source: SourceFile, content: bytes) -> str:
    """Return `content` as text, its byte-order mark removed.

    Raises:
        RefusedFileError: If it is binary, or in an encoding that cannot be told.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decode_as_marked(source, content[len(mark) :], encoding)
    if is_binary(content):
        raise RefusedFileError(
            source.path, Refusal.ENCODING, "binary, not text; save its text in UTF-8"
        )
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        text = content.decode("cp1256")
        if looks_arabic(text):
            return text
        raise RefusedFileError(
            source.path,
            Refusal.ENCODING,
            f"neither UTF-8 (byte {error.start + 1} breaks it) nor windows-1256; save it as UTF-8",
        ) from error


def is_binary(content: bytes) -> bool:
    """Tell whether control characters are too many for text; one NUL is."""
    if b"\0" in content:
        return True
    n_controls = len(content) - len(content.translate(None, _CONTROLS))
    return n_controls > _MAX_CONTROL_SHARE * len(content)


def looks_arabic(text: str) -> bool:
    """Tell whether what windows-1256 makes of some bytes is Arabic."""
    foreign = [character for character in text if character > "\x7f"]
    n_arabic = sum(ord(character) in _ARABIC for character in foreign)
    n_alefs = text.count("ا")
    return (
        n_arabic > _MIN_ARABIC_SHARE * len(foreign)
        and n_alefs > _MIN_ALEF_SHARE * n_arabic
        and text.count("ال") > _MIN_ARTICLE_SHARE * n_alefs
    )


def _decode_as_marked(source: SourceFile, content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise RefusedFileError(
            source.path,
            Refusal.ENCODING,
            f"marked as {encoding.upper()}, but byte {error.start + 1} after the mark is not;"
            " save it as UTF-8",
        ) from error
    if is_binary(text.encode()):
        raise RefusedFileError(
            source.path, Refusal.ENCODING, "binary, not text; save its text in UTF-8"
        )
    return text
