"""The Latin spellings that are not read letter by letter: small words, and names in English.

``latin_phrases.json`` holds an Arabic word or phrase and, after it, how chats spell it: question
words and particles of all dialects, what clings to the word after it («el», «w», «bel»), names as
English and French have them where those are not the Arabic names («Egypt»), and names of several
words («United Nations»).
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_MARKED_DIGITS = {"3'": "gh", "7'": "kh", "6'": "z", "9'": "d", "5'": "kh"}
_LATIN_LETTERS = str.maketrans(
    {"\N{LATIN SMALL LETTER DOTLESS I}": "i", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"}
)
_ASSIMILATED = re.compile(r"[aei](sh|th|dh|[tdrzsn])(?=\1)")
"""The article before a letter that it takes on: «ash-sharq»."""
_SH_AND_CH = {"s\u0327": "sh", "c\u0327": "ch"}  # COMBINING CEDILLA
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_VOWELS = "aeiou"
_MIN_REST = 3
"""Letters that are left of a word without what clings to it."""
_COSTS = {"ال": 0.1, "و": 0.4, "ب": 0.4, "ل": 0.4}
_COST = 0.25
"""Of taking what clings to a word off, the article and single letters aside."""
_COST_OF_ENDING = 0.3
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class LatinPhrases:
    """The data file: spelling -> what it says.

    Attributes:
        clinging: What is written onto the word after it.
        endings: Pronouns and endings of verbs, which the corpus may not hold on a word.
        small_words: Of Arabic alone; elsewhere they are English or French.
        names: In any question.
        phrases: The words of a name -> it.
    """

    clinging: dict[str, str]
    endings: tuple[str, ...]
    small_words: dict[str, str]
    names: dict[str, str]
    phrases: dict[tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Clung:
    """A word with what may cling to it taken off.

    Attributes:
        before: What clings, in Arabic; "" for nothing.
        rest: The word without it, in Latin letters.
        cost: Of taking it so.
    """

    before: str
    rest: str
    cost: float


@lru_cache(maxsize=1)
def latin_phrases() -> LatinPhrases:
    """Read the data file, once."""
    raw = json.loads((files(__package__) / "latin_phrases.json").read_text(encoding="utf-8"))
    return LatinPhrases(
        clinging=_by_spelling(raw["clinging"]),
        endings=tuple(raw["endings"].split()),
        small_words=_by_spelling(raw["small_words"]),
        names=_by_spelling(raw["names"]),
        phrases={tuple(spelled.split()): arabic for arabic, spelled in raw["phrases"].items()},
    )


def plain_words(text: str) -> list[str]:
    """Return the words of a text in small Latin letters without marks; digits may be letters."""
    for marked, plain in _MARKED_DIGITS.items():
        text = text.replace(marked, plain).replace(
            marked.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}"), plain
        )
    decomposed = unicodedata.normalize("NFD", text.lower())
    for marked, plain in _SH_AND_CH.items():
        decomposed = decomposed.replace(marked, plain)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _WORD.findall(_DRAWN_OUT.sub(r"\1\1", bare.translate(_LATIN_LETTERS).replace("'", "")))


def is_assimilated_article(word: str, after: str) -> bool:
    """Tell whether a word is the article as the word after it has it: «ar ra2is»."""
    match = _ASSIMILATED.match(word + after)
    return match is not None and match.end() == len(word)


def without_clinging(word: str) -> list[Clung]:
    """Return a word as it stands, and without each thing that may cling to it."""
    lists = latin_phrases()
    found = [Clung("", word, 0.0)]
    for spelled, before in lists.clinging.items():
        rest = word.removeprefix(spelled)
        # «lmaghrib» has the article, «lavrov» has not.
        is_parted = spelled != "l" or rest[:1] not in _VOWELS
        if rest != word and len(rest) >= _MIN_REST and is_parted:
            found.append(Clung(before, rest, _COSTS.get(before, _COST)))
    match = _ASSIMILATED.match(word)
    if match and len(word) - match.end() >= _MIN_REST:
        found.append(Clung("ال", word[match.end() :], _COST))
    return found


def without_ending(word: str) -> list[Clung]:
    """Return a word without each ending that it may have."""
    endings = [ending for ending in latin_phrases().endings if word.endswith(ending)]
    rests = [word.removesuffix(ending) for ending in endings]
    return [Clung("", rest, _COST_OF_ENDING) for rest in rests if len(rest) >= _MIN_REST]


def joined(before: str, word: str) -> str:
    """Write what clings onto a word in Arabic letters."""
    article = "ال"
    if word.startswith(article) and before.endswith((article, "لل")):
        word = word.removeprefix(article)
    elif word.startswith(article) and before == "ل":
        return f"لل{word.removeprefix(article)}"
    return before + word


def _by_spelling(raw: dict[str, str]) -> dict[str, str]:
    return {spelled: arabic for arabic, many in raw.items() for spelled in many.split()}
