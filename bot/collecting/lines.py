"""One article of a ``.jsonl`` file: taken out of it and put back, every other line as it was.

The line is left empty, not closed up: articles without an id are called by the numbers of their
lines, and must go on being called so.
"""

import json
from pathlib import Path
from typing import Final

from retrieval.corpus.formats import parse
from retrieval.corpus.source import ReadLimits, SourceFile
from retrieval.corpus.titles import clean_label
from retrieval.datatypes import Document, DocumentId

LINES: Final = ".jsonl"
"""How the name of such a file ends."""


def find_line(file: DocumentId, name: str, content: bytes) -> int | None:
    """Return the number, from 0, of the line that gives the article ``file#name``.

    Args:
        file: Of the file.
        name: Of the article in it.
        content: The file, in UTF-8.
    """
    for number, line in enumerate(content.split(b"\n")):
        if name not in {str(number + 1), _stated_id(line)}:
            continue
        # The reader has the last word: behind as many empty lines, the line has its number.
        alone = b"\n" * number + line
        found = parse(SourceFile(Path(file), file, len(alone), 0), alone, ReadLimits())
        wanted = DocumentId(f"{file}#{name}")
        if any(isinstance(item, Document) and item.document_id == wanted for item in found):
            return number
    return None


def replace_line(content: bytes, number: int, line: bytes) -> bytes:
    """Return the file with another line in a place."""
    lines = content.split(b"\n")
    lines[number] = line
    return b"\n".join(lines)


def _stated_id(line: bytes) -> str:
    try:
        article = json.loads(line)
    except (ValueError, RecursionError):
        return ""
    return clean_label(str(article.get("id", ""))) if isinstance(article, dict) else ""
