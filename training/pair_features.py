"""What is known of pairs of lemmas, as numbers that a model of links is fitted on."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from retrieval.arabic.lemmas import UNKNOWN
from training.lemma_knowledge import LemmaKnowledge


class PairFeatures:
    """What is known of pairs of lemmas.

    Attributes:
        meaning: As handed in.
        knowledge: As handed in.

    Args:
        company: Vectors of company, rows of length 1, shape (n_lemmas, any).
        meaning: Places by meaning, rows of length 1, shape (n_lemmas, any).
        knowledge: Of the same lemmas.
    """

    def __init__(
        self,
        company: NDArray[np.float32],
        meaning: NDArray[np.float32],
        knowledge: LemmaKnowledge,
    ) -> None:
        self.meaning = meaning
        self.knowledge = knowledge
        self._company = company
        self._second = (knowledge.near @ knowledge.near).tocsr()
        self._between = (knowledge.near @ knowledge.related).tocsr()
        self._n_near = np.sqrt(np.asarray(knowledge.near.sum(axis=1)).ravel() + 1)
        of_names = sparse.diags(knowledge.is_name.astype(np.float32))
        of_kinds = sparse.diags((~knowledge.is_name).astype(np.float32))
        sizes = np.asarray((knowledge.concepts > 0).sum(axis=0)).ravel()
        n_known = max(int((np.diff(knowledge.concepts.indptr) > 0).sum()), 1)
        rarity = sparse.diags(np.log(n_known / np.maximum(sizes, 1)).astype(np.float32))
        n_concepts, n_fields = len(knowledge.fields), int(knowledge.fields.max(initial=-1)) + 1
        in_fields = sparse.csr_matrix(
            (np.ones(n_concepts, np.float32), (np.arange(n_concepts), knowledge.fields)),
            shape=(n_concepts, n_fields),
        )
        self._kinds = (knowledge.concepts @ of_kinds).tocsr()
        self._rare_kinds = (self._kinds @ rarity).tocsr()
        self._names = (knowledge.concepts @ of_names).tocsr()
        self._fields = (self._kinds @ in_fields).tocsr()
        self._has_concept = np.diff(knowledge.concepts.indptr) > 0
        self._best = _best_concepts(knowledge.concepts)
        self._carries = knowledge.carries
        self._n_carriers = np.log(np.diff(knowledge.carried.indptr) + 1.0)
        squares = knowledge.carried.multiply(knowledge.carried).sum(axis=1)
        lengths = np.sqrt(np.asarray(squares, dtype=np.float32).ravel() + 1)
        self._carried_evenly = (sparse.diags(1 / lengths) @ knowledge.carried).tocsr()
        self._carries_evenly = self._carried_evenly.T.tocsr()

    def of(self, asked: NDArray[np.int64], found: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the features of pairs.

        Args:
            asked: Lemmas of questions, shape (n,).
            found: Lemmas of texts, shape (n,).

        Returns:
            Shape (n, 20). From the associations: whether they are near, whether they are related,
            how many lemmas are near both, that over the roots of how many are near each, how many
            are near one and related to the other. By vectors: the cosine of company, and of
            meaning. How common they are: the logarithm of the rank, asked, then found. From the
            thesaurus: concepts in common, by their rarity; whether the best one is the same;
            fields in common; countries and bodies in common, which neither those concepts nor
            those fields hold; how many of the two have a concept. From the carriers: what the one
            found is worth to the one asked, and the other way round; the logarithm of one more
            than how many carry the one asked; what carries both, the less the more carry each;
            what both carry, the less the more carry that; and what is found carrying what carries
            the one asked, the less the more carry the latter two.
        """
        knowledge = self.knowledge
        second = _at(self._second, asked, found)
        columns = (
            _at(knowledge.near, asked, found),
            _at(knowledge.related, asked, found),
            second,
            second / (self._n_near[asked] * self._n_near[found]),
            _at(self._between, asked, found) + _at(self._between, found, asked),
            np.einsum("ij,ij->i", self._company[asked], self._company[found]),
            np.einsum("ij,ij->i", self.meaning[asked], self.meaning[found]),
            np.log(asked + 1.0),
            np.log(found + 1.0),
            _row_products(self._rare_kinds, self._kinds, asked, found),
            (self._best[asked] == self._best[found]) & (self._best[asked] != UNKNOWN),
            _row_products(self._fields, self._fields, asked, found),
            _row_products(self._names, self._names, asked, found),
            self._has_concept[asked].astype(np.float32) + self._has_concept[found],
            _at(knowledge.carried, asked, found),
            _at(self._carries, asked, found),
            self._n_carriers[asked],
            _row_products(self._carried_evenly, self._carried_evenly, asked, found),
            _row_products(self._carries_evenly, self._carries_evenly, asked, found),
            _row_products(self._carried_evenly, self._carries_evenly, asked, found),
        )
        return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def _best_concepts(concepts: sparse.csr_matrix) -> NDArray[np.int64]:
    """Return the concept of each lemma with the largest share, or `UNKNOWN`."""
    best = np.full(concepts.shape[0], UNKNOWN, dtype=np.int64)
    for lemma in np.flatnonzero(np.diff(concepts.indptr)).tolist():
        span = slice(*concepts.indptr[lemma : lemma + 2])
        best[lemma] = concepts.indices[span][concepts.data[span].argmax()]
    return best


def _at(
    matrix: sparse.csr_matrix, rows: NDArray[np.int64], columns: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return some entries of a matrix, shape (len(rows),)."""
    return np.asarray(matrix[rows, columns], dtype=np.float32).ravel()


def _row_products(
    left: sparse.csr_matrix,
    right: sparse.csr_matrix,
    rows: NDArray[np.int64],
    others: NDArray[np.int64],
) -> NDArray[np.float32]:
    """Return the product of row `rows[i]` of one with row `others[i]` of the other, (n,)."""
    return np.asarray(left[rows].multiply(right[others]).sum(axis=1), dtype=np.float32).ravel()
