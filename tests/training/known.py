"""Lemmas of words as they are written, and knowledge of numbered lemmas, for the tests."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from scipy import sparse

from retrieval.arabic.common_words import stem_checksum
from retrieval.arabic.lemmas import Lemmas
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import light_stem
from training.lemma_knowledge import LemmaKnowledge

FIRST_LETTERS = {
    "alef": "ءا",
    "ba_to_zay": "بتثجحخدذرز",
    "sin_to_qaf": "سشصضطظعغفق",
    "kaf_to_ya": "كلمنهوي",
}
"""Of the folded heads in each file of lines of words."""


@cache
def stem(word: str) -> str:
    """The light stem of a word as written."""
    return light_stem(matching_key(word))


def write_word_lines(folder: Path, **parts: str) -> Path:
    """Write the files of lines of words, and a line of no interest where none is told."""
    for part in FIRST_LETTERS:
        text = parts.get(part, "باب\tمدخل\n")
        (folder / f"{part}.tsv").write_text(text, encoding="utf-8")
    return folder


def lemmas_of(*words: str) -> Lemmas:
    """Number words from 0; several of one lemma are parted by a space."""
    numbers = {
        stem_checksum(stem(form)): number
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
        carried=_matrix({}, (n_lemmas, n_lemmas)),
        concepts=_matrix(shares, (n_lemmas, len(is_name))),
        is_name=np.array(is_name, dtype=np.bool_),
        fields=np.array(fields or range(len(is_name)), dtype=np.int64),
    )


def with_carried(
    knowledge: LemmaKnowledge, carried: Mapping[tuple[int, int], float]
) -> LemmaKnowledge:
    """Tell too what a lemma found is worth to one asked."""
    return replace(knowledge, carried=_matrix(carried, knowledge.near.shape))


def _symmetric(pairs: Iterable[tuple[int, int]], n_lemmas: int) -> sparse.csr_matrix:
    both_ways = {pair: 1.0 for one, other in pairs for pair in ((one, other), (other, one))}
    return _matrix(both_ways, (n_lemmas, n_lemmas))


def _matrix(values: Mapping[tuple[int, int], float], shape: tuple[int, int]) -> sparse.csr_matrix:
    dense = np.zeros(shape, dtype=np.float32)
    for at, value in values.items():
        dense[at] = value
    return sparse.csr_matrix(dense)
