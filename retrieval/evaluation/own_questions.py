"""An operator's own questions, each with whether the corpus answers it: JSON lines or CSV.

Columns, or keys: ``question``; ``answerable``, yes or no; and, for those it answers, either or
both of ``article``, the id that ``iqtibas corpus list`` shows, and ``words``, which stand in a
right quote. Others are passed over.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from retrieval.arabic.normalize import matching_key
from retrieval.datatypes import DocumentId
from retrieval.errors import CorpusError

_YES = frozenset({"yes", "true", "1", "نعم"})
_NO = frozenset({"no", "false", "0", "لا"})
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """A question as its line says.

    Attributes:
        line: Of the file, from 1.
        question: As it would be typed.
        is_answerable: Whether the corpus answers it.
        article: That does; "" where any may.
        words: That stand in a right quote; "" where any quote is one.
    """

    line: int
    question: str
    is_answerable: bool
    article: DocumentId
    words: str


def read_own_questions(path: Path) -> tuple[OwnQuestion, ...]:
    """Read a file of questions; a ``.csv`` has the names of its columns in the first line.

    Raises:
        CorpusError: It cannot be read, or a line is not a question; the message says which.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CorpusError(path, f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CorpusError(path, f"{path} is not in UTF-8: save it as UTF-8") from error
    rows = _csv_rows(path, text) if path.suffix.lower() == ".csv" else _json_rows(path, text)
    questions: list[OwnQuestion] = []
    lines: dict[str, int] = {}
    for line, row in rows:
        question = _read(path, line, row)
        first = lines.setdefault(matching_key(question.question), line)
        if first != line:
            _refuse(path, line, f"asks what line {first} asks: take one of them out")
        questions.append(question)
    return tuple(questions)


def _json_rows(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    # Not str.splitlines, which splits at characters that JSON leaves as they are.
    for line, content in enumerate(text.split("\n"), start=1):
        if not content.strip():
            continue
        try:
            row = json.loads(content)
        except ValueError as error:
            _refuse(path, line, f"is not JSON ({error})")
        if not isinstance(row, dict):
            _refuse(path, line, 'is not an object such as {"question": "…", "answerable": "yes"}')
        yield line, row


def _csv_rows(path: Path, text: str) -> Iterator[tuple[int, Mapping[str, object]]]:
    head = text.split("\n", 1)[0]
    reader = csv.DictReader(text.splitlines(keepends=True), delimiter=_delimiter_of(head))
    names = reader.fieldnames or ()
    for name in ("question", "answerable"):
        if name not in names:
            _refuse(path, 1, f"names no column {name!r}, but {', '.join(names) or 'nothing'}")
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        _refuse(path, reader.line_num, f"is not CSV ({error})")


def _delimiter_of(head: str) -> str:
    return max(_DELIMITERS, key=head.count)


def _read(path: Path, line: int, row: Mapping[str, object]) -> OwnQuestion:
    question = _text(path, line, row, "question")
    if not question:
        _refuse(path, line, "has no question")
    answerable = str(row.get("answerable", "")).strip().lower()
    if answerable not in _YES | _NO:
        _refuse(path, line, f"says answerable: {answerable!r}, where yes or no is expected")
    return OwnQuestion(
        line=line,
        question=question,
        is_answerable=answerable in _YES,
        article=DocumentId(_text(path, line, row, "article")),
        words=_text(path, line, row, "words"),
    )


def _text(path: Path, line: int, row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        _refuse(path, line, f"has a {name} that is not text")
    return value.strip()


def _refuse(path: Path, line: int, problem: str) -> NoReturn:
    raise CorpusError(path, f"{path}, line {line} {problem}")
