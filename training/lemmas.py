"""Which stems are one lemma: a rule leads from one to the other, and both keep one company.

The rules of `retrieval.arabic.inflections` know no words: to them «بيروت» may be «يروت» behind a
preposition. The vectors of stems tell: an inflected form stands beside the words that its base
stands beside. What only spelling joins («يزور» he visits, «زور» forgery) stays apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.common_words import stem_checksum
from retrieval.arabic.inflections import bases, sure_bases
from retrieval.arabic.lemmas import Lemmas

_LEAST_COSINE = 0.4
"""Of a stem and its base."""
_LEAST_WHEN_SURE = 0.3
_LESS_WHEN_LONG = 0.1
"""Few long words hold another by chance."""
_LONG, _LONG_WHEN_SURE = 5, 4
_SHORT = 2
_MORE_WHEN_SHORT = 0.15
"""Two letters are left of many words."""
_CLEARLY_NEARER = 0.1
"""How much nearer a base has to be than a likelier one, to be taken in its place."""
_MOST_TIMES_AS_COMMON = 20
"""What a stem may be, of a base that it would be with something written onto it."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundLemmas:
    """Which stems are one lemma.

    Attributes:
        numbers: int64, shape (n_stems,): the lemma of each stem; lemmas are numbered from the
            commonest on, by the sum of the counts of their stems.
        heads: int64, shape (n_lemmas,): the place of the stem that each lemma is led back to.
    """

    numbers: NDArray[np.int64]
    heads: NDArray[np.int64]


def find_lemmas(
    stems: Sequence[str], counts: NDArray[np.int64], vectors: NDArray[np.float32]
) -> FoundLemmas:
    """Find which stems are inflected forms of one word.

    Args:
        stems: Each once, the commonest first.
        counts: Of each, how often it occurs.
        vectors: Of each, of length 1, shape (n_stems, any).
    """
    places = {stem: place for place, stem in enumerate(stems)}
    base_of = {
        place: base
        for place in range(len(stems))
        if (base := _nearest_base(place, stems, places, counts, vectors)) is not None
    }
    heads_of_stems = np.array([_head(place, base_of) for place in range(len(stems))])
    heads, of_stems = np.unique(heads_of_stems, return_inverse=True)
    order = np.argsort(-np.bincount(of_stems, weights=counts), kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return FoundLemmas(rank[of_stems], heads[order])


def mean_vectors(
    found: FoundLemmas, counts: NDArray[np.int64], vectors: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return a vector for each lemma: the mean of its stems', by the root of their counts.

    Args:
        found: The lemmas of the stems.
        counts: Of each stem.
        vectors: Of each stem, shape (n_stems, dimension).

    Returns:
        Shape (n_lemmas, dimension), of any length.
    """
    sums = np.zeros((len(found.heads), vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, found.numbers, vectors * np.sqrt(counts, dtype=np.float32)[:, None])
    return sums


def pack_lemmas(stems: Sequence[str], found: FoundLemmas) -> Lemmas:
    """Bring lemmas to the form that `retrieval.arabic.lemmas` reads.

    Args:
        stems: Of checksums that differ.
        found: Their lemmas.
    """
    checksums = np.array(list(map(stem_checksum, stems)), dtype=np.uint32)
    order = np.argsort(checksums)
    return Lemmas(checksums[order], found.numbers[order].astype(np.int32))


def _nearest_base(
    place: int,
    stems: Sequence[str],
    places: dict[str, int],
    counts: NDArray[np.int64],
    vectors: NDArray[np.float32],
) -> int | None:
    """Return the place of the base that a stem is a form of, if it is one of any."""
    sure = set(sure_bases(stems[place]))
    nearest, cosine_of_nearest = None, -1.0
    for form in bases(stems[place]):
        at = places.get(form)
        is_sure = form in sure
        if at is None or (is_sure and counts[place] > counts[at] * _MOST_TIMES_AS_COMMON):
            continue
        cosine = float(vectors[place] @ vectors[at])
        if cosine >= _least_cosine(form, is_sure=is_sure) and (
            nearest is None or cosine > cosine_of_nearest + _CLEARLY_NEARER
        ):
            nearest, cosine_of_nearest = at, cosine
    return nearest


def _least_cosine(base: str, *, is_sure: bool) -> float:
    least = _LEAST_WHEN_SURE if is_sure else _LEAST_COSINE
    if len(base) >= (_LONG_WHEN_SURE if is_sure else _LONG):
        return least - _LESS_WHEN_LONG
    return least + (_MORE_WHEN_SHORT if len(base) == _SHORT else 0)


def _head(place: int, base_of: dict[int, int]) -> int:
    """Return where the bases of a stem lead, the commonest of those that lead to each other."""
    way = [place]
    while (place := base_of.get(place, place)) not in way:
        way.append(place)
    return min(way[way.index(place) :])
