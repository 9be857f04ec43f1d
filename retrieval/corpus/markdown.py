"""Markdown with YAML front matter: the document is the decoded file, front matter included.

So that anybody can check a quote against the file itself, nothing is cut away; the outline marks
the front matter as not quotable.
"""

import re
from collections.abc import Iterator

from retrieval.corpus.encoding import decode
from retrieval.corpus.fields import Fields, read_fields
from retrieval.corpus.source import SourceFile
from retrieval.corpus.titles import find_title_and_date, given_title
from retrieval.datatypes import Document
from retrieval.errors import Refusal, RefusedFileError

FRONT_MATTER = re.compile(
    r"---[ \t]*(?:\r\n?|\n)(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_OPENED = re.compile(r"---[ \t]*(?:\r\n?|\n)\s*[\w-]+[ \t]*:(?:\s|\Z)")
_TOP_HEADING = re.compile(r"#[ \t]+(?P<title>[^\r\n]*?)[ \t#]*(?:[\r\n]|\Z)")


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
            line=1,
        )
    fields = (
        read_fields(source, front_matter["yaml"], 2, "front matter") if front_matter else Fields()
    )
    body = text[front_matter.end() :] if front_matter else text
    heading = _TOP_HEADING.match(body.lstrip())
    title, date = find_title_and_date(body, source.document_id)
    yield Document(
        document_id=source.document_id,
        text=text,
        title=fields.title or (given_title(heading["title"]) if heading else "") or title,
        source=fields.source,
        url=fields.url,
        date=fields.date or date,
        language=fields.language,
    )
