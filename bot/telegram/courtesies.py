"""Which courtesy small talk is: thanks and farewells are not to be met with a welcome."""

import json
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import split_words


class Courtesy(StrEnum):
    """What is said to be polite."""

    GREETING = "greeting"
    """A greeting, or a question about the bot itself."""
    THANKS = "thanks"
    FAREWELL = "farewell"


def courtesy_of(small_talk: str) -> Courtesy:
    """Tell what somebody says who asks nothing; thanks count more than the rest of it."""
    said = _as_words(small_talk)
    for courtesy, phrases in _phrases().items():
        if any(phrase in said for phrase in phrases):
            return courtesy
    return Courtesy.GREETING


def _as_words(text: str) -> str:
    """Return the words of a text's key, with a space around each."""
    return f" {' '.join(split_words(matching_key(text)))} "


@lru_cache(maxsize=1)
def _phrases() -> dict[Courtesy, tuple[str, ...]]:
    """Read the data file, once; what counts more comes first."""
    source = files("bot.telegram").joinpath("courtesies.json")
    lists: dict[str, list[str]] = json.loads(source.read_text(encoding="utf-8"))
    return {Courtesy(name): tuple(map(_as_words, lists[name])) for name in ("thanks", "farewell")}
