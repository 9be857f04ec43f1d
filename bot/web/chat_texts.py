"""What only the chat page says; what it says as Telegram does is in `bot.telegram.texts`."""

from pydantic import BaseModel, ConfigDict


class ChatTexts(BaseModel):
    """The chat page's own words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str
    lead: str
    promise: str
    talk: str
    field: str
    placeholder: str
    send: str
    examples: str
    asked: str
    new_topic: str
    original: str
    more: str
    vote: str
    up: str
    down: str
    copied: str
    not_copied: str
    searching: str
    too_slow: str
    ask_again: str
    in_index: str
    kept: str
