"""Text to word numbers, at the speed of a dictionary.

Folding letters is the slow part of analysis, and a corpus repeats itself: what stands between two
white spaces is folded and split once, however often it occurs.
"""

from collections.abc import Iterable
from itertools import chain

from retrieval.arabic.normalize import fold_letters
from retrieval.arabic.terms import split_words


class Tokenizer:
    """Gives each distinct word a number; in what order is left open.

    Args:
        words: Words that are numbered already, from 0.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._numbers = {word: number for number, word in enumerate(words)}
        self._chunks: dict[str, tuple[int, ...]] = {}

    @property
    def words(self) -> list[str]:
        """Every word that has a number, by number."""
        return list(self._numbers)

    def tokenize(self, texts: Iterable[str]) -> list[list[int]]:
        """Return, for each text, the numbers of the words of its ``matching_key``, in order."""
        parted = [text.split() for text in texts]
        self._learn(set(chain.from_iterable(parted)).difference(self._chunks))
        number = self._chunks.__getitem__
        return [list(chain.from_iterable(map(number, chunks))) for chunks in parted]

    def _learn(self, chunks: set[str]) -> None:
        """Number the words of chunks that are new, folding them together."""
        if not chunks:
            return
        numbers = self._numbers
        for chunk, key in zip(chunks, fold_letters("\n".join(chunks)).split("\n"), strict=True):
            self._chunks[chunk] = tuple(
                numbers.setdefault(word, len(numbers)) for word in split_words(key)
            )
