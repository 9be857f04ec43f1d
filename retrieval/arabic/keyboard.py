"""Arabic typed while the keyboard was set to English: "lshx hgodv" for «مساء الخير».

The keys are read as an Arabic keyboard has them, and believed where the words that come out are
common Arabic. English, French or a code does not turn into Arabic words that way.
"""

from functools import lru_cache

from retrieval.arabic.common_words import is_common
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.question_words import question_lists
from retrieval.arabic.terms import split_words, stop_words
from retrieval.arabic.word_lists import read_json

_MIN_KNOWN = 0.6
"""Share of the words that are to be common Arabic."""
_MIN_LETTERS = 4
"""Of one of them at least: shorter ones come out of English by chance."""


def on_arabic_keys(text: str) -> str | None:
    """Return what the keys of `text` write on an Arabic keyboard; None if that is no Arabic."""
    typed = text.translate(_keys())
    words = split_words(matching_key(typed))
    known = [word for word in words if _is_known(word)]
    longest = max(map(len, known), default=0)
    is_arabic = longest >= _MIN_LETTERS and len(known) >= _MIN_KNOWN * len(words)
    return typed if is_arabic else None


def _is_known(word: str) -> bool:
    lists = question_lists()
    listed = word in lists.anywhere or word in lists.leading or word in stop_words()
    return listed or (len(word) > 1 and is_common(word))


@lru_cache(maxsize=1)
def _keys() -> dict[int, str]:
    raw = read_json("keyboard.json")
    # Capitals without a letter of their own were meant as the small ones.
    capitals = {key.upper(): letter for key, letter in raw["plain"].items() if key.isalpha()}
    return str.maketrans({**capitals, **raw["plain"], **raw["shifted"]})
