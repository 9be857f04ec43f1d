"""What the bot sent, as tests look at it."""

import itertools
from dataclasses import dataclass, field

from tests.telegram.bot_api_keyboards import Button, Rows
from tests.telegram.html_entities import Entity


@dataclass(frozen=True, slots=True)
class SentDocument:
    """A file that the bot sent."""

    name: str
    content: bytes
    file_id: str


@dataclass(slots=True)
class Sent:
    """A message of the bot's, as it stands after edits; the text of a file is its caption.

    Attributes:
        reply_to: The message it replies to, in its own chat unless `reply_chat` says which.
        thread_id: The topic that the bot named; None, as for General, where it named none.
        buttons: Rows of the keyboard, as they were sent.
        past_buttons: Rows it had before.
        sent_at: When it came, in seconds since 1970.
        inline_message_id: Of a message sent by inline or guest mode; those have no chat here.
    """

    chat_id: int
    message_id: int
    text: str
    entities: tuple[Entity, ...]
    reply_to: int | None
    history: list[str] = field(default_factory=list)
    buttons: Rows = field(default_factory=list)
    past_buttons: list[Rows] = field(default_factory=list)
    thread_id: int | None = None
    reply_chat: int | None = None
    reply_quote: str = ""
    document: SentDocument | None = None
    photo: SentDocument | None = None
    inline_message_id: str = ""
    is_deleted: bool = False
    sent_at: float = 0.0

    @property
    def has_caption(self) -> bool:
        """Whether its text is a caption."""
        return self.document is not None or self.photo is not None

    def marked(self, kind: str) -> list[str]:
        """Return the stretches of text with an entity of this kind."""
        units = self.text.encode("utf-16-le")
        return [
            units[2 * e.offset : 2 * (e.offset + e.length)].decode("utf-16-le")
            for e in self.entities
            if e.kind == kind
        ]

    @property
    def quotes(self) -> list[str]:
        return self.marked("blockquote") + self.marked("expandable_blockquote")

    @property
    def labels(self) -> list[str]:
        """What the buttons say, row by row in one list."""
        return [button["text"] for row in self.buttons for button in row]

    def button(self, label_or_data: str) -> Button:
        """Return the button that says this or carries this data.

        Raises:
            LookupError: There is none.
        """
        for button in itertools.chain.from_iterable(self.buttons):
            if label_or_data in {button["text"], button.get("callback_data")}:
                return button
        raise LookupError(f"no button {label_or_data!r} among {self.labels}")
