"""Articles to train on, less those that an evaluation set contains."""

import json
import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retrieval.arabic.normalize import matching_key
from retrieval.evaluation.squad import read_squad

WINDOW = 80
"""An article that shares this many consecutive characters of its key with a paragraph is out."""

_FILES = ("wiki_ar", "ant_news", "sanad_khaleej")
_SENTENCE_END = re.compile(r"(?<=[.!?؟…])\s+|\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Article:
    """Keys of an article's title ("" where the source has none) and of its sentences."""

    title: str
    sentences: tuple[str, ...]


def read_articles(data: Path) -> Iterator[Article]:
    """Yield the articles of ``data/train`` in the order of the files.

    Raises:
        FileNotFoundError: If a file is absent; the message says which and what to do.
    """
    for name in _FILES:
        for article in read_lines(data, name):
            yield Article(
                title=matching_key(article.get("title", "")),
                sentences=tuple(
                    key
                    for sentence in _SENTENCE_END.split(article["text"])
                    if (key := matching_key(sentence))
                ),
            )


def read_lines(data: Path, name: str) -> Iterator[dict[str, Any]]:
    """Yield the articles of one file of ``data/train`` as they are written.

    Raises:
        FileNotFoundError: If it is absent; the message says which and what to do.
    """
    path = data / "train" / f"{name}.jsonl.xz"
    if not path.is_file():
        raise FileNotFoundError(f"{path} is absent: give the folder that holds train/ as --data")
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def held_out_paragraphs(data: Path) -> list[str]:
    """Return the paragraphs that nothing is trained on: of every set of questions there is.

    Raises:
        CorpusError: A set cannot be read.
    """
    paths = (*sorted((data / "eval").glob("*.json")), data / "train" / "arcd-train.json")
    return [paragraph.text for path in paths for paragraph in read_squad(path).paragraphs]


class OverlapFilter:
    """Knows whether an article contains `WINDOW` characters on end of any held-out paragraph.

    Every window of 80 characters holds one block of 40 that begins at a multiple of 40: looking
    only these blocks of an article up finds every candidate, and few candidates are compared in
    full.
    """

    def __init__(self, paragraphs: Iterable[str]) -> None:
        keys = [matching_key(paragraph) for paragraph in paragraphs]
        self._blocks = _windows(keys, WINDOW // 2)
        self._windows = _windows(keys, WINDOW)

    def overlaps(self, article: Article) -> bool:
        """Return whether the article must be left out."""
        text = " ".join(article.sentences)
        block = WINDOW // 2
        return any(
            text[start : start + block] in self._blocks and self._shares_window(text, start)
            for start in range(0, len(text) - block + 1, block)
        )

    def _shares_window(self, text: str, block_start: int) -> bool:
        first = max(block_start - WINDOW // 2, 0)
        return any(
            text[start : start + WINDOW] in self._windows
            for start in range(first, min(block_start, len(text) - WINDOW) + 1)
        )


def _windows(keys: list[str], length: int) -> frozenset[str]:
    return frozenset(
        key[start : start + length] for key in keys for start in range(len(key) - length + 1)
    )
