"""What a question in Latin letters says in Arabic, and a Latin word in an Arabic question.

A word is read as one that the corpus or written Arabic knows: the cheapest to have been written so
(`retrieval.search.latin_letters`), the commoner among those that cost the same.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from retrieval.arabic.alternatives import Alternative
from retrieval.arabic.common_words import share_of_passages
from retrieval.arabic.normalize import fold_letters
from retrieval.arabic.terms import light_stem, stop_words
from retrieval.search.latin_lexicon import LatinLexicon
from retrieval.search.latin_phrases import (
    Clung,
    is_assimilated_article,
    joined,
    latin_phrases,
    plain_words,
    without_clinging,
    without_ending,
)

Frequencies = Callable[[Sequence[str]], Sequence[int]]
"""Words to the numbers of passages that hold their stems."""

_OF_RARITY = 0.05
"""What a word costs for each halving of the share of texts that hold it."""
_OF_FREQUENCY = 0.03
"""What it costs less for each doubling of the passages of the corpus that hold it."""
_MOST_DOUBLINGS = 8.0
_ABSENT = 0.25
"""What a word costs that the corpus does not hold."""
_STOP_WORD = 0.15
"""What a word costs that names no topic: those are listed, mostly."""
_BELIEVED = (0.1, 0.11)
"""The most a reading may cost: for any word, and for each letter more."""
_NEAR = 0.3
"""What a reading costs with which nobody looks for an ending that the corpus does not know."""
_CLOSE = 0.25
"""How much more a further reading may cost than the likeliest."""
_MAX_READINGS = 3
_LOST = 0.4
"""Of a further reading's share, by a cost of 1 more than the likeliest's."""
_MIN_LETTERS = 2
_MIN_NAME = 4


@dataclass(frozen=True, slots=True)
class WordReading:
    """What a Latin word may say.

    Attributes:
        text: The likeliest, in Arabic letters: a word of a key, or two with a preposition.
        others: What may stand for its last word: the next likeliest.
    """

    text: str
    others: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionReading:
    """What a question in Latin letters says.

    Attributes:
        text: In Arabic letters, but for words that mean nothing here.
        others: A word of its key -> what else may have been meant by it.
    """

    text: str
    others: dict[str, tuple[Alternative, ...]]


class LatinReader:
    """Reads Latin letters as Arabic. Thread-safe.

    Args:
        lexicon: The words that may be meant.
        frequencies: Of the corpus.
    """

    def __init__(self, lexicon: LatinLexicon, frequencies: Frequencies) -> None:
        self._lexicon = lexicon
        self._frequencies = frequencies

    def read_name(self, word: str, *, is_code: bool) -> WordReading | None:
        """Read a word in an Arabic question; None if it means nothing here.

        Args:
            word: Of a key.
            is_code: It is in capitals, so that it has no sound to read it by («ASP», «GABA»).
        """
        plain = "".join(plain_words(word))
        is_read = plain in latin_phrases().names or not (is_code or len(plain) < _MIN_NAME)
        return self._read(plain) if is_read else None

    def read_question(self, question: str) -> QuestionReading | None:
        """Read a question in Latin letters.

        Returns:
            None if it names something, and none of that is known here.
        """
        said: list[str] = []
        others: dict[str, tuple[Alternative, ...]] = {}
        clinging, n_read, n_unread = "", 0, 0
        for plain, arabic in _by_lists(plain_words(question)):
            if arabic is None:
                reading = self._read(plain)
                n_read += reading is not None
                n_unread += reading is None and not plain.isdecimal()
                text = reading.text if reading else plain
                if reading and reading.others:
                    others[joined(clinging, text).split()[-1]] = reading.others
            elif arabic.clings:
                clinging = joined(clinging, arabic.text)
                continue
            else:
                text = arabic.text
                n_read += arabic.is_name
            is_arabic = not text.isascii()
            said.append(joined(clinging, text) if is_arabic else text)
            clinging = ""
        return QuestionReading(" ".join(said), others) if n_read or not n_unread else None

    def _read(self, plain: str) -> WordReading | None:
        name = latin_phrases().names.get(plain)
        if name is not None:
            text = fold_letters(name)
            return WordReading(text)
        if len(plain) < _MIN_LETTERS or plain.isdecimal():
            return None
        for_any, for_letter = _BELIEVED
        most = for_any + for_letter * len(plain)
        found = self._candidates(without_clinging(plain), most)
        if min((cost for cost, _ in found.values()), default=math.inf) > _NEAR:
            found = self._candidates(without_ending(plain), most) | found
        if not found:
            return None
        words = list(found)
        held = dict(zip(words, self._frequencies(words), strict=True))
        costs = {word: found[word][0] + _prior(word, held[word]) for word in words}
        ordered = sorted(words, key=lambda word: (costs[word], word))
        text = joined(found[ordered[0]][1], ordered[0])
        others = _others(ordered, costs, held)
        return WordReading(text, others)

    def _candidates(self, parted: Sequence[Clung], most: float) -> dict[str, tuple[float, str]]:
        """Return what a word may be, taken apart so: its cost, and what clings to it."""
        found: dict[str, tuple[float, str]] = {}
        for clung in parted:
            for reading in self._lexicon.readings(clung.rest, most - clung.cost):
                cost = reading.cost + clung.cost
                if cost < found.get(reading.text, (math.inf, ""))[0]:
                    found[reading.text] = (cost, clung.before)
        return found


@dataclass(frozen=True, slots=True)
class _Listed:
    text: str
    clings: bool = False
    is_name: bool = False


def _by_lists(words: Sequence[str]) -> Iterator[tuple[str, _Listed | None]]:
    """Yield the words of a question with what the lists say of each, names of two as one."""
    lists = latin_phrases()
    at = 0
    while at < len(words):
        word, after = words[at], words[at + 1] if at + 1 < len(words) else ""
        phrase = lists.phrases.get((word, after))
        if phrase is not None:
            yield f"{word} {after}", _Listed(fold_letters(phrase), is_name=True)
            at += 2
            continue
        at += 1
        if after and (word in lists.clinging or is_assimilated_article(word, after)):
            yield word, _Listed(lists.clinging.get(word, "ال"), clings=True)
        elif word in lists.small_words:
            yield word, _Listed(lists.small_words[word])
        else:
            yield word, None


def _prior(word: str, n_held: int) -> float:
    rarity = -math.log2(share_of_passages(word))
    return (
        _OF_RARITY * rarity
        - _OF_FREQUENCY * min(math.log2(1 + n_held), _MOST_DOUBLINGS)
        + _ABSENT * (not n_held)
        + _STOP_WORD * (word in stop_words())
    )


def _others(
    ordered: Sequence[str], costs: dict[str, float], held: dict[str, int]
) -> tuple[Alternative, ...]:
    """Return the readings after the first that the corpus holds, of other stems, and near it."""
    first, *rest = ordered
    stems = {light_stem(first)}
    others: list[Alternative] = []
    for word in rest:
        more = costs[word] - costs[first]
        if more > _CLOSE or len(others) == _MAX_READINGS - 1:
            break
        if held[word] and light_stem(word) not in stems:
            stems.add(light_stem(word))
            others.append(Alternative(word, 1 - _LOST * more))
    return tuple(others)
