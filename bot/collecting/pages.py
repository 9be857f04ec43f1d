"""What the bytes of a page say: its article. Pure computation, done in the child of `parsing`."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from retrieval.corpus.html import read_html
from retrieval.corpus.labels import complete
from retrieval.corpus.outline import outline
from retrieval.corpus.source import SourceFile
from retrieval.datatypes import Document, DocumentId, SentenceRole
from retrieval.errors import CorpusError

_MIN_LETTERS: Final = 120
"""Of an article: two short sentences. A page that only lists others, or says that something went
wrong, has fewer in sentences that are long enough to say something."""
_MIN_WORDS: Final = 6

_PAGE: Final = DocumentId("page.html")


def read_page(content: bytes, charset: str) -> Document | None:
    """Return the article of a page, its paragraphs apart; None where there is none.

    Args:
        content: The page.
        charset: That its server names, or ""; asked only where the page itself does not tell, for
            servers are wrong more often than pages.

    Raises:
        CorpusError: The page cannot be decoded.
    """
    source = SourceFile(Path(_PAGE), _PAGE, len(content), 0)
    try:
        (found,) = read_html(source, content)
    except CorpusError:
        recoded = _recoded(content, charset)
        if recoded is None:
            raise
        (found,) = read_html(source, recoded)
    if not _says_something(found):
        return None
    # Its address is not believed yet, and so names no outlet.
    return replace(complete(replace(found, url=""), found.text), url=found.url)


def _recoded(content: bytes, charset: str) -> bytes | None:
    try:
        return content.decode(charset).encode() if charset else None
    except (LookupError, ValueError):
        return None


def _says_something(document: Document) -> bool:
    n_letters = 0
    for sentence in outline(document):
        words = document.text[sentence.start : sentence.end]
        if sentence.role is SentenceRole.BODY and len(words.split()) >= _MIN_WORDS:
            n_letters += sum(map(str.isalpha, words))
    return n_letters >= _MIN_LETTERS
