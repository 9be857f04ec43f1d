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

    def tokenize(self, text: str) -> list[int]:
        """Return the numbers of the words of ``matching_key(text)``, in order."""
        chunks = text.split()
        try:
            return list(chain.from_iterable(map(self._chunks.__getitem__, chunks)))
        except KeyError:
            self.learn(text)
        return list(chain.from_iterable(map(self._chunks.__getitem__, chunks)))

    def learn(self, text: str) -> None:
        """Number the words of a text, folding all that is new in it at once."""
        chunks = set(text.split()).difference(self._chunks)
        if not chunks:
            return
        numbers = self._numbers
        for chunk, key in zip(chunks, fold_letters("\n".join(chunks)).split("\n"), strict=True):
            self._chunks[chunk] = tuple(
                numbers.setdefault(word, len(numbers)) for word in split_words(key)
            )
