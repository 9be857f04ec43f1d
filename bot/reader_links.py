"""Where an article is read, with a quote of it marked: paths on the server that `bot.web` is.

Pages, the API and Telegram's buttons all lead there. Slashes in a document's id stay, so that a
proxy that refuses them encoded lets the path pass.
"""

from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import quote, urlencode, urlsplit

from bot.settings import Settings
from bot.storage.answers import AnswerId
from retrieval.datatypes import DocumentId, Quote

MARK: Final = "quote"
"""The fragment that names the marked words; a browser goes there without any script."""
IN_TELEGRAM: Final = "telegram"
"""The parameter by which the reader knows that it is a Mini App of Telegram's."""


def article_path(
    document_id: DocumentId,
    start: int,
    end: int,
    *,
    answer: AnswerId | None = None,
    is_in_telegram: bool = False,
) -> str:
    """Return the path at which a document is read, with characters ``[start, end)`` marked.

    Args:
        document_id: Of the document.
        start: Code point of its text.
        end: After `start`.
        answer: Of which this is a quote, if one is stored: the reader then leads on to the others.
        is_in_telegram: Whether it is a Mini App.
    """
    query = {"start": str(start), "end": str(end)}
    if answer is not None:
        query["answer"] = answer
    if is_in_telegram:
        query[IN_TELEGRAM] = "1"
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

    @classmethod
    def of(cls, settings: Settings, *, is_private: bool) -> Self | None:
        """Return how a chat is led to the reader; None where it cannot be reached from outside.

        Telegram opens nothing over http, and no address of this machine. Nor can pages be told
        from other things on the same host by a path: they refer to each other without one.
        """
        address = urlsplit(settings.public_url)
        if not settings.web or address.scheme != "https" or address.path:
            return None
        return cls(settings.public_url, is_mini_app=is_private)

    def address(self, quote_: Quote, answer: AnswerId | None = None) -> str:
        """Return the address of a quote in its article; the Mini App's has Telegram's look."""
        path = article_path(
            quote_.document_id,
            quote_.start,
            quote_.end,
            answer=answer,
            is_in_telegram=self.is_mini_app,
        )
        if self.is_mini_app:
            # Telegram has the fragment for what it has to say; a script goes to the mark.
            path = path.removesuffix(f"#{MARK}")
        return f"{self.public_url}{path}"
