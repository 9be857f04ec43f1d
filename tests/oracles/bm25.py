"""BM25 over four kinds of term in plain Python: slow, and read off the formula.

It shares nothing with `retrieval.index` but the terms of a word. A term is a pair of its kind and
its text, so it cannot be mistaken for another as a hash could.

Source:
    Robertson & Zaragoza, Foundations and Trends in IR 2009, doi:10.1561/1500000019, (3.15), with
    the idf of Lucene, ln(1 + (N - n + .5) / (n + .5)), raised to a power; counts, lengths and
    constants are of each kind apart, and the kinds' scores are summed by weight.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from retrieval.arabic.terms import stop_words, word_terms
from retrieval.settings import FieldSettings, LexicalSettings

Term = tuple[str, str]
"""Kind, a field of `LexicalSettings`, and text; of a pair, its two stems around a space."""


def count(sentences: Sequence[Sequence[str]]) -> Counter[Term]:
    """Count the terms of sentences given as words of a key."""
    counts: Counter[Term] = Counter()
    for words in sentences:
        for word in words:
            terms = word_terms(word)
            counts["stem", terms.stem] += 1
            counts["skeleton", terms.skeleton] += 1
            counts.update(("gram", gram) for gram in terms.grams)
        for first, second in pairwise(words):
            if not {first, second} & stop_words():
                counts["pair", f"{word_terms(first).stem} {word_terms(second).stem}"] += 1
    return counts


def document_frequencies(passages: Sequence[Sequence[Sequence[str]]]) -> Counter[Term]:
    """Count the passages that hold each term."""
    return Counter(term for sentences in passages for term in set(count(sentences)))


def scores(
    passages: Sequence[Sequence[Sequence[str]]],
    question: Mapping[Term, float],
    settings: LexicalSettings,
) -> list[float]:
    """Return the score of each passage, a list of sentences, for terms by weight."""
    counts = [count(sentences) for sentences in passages]
    return [
        math.fsum(
            weight * _impact(counts, position, term, settings)
            for term, weight in question.items()
            if counts[position][term]
        )
        for position in range(len(passages))
    ]


def _impact(
    counts: Sequence[Counter[Term]], position: int, term: Term, settings: LexicalSettings
) -> float:
    kind = term[0]
    field: FieldSettings = getattr(settings, kind)
    n_passages, n_holding = len(counts), sum(term in held for held in counts)
    idf = math.log(1 + (n_passages - n_holding + 0.5) / (n_holding + 0.5))
    lengths = [_length(held, kind) for held in counts]
    # Short of one term a passage on average, a passage with one is not called long.
    mean = max(sum(lengths) / n_passages, 1.0)
    # To the nearest power of 1.05, so that an article more does not change every passage's score.
    mean = math.pow(1.05, round(math.log(mean) / math.log(1.05)))
    frequency = counts[position][term]
    norm = 1 - field.b + field.b * lengths[position] / mean
    saturated = frequency * (field.k1 + 1) / (frequency + field.k1 * norm)
    return field.weight * math.pow(idf, settings.idf_power) * saturated


def _length(counts: Counter[Term], kind: str) -> int:
    return sum(n for (found, _), n in counts.items() if found == kind)
