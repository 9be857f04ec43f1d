"""JSON lines: an article a line, with `title`, `text`, maybe `url`, `source`, `date`, `id`.

The document is the article's text as the JSON states it. A line that is not an article is
reported and costs no other line; a file without any is reported once. A file of nothing but
questions about the articles, each line with a `question` and no `text`, may lie beside them and is
passed over in silence.
"""

import json
from collections.abc import Iterator
from typing import Any

from retrieval.corpus.encoding import decode, is_binary
from retrieval.corpus.source import SkippedFile, SourceFile
from retrieval.corpus.titles import clean_label, find_title_and_date, given_title
from retrieval.datatypes import Document, DocumentId
from retrieval.errors import CorpusError

_LABELS = ("title", "text", "url", "source", "date", "id")


def read_jsonl(source: SourceFile, content: bytes) -> Iterator[Document | SkippedFile]:
    """Yield a document for each line that is an article, and why the others are not.

    Raises:
        CorpusError: If the file cannot be decoded.
    """
    lines_by_id: dict[str, int] = {}
    reasons: list[str] = []
    n_questions = 0
    for number, line in enumerate(decode(source, content).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            article = _parse(source, line)
            n_questions += "question" in article and "text" not in article
            document = _read_article(source, article, number)
        except CorpusError as error:
            reasons.append(f"line {number}: {error}")
            continue
        first = lines_by_id.setdefault(document.document_id, number)
        if first == number:
            yield document
        else:
            reasons.append(f"line {number}: its id is taken by line {first}")
    if lines_by_id:
        yield from (SkippedFile(source.document_id, reason) for reason in reasons)
    elif len(reasons) > n_questions:
        yield SkippedFile(source.document_id, f"no article in it; {reasons[0]}")


def _read_article(source: SourceFile, article: dict[str, Any], number: int) -> Document:
    labels = {name: _read_label(source, article, name) for name in _LABELS}
    text = labels["text"]
    if not text:
        raise CorpusError(source.path, 'an article needs "title" and "text"')
    if _is_broken(text):
        raise CorpusError(source.path, '"text" holds control characters or half a surrogate pair')
    name = clean_label(labels["id"]) or str(number)
    title, date = given_title(labels["title"]), clean_label(labels["date"])
    if not (title and date):
        title_found, date_found = find_title_and_date(text, name)
        title, date = title or title_found, date or date_found
    return Document(
        document_id=DocumentId(f"{source.document_id}#{name}"),
        text=text,
        title=title,
        source=clean_label(labels["source"]),
        url=clean_label(labels["url"]),
        date=date,
    )


def _parse(source: SourceFile, line: str) -> dict[str, Any]:
    try:
        article = json.loads(line)
    except json.JSONDecodeError as error:
        reason = f"not JSON: {error.msg} at character {error.pos + 1}"
        raise CorpusError(source.path, reason) from error
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits; a deep nest
        raise CorpusError(source.path, f"not an article: {error}") from error
    if not isinstance(article, dict):
        raise CorpusError(source.path, "not a JSON object")
    return article


def _read_label(source: SourceFile, article: dict[str, Any], name: str) -> str:
    value = article.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise CorpusError(source.path, f'"{name}" must be text')
    return str(value)


def _is_broken(text: str) -> bool:
    try:
        return is_binary(text.encode())
    except UnicodeEncodeError:
        return True
