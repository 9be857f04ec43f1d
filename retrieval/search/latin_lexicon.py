"""The words that a word in Latin letters may be: those of a corpus, and of our word lists.

A word is kept without its article, with and without «و», and found by the key of its consonants
(`retrieval.search.latin_letters`). 300,000 words take some 8 MB and a second to key.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.question_words import question_lists
from retrieval.arabic.terms import stop_words
from retrieval.arabic.thesaurus import bundled_thesaurus
from retrieval.arabic.word_groups import word_groups
from retrieval.index.ragged import spans_of
from retrieval.search.latin_letters import (
    LONGEST,
    arabic_keys,
    arabic_letters,
    costs_of,
    latin_keys,
)
from retrieval.search.vocabulary import hashes_of

_ARTICLE = re.compile(r"^(?:[وبكف]?ال|لل)(?=...)", re.MULTILINE)
_CONJUNCTION = re.compile(r"^و(?=...)", re.MULTILINE)
"""News write it onto most verbs; nobody asks with it."""
_N_CHEAPEST = 16
"""Words that are told of a Latin one; more are written so only by chance."""
_LONGEST_GROUP = 2
"""Latin letters that write an Arabic one, in the main."""
_LONGER = 2
"""Letters that an Arabic word may have beyond a Latin one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An Arabic word that a Latin one may be.

    Attributes:
        text: A word of a key, without an article.
        cost: Of writing it so, from 0.
    """

    text: str
    cost: float


@dataclass(frozen=True, slots=True)
class LatinLexicon:
    """Distinct Arabic words, ordered by the hashes of their keys.

    Attributes:
        keys: uint64, ascending, shape (n_words,).
        letters: uint8: the numbers of all words' letters, one word after another.
        offsets: int64, shape (n_words + 1,): where each begins in `letters`.
    """

    keys: NDArray[np.uint64]
    letters: NDArray[np.uint8]
    offsets: NDArray[np.int64]

    @classmethod
    def with_lists(cls, words: Iterable[str]) -> "LatinLexicon":
        """Key `words` and those of our lists, which written Arabic knows."""
        groups, lists = word_groups(), question_lists()
        places = [place for some in groups.stems.values() for place in some]
        return cls.of(
            chain(
                words,
                *bundled_thesaurus().groups,
                (text for place in places for text, _, _ in place.group.members),
                groups.spoken,
                *(lists.nouns, lists.traits, lists.saying, lists.meaning),
                stop_words(),
            )
        )

    @classmethod
    def of(cls, words: Iterable[str]) -> "LatinLexicon":
        """Key the words of Arabic letters among `words`; others are left out."""
        known = arabic_letters()
        arabic = re.compile(rf"^[{known}]{{2,{LONGEST}}}$", re.MULTILINE)
        parted = _ARTICLE.sub("", "\n".join(words))
        bare = sorted({*arabic.findall(parted), *arabic.findall(_CONJUNCTION.sub("", parted))})
        # A word without consonants has a key too: the mark before each.
        own = arabic_keys("\n".join(bare)).split("\n") if bare else []
        keys = hashes_of([f"-{key}" for key in own])
        order = np.argsort(keys, kind="stable")
        ordered = [bare[row] for row in order.tolist()]
        to_numbers = {ord(letter): number for number, letter in enumerate(known, start=1)}
        letters = "".join(ordered).translate(to_numbers).encode("latin-1")
        return cls(
            keys=keys[order],
            letters=np.frombuffer(letters, dtype=np.uint8),
            offsets=np.concatenate([[0], np.cumsum([len(word) for word in ordered])]).astype(
                np.int64
            ),
        )

    def readings(self, word: str, most: float) -> list[Reading]:
        """Return the words that a word of Latin letters and digits may be, the cheapest first.

        Args:
            word: Not empty.
            most: That one may cost.
        """
        if len(word) > LONGEST or most < 0:
            return []
        rows = self._rows(latin_keys(word))
        lengths = self.offsets[rows + 1] - self.offsets[rows]
        is_near = (lengths <= len(word) + _LONGER) & (
            _LONGEST_GROUP * lengths >= len(word) - _LONGER
        )
        rows, lengths = rows[is_near], lengths[is_near]
        if not len(rows):
            return []
        letters = np.zeros((len(rows), int(lengths.max())), dtype=np.uint8)
        is_there = np.arange(letters.shape[1]) < lengths[:, None]
        _, at = spans_of(self.offsets, rows)
        letters[is_there] = self.letters[at]
        costs = costs_of(word, letters, lengths)
        cheapest = np.argsort(costs, kind="stable")[:_N_CHEAPEST].tolist()
        return [
            Reading(self._text(int(rows[at])), float(costs[at]))
            for at in cheapest
            if costs[at] <= most
        ]

    def _rows(self, keys: list[str]) -> NDArray[np.int64]:
        """Return the words with one of some distinct keys."""
        hashes = hashes_of([f"-{key}" for key in keys])
        first = np.searchsorted(self.keys, hashes, side="left")
        last = np.searchsorted(self.keys, hashes, side="right")
        spans = [np.arange(*span) for span in zip(first, last, strict=True)]
        return np.concatenate(spans) if spans else np.empty(0, dtype=np.int64)

    def _text(self, row: int) -> str:
        numbers = self.letters[self.offsets[row] : self.offsets[row + 1]].tolist()
        known = arabic_letters()
        return "".join(known[number - 1] for number in numbers)
