"""Which words come near each other in meaning, or keep each other's company, written by hand.

``associations/README.md`` says how the lines were written and what they may hold. They are a
source to learn from: what a pair of words is worth to a question is fitted elsewhere.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from training.word_lines import read_word_lines

ASSOCIATIONS: Final = Path(__file__).parent / "associations"


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
        WordLinesError: A line breaks the format; `read_word_lines` says how.
    """
    return tuple(Association(*line) for line in read_word_lines(folder))
