"""JSON lines: an article a line, with `title`, `text`, maybe `url`, `source`, `date`, `id`.

The document is the article's text as the JSON states it. A line that is not an article is
reported and costs no other line; a file without any is reported once. A file of nothing but
questions about the articles, each line with a `question` and no `text`, may lie beside them and is
passed over in silence.
"""

import json
from collections.abc import Iterator
from typing import Any

from retrieval.corpus.articles import LABELS, make_article
from retrieval.corpus.encoding import decode
from retrieval.corpus.source import SkippedFile, SourceFile
from retrieval.datatypes import Document
from retrieval.errors import Refusal, RefusedFileError


def read_jsonl(source: SourceFile, content: bytes) -> Iterator[Document | SkippedFile]:
    """Yield a document for each line that is an article, and why the others are not.

    Raises:
        RefusedFileError: If the file cannot be decoded, or holds no article.
    """
    lines_by_id: dict[str, int] = {}
    reasons: list[tuple[int, str]] = []
    n_questions = 0
    for number, line in enumerate(decode(source, content).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            article = _parse(source, line)
            n_questions += "question" in article and "text" not in article
            document = _read_article(source, article, number)
        except RefusedFileError as error:
            reasons.append((number, f"line {number}: {error}"))
            continue
        first = lines_by_id.setdefault(document.document_id, number)
        if first == number:
            yield document
        else:
            reasons.append((number, f"line {number}: its id is taken by line {first}; change one"))
    if lines_by_id:
        for number, reason in reasons:
            yield SkippedFile(source.document_id, reason, Refusal.ROW, number)
    elif len(reasons) > n_questions:
        number, reason = reasons[0]
        raise RefusedFileError(
            source.path, Refusal.ROW, f"no article in it; {reason}", line=number
        )


def _read_article(source: SourceFile, article: dict[str, Any], number: int) -> Document:
    labels = {name: _read_label(source, article, name) for name in LABELS}
    if not labels["text"]:
        raise _not_an_article(source, 'an article needs "title" and "text"; write them')
    return make_article(source, labels, number)


def _parse(source: SourceFile, line: str) -> dict[str, Any]:
    try:
        article = json.loads(line)
    except json.JSONDecodeError as error:
        reason = (
            f"not JSON: {error.msg} at character {error.pos + 1}; correct it, or remove the line"
        )
        raise _not_an_article(source, reason) from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits; a deep nest
        raise _not_an_article(source, f"not an article: {error}; remove the line") from error
    if not isinstance(article, dict):
        raise _not_an_article(source, 'not a JSON object; write {"title": "…", "text": "…"}')
    return article


def _read_label(source: SourceFile, article: dict[str, Any], name: str) -> str:
    value = article.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        if name == "language":  # programs state it in many ways; the text tells it as well
            return ""
        raise _not_an_article(source, f'"{name}" must be text; put it in quotation marks')
    return str(value)


def _not_an_article(source: SourceFile, reason: str) -> RefusedFileError:
    return RefusedFileError(source.path, Refusal.ROW, reason)
