import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import corpora
from benchmarks.corpora import write_corpus


def articles(n_articles: int) -> Iterator[dict[str, str]]:
    """Articles as two files would give them, each counted from 1."""
    for number in range(n_articles):
        yield {"id": str(number % 3 + 1), "title": f"عنوان {number}", "text": "وصل القطار."}


def ids_in(folder: Path) -> list[list[str]]:
    """The ids in each file of a corpus."""
    return [
        [json.loads(line)["id"] for line in file.read_text(encoding="utf-8").splitlines()]
        for file in sorted(folder.iterdir())
    ]


def test_a_corpus_ends_where_there_are_enough_documents(tmp_path: Path):
    titles = write_corpus(articles(6), tmp_path / "corpus", n_documents=2)

    assert titles == ["عنوان 0", "عنوان 1"]
    assert ids_in(tmp_path / "corpus") == [["1", "2"]]


def test_a_corpus_ends_where_there_are_enough_passages(tmp_path: Path):
    titles = write_corpus(articles(6), tmp_path / "corpus", n_passages=4)

    assert len(titles) == 4


def test_a_large_corpus_is_of_several_files_and_no_id_comes_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(corpora, "_ARTICLES_A_FILE", 2)

    write_corpus(articles(5), tmp_path / "corpus", n_documents=5)

    assert ids_in(tmp_path / "corpus") == [["1", "2"], ["3", "4"], ["5"]]
