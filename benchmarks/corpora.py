"""Corpora of a wanted size, made of real articles."""

import json
import lzma
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from retrieval.corpus.outline import outline
from retrieval.corpus.passages import split_passages
from retrieval.datatypes import Document, DocumentId
from retrieval.settings import PassageSettings

_LABELS = {"title": "title", "url": "url", "source": "source", "time": "date", "date": "date"}
_MIN_CHARS = 200
_ARTICLES_A_FILE = 10_000


def read_articles(path: Path) -> Iterator[dict[str, str]]:
    """Yield the articles of a ``.jsonl`` or ``.jsonl.xz`` file that are long enough to be one."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open() as file:
        for number, line in enumerate(file, start=1):
            stored = json.loads(line)
            if len(stored["text"]) < _MIN_CHARS:
                continue
            article = {"id": str(number), "text": stored["text"]}
            for name, label in _LABELS.items():
                if stored.get(name):
                    article[label] = str(stored[name])
            yield article


def write_corpus(
    articles: Iterator[dict[str, str]], folder: Path, *, n_documents: int = 0, n_passages: int = 0
) -> list[str]:
    """Write articles into a corpus folder until there are enough.

    Args:
        articles: Taken from the front.
        folder: Made here; it gets ``.jsonl`` files, none too large to be read.
        n_documents: Articles wanted; 0 for no limit.
        n_passages: Passages wanted; 0 for no limit.

    Returns:
        The titles of the articles written.
    """
    folder.mkdir()
    titles: list[str] = []
    wanted = _until_enough(articles, n_documents, n_passages)
    while some := list(islice(wanted, _ARTICLES_A_FILE)):
        with (folder / f"articles-{len(titles):07}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in some)
        titles += [article.get("title", "") for article in some]
    return [title for title in titles if title]


def _until_enough(
    articles: Iterator[dict[str, str]], n_documents: int, n_passages: int
) -> Iterator[dict[str, str]]:
    n_cut = 0
    for n_written, article in enumerate(articles, start=1):
        # Those of several files are numbered anew, as each file counts from 1.
        yield {**article, "id": str(n_written)}
        if n_passages:
            n_cut += _count_passages(article)
        if (n_passages and n_cut >= n_passages) or n_written == n_documents:
            break


def _count_passages(article: dict[str, str]) -> int:
    settings = PassageSettings()
    document = Document(DocumentId("#"), article["text"], article.get("title", "-"))
    passages = split_passages(
        outline(document), max_chars=settings.max_chars, overlap=settings.overlap
    )
    return len(passages)
