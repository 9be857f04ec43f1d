import numpy as np
import pytest

from retrieval.index.lemma_lengths import lemma_lengths

VECTORS = np.array([[3, 0], [0, 4], [-3, 1]], dtype=np.int8)


def test_the_vectors_of_a_sentence_are_as_long_as_their_sum():
    lemmas = np.array([0, 1, 0, -1, -1, 2, 0], dtype=np.int32)
    offsets = np.array([0, 2, 2, 4, 5, 7])

    of_all = lemma_lengths(lemmas, offsets, np.arange(5), VECTORS)
    of_some = lemma_lengths(lemmas, offsets, np.array([4, 1, 0]), VECTORS)

    assert of_all.tolist() == [5, 0, 3, 0, 1]
    assert of_some.tolist() == [1, 0, 5]


def test_many_sentences_are_measured_as_few_are():
    random = np.random.default_rng(3)
    vectors = random.integers(-127, 128, size=(50, 8), dtype=np.int8)
    counts = random.integers(0, 40, size=300)
    lemmas = random.integers(-1, 50, size=counts.sum(), dtype=np.int32)
    offsets = np.concatenate([[0], np.cumsum(counts)])

    of_all = lemma_lengths(lemmas, offsets, np.arange(300), vectors)

    for row in (0, 7, 150, 299):
        numbers = lemmas[offsets[row] : offsets[row + 1]]
        total = vectors[numbers[numbers >= 0]].astype(np.float64).sum(axis=0)
        assert of_all[row] == pytest.approx(np.linalg.norm(total))
