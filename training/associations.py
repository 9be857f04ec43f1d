"""Which words come near each other in meaning, or keep each other's company, written by hand.

``associations/README.md`` says how the lines were written and what they may hold. They are a
source to learn from: what a pair of words is worth to a question is fitted elsewhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ASSOCIATIONS: Final = Path(__file__).parent / "associations"

_PARTS: Final = ("alef", "ba_to_zay", "sin_to_qaf", "kaf_to_ya")
_N_FIELDS: Final = 3
_WORD: Final = re.compile("[\u0621-\u063a\u0641-\u064a]+")  # the letters, from hamza to yeh


class AssociationsError(ValueError):
    """A line of the associations breaks their format.

    Attributes:
        path: The file.
        line: Of that file, from 1.
    """

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}, line {line}: {message}")
        self.path = path
        self.line = line


@dataclass(frozen=True, slots=True)
class Association:
    """What a line says, in words as they are written there; all of it holds both ways.

    Attributes:
        heads: What the line is about: one word, or several that are near each other.
        near: Words that may stand for a head, or that are made from it; there may be none.
        related: Words that are often found where a head is; there may be none.
    """

    heads: tuple[str, ...]
    near: tuple[str, ...]
    related: tuple[str, ...]


def read_associations(folder: Path = ASSOCIATIONS) -> tuple[Association, ...]:
    """Read all lines of the files of a folder, in their order.

    Raises:
        OSError: A file cannot be read.
        AssociationsError: A line has no head, more than three fields or an empty one at its end,
            or something in it is no word of Arabic letters.
    """
    return tuple(_read(folder))


def _read(folder: Path) -> Iterator[Association]:
    for part in _PARTS:
        path = folder / f"{part}.tsv"
        text = path.read_text(encoding="utf-8").removesuffix("\n")
        for line, row in enumerate(text.split("\n"), start=1):
            yield _association(path, line, row)


def _association(path: Path, line: int, row: str) -> Association:
    fields = row.split("\t")
    if len(fields) > _N_FIELDS or not fields[0] or not fields[-1]:
        message = (
            f"expected heads, near words and related ones, parted by tabs, found {row!r}; "
            "leave out what is empty at the end"
        )
        raise AssociationsError(path, line, message)
    heads, near, related = (
        tuple(field.split(" ")) if field else () for field in (*fields, "", "")[:_N_FIELDS]
    )
    wrong = [word for word in (*heads, *near, *related) if not _WORD.fullmatch(word)]
    if wrong:
        message = f"expected words of Arabic letters, parted by single spaces, found {wrong[0]!r}"
        raise AssociationsError(path, line, message)
    return Association(heads, near, related)
