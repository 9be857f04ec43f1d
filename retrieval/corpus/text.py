"""Plain text: the document is the decoded file, character for character."""

from collections.abc import Iterator

from retrieval.corpus.encoding import decode
from retrieval.corpus.source import SourceFile
from retrieval.corpus.titles import find_title_and_date
from retrieval.datatypes import Document


def read_text(source: SourceFile, content: bytes) -> Iterator[Document]:
    """Yield the one document of a ``.txt`` file.

    Raises:
        RefusedFileError: If the file cannot be decoded.
    """
    text = decode(source, content)
    title, date = find_title_and_date(text, source.document_id)
    yield Document(document_id=source.document_id, text=text, title=title, date=date)
