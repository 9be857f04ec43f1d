"""Text to word numbers, at the speed of a dictionary.

Folding letters is the slow part of analysis, and a corpus repeats itself: what stands between two
white spaces is folded and split once, however often it occurs.
"""

from collections.abc import Iterable

from retrieval.arabic.normalize import fold_letters
from retrieval.arabic.terms import split_words


class Tokenizer:
    """Numbers words in the order in which they are first seen.

    Args:
        words: Words that are numbered already, from 0.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._numbers = {word: number for number, word in enumerate(words)}
        self._chunks: dict[str, tuple[int, ...]] = {}

    @property
    def words(self) -> list[str]:
        """Every word that has a number, in their order."""
        return list(self._numbers)

    def tokenize(self, text: str) -> list[int]:
        """Return the numbers of the words of ``matching_key(text)``, in order."""
        chunks = self._chunks
        tokens: list[int] = []
        for chunk in text.split():
            numbers = chunks.get(chunk)
            if numbers is None:
                numbers = chunks[chunk] = self._number(chunk)
            tokens += numbers
        return tokens

    def _number(self, chunk: str) -> tuple[int, ...]:
        numbers = self._numbers
        return tuple(
            numbers.setdefault(word, len(numbers)) for word in split_words(fold_letters(chunk))
        )
