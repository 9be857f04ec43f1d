"""The distinct words of a collection, and the terms of each.

A sentence is stored as the numbers of its words, in order; a word knows its terms. So a word is
analysed once however often it occurs, and counts, neighbours and distances within a sentence can
be had later from the same few bytes. Terms are held as 64-bit keys (a hash of kind and text), not
as strings: nothing in search needs to spell them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.evidence import WordClass, word_class
from retrieval.arabic.terms import word_terms


class TermKind(IntEnum):
    """What a term is made of; snapshots store the numbers."""

    STEM = 0
    SKELETON = 1
    GRAM = 2
    PAIR = 3
    """Two neighbouring stems, neither of a stop word."""


def term_key(kind: TermKind, text: str) -> int:
    """Return the 64-bit key of a term; kinds never share one but by chance (1 in 2^64)."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8, person=b"%d" % kind).digest())


def pair_keys(first: NDArray[np.uint64], second: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the keys of ordered pairs of stems, elementwise; shapes as the inputs.

    Source:
        The finaliser of SplitMix64: Steele, Lea & Flood, OOPSLA 2014, doi:10.1145/2660193.2660195.
    """
    mixed = first * np.uint64(0x9E3779B97F4A7C15) + second
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed


@cache
def _gram_key(gram: str) -> int:
    return term_key(TermKind.GRAM, gram)


def word_keys(word: str) -> list[int]:
    """Return the keys of a word's terms: its stem, its skeleton, then its grams."""
    terms = word_terms(word)
    keys = [term_key(TermKind.STEM, terms.stem), term_key(TermKind.SKELETON, terms.skeleton)]
    keys += [_gram_key(gram) for gram in terms.grams]
    return keys


@dataclass(frozen=True, slots=True)
class WordTable:
    """The terms of each distinct word.

    Attributes:
        offsets: int64, shape (n_words + 1,): the word's part of `keys`.
        keys: uint64: per word its stem, its skeleton, then its grams.
        classes: uint8, shape (n_words,): `WordClass`.
    """

    offsets: NDArray[np.int64]
    keys: NDArray[np.uint64]
    classes: NDArray[np.uint8]

    @classmethod
    def of(cls, words: Sequence[str]) -> "WordTable":
        """Analyse `words`."""
        keys = [word_keys(word) for word in words]
        return cls(
            offsets=np.cumsum([0, *map(len, keys)], dtype=np.int64),
            keys=np.fromiter((key for row in keys for key in row), dtype=np.uint64),
            classes=np.fromiter(map(word_class, words), dtype=np.uint8, count=len(words)),
        )

    @property
    def is_stop(self) -> NDArray[np.bool_]:
        """Whether each word names no topic, shape (n_words,)."""
        is_stop: NDArray[np.bool_] = (self.classes & WordClass.STOP) != 0
        return is_stop

    @property
    def stem_keys(self) -> NDArray[np.uint64]:
        """The key of each word's stem, shape (n_words,)."""
        return self.keys[self.offsets[:-1]]

    @property
    def kinds(self) -> NDArray[np.uint8]:
        """The kind of each entry of `keys`."""
        kinds = np.full(len(self.keys), TermKind.GRAM, dtype=np.uint8)
        kinds[self.offsets[:-1]] = TermKind.STEM
        kinds[self.offsets[:-1] + 1] = TermKind.SKELETON
        return kinds
