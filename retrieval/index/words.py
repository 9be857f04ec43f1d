"""The distinct words of a collection, and the terms of each.

A sentence is stored as the numbers of its words, in order; a word knows its terms. So a word is
analysed once however often it occurs, and counts, neighbours and distances within a sentence can
be had later from the same few bytes. Terms are held as 64-bit keys (a hash of kind and text), not
as strings: nothing in search needs to spell them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.evidence import WordClass, word_class
from retrieval.arabic.lemmas import bundled_lemmas
from retrieval.arabic.terms import GRAM_LENGTH, grams, light_stem, skeleton
from retrieval.index.ragged import spans_of


class TermKind(IntEnum):
    """What a term is made of; snapshots store the numbers."""

    STEM = 0
    SKELETON = 1
    GRAM = 2
    PAIR = 3
    """Two neighbouring stems, neither of a stop word."""


_PAIR_BIT = np.uint64(1 << 63)
"""Set in the keys of pairs alone, so that they follow the keys of words' terms in any order."""
_STOP = int(WordClass.STOP)
_GRAM = int(TermKind.GRAM)
_64_BITS, _NO_PAIR = (1 << 64) - 1, (1 << 63) - 1
_FACTORS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
_PAIR_FACTOR = _LETTER_FACTOR = 0x9E3779B97F4A7C15
_LETTER_BASE = np.uint64(_LETTER_FACTOR)
"""Of four letters in a row as one number, modulo 2^64: odd, and of no pattern.

With 2^21 + 1, the first number above every code point, (a + 2, b - 6, c + 6, d - 2) had the key of
(a, b, c, d), as (2^21)^3 is 2^63: a fifth of the grams of neighbouring letters shared theirs.
"""


def mix(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread numbers over 64 bits, one to one, elementwise.

    Source:
        The finaliser of SplitMix64: Steele, Lea & Flood, OOPSLA 2014, doi:10.1145/2660193.2660195.
    """
    mixed = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(_FACTORS[0])
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(_FACTORS[1])
    return mixed ^ (mixed >> np.uint64(31))


def term_key(kind: TermKind, text: str) -> int:
    """Return the key of a stem or a skeleton; two share one only by chance (1 in 2^63)."""
    digest = blake2b(text.encode(), digest_size=8, person=b"%d" % kind).digest()
    return int.from_bytes(digest) >> 1


def pair_keys(first: NDArray[np.uint64], second: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the keys of ordered pairs of stems, elementwise; shapes as the inputs."""
    return mix(first * np.uint64(_PAIR_FACTOR) + second) | _PAIR_BIT


def gram_keys(words: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return the keys of the grams of words, all words at once.

    Returns:
        The keys, word by word, in the order of `retrieval.arabic.terms.grams` (where a gram that
        comes twice in a word stands twice here); and how many each word has.
    """
    marked = [f"_{word}_".ljust(GRAM_LENGTH, "\0") for word in words]
    lengths = np.fromiter(map(len, marked), dtype=np.int64, count=len(marked))
    letters = np.frombuffer("".join(marked).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    n_grams = lengths - (GRAM_LENGTH - 1)
    starts = np.cumsum(lengths) - lengths
    at = np.arange(n_grams.sum()) + np.repeat(starts - (np.cumsum(n_grams) - n_grams), n_grams)
    packed = np.zeros(len(at), dtype=np.uint64)
    for offset in range(GRAM_LENGTH):
        packed = packed * _LETTER_BASE + letters[at + offset]
    return mix(packed + np.uint64(TermKind.GRAM)) & ~_PAIR_BIT, n_grams


def word_keys(word: str) -> tuple[int, ...]:
    """Return the keys of a word's terms, each once: its stem, its skeleton, then its grams.

    As `WordTable.of` has them, which for the few words of a question takes twice as long.
    """
    stem = light_stem(word)
    return (
        term_key(TermKind.STEM, stem),
        term_key(TermKind.SKELETON, skeleton(stem)),
        *map(_gram_key, grams(word)),
    )


def pair_key(first: int, second: int) -> int:
    """Return what `pair_keys` does, of two stems."""
    return _mix_one(first * _PAIR_FACTOR + second & _64_BITS) | _NO_PAIR + 1


@lru_cache(maxsize=16_384)
def _gram_key(gram: str) -> int:
    """Return what `gram_keys` does, of one gram; remembered, as words share their grams."""
    first, second, third, fourth = map(ord, gram.ljust(GRAM_LENGTH, "\0"))
    base = _LETTER_FACTOR
    packed = ((first * base + second) * base + third) * base + fourth + _GRAM
    return _mix_one(packed & _64_BITS) & _NO_PAIR


def _mix_one(number: int) -> int:
    """Return what `mix` does, of one number."""
    mixed = (number ^ number >> 30) * _FACTORS[0] & _64_BITS
    mixed = (mixed ^ mixed >> 27) * _FACTORS[1] & _64_BITS
    return mixed ^ mixed >> 31


@dataclass(frozen=True, slots=True)
class WordTable:
    """The terms of each distinct word.

    Attributes:
        offsets: int64, shape (n_words + 1,): the word's part of `keys`.
        keys: uint64: per word its stem, its skeleton, then its grams.
        classes: uint8, shape (n_words,): `WordClass`.
        lemmas: int32, shape (n_words,): the number of the lemma of the word's stem in
            `bundled_lemmas`, or `retrieval.arabic.lemmas.UNKNOWN`.
    """

    offsets: NDArray[np.int64]
    keys: NDArray[np.uint64]
    classes: NDArray[np.uint8]
    lemmas: NDArray[np.int32]

    @classmethod
    def of(cls, words: Sequence[str]) -> "WordTable":
        """Analyse `words`."""
        of_grams, n_grams = gram_keys(words)
        offsets = np.concatenate([[0], np.cumsum(n_grams + 2)])
        keys = np.empty(offsets[-1], dtype=np.uint64)
        is_gram = np.ones(len(keys), dtype=np.bool_)
        stems = [light_stem(word) for word in words]
        skeletons = list(map(skeleton, stems))
        for kind, texts in ((TermKind.STEM, stems), (TermKind.SKELETON, skeletons)):
            at = offsets[:-1] + int(kind)
            of_kind = {text: term_key(kind, text) for text in set(texts)}
            keys[at] = np.fromiter(map(of_kind.__getitem__, texts), np.uint64, len(at))
            is_gram[at] = False
        keys[is_gram] = of_grams
        classes = np.fromiter(map(word_class, words), dtype=np.uint8, count=len(words))
        distinct = list(dict.fromkeys(stems))
        numbers = bundled_lemmas().numbers_of(distinct)
        lemma_of = dict(zip(distinct, numbers.tolist(), strict=True))
        lemmas = np.fromiter(map(lemma_of.__getitem__, stems), dtype=np.int32, count=len(words))
        return cls(offsets, keys, classes, lemmas)

    def extended(self, words: Sequence[str]) -> "WordTable":
        """Return the table of these words and, after them, of others."""
        more = WordTable.of(words)
        return WordTable(
            np.concatenate([self.offsets, self.offsets[-1] + more.offsets[1:]]),
            np.concatenate([self.keys, more.keys]),
            np.concatenate([self.classes, more.classes]),
            np.concatenate([self.lemmas, more.lemmas]),
        )

    def take(self, rows: NDArray[np.integer]) -> "WordTable":
        """Return the table of some of these words, in the order of `rows`."""
        offsets, at = spans_of(self.offsets, rows)
        return WordTable(offsets, self.keys[at], self.classes[rows], self.lemmas[rows])

    @property
    def is_stop(self) -> NDArray[np.bool_]:
        """Whether each word names no topic, shape (n_words,)."""
        is_stop: NDArray[np.bool_] = (self.classes & _STOP) != 0
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
