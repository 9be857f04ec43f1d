"""The word lists by which lines and sentences are told apart (``sentence_words.json``)."""

import json
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    source = (files(__package__) / "sentence_words.json").read_text(encoding="utf-8")
    return {name: frozenset(words.split()) for name, words in json.loads(source).items()}


def words_of(name: str) -> frozenset[str]:
    """Return the list called `name`, its words spelled as articles spell them."""
    return _lists()[name]
