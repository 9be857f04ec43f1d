"""The articles as the index has them: ``iqtibas corpus list`` and ``show``."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from bot.errors import RemovalError, RemovalFailure
from bot.settings import Settings
from bot.terminal.opening import open_engine
from bot.terminal.rendering import printable
from bot.terminal.streams import note_console, result_console
from retrieval.arabic.normalize import matching_key
from retrieval.datatypes import Document, DocumentId
from retrieval.index.snapshot import Snapshot


def run_list(
    settings: Settings, corpus: Path | None, words: Sequence[str], *, is_json: bool
) -> None:
    """Print the articles that have all the words in what they are called."""
    keys = [matching_key(word) for word in words]
    console = result_console()
    n_found = 0
    with open_snapshot(settings, corpus) as snapshot:
        for row in range(snapshot.manifest.n_documents):
            document = snapshot.document(row)
            if not _is_called(document, keys):
                continue
            n_found += 1
            if is_json:
                _print_json(_record(snapshot, row, document))
                continue
            line = (
                f"{document.document_id}  {document.date or '-'}  {document.language or '-'}  "
                f"{_n_sentences(snapshot, row)} sentences  {document.title}"
            )
            console.print(printable(line), soft_wrap=True)
        if not is_json:
            counted = f"{n_found} of {snapshot.manifest.n_documents} articles"
            note_console().print(counted, soft_wrap=True)


def run_show(settings: Settings, corpus: Path | None, document_id: str, *, is_json: bool) -> None:
    """Print one article.

    Raises:
        RemovalError: There is none of this id.
    """
    with open_snapshot(settings, corpus) as snapshot:
        row = snapshot.find_document(DocumentId(document_id))
        if row is None:
            near = get_close_matches(document_id, snapshot.document_ids(), n=3)
            for name in near:
                note_console().print(f"near: {name}", soft_wrap=True)
            raise RemovalError(RemovalFailure.MISSING, document_id)
        document = snapshot.document(row)
        if is_json:
            _print_json({**_record(snapshot, row, document), "text": document.text})
            return
        console = result_console()
        for name, value in _record(snapshot, row, document).items():
            console.print(printable(f"{name + ':':<12}{value}".rstrip()), soft_wrap=True)
        console.print()
        for line in document.text.splitlines():
            console.print(printable(line), soft_wrap=True)


@contextmanager
def open_snapshot(settings: Settings, corpus: Path | None) -> Iterator[Snapshot]:
    """Open the current snapshot, after bringing it up to date; see `open_engine`."""
    engine = open_engine(settings, corpus)
    folder = engine.summary.path
    engine.close()
    snapshot = Snapshot.open(folder)
    try:
        yield snapshot
    finally:
        snapshot.close()


def _is_called(document: Document, keys: Sequence[str]) -> bool:
    called = f"{document.document_id} {document.title} {document.source} {document.url}"
    key = matching_key(called)
    return all(word in key for word in keys)


def facts_of(document: Document) -> dict[str, str]:
    """Return what an article is called and where it is from, as programs are given it."""
    return {
        "id": document.document_id,
        "title": document.title,
        "source": document.source,
        "url": document.url,
        "date": document.date,
    }


def _record(snapshot: Snapshot, row: int, document: Document) -> dict[str, Any]:
    return {
        **facts_of(document),
        "language": document.language,
        "sentences": _n_sentences(snapshot, row),
        "characters": len(document.text),
    }


def _n_sentences(snapshot: Snapshot, row: int) -> int:
    first, end = snapshot.collection.sentence_offsets[row : row + 2].tolist()
    return int(end - first)


def _print_json(record: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
