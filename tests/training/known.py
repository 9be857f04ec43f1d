"""Lemmas of words as they are written, and knowledge of numbered lemmas, for the tests."""

from collections.abc import Iterable, Mapping

import numpy as np
from scipy import sparse

from retrieval.arabic.common_words import stem_checksum
from retrieval.arabic.lemmas import Lemmas
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import light_stem
from training.lemma_knowledge import LemmaKnowledge


def lemmas_of(*words: str) -> Lemmas:
    """Number words from 0; several of one lemma are parted by a space."""
    numbers = {
        stem_checksum(light_stem(matching_key(form))): number
        for number, forms in enumerate(words)
        for form in forms.split()
    }
    checksums = sorted(numbers)
    return Lemmas(
        np.array(checksums, dtype=np.uint32),
        np.array([numbers[checksum] for checksum in checksums], dtype=np.int32),
    )


def knowledge_of(
    n_lemmas: int,
    *,
    near: Iterable[tuple[int, int]] = (),
    related: Iterable[tuple[int, int]] = (),
    concepts: Mapping[tuple[int, int], float] | None = None,
    is_name: tuple[bool, ...] = (),
    fields: tuple[int, ...] | None = None,
) -> LemmaKnowledge:
    """Tell pairs of lemmas, once each, and the share of a lemma in a concept."""
    shares = concepts or {}
    return LemmaKnowledge(
        near=_symmetric(near, n_lemmas),
        related=_symmetric(related, n_lemmas),
        concepts=_matrix(shares, (n_lemmas, len(is_name))),
        is_name=np.array(is_name, dtype=np.bool_),
        fields=np.array(fields or range(len(is_name)), dtype=np.int64),
    )


def _symmetric(pairs: Iterable[tuple[int, int]], n_lemmas: int) -> sparse.csr_matrix:
    both_ways = {pair: 1.0 for one, other in pairs for pair in ((one, other), (other, one))}
    return _matrix(both_ways, (n_lemmas, n_lemmas))


def _matrix(values: Mapping[tuple[int, int], float], shape: tuple[int, int]) -> sparse.csr_matrix:
    dense = np.zeros(shape, dtype=np.float32)
    for at, value in values.items():
        dense[at] = value
    return sparse.csr_matrix(dense)
