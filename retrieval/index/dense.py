"""Vectors in FAISS: exact while the collection is small, approximate above a measured size."""

from dataclasses import dataclass
from functools import cache
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from retrieval.settings import DenseSettings


@cache
def faiss() -> ModuleType:
    """Return FAISS, imported on first use."""
    import faiss as module  # noqa: PLC0415 -- .1 s that `--help` does not need

    return module


@dataclass(frozen=True, slots=True)
class DenseIndex:
    """The vectors of the passages, and FAISS over them.

    Attributes:
        index: A `faiss.Index` by inner product.
        vectors: float32, shape (n_passages, dimension), as the encoder gave them.
    """

    index: object
    vectors: NDArray[np.float32]

    @classmethod
    def of(cls, vectors: NDArray[np.float32], settings: DenseSettings) -> "DenseIndex":
        """Build the index that suits the number of vectors."""
        n_passages, dimension = vectors.shape
        library = faiss()
        if n_passages < settings.exact_below:
            index = library.IndexFlatIP(dimension)
        else:
            n_lists = int(4 * np.sqrt(n_passages))
            index = library.IndexIVFScalarQuantizer(
                library.IndexFlatIP(dimension),
                dimension,
                n_lists,
                library.ScalarQuantizer.QT_8bit,
                library.METRIC_INNER_PRODUCT,
            )
            index.cp.seed = settings.seed
            index.train(vectors)
            index.nprobe = settings.n_probes
        index.add(vectors)
        return cls(index, vectors)

    def search(
        self, vector: NDArray[np.float32], k: int
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the rows of up to `k` nearest passages, best first, and their cosines.

        FAISS would take a thread a core, which costs more in waiting than it saves: 15 ms for
        20,000 passages on two cores where one thread takes 1 ms. OpenMP keeps that number for
        each thread that calls, so it is set here, where any thread may call.
        """
        if not len(self.vectors) or not vector.any():
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        faiss().omp_set_num_threads(1)
        scores, rows = self.index.search(vector[None, :], min(k, len(self.vectors)))  # type: ignore[attr-defined] # faiss has no stubs
        found = rows[0] >= 0
        return rows[0][found], scores[0][found]

    def cosines(self, vector: NDArray[np.float32], rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the exact cosines of some passages, in the order of `rows`."""
        cosines: NDArray[np.float32] = self.vectors[rows] @ vector
        return cosines
