"""Markdown with YAML front matter: the document is the decoded file, front matter included.

So that anybody can check a quote against the file itself, nothing is cut away; the outline marks
the front matter as not quotable. Its values are read as the words that stand there: YAML would
make a date of ``2024-05-01``, a number of ``1984`` and a truth value of ``no``.
"""

import re
from collections.abc import Iterator

import yaml

from retrieval.corpus.encoding import decode
from retrieval.corpus.source import SourceFile
from retrieval.corpus.titles import clean_label, find_title_and_date, given_title
from retrieval.datatypes import Document
from retrieval.errors import Refusal, RefusedFileError

try:  # libyaml is about ten times as fast, and not part of every build of PyYAML
    from yaml import CBaseLoader as _Loader
except ImportError:  # pragma: no cover - the wheels of the platforms we test all carry it
    from yaml import BaseLoader as _Loader  # type: ignore[assignment]

FRONT_MATTER = re.compile(
    r"---[ \t]*(?:\r\n?|\n)(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_OPENED = re.compile(r"---[ \t]*(?:\r\n?|\n)\s*[\w-]+[ \t]*:(?:\s|\Z)")
_TOP_HEADING = re.compile(r"#[ \t]+(?P<title>[^\r\n]*?)[ \t#]*(?:[\r\n]|\Z)")
_FIELDS = ("title", "source", "url", "date")


def read_markdown(source: SourceFile, content: bytes) -> Iterator[Document]:
    """Yield the one document of a ``.md`` file.

    Raises:
        RefusedFileError: If the file cannot be decoded, or its front matter is broken.
    """
    text = decode(source, content)
    front_matter = FRONT_MATTER.match(text)
    if front_matter is None and _OPENED.match(text):
        raise RefusedFileError(
            source.path,
            Refusal.FRONT_MATTER,
            "broken front matter: opened in line 1, and no line --- closes it",
        )
    fields = _read_fields(source, front_matter["yaml"]) if front_matter else {}
    body = text[front_matter.end() :] if front_matter else text
    heading = _TOP_HEADING.match(body.lstrip())
    title, date = find_title_and_date(body, source.document_id)
    yield Document(
        document_id=source.document_id,
        text=text,
        title=given_title(fields.get("title", ""))
        or (given_title(heading["title"]) if heading else "")
        or title,
        source=clean_label(fields.get("source", "")),
        url=clean_label(fields.get("url", "")),
        date=clean_label(fields.get("date", "")) or date,
    )


def _read_fields(source: SourceFile, front_matter: str) -> dict[str, str]:
    try:
        loaded = yaml.load(front_matter, Loader=_Loader)  # noqa: S506 - makes str, list, dict only
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise RefusedFileError(
            source.path,
            Refusal.FRONT_MATTER,
            f"broken front matter: line {line}: {error.problem or error}",
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise RefusedFileError(
            source.path, Refusal.FRONT_MATTER, f"broken front matter: {reason}"
        ) from error
    if not loaded:
        return {}
    if not isinstance(loaded, dict):
        raise RefusedFileError(
            source.path,
            Refusal.FRONT_MATTER,
            "broken front matter: its lines must read `name: value`",
        )
    for name in _FIELDS:
        if not isinstance(loaded.get(name, ""), str):
            raise RefusedFileError(
                source.path,
                Refusal.FRONT_MATTER,
                f"broken front matter: `{name}` must be one text",
            )
    return {name: loaded.get(name, "") for name in _FIELDS}
