from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from retrieval.index.dense import DenseIndex, faiss
from retrieval.settings import DenseSettings

APPROXIMATE = DenseSettings(exact_below=1, n_probes=16)


def unit_rows(vectors: NDArray[np.float64]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (vectors / lengths).astype(np.float32)
    return unit


def random_vectors(n: int, dimension: int = 16, seed: int = 0) -> NDArray[np.float32]:
    return unit_rows(np.random.default_rng(seed).standard_normal((n, dimension)))


def clustered_vectors(n: int, dimension: int = 32, seed: int = 0) -> NDArray[np.float32]:
    """Return vectors around 40 centres, as the passages of a corpus stand around its topics."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((40, dimension))
    topics = random.integers(40, size=n)
    return unit_rows(centres[topics] + 0.5 * random.standard_normal((n, dimension)))


@given(n=st.integers(1, 60), k=st.integers(1, 80), seed=st.integers(0, 999))
def test_exact_search_finds_what_numpy_finds(n: int, k: int, seed: int):
    vectors = random_vectors(n, seed=seed)
    question = random_vectors(1, seed=seed + 1000)[0]
    index = DenseIndex.of(vectors, DenseSettings())

    rows, scores = index.search(question, k)

    cosines = vectors.astype(np.float64) @ question
    assert rows.tolist() == np.argsort(-cosines)[:k].tolist()
    assert scores == pytest.approx(np.sort(cosines)[::-1][:k], abs=1e-6)


def test_a_vector_is_nearest_to_itself_with_a_cosine_of_one():
    vectors = random_vectors(50)
    index = DenseIndex.of(vectors, DenseSettings())

    rows, scores = index.search(vectors[17], 1)

    assert rows.tolist() == [17]
    assert scores == pytest.approx([1.0])


@pytest.mark.slow
def test_approximate_search_finds_nine_tenths_of_the_ten_nearest():
    vectors, questions = clustered_vectors(6000), clustered_vectors(200, seed=0)[:100]
    index = DenseIndex.of(vectors, APPROXIMATE)

    found = [set(index.search(question, 10)[0].tolist()) for question in questions]

    nearest = np.argsort(-(questions @ vectors.T), axis=1)[:, :10]
    recall = np.mean([len(a & set(b)) / 10 for a, b in zip(found, nearest.tolist(), strict=True)])
    assert recall >= 0.9


@pytest.mark.slow
def test_the_clustering_is_the_same_in_every_build():
    vectors = clustered_vectors(3000)

    first, second = (
        faiss().serialize_index(DenseIndex.of(vectors, APPROXIMATE).index) for _ in range(2)
    )

    assert first.tobytes() == second.tobytes()


def test_few_probes_give_fewer_rows_and_never_a_row_that_is_not_there():
    vectors = clustered_vectors(400)
    index = DenseIndex.of(vectors, DenseSettings(exact_below=1, n_probes=1))

    rows, scores = index.search(vectors[0], 400)

    assert 0 < len(rows) < 400
    assert len(rows) == len(scores) == len(set(rows.tolist()))
    assert rows.min() >= 0


@pytest.mark.parametrize("settings", [DenseSettings(), APPROXIMATE], ids=["exact", "approximate"])
def test_a_vector_of_nothing_finds_nothing(settings: DenseSettings):
    index = DenseIndex.of(clustered_vectors(200), settings)

    rows, scores = index.search(np.zeros(32, dtype=np.float32), 10)

    assert rows.tolist() == []
    assert scores.tolist() == []


def test_an_index_of_nothing_finds_nothing():
    index = DenseIndex.of(np.empty((0, 16), dtype=np.float32), DenseSettings())

    rows, scores = index.search(random_vectors(1)[0], 10)

    assert rows.tolist() == []
    assert scores.tolist() == []


def test_cosines_are_those_of_the_rows_asked_for_in_their_order():
    vectors = np.array([[1, 0], [0.6, 0.8], [0, 1]], dtype=np.float32)
    index = DenseIndex.of(vectors, DenseSettings())

    cosines = index.cosines(np.array([0, 1], dtype=np.float32), np.array([2, 0, 1]))

    assert cosines == pytest.approx([1.0, 0.0, 0.8])


def test_a_search_takes_one_thread_whichever_thread_asks():
    index = DenseIndex.of(random_vectors(10), DenseSettings())

    def threads_after_a_search() -> int:
        index.search(random_vectors(1)[0], 1)
        n_threads: int = faiss().omp_get_max_threads()
        return n_threads

    with ThreadPoolExecutor(1) as worker:
        assert worker.submit(threads_after_a_search).result() == 1
