"""Killing whoever builds, at any moment: what is current stays whole, and the next build works."""

import multiprocessing
import random
from itertools import count
from pathlib import Path

import pytest

from retrieval.index.snapshot import Snapshot
from retrieval.index.store import SnapshotStore
from tests.retrieval.index.corpora import litter, update, write, write_articles

N_KILLED = 12


def build_forever(corpus: Path, store: Path) -> None:
    """Write an article and bring the store up to date, over and over."""
    for number in count(len(list(corpus.iterdir()))):
        write(corpus, f".{number}.txt", f"وصل القطار رقم {number} إلى القرية عند الفجر.").rename(
            corpus / f"{number}.txt"
        )
        update(corpus, SnapshotStore(store))


@pytest.mark.slow
def test_a_builder_killed_at_any_moment_leaves_a_whole_snapshot(tmp_path: Path):
    corpus, store = write_articles(tmp_path / "corpus"), SnapshotStore(tmp_path / "store")
    moments = random.Random(7)  # noqa: S311 -- a seed, not a secret
    builders = multiprocessing.get_context("forkserver")
    builders.set_forkserver_preload([__name__, "scipy.sparse"])
    update(corpus, store)
    n_documents = []

    for _ in range(N_KILLED):
        builder = builders.Process(target=build_forever, args=(corpus, store.root))
        builder.start()
        builder.join(timeout=moments.uniform(0.2, 0.7))
        builder.kill()
        builder.join()
        assert builder.exitcode == -9, "it was to be killed, not to fail"
        Snapshot.open(store.current()).close()
        report = update(corpus, store)
        assert report.n_documents == len(list(corpus.rglob("[!.]*.*")))
        assert litter(store) == []
        n_documents.append(report.n_documents)

    assert n_documents == sorted(n_documents)
    assert n_documents[-1] > n_documents[0], "it was killed before it ever built"
