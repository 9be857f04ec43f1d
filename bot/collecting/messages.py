"""A text that somebody sent, as a file of the corpus: Markdown with front matter."""

from dataclasses import dataclass
from hashlib import sha256

from bot.collecting.provenance import compose_yaml

_DIGEST_CHARS = 10


@dataclass(frozen=True, slots=True)
class SentText:
    """A text as it was sent, or as it stood where it was forwarded from.

    Attributes:
        text: Word for word.
        source: The channel or group that it came from, or "".
        url: Where it stands, or "".
        date: When it was written, ISO 8601.
    """

    text: str
    source: str
    url: str
    date: str


def file_of(sent: SentText) -> tuple[str, bytes]:
    """Return the name and the bytes of the file; the same text again gives the same file."""
    front_matter = compose_yaml({"source": sent.source, "url": sent.url, "date": sent.date})
    content = f"---\n{front_matter}---\n\n{sent.text.strip()}\n".encode("utf-8", "replace")
    return f"message-{sent.date}-{sha256(content).hexdigest()[:_DIGEST_CHARS]}.md", content
