"""Presses of buttons, and how the bot answers them."""

import itertools
from dataclasses import dataclass

from tests.telegram.bot_api_checks import Payload, bad, is_true
from tests.telegram.bot_api_sent import Sent
from tests.telegram.bot_api_world import BOT, World, query_too_old
from tests.telegram.html_entities import utf16_units


@dataclass(frozen=True, slots=True)
class Toast:
    """How a press was answered; without a text only the button stops its spinning."""

    text: str
    show_alert: bool
    url: str


class Presses(World):
    """People press buttons, the bot answers each press once."""

    def __init__(self) -> None:
        super().__init__()
        self._press_ids = itertools.count(1)
        self._presses: dict[str, Toast | None] = {}

    async def press(
        self,
        user_id: int,
        sent: Sent,
        label_or_data: str,
        *,
        is_forged: bool = False,
        is_inaccessible: bool = False,
    ) -> str:
        """Press a button of the bot's message, as it stands or stood; return the press's id.

        Args:
            user_id: Who presses.
            sent: The message.
            label_or_data: What the button says or carries.
            is_forged: Send this data whether or not a button carries it.
            is_inaccessible: As of a message that Telegram no longer shows the bot; a deleted one
                is no longer shown anyway.

        Raises:
            LookupError: There is no such button, or it is none that sends anything.
        """
        callback_id = f"press-{next(self._press_ids)}"
        query: Payload = {
            "id": callback_id,
            "from": self.stranger(user_id),
            "chat_instance": f"{sent.chat_id or sent.inline_message_id}",
            "data": label_or_data if is_forged else _data(sent, label_or_data),
        }
        if sent.inline_message_id:
            query["inline_message_id"] = sent.inline_message_id
        elif is_inaccessible or sent.is_deleted:
            chat = self._chats[sent.chat_id].payload()
            query["message"] = {"chat": chat, "message_id": sent.message_id, "date": 0}
        else:
            query["message"] = self._messages[sent.chat_id, sent.message_id]
        self._presses[callback_id] = None
        await self.deliver({"callback_query": query})
        return callback_id

    def toast(self, callback_id: str) -> Toast | None:
        """Return how a press was answered; None as long as it was not."""
        return self._presses[callback_id]

    def expire(self, callback_id: str) -> None:
        """Let so much time pass that a press can no longer be answered."""
        del self._presses[callback_id]

    async def _on_answer_callback_query(self, payload: Payload) -> bool:
        callback_id = payload.get("callback_query_id", "")
        if self._presses.get(callback_id, ...) is not None:
            raise query_too_old()
        text = payload.get("text", "")
        if utf16_units(text) > 200:
            raise bad("MESSAGE_TOO_LONG")
        url = payload.get("url", "")
        if url and not url.startswith(f"https://t.me/{BOT['username']}?start="):
            raise bad("URL_INVALID")
        self._presses[callback_id] = Toast(text, is_true(payload.get("show_alert", "")), url)
        return True


def _data(sent: Sent, label_or_data: str) -> str:
    for rows in (sent.buttons, *reversed(sent.past_buttons)):
        for button in itertools.chain.from_iterable(rows):
            data: str | None = button.get("callback_data")
            if data and label_or_data in {button["text"], data}:
                return data
    raise LookupError(f"no button {label_or_data!r} to press among {sent.labels}")
