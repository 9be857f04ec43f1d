"""Where an article is read, with a quote of it marked: paths on the server that `bot.web` is.

Pages, the API and Telegram's buttons all lead there. Slashes in a document's id stay, so that a
proxy that refuses them encoded lets the path pass.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from bot.storage.answers import AnswerId
from retrieval.datatypes import DocumentId, Quote

MARK: Final = "quote"
"""The fragment that names the marked words; a browser goes there without any script."""


def article_path(
    document_id: DocumentId, start: int, end: int, *, answer: AnswerId | None = None
) -> str:
    """Return the path at which a document is read, with characters ``[start, end)`` marked.

    Args:
        document_id: Of the document.
        start: Code point of its text.
        end: After `start`.
        answer: Of which this is a quote, if one is stored: the reader then leads on to the others.
    """
    query = {"start": str(start), "end": str(end)}
    if answer is not None:
        query["answer"] = answer
    return f"{document_path(document_id)}?{urlencode(query)}#{MARK}"


def document_path(document_id: DocumentId) -> str:
    """Return the path at which a document is read from its beginning."""
    return f"/articles/{quote(document_id, safe='/', errors='surrogatepass')}"


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader as chats are led to it.

    Attributes:
        public_url: Where the server is reached from outside.
        is_mini_app: Whether it may open within Telegram: that allows it in private chats alone.
    """

    public_url: str
    is_mini_app: bool

    def address(self, quote_: Quote, answer: AnswerId | None = None) -> str:
        """Return the address of a quote in its article; the Mini App's has Telegram's look."""
        path = article_path(quote_.document_id, quote_.start, quote_.end, answer=answer)
        if not self.is_mini_app:
            return f"{self.public_url}{path}"
        # Telegram puts what it has to say into the fragment: the page goes to the mark by itself.
        return f"{self.public_url}{path.removesuffix(f'#{MARK}')}&{IN_TELEGRAM}=1"


IN_TELEGRAM: Final = "telegram"
"""The parameter by which the reader knows that Telegram opened it."""
