"""Which words of a sentence carry what a word of a question asks for, judged by hand.

``carriers/README.md`` says how they were judged. Unlike associations they go one way: a question
that says «بلد» may be answered by «المغرب», and none that says «المغرب» by «بلد».
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from training.word_lines import read_word_lines

CARRIERS: Final = Path(__file__).parent / "carriers"


@dataclass(frozen=True, slots=True)
class Carriers:
    """What carries one word of questions, in words as they are written there.

    Attributes:
        heads: The word, in some of its forms.
        carrying: Words that may say by themselves what it says; there may be none.
        clues: Words that tell that a sentence may speak of it; there may be none.
    """

    heads: tuple[str, ...]
    carrying: tuple[str, ...]
    clues: tuple[str, ...]


def read_carriers(folder: Path = CARRIERS) -> tuple[Carriers, ...]:
    """Read all lines of the files of a folder, in their order.

    Raises:
        OSError: A file cannot be read.
        WordLinesError: A line breaks the format; `read_word_lines` says how.
    """
    return tuple(Carriers(*line) for line in read_word_lines(folder))
