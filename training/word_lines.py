"""Reads lines of words that were written by hand: heads, and two kinds of words for them.

Fields are parted by tabs and words by single spaces; what is empty at the end of a line is left
out. A collection lies in four files, by the first letter of the heads.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

WordLine = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""The heads of a line, at least one, and the words of its second and of its third field."""

_PARTS: Final = ("alef", "ba_to_zay", "sin_to_qaf", "kaf_to_ya")
_N_FIELDS: Final = 3
_WORD: Final = re.compile("[\u0621-\u063a\u0641-\u064a]+")  # the letters, from hamza to yeh


class WordLinesError(ValueError):
    """A line breaks the format.

    Attributes:
        path: The file.
        line: Of that file, from 1.
    """

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}, line {line}: {message}")
        self.path = path
        self.line = line


def read_word_lines(folder: Path) -> Iterator[WordLine]:
    """Yield all lines of the files of a folder, in their order.

    Raises:
        OSError: A file cannot be read.
        WordLinesError: A line has no head, more than three fields or an empty one at its end,
            or something in it is no word of Arabic letters.
    """
    for part in _PARTS:
        path = folder / f"{part}.tsv"
        text = path.read_text(encoding="utf-8").removesuffix("\n")
        for line, row in enumerate(text.split("\n"), start=1):
            yield _words(path, line, row)


def _words(path: Path, line: int, row: str) -> WordLine:
    fields = row.split("\t")
    if len(fields) > _N_FIELDS or not fields[0] or not fields[-1]:
        message = (
            f"expected heads and two fields of words, parted by tabs, found {row!r}; "
            "leave out what is empty at the end"
        )
        raise WordLinesError(path, line, message)
    heads, first, second = (
        tuple(field.split(" ")) if field else () for field in (*fields, "", "")[:_N_FIELDS]
    )
    wrong = [word for word in (*heads, *first, *second) if not _WORD.fullmatch(word)]
    if wrong:
        message = f"expected words of Arabic letters, parted by single spaces, found {wrong[0]!r}"
        raise WordLinesError(path, line, message)
    return heads, first, second
