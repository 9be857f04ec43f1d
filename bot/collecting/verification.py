"""Whether every stored offset of a snapshot still cuts the same text out of the files."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.collecting.provenance import digest_of, read_labels
from bot.collecting.writing import read_whole
from retrieval.corpus.folder import list_files, scan_folder
from retrieval.datatypes import Document, DocumentId
from retrieval.index.snapshot import Snapshot


class Discrepancy(StrEnum):
    """How a file and a snapshot differ."""

    TEXT = "text"
    """An offset cuts other words."""
    LABELS = "labels"
    """The words are the same; title, outlet, address, date or language is not."""
    GONE = "gone"
    """The snapshot has a document that no file gives."""
    NEW = "new"
    """A file gives a document that the snapshot has not."""
    SHA256 = "sha256"
    """A file is not what came: its labels state another digest."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One document in which they differ.

    Attributes:
        detail: What was stored and what is found, where that can be said in a line.
    """

    document_id: DocumentId
    discrepancy: Discrepancy
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was compared: documents, and the spans of their sentences and passages."""

    n_documents: int
    n_sentences: int
    n_passages: int
    differences: tuple[Difference, ...]


def verify_snapshot(
    snapshot: Snapshot, corpus: Path, on_progress: Callable[[int, int], None]
) -> Verification:
    """Read every file anew, and cut it at every offset that the snapshot has.

    Args:
        snapshot: Open, and so checked against its own checksums already.
        corpus: The folder it was made from.
        on_progress: Called with the files read and the files in all.

    Returns:
        The differences, by document id.

    Raises:
        CorpusError: The folder is not there.
        StorageError: A file that has labels cannot be read.
    """
    rows = {name: row for row, name in enumerate(snapshot.document_ids())}
    differences = []
    n_documents, n_sentences, n_passages = 0, 0, 0
    for found in scan_folder(corpus, on_progress=on_progress):
        if not isinstance(found, Document):
            continue
        row = rows.pop(found.document_id, None)
        if row is None:
            differences.append(Difference(found.document_id, Discrepancy.NEW))
            continue
        sentences, passages = _spans(snapshot, row)
        n_documents += 1
        n_sentences += len(sentences)
        n_passages += len(passages)
        difference = _compare(snapshot.document(row), found, [*sentences, *passages])
        if difference:
            differences.append(difference)
    differences += [Difference(name, Discrepancy.GONE) for name in rows]
    differences += _changed_since_they_came(corpus)
    differences.sort(key=lambda difference: difference.document_id)
    return Verification(n_documents, n_sentences, n_passages, tuple(differences))


def _changed_since_they_came(corpus: Path) -> Iterator[Difference]:
    for file in list_files(corpus).files:
        stated = (read_labels(file.path) or {}).get("sha256") if file.labels else None
        if stated and stated != digest_of(read_whole(file.path)):
            detail = f"it is not what came; if that is meant, remove sha256 from {file.labels}"
            yield Difference(file.document_id, Discrepancy.SHA256, detail)


def _spans(snapshot: Snapshot, row: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return where a document's sentences stand, and its passages."""
    collection = snapshot.collection
    first, end = collection.sentence_offsets[row : row + 2].tolist()
    starts, ends = collection.starts[first:end].tolist(), collection.ends[first:end].tolist()
    sentences = list(zip(starts, ends, strict=True))
    first, end = collection.passage_offsets[row : row + 2].tolist()
    passages = [
        (int(collection.starts[a]), int(collection.ends[b - 1]))
        for a, b in zip(collection.firsts[first:end], collection.lasts[first:end], strict=True)
    ]
    return sentences, passages


def _compare(stored: Document, found: Document, spans: list[tuple[int, int]]) -> Difference | None:
    for start, end in spans:
        was, is_now = stored.text[start:end], found.text[start:end]
        if not 0 <= start < end <= len(stored.text) or was != is_now:
            detail = f"[{start}:{end}] was «{_short(was)}», is «{_short(is_now)}»"
            return Difference(found.document_id, Discrepancy.TEXT, detail)
    if stored.text != found.text:
        detail = f"{len(stored.text)} characters, now {len(found.text)}; every offset holds"
        return Difference(found.document_id, Discrepancy.TEXT, detail)
    for name in ("title", "source", "url", "date", "language"):
        was, is_now = getattr(stored, name), getattr(found, name)
        if was != is_now:
            detail = f"{name} was «{_short(was)}», is «{_short(is_now)}»"
            return Difference(found.document_id, Discrepancy.LABELS, detail)
    return None


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:60]}…"
