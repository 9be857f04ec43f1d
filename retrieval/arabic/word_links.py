"""Word links: which words of a text may carry a word of a question, and how surely.

«انتصر» may be carried by «فاز» or «هزم», whatever their letters. `word_links.npy` holds for
each lemma those that may; `WORD_LINKS.md` tells how it came to be, and
`python -m training word-links` makes it.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

LINKS_FILE: Final = Path(__file__).with_name("word_links.npy")
N_LINKS: Final = 96
"""Lemmas that one is linked to, at most."""
SURE: Final = 255
"""The strength of a lemma's link to itself; others have less."""
LINK: Final = np.dtype([("lemma", "<u2"), ("strength", "u1")])
"""An entry of the file: the number of a lemma, and how surely it carries that of the row."""


@dataclass(frozen=True, slots=True, eq=False)
class WordLinks:
    """Which lemmas carry which.

    Attributes:
        entries: `LINK`, shape (n_lemmas, N_LINKS), the strongest of a row first; a row with fewer
            links ends in entries of strength 0.
    """

    entries: NDArray[np.void]

    @classmethod
    def read(cls, path: Path) -> "WordLinks":
        """Map links from disk: a process holds in memory what its questions touch."""
        return cls(np.asarray(np.load(path, mmap_mode="r")))

    def write(self, path: Path) -> None:
        """Write what `read` reads."""
        np.save(path, self.entries)

    def mark(self, lemma: int, strengths: NDArray[np.uint8]) -> None:
        """Raise strengths to those with which lemmas carry one of a question.

        Args:
            lemma: That of the question.
            strengths: Shape (n_lemmas or more,): raised in place.
        """
        # What is written last stays: the strongest, where entries without a link name it again.
        row = self.entries[lemma][::-1]
        others = row["lemma"]
        strengths[others] = np.maximum(strengths[others], row["strength"])
        strengths[lemma] = SURE


@lru_cache(maxsize=1)
def bundled_word_links() -> WordLinks:
    """Return the links of the lemmas of `retrieval.arabic.lemmas.bundled_lemmas`."""
    return WordLinks.read(LINKS_FILE)
