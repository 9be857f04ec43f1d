"""The thesaurus of our own: which concepts a word may stand for, and which words a concept has.

``thesaurus/README.md`` says how it was written and what the files may hold. Two words of one
concept may answer for each other, however they are written; how far they do is fitted elsewhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from retrieval.arabic.normalize import matching_key

THESAURUS = Path(__file__).parent / "thesaurus"
MAX_LABELS = 4
"""Concepts that a word may have: who stands for everything links nothing."""


class ThesaurusError(ValueError):
    """A line of the thesaurus breaks its rules.

    Attributes:
        path: The file.
        line: Of that file, from 1.
    """

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path}, line {line}: {message}")
        self.path = path
        self.line = line


@dataclass(frozen=True, slots=True)
class Concept:
    """What words may be about.

    Attributes:
        label: Its name, which is its own.
        field: The part of life that it belongs to.
        words: Some that are typical of it, as people write them; for readers, not exhaustive.
    """

    label: str
    field: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Concepts, and the words that were given them.

    Attributes:
        concepts: By label, in the order of the file.
        words: Matching keys of single words, each with its concepts, best first.
    """

    concepts: Mapping[str, Concept]
    words: Mapping[str, tuple[Concept, ...]]


def read_thesaurus(folder: Path = THESAURUS) -> Thesaurus:
    """Read ``concepts.tsv`` and ``words.tsv`` of a folder.

    Raises:
        OSError: A file cannot be read.
        ThesaurusError: A line has another number of columns, or an empty one; a label or a word
            stands twice; a word is no matching key, has a label twice, one that no concept has,
            or more than `MAX_LABELS`.
    """
    concepts = _read_concepts(folder / "concepts.tsv")
    return Thesaurus(concepts, _read_words(folder / "words.tsv", concepts))


def _read_concepts(path: Path) -> dict[str, Concept]:
    concepts: dict[str, Concept] = {}
    for line, (label, field, words) in _rows(path, ("label", "field", "words")):
        if label in concepts:
            raise ThesaurusError(path, line, f"a second concept is called {label}")
        typical = tuple(word.replace("_", " ") for word in words.split())
        concepts[label] = Concept(label, field, typical)
    return concepts


def _read_words(path: Path, concepts: Mapping[str, Concept]) -> dict[str, tuple[Concept, ...]]:
    words: dict[str, tuple[Concept, ...]] = {}
    for line, (word, listed) in _rows(path, ("word", "labels")):
        labels = listed.split()
        if matching_key(word) != word:
            raise ThesaurusError(path, line, f"{word} is written {matching_key(word)} as a key")
        if word in words:
            raise ThesaurusError(path, line, f"{word} is listed a second time")
        unknown = [label for label in labels if label not in concepts]
        if unknown:
            raise ThesaurusError(path, line, f"no concept is called {unknown[0]}")
        if len(set(labels)) < len(labels):
            raise ThesaurusError(path, line, f"{word} has a label twice")
        if len(labels) > MAX_LABELS:
            message = f"{word} has {len(labels)} labels, expected {MAX_LABELS} at most"
            raise ThesaurusError(path, line, message)
        words[word] = tuple(concepts[label] for label in labels)
    return words


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Yield each line's number, from 1, and what stands in its columns."""
    text = path.read_text(encoding="utf-8")
    for line, row in enumerate(text.removesuffix("\n").split("\n"), start=1):
        found = row.split("\t")
        if len(found) != len(columns) or not all(map(str.strip, found)):
            expected = ", ".join(columns)
            message = f"expected {len(columns)} columns parted by tabs, {expected}; found {row!r}"
            raise ThesaurusError(path, line, message)
        yield line, found
