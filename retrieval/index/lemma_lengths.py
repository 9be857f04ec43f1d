"""How long the vectors of a sentence's lemmas are together.

What a sentence is about is told by the sum of these vectors. A question asks for its cosine with
its own, for which the sum itself would be made anew each time; its length never changes.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.index.ragged import in_blocks, spans_of

_BLOCK: Final = 1_024
"""Words whose vectors are added up together: they stay in the cache."""


def lemma_lengths(
    lemmas: NDArray[np.int32],
    offsets: NDArray[np.int64],
    sentences: NDArray[np.int64],
    vectors: NDArray[np.int8],
) -> NDArray[np.float32]:
    """Return the length of the sum of the vectors of the lemmas of some sentences.

    Args:
        lemmas: Of the words of all sentences, one after the other;
            `retrieval.arabic.lemmas.UNKNOWN` has no vector.
        offsets: Shape (n_sentences + 1,): a sentence's part of `lemmas`.
        sentences: Rows.
        vectors: Of lemmas.

    Returns:
        Shape (len(sentences),); 0 where no lemma is known.
    """
    of_each = np.zeros(len(sentences), dtype=np.float32)
    # The last row, which `UNKNOWN` indexes, is 0.
    vectors = np.concatenate([vectors, np.zeros_like(vectors[:1])])
    # One without words would be given the vector of the word after it.
    with_words = np.flatnonzero(offsets[sentences + 1] > offsets[sentences])
    rows = sentences[with_words]
    for some in in_blocks(offsets[rows + 1] - offsets[rows], _BLOCK):
        starts, at = spans_of(offsets, rows[some])
        found = vectors.take(lemmas[at], axis=0, mode="wrap").astype(np.float32)
        # Numbers are added by twos, which takes two thirds of the time.
        sums = np.add.reduceat(found.view(np.complex64), starts[:-1]).view(np.float32)
        of_each[with_words[some]] = np.sqrt(np.einsum("ij,ij->i", sums, sums))
    return of_each
