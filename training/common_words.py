"""Which words are common in written Arabic: the stems that the articles hold often enough."""

from collections import Counter
from pathlib import Path

import numpy as np

from retrieval.arabic.common_words import checksums_of
from retrieval.arabic.terms import light_stem
from training.corpus import Corpus

MIN_COUNT = 20
"""Occurrences of a stem from which it is no slip of a writer's."""
_MIN_WORD_COUNT = 3
"""Occurrences of a word that counts: half of all words occur once, and are mostly slips."""


def common_stems(corpus: Corpus) -> list[str]:
    """Return the stems of Arabic letters that occur often enough, in the order of spelling."""
    counts: Counter[str] = Counter()
    for word, count in zip(corpus.words, corpus.counts.tolist(), strict=True):
        if count >= _MIN_WORD_COUNT and word.isalpha() and not word.isascii():
            counts[light_stem(word)] += count
    return sorted(stem for stem, count in counts.items() if count >= MIN_COUNT)


def write_common_stems(corpus: Corpus, target: Path) -> int:
    """Write what `retrieval.arabic.common_words` reads; return how many stems that are."""
    stems = common_stems(corpus)
    np.save(target, checksums_of(stems))
    return len(stems)
