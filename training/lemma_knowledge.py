"""What is known of lemmas by hand: thesaurus, associations and carriers, as sparse matrices."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from retrieval.arabic.lemmas import UNKNOWN, Lemmas
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import light_stem
from training.associations import Association
from training.carriers import Carriers
from training.concepts import Thesaurus

_FURTHER_CONCEPT = 0.7
"""Of a concept that is not a word's best."""
_SHARE_OF_CLUE = 0.5
"""Of a word that tells that a sentence may speak of another, and does not say it by itself."""
_OF_NAMES = frozenset({"دول", "كيانات"})
"""Fields whose concepts are countries and bodies: what belongs to one is no other word for it."""


@dataclass(frozen=True, slots=True, eq=False)
class LemmaKnowledge:
    """What hand-written sources say of lemmas.

    Attributes:
        near: float32, shape (n_lemmas, n_lemmas), symmetric: 1 for what may stand for each other.
        related: float32, shape (n_lemmas, n_lemmas), symmetric: 1 for what is found together, and
            is not near.
        carried: float32, shape (n_lemmas, n_lemmas), asked and found: 1 where what is found says
            by itself what is asked, less where it is a clue to it.
        concepts: float32, shape (n_lemmas, n_concepts): 1 for the best concept of each word of a
            lemma, or for those that it is typical of where no word of it has any; less for
            further ones.
        is_name: bool, shape (n_concepts,): whether a concept is a country or a body.
        fields: int64, shape (n_concepts,): the number of each one's field.
    """

    near: sparse.csr_matrix
    related: sparse.csr_matrix
    carried: sparse.csr_matrix
    concepts: sparse.csr_matrix
    is_name: NDArray[np.bool_]
    fields: NDArray[np.int64]

    @property
    def carries(self) -> sparse.csr_matrix:
        """What `carried` says, found and asked."""
        return self.carried.T.tocsr()

    @property
    def said(self) -> sparse.csr_matrix:
        """Which lemmas say by themselves what is asked: 1 where `carried` has no mere clue."""
        return (self.carried == 1).astype(np.float32)

    @property
    def n_lemmas(self) -> int:
        """How many lemmas there are, known or not."""
        return int(self.near.shape[0])


def lemmas_of_words(words: Iterable[str], lemmas: Lemmas) -> NDArray[np.int32]:
    """Return the lemma of each of some words as written, or `UNKNOWN`."""
    return lemmas.numbers_of([light_stem(matching_key(word)) for word in words])


def gather_knowledge(
    lemmas: Lemmas,
    thesaurus: Thesaurus,
    associations: Iterable[Association],
    carriers: Iterable[Carriers],
) -> LemmaKnowledge:
    """Bring what is written of words to their lemmas.

    Args:
        lemmas: Of stems; words of none are passed over.
        thesaurus: Whose labels count more than the typical words of its concepts, which only
            speak for lemmas without a label.
        associations: A pair that is near in any line is near.
        carriers: What carries a word in any line carries it; a clue is what is none in any.
    """
    n_lemmas = int(lemmas.numbers.max(initial=-1)) + 1
    near, related = _pairs(lemmas, associations)
    labels = {label: number for number, label in enumerate(thesaurus.concepts)}
    fields = [concept.field for concept in thesaurus.concepts.values()]
    number_of_field = {field: number for number, field in enumerate(dict.fromkeys(fields))}
    return LemmaKnowledge(
        near=_symmetric(near, n_lemmas),
        related=_symmetric(related - near, n_lemmas),
        carried=_carried(lemmas, carriers, n_lemmas),
        concepts=_concepts(lemmas, thesaurus, labels, n_lemmas),
        is_name=np.array([field in _OF_NAMES for field in fields], dtype=np.bool_),
        fields=np.array([number_of_field[field] for field in fields], dtype=np.int64),
    )


def _pairs(
    lemmas: Lemmas, associations: Iterable[Association]
) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """Return the pairs of lemmas that are near, and those that are related, the lesser first.

    A pair may be both, by different lines.
    """
    found: tuple[set[tuple[int, int]], ...] = (set(), set())
    for association in associations:
        heads = lemmas_of_words(association.heads, lemmas).tolist()
        of_each = (association.heads + association.near, association.related)
        for pairs, words in zip(found, of_each, strict=True):
            others = lemmas_of_words(words, lemmas).tolist()
            pairs.update(
                (min(pair), max(pair))
                for pair in product(heads, others)
                if UNKNOWN not in pair and pair[0] != pair[1]
            )
    near, related = found
    return near, related


def _carried(lemmas: Lemmas, carriers: Iterable[Carriers], n_lemmas: int) -> sparse.csr_matrix:
    shares: dict[tuple[int, int], float] = {}
    for line in carriers:
        heads = lemmas_of_words(line.heads, lemmas).tolist()
        for words, share in ((line.carrying, 1.0), (line.clues, _SHARE_OF_CLUE)):
            others = lemmas_of_words(words, lemmas).tolist()
            for pair in product(heads, others):
                if UNKNOWN not in pair and pair[0] != pair[1]:
                    shares[pair] = max(share, shares.get(pair, 0.0))
    return _matrix(shares, (n_lemmas, n_lemmas))


def _matrix(shares: Mapping[tuple[int, int], float], shape: tuple[int, int]) -> sparse.csr_matrix:
    at = np.array(list(shares), dtype=np.int64).reshape(-1, 2)
    values = np.array(list(shares.values()), dtype=np.float32)
    return sparse.csr_matrix((values, tuple(at.T)), shape=shape)


def _symmetric(pairs: set[tuple[int, int]], n_lemmas: int) -> sparse.csr_matrix:
    at = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    rows, columns = np.concatenate([at, at[:, ::-1]]).T
    ones = np.ones(len(rows), dtype=np.float32)
    return sparse.csr_matrix((ones, (rows, columns)), shape=(n_lemmas, n_lemmas))


def _concepts(
    lemmas: Lemmas, thesaurus: Thesaurus, labels: dict[str, int], n_lemmas: int
) -> sparse.csr_matrix:
    shares: dict[tuple[int, int], float] = {}

    def give(lemma: int, concept: int, share: float) -> None:
        if lemma != UNKNOWN:
            shares[lemma, concept] = max(share, shares.get((lemma, concept), 0.0))

    words = list(thesaurus.words)
    for word, lemma in zip(words, lemmas_of_words(words, lemmas).tolist(), strict=True):
        for place, concept in enumerate(thesaurus.words[word]):
            give(lemma, labels[concept.label], _FURTHER_CONCEPT if place else 1.0)
    coded = {lemma for lemma, _ in shares}
    for concept in thesaurus.concepts.values():
        typical = [word for word in concept.words if " " not in word]
        for lemma in lemmas_of_words(typical, lemmas).tolist():
            if lemma not in coded:
                give(lemma, labels[concept.label], 1.0)
    return _matrix(shares, (n_lemmas, len(labels)))
