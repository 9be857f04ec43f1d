"""The words by which lines and sentences are told apart (``sentence_words.json``)."""

from functools import lru_cache

from retrieval.arabic.word_lists import load_lists


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    return load_lists("sentence_words.json")


def words_of(name: str) -> frozenset[str]:
    """Return the list called `name`, its words spelled as articles spell them."""
    return _lists()[name]
