"""Sending, editing and deleting messages."""

import mimetypes
import struct

from aiohttp.web import FileField

from tests.telegram.bot_api_checks import (
    Payload,
    as_entities,
    bad,
    checked_caption,
    checked_text,
    is_true,
)
from tests.telegram.bot_api_keyboards import Rows, checked_keyboard
from tests.telegram.bot_api_quotes import checked_quote
from tests.telegram.bot_api_sent import Sent, SentDocument
from tests.telegram.bot_api_world import BOT, GENERAL_TOPIC, Chat, World
from tests.telegram.html_entities import Entity

_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
_PICTURES = b"\x89PNG\r\n\x1a\n"
"""How the one kind of picture begins that is read here."""


class MessageMethods(World):
    """What the bot does with messages."""

    def __init__(self) -> None:
        super().__init__()
        self._files: dict[str, SentDocument] = {}

    async def _on_send_message(self, payload: Payload) -> Payload:
        text, entities = checked_text(payload)
        sent = self._address(payload, text, entities)
        return self._publish_own(sent)

    async def _on_send_document(self, payload: Payload) -> Payload:
        document = self._file(payload, "document")
        caption, entities = checked_caption(payload)
        sent = self._address(payload, caption, entities)
        sent.document = document
        return self._publish_own(sent)

    async def _on_send_photo(self, payload: Payload) -> Payload:
        photo = self._file(payload, "photo")
        if not photo.content.startswith(_PICTURES):
            raise bad("IMAGE_PROCESS_FAILED")
        caption, entities = checked_caption(payload)
        sent = self._address(payload, caption, entities)
        sent.photo = photo
        return self._publish_own(sent)

    async def _on_edit_message_text(self, payload: Payload) -> Payload | bool:
        sent = self._own_to_change(payload, "message to edit not found")
        text, entities = checked_text(payload)
        if sent.has_caption:
            raise bad("there is no text in the message to edit")
        return self._change(sent, text, entities, self._keyboard_for(sent, payload))

    async def _on_edit_message_caption(self, payload: Payload) -> Payload | bool:
        sent = self._own_to_change(payload, "message to edit not found")
        caption, entities = checked_caption(payload)
        if not sent.has_caption:
            raise bad("there is no caption in the message to edit")
        return self._change(sent, caption, entities, self._keyboard_for(sent, payload))

    async def _on_edit_message_reply_markup(self, payload: Payload) -> Payload | bool:
        sent = self._own_to_change(payload, "message to edit not found")
        return self._change(sent, sent.text, sent.entities, self._keyboard_for(sent, payload))

    async def _on_delete_message(self, payload: Payload) -> bool:
        chat = self._chat_to_write(payload)
        key = chat.chat_id, int(payload.get("message_id", 0))
        if key not in self._messages:
            raise bad("message to delete not found")
        if key not in self._own and chat.kind != "private" and chat.status != "administrator":
            raise bad("message can't be deleted")
        self.delete(*key)
        return True

    async def _on_send_chat_action(self, payload: Payload) -> bool:
        if payload.get("action") not in _ACTIONS:
            raise bad("wrong parameter action in request")
        chat = self._chat_to_write(payload)
        self._thread(chat, payload, at_least=GENERAL_TOPIC)
        return True

    # Where it goes

    def _address(self, payload: Payload, text: str, entities: tuple[Entity, ...]) -> Sent:
        """Make a message for a chat, its thread and what it replies to; nothing is sent yet."""
        chat = self._chat_to_write(payload)
        rows = checked_keyboard(payload.get("reply_markup"), chat_kind=chat.kind)
        sent = Sent(chat.chat_id, 0, text, entities, None, [text], rows)
        sent.thread_id = self._thread(chat, payload)
        self._reply(sent, payload.get("reply_parameters") or {})
        return sent

    def _thread(self, chat: Chat, payload: Payload, at_least: int = 2) -> int | None:
        """Read the topic; General has no thread that a message could be sent to."""
        thread = int(payload.get("message_thread_id") or 0)
        if not thread:
            return None
        is_known = thread in chat.topics or thread == GENERAL_TOPIC
        if thread < at_least or not is_known:
            if (chat.chat_id, thread) in self._messages:
                raise bad("message is not a forum topic message")
            raise bad("message thread not found")
        return thread

    def _reply(self, sent: Sent, parameters: Payload) -> None:
        if not parameters:
            return
        chat_id = sent.chat_id
        if "chat_id" in parameters:
            chat_id = self._chat_to_read(parameters).chat_id
        target = self._messages.get((chat_id, int(parameters.get("message_id", 0))))
        is_elsewhere = chat_id != sent.chat_id
        if target is None:
            # Telegram takes no heed of the wish where the message lies in another chat.
            if is_true(parameters.get("allow_sending_without_reply")) and not is_elsewhere:
                return
            raise bad("message to be replied not found")
        sent.reply_to = target["message_id"]
        sent.reply_chat = chat_id if is_elsewhere else None
        if "quote" in parameters:
            sent.reply_quote = checked_quote(parameters, target)

    def _keyboard_for(self, sent: Sent, payload: Payload) -> Rows:
        kind = "" if sent.inline_message_id else self._chats[sent.chat_id].kind
        return checked_keyboard(payload.get("reply_markup"), chat_kind=kind)

    def _file(self, payload: Payload, kind: str) -> SentDocument:
        given = payload.get(kind, "")
        if isinstance(given, str) and given.startswith("attach://"):
            given = payload.get(given.removeprefix("attach://"), "")
        if isinstance(given, FileField):
            content = given.file.read()
            if not content:
                raise bad("file must be non-empty")
            file_id = f"file-{len(self._files) + 1}"
            self._files[file_id] = SentDocument(given.filename, content, file_id)
            return self._files[file_id]
        if given in self._files:
            return self._files[given]
        if not given:
            raise bad(f"there is no {kind} in the request")
        raise bad("wrong file identifier/HTTP URL specified")

    # What becomes of it

    def _publish_own(self, sent: Sent) -> Payload:
        chat = self._chats[sent.chat_id]
        sent.message_id = next(chat.message_ids)
        sent.sent_at = self.now()
        chat.last_bot = BOT["id"]
        self.sent.append(sent)
        key = sent.chat_id, sent.message_id
        self._own[key] = sent
        self._messages[key] = self._as_message(sent)
        return self._messages[key]

    def _own_to_change(self, payload: Payload, otherwise: str) -> Sent:
        if inline_id := payload.get("inline_message_id"):
            found = [sent for sent in self.sent if sent.inline_message_id == inline_id]
            if not found:
                raise bad("MESSAGE_ID_INVALID")
            return found[0]
        chat = self._chat_to_write(payload)
        key = chat.chat_id, int(payload.get("message_id", 0))
        if key not in self._messages:
            raise bad(otherwise)
        if key not in self._own:
            raise bad("message can't be edited")
        return self._own[key]

    def _change(
        self, sent: Sent, text: str, entities: tuple[Entity, ...], rows: Rows
    ) -> Payload | bool:
        if (text, entities, rows) == (sent.text, sent.entities, sent.buttons):
            raise bad(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        if sent.buttons != rows:
            sent.past_buttons.append(sent.buttons)
        if sent.text != text:
            sent.history.append(text)
        sent.text, sent.entities, sent.buttons = text, entities, rows
        if sent.inline_message_id:
            return True
        key = sent.chat_id, sent.message_id
        date = self._messages[key]["date"]
        self._messages[key] = self._as_message(sent) | {"date": date, "edit_date": self.date}
        return self._messages[key]

    def _as_message(self, sent: Sent) -> Payload:
        chat = self._chats[sent.chat_id]
        message: Payload = {
            "message_id": sent.message_id,
            "date": self.date,
            "chat": chat.payload(),
        }
        if chat.kind == "channel":
            message["sender_chat"] = chat.payload()
        else:
            message["from"] = BOT
        words = "caption" if sent.has_caption else "text"
        if sent.text:
            message[words] = sent.text
        if sent.entities:
            message["caption_entities" if sent.has_caption else "entities"] = as_entities(
                sent.entities
            )
        if sent.document:
            message["document"] = {
                "file_id": sent.document.file_id,
                "file_unique_id": sent.document.file_id,
                "file_name": sent.document.name,
                "file_size": len(sent.document.content),
                "mime_type": mimetypes.guess_type(sent.document.name)[0]
                or "application/octet-stream",
            }
        if sent.photo:
            width, height = struct.unpack(">II", sent.photo.content[16:24])
            message["photo"] = [
                {
                    "file_id": sent.photo.file_id,
                    "file_unique_id": sent.photo.file_id,
                    "file_size": len(sent.photo.content),
                    "width": width,
                    "height": height,
                }
            ]
        if sent.buttons:
            message["reply_markup"] = {"inline_keyboard": sent.buttons}
        if sent.thread_id is not None:
            message["message_thread_id"] = sent.thread_id
        self._show_reply(chat, sent, message)
        return message

    def _show_reply(self, chat: Chat, sent: Sent, message: Payload) -> None:
        if sent.reply_chat is None:
            self._link_reply(chat, message, sent.reply_to)
        else:
            target = self._messages.get((sent.reply_chat, sent.reply_to or 0), {})
            message["external_reply"] = {
                "origin": {
                    "type": "channel",
                    "chat": self._chats[sent.reply_chat].payload(),
                    "message_id": sent.reply_to,
                    "date": target.get("date", self.date),
                },
                "chat": self._chats[sent.reply_chat].payload(),
                "message_id": sent.reply_to,
            }
        if sent.reply_quote:
            message["quote"] = {"text": sent.reply_quote, "position": 0, "is_manual": True}
