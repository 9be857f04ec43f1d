"""The articles that stand more than once in the corpus: ``iqtibas corpus duplicates``."""

import json
import sys
from pathlib import Path
from typing import Any

from bot.settings import Settings
from bot.terminal.corpus_listing import facts_of, open_snapshot
from bot.terminal.rendering import printable
from bot.terminal.streams import note_console, result_console
from retrieval.datatypes import Document
from retrieval.index.copies import Copied, Copy, find_copies
from retrieval.index.snapshot import Snapshot


def run_duplicates(settings: Settings, corpus: Path | None, *, is_json: bool) -> None:
    """Print each article that others say too, and below it those others."""
    with open_snapshot(settings, corpus) as snapshot:
        found = find_copies(snapshot.collection)
        for copied in found:
            if is_json:
                record = _record(snapshot, copied)
                sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
                continue
            lines = [_called(snapshot.document(copied.row))]
            lines += [
                f"  {_share(copy)}  {_called(snapshot.document(copy.row))}"
                for copy in copied.copies
            ]
            for line in lines:
                result_console().print(printable(line), soft_wrap=True)
        if not is_json:
            n_copies = sum(len(copied.copies) for copied in found)
            total = snapshot.manifest.n_documents
            note_console().print(
                f"{n_copies} of {total} articles say what another says", soft_wrap=True
            )


def _called(document: Document) -> str:
    facts = (document.document_id, document.date, document.source, document.title)
    return "  ".join(fact or "-" for fact in facts)


def _share(copy: Copy) -> str:
    # Rounded down: all of it is not to be said of almost all of it.
    return "equal" if copy.is_equal else f"{int(100 * copy.share)} %"


def _record(snapshot: Snapshot, copied: Copied) -> dict[str, Any]:
    copies = [
        {
            **facts_of(snapshot.document(copy.row)),
            "share": round(copy.share, 4),
            "is_equal": copy.is_equal,
        }
        for copy in copied.copies
    ]
    return {**facts_of(snapshot.document(copied.row)), "copies": copies}
