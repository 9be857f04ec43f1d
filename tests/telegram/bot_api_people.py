"""What people do: they write, post, edit, and see only some of it reach the bot.

Source:
    What a bot in privacy mode receives: https://core.telegram.org/bots/features#privacy-mode
"""

from tests.telegram.bot_api_checks import Payload, found_entities
from tests.telegram.bot_api_world import (
    ANONYMOUS_ADMIN,
    BOT,
    CHANNEL_SENDER,
    GENERAL_TOPIC,
    MENTION,
    SERVICE,
    Chat,
    World,
)


class People(World):
    """People in their chats with the bot, in groups and in channels."""

    async def write(self, user_id: int, text: str, **fields: object) -> int:
        """Have a person write to the bot in private; return the message's id."""
        return await self.post(user_id, text=text, entities=found_entities(text), **fields)

    async def post(self, user_id: int, **fields: object) -> int:
        """Have a person post anything in private; `reply_to` is the message it replies to."""
        sender = self.person(user_id)
        reply_to = fields.pop("reply_to", None)
        message = {"from": sender, **fields}
        target = reply_to if isinstance(reply_to, int) else None
        return await self._happen(self._chats[user_id], message, target)

    async def say(  # noqa: PLR0913 - a sentence: where, who, what, how
        self,
        chat_id: int,
        user_id: int,
        text: str,
        *,
        thread: int | None = None,
        reply_to: int | None = None,
        anonymous: bool = False,
        sender_chat: int | None = None,
        **fields: object,
    ) -> int:
        """Have somebody write in a group; return the message's id.

        Args:
            chat_id: The group.
            user_id: Who writes; not seen by the bot if `anonymous` or for a `sender_chat`.
            text: What is written, if anything; commands and mentions get their entities.
            thread: The topic of a forum, which may be one nobody created here; 1 is General.
            reply_to: A message of the group, the bot's own included.
            anonymous: As an administrator who stays anonymous.
            sender_chat: In the name of this channel.
            **fields: Further fields of the message, or others for those it would have.
        """
        chat = self._chats[chat_id]
        message: Payload = {"from": self.stranger(user_id)}
        if text:
            message["text"] = text
        chat.members.setdefault(user_id, "member")
        if anonymous:
            message |= {"from": ANONYMOUS_ADMIN, "sender_chat": chat.payload()}
        elif sender_chat is not None:
            sender = self._chats[sender_chat].payload()
            message |= {"from": CHANNEL_SENDER, "sender_chat": sender}
        if entities := found_entities(text):
            message["entities"] = entities
        if thread not in {None, GENERAL_TOPIC}:
            self._open_topic(chat, thread)
            message["message_thread_id"] = thread
        return await self._happen(chat, {**message, **fields}, reply_to)

    async def topic(self, chat_id: int, name: str = "موضوع", *, by: int = 1) -> int:
        """Have somebody open a topic in a forum; return its thread's id."""
        chat = self._chats[chat_id]
        thread = next(chat.message_ids)
        topic = self._open_topic(chat, thread, name, self.stranger(by))
        await self._show(chat, topic)
        return thread

    async def publish(self, channel_id: int, text: str, **fields: object) -> int:
        """Publish a post in a channel, which its discussion group gets too; return its id."""
        channel = self._chats[channel_id]
        post: Payload = {"sender_chat": channel.payload(), "text": text}
        if entities := found_entities(text):
            post["entities"] = entities
        post |= fields
        message_id = await self._happen(channel, post, None)
        if channel.linked is not None:
            forward = {
                **post,
                "from": SERVICE,
                "is_automatic_forward": True,
                "forward_origin": {
                    "type": "channel",
                    "chat": channel.payload(),
                    "message_id": message_id,
                    "date": self._messages[channel_id, message_id]["date"],
                },
            }
            await self._happen(self._chats[channel.linked], forward, None)
        return message_id

    def forward_of(self, channel_id: int, message_id: int) -> int:
        """Return the id that a channel's post has in its discussion group.

        Raises:
            LookupError: The post never got there.
        """
        group = self._chats[channel_id].linked
        for (chat_id, number), message in self._messages.items():
            origin = message.get("forward_origin", {})
            if chat_id == group and origin.get("message_id") == message_id:
                return number
        raise LookupError(f"no forward of {message_id} in {group}")

    async def edit(self, chat_id: int, message_id: int, text: str, **fields: object) -> None:
        """Have whoever wrote a message change its text; `edit_date` may be among the fields."""
        message = self._messages[chat_id, message_id]
        message.pop("entities", None)
        message |= {"text": text, "edit_date": self.date}
        if entities := found_entities(text):
            message["entities"] = entities
        message |= fields
        await self._show(self._chats[chat_id], message, is_edited=True)

    # How it reaches the bot

    async def _happen(self, chat: Chat, fields: Payload, reply_to: int | None) -> int:
        """Add a message to a chat and show it to the bot if the bot may see it."""
        message_id = next(chat.message_ids)
        message = {
            "message_id": message_id,
            "date": self.date,
            "chat": chat.payload(),
            **fields,
        }
        self._link_reply(chat, message, reply_to)
        self._messages[chat.chat_id, message_id] = message
        sender = message.get("from", {})
        if sender.get("is_bot") and "sender_chat" not in message:
            chat.last_bot = sender["id"]
        await self._show(chat, message)
        return message_id

    async def _show(self, chat: Chat, message: Payload, *, is_edited: bool = False) -> None:
        if not chat.has_bot or not self._is_for_bot(chat, message):
            return
        kind = "channel_post" if chat.kind == "channel" else "message"
        self._delivered.add((chat.chat_id, message["message_id"]))
        await self.deliver({f"edited_{kind}" if is_edited else kind: dict(message)})

    def _is_for_bot(self, chat: Chat, message: Payload) -> bool:
        """Tell whether privacy mode lets a message through.

        A mention alone does not pass: Telegram's list of what does no longer names it. Of two
        bots that a command without a name may be for, the one that spoke last receives it.
        """
        sees_everything = not self.is_private or chat.status in {"administrator", "creator"}
        if sees_everything or chat.kind in {"private", "channel"}:
            return True
        target = message.get("reply_to_message", {})
        is_service_message = "text" not in message and "caption" not in message
        is_the_bots = message.get("via_bot", {}).get("id") == BOT["id"]
        is_reply = target.get("from", {}).get("id") == BOT["id"]
        if is_service_message or is_the_bots or (is_reply and "forum_topic_created" not in target):
            return True
        text: str = message.get("text", "")
        if not text.startswith("/") or not found_entities(text):
            return False
        command = text.split(maxsplit=1)[0]
        if "@" in command:
            return command.lower().endswith(MENTION.lower())
        return chat.last_bot in {0, BOT["id"]}

    def _open_topic(
        self, chat: Chat, thread: int | None, name: str = "موضوع", by: Payload | None = None
    ) -> Payload:
        """Return the message that opened a topic; make one, unseen, where there is none."""
        if not chat.is_forum or thread is None:
            raise ValueError(f"{chat.chat_id} is no forum, and has no topic {thread}")
        if thread not in chat.topics:
            chat.topics[thread] = self._messages[chat.chat_id, thread] = {
                "message_id": thread,
                "message_thread_id": thread,
                "is_topic_message": True,
                "date": self.date,
                "chat": chat.payload(),
                "from": by or self.stranger(1),
                "forum_topic_created": {"name": name, "icon_color": 7322096},
            }
        return chat.topics[thread]
