"""What is stated of an article in YAML: as front matter, or in a file of its own beside it.

A file that is not text has no room for front matter. So what is known of ``report.pdf`` stands in
``report.pdf.yaml``, where people can read and correct it, and where version control keeps it.

Values are read as the words that stand there: YAML would make a date of ``2024-05-01``, a number
of ``1984`` and a truth value of ``no``. Names are those of columns too (``columns.tsv``), so that
``published`` or «المصدر» will do.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Final

import yaml

from retrieval.arabic.normalize import matching_key
from retrieval.corpus.source import SourceFile
from retrieval.corpus.tables import read_table
from retrieval.corpus.titles import clean_label, given_title
from retrieval.errors import Refusal, RefusedFileError

try:  # libyaml is about ten times as fast, and not part of every build of PyYAML
    from yaml import CBaseLoader as _Loader
except ImportError:  # pragma: no cover - the wheels of the platforms we test all carry it
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]

SUFFIX: Final = ".yaml"
"""Behind the whole name of the file that it tells of."""
MOST_BYTES: Final = 100_000
"""Of such a file."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What is stated of an article, or "" each."""

    title: str = ""
    source: str = ""
    url: str = ""
    date: str = ""
    language: str = ""


def read_fields(source: SourceFile, lines: str, first_line: int, what: str) -> Fields:
    """Read the fields of an article.

    Args:
        source: The file that they belong to.
        lines: YAML.
        first_line: Its number in its file, from 1.
        what: What it is called where it is broken.

    Raises:
        RefusedFileError: It is not YAML, or a field is more than one text.
    """
    try:
        loaded = yaml.load(lines, Loader=_Loader)  # noqa: S506 - makes str, list, dict only
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + first_line if error.problem_mark else first_line
        raise _broken(source, what, f"line {line}: {error.problem or error}", line) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _broken(source, what, " ".join(str(error).split())) from error
    if not loaded:
        return Fields()
    if not isinstance(loaded, dict):
        raise _broken(source, what, "its lines must read `name: value`", first_line)
    found: dict[str, str] = {}
    for field, name, value in _stated(loaded):
        if isinstance(value, str):
            found.setdefault(field, value)
        elif name == field:
            raise _broken(source, what, f"`{name}` must be one text")
    date = clean_label(found.get("date", ""))
    return Fields(
        title=given_title(found.get("title", "")),
        source=clean_label(found.get("source", "")),
        url=clean_label(found.get("url", "")),
        # Where a page need not say when, ``published: true`` says that it is no draft.
        date=date if any(map(str.isdecimal, date)) else "",
        language=clean_label(found.get("language", "")),
    )


def _stated(loaded: dict[object, object]) -> Iterator[tuple[str, str, object]]:
    """Yield which field a value is of, under which name it stands, and the value."""
    values = {
        matching_key(name).replace("_", " "): loaded[name]
        for name in loaded
        if name and isinstance(name, str)
    }
    for field, name in _names():
        if values.get(name):
            yield field, name, values[name]


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[str, str], ...]:
    known = {field.name for field in fields(Fields)}
    rows = read_table("retrieval.corpus", "columns.tsv")
    return tuple((field, name) for field, name in rows if field in known)


def _broken(source: SourceFile, what: str, problem: str, line: int = 0) -> RefusedFileError:
    remedy = "; put a value with a colon in quotation marks" if "mapping values" in problem else ""
    return RefusedFileError(
        source.path, Refusal.FRONT_MATTER, f"broken {what}: {problem}{remedy}", line
    )
