"""Which words are common in written Arabic: the stems that the articles hold often enough."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.common_words import COMMON_STEM, rarity_of, stem_checksum
from retrieval.arabic.terms import light_stem
from training.corpus import Corpus

MIN_COUNT = 20
"""Occurrences of a stem from which it is no slip of a writer's."""
PASSAGE_WORDS = 150
_MIN_WORD_COUNT = 3
"""Occurrences of a word that counts: half of all words occur once, and are mostly slips."""
_PASSAGES_AT_ONCE = 10_000


def common_stems(corpus: Corpus) -> dict[str, float]:
    """Return the stems of Arabic letters that occur often enough.

    Returns:
        Each with the share of passages of `PASSAGE_WORDS` words that hold it, in the order of
        spelling. The last passage is cut short, and counts as one.
    """
    numbers: dict[str, int] = {}
    stems = np.array(
        [numbers.setdefault(light_stem(word), len(numbers)) for word in corpus.words],
        dtype=np.int64,
    )
    is_counted = (corpus.counts >= _MIN_WORD_COUNT) & np.array(
        [word.isalpha() and not word.isascii() for word in corpus.words], dtype=np.bool_
    )
    counts = np.bincount(stems, weights=corpus.counts * is_counted, minlength=len(numbers))
    shares = _shares_of_passages(stems[corpus.stream], len(numbers))
    return {
        stem: float(shares[number])
        for stem, number in sorted(numbers.items())
        if counts[number] >= MIN_COUNT
    }


def write_common_stems(corpus: Corpus, target: Path) -> int:
    """Write what `retrieval.arabic.common_words` reads; return how many stems that are."""
    stems = common_stems(corpus)
    entries = np.zeros(len(stems), dtype=COMMON_STEM)
    entries["checksum"] = list(map(stem_checksum, stems))
    entries["rarity"] = rarity_of(np.array(list(stems.values())))
    # Two stems of one checksum cannot be told apart; the one that comes first stands for both.
    _, first = np.unique(entries["checksum"], return_index=True)
    np.save(target, entries[first])
    return len(stems)


def _shares_of_passages(stream: NDArray[np.int64], n_stems: int) -> NDArray[np.float64]:
    """Return the share of passages that hold each stem, shape (n_stems,)."""
    held = np.zeros(n_stems, dtype=np.int64)
    step = _PASSAGES_AT_ONCE * PASSAGE_WORDS
    for start in range(0, len(stream), step):
        part = stream[start : start + step]
        passages = np.arange(len(part)) // PASSAGE_WORDS
        held += np.bincount(np.unique(passages * n_stems + part) % n_stems, minlength=n_stems)
    return held / max(-(-len(stream) // PASSAGE_WORDS), 1)
