"""The world of the stand-in: chats, people and messages, and who may do what in them."""

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.bot_api_checks import ApiError, Payload, bad, forbidden
from tests.telegram.bot_api_sent import Sent
from tests.telegram.update_feed import UpdateFeed

BOT: Payload = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "اقتباس",
    "username": "iqtibas_test_bot",
}
MENTION = f"@{BOT['username']}"
ANONYMOUS_ADMIN: Payload = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
CHANNEL_SENDER: Payload = {
    "id": 136817688,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}
SERVICE: Payload = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
GENERAL_TOPIC = 1
_OUTSIDE = frozenset({"left", "kicked"})


@dataclass(slots=True)
class Chat:
    """A chat, and everybody's status in it."""

    chat_id: int
    kind: str
    title: str
    username: str = ""
    is_forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, Payload] = field(default_factory=dict)
    linked: int | None = None
    migrated_to: int | None = None
    last_bot: int = 0
    message_ids: Iterator[int] = field(default_factory=lambda: itertools.count(2))

    @property
    def status(self) -> str:
        """The bot's own status in it; in private, whether it is blocked."""
        return self.members.get(BOT["id"], "left")

    @property
    def has_bot(self) -> bool:
        return self.status not in _OUTSIDE

    def payload(self) -> Payload:
        """Return it as messages carry it."""
        named = "first_name" if self.kind == "private" else "title"
        payload = {"id": self.chat_id, "type": self.kind, named: self.title}
        if self.username:
            payload["username"] = self.username
        if self.is_forum:
            payload["is_forum"] = True
        return payload


class World:
    """Chats, people and messages; what every family of methods builds on.

    Args:
        now: Tells the date of what happens, in seconds since 1970.

    Attributes:
        now: May be replaced in mid-test, to let time pass.
        sent: Whatever the bot sent, in order.
        is_private: Privacy mode, off here unless a test turns it on (Telegram's is on).
    """

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.now = now
        self.feed = UpdateFeed()
        self.sent: list[Sent] = []
        self.is_private = False
        self._changed = asyncio.Condition()
        self._chats: dict[int, Chat] = {}
        self._people: dict[int, Payload] = {}
        self._messages: dict[tuple[int, int], Payload] = {}
        self._own: dict[tuple[int, int], Sent] = {}
        self._delivered: set[tuple[int, int]] = set()
        # Private chats and basic groups share one sequence, as they do for a bot at Telegram.
        self._message_ids = itertools.count(1)

    @property
    def date(self) -> int:
        return int(self.now())

    # Chats and people

    def person(self, user_id: int, **fields: object) -> Payload:
        """Somebody who has opened a chat with the bot, and may have a language_code and so on."""
        person = self.stranger(user_id, **fields)
        if user_id not in self._chats:
            chat = Chat(user_id, "private", person["first_name"], message_ids=self._message_ids)
            chat.members = {user_id: "member", BOT["id"]: "member"}
            self._chats[user_id] = chat
        return person

    def stranger(self, user_id: int, **fields: object) -> Payload:
        """Somebody who never opened a chat with the bot."""
        person = self._people.setdefault(
            user_id, {"id": user_id, "is_bot": False, "first_name": f"شخص {user_id}"}
        )
        person.update(fields)
        return person

    def other_bot(self, user_id: int, username: str = "other_bot") -> Payload:
        """Another bot, which may speak in groups."""
        return self.stranger(user_id, is_bot=True, username=username)

    def group(
        self,
        chat_id: int,
        title: str = "مجموعة",
        *,
        is_forum: bool = False,
        kind: str = "supergroup",
        username: str = "",
    ) -> Payload:
        """A group with the bot in it; its id is negative."""
        if chat_id >= 0:
            raise ValueError(f"the id of a group is negative, not {chat_id}")
        chat = Chat(chat_id, kind, title, username, is_forum, {BOT["id"]: "member"})
        if kind == "group":
            chat.message_ids = self._message_ids
        if is_forum:
            # Below these are topics that were there before the bot.
            chat.message_ids = itertools.count(1000)
        self._chats[chat_id] = chat
        return chat.payload()

    def channel(
        self,
        chat_id: int,
        title: str = "قناة",
        *,
        username: str = "",
        discussion: int | None = None,
    ) -> Payload:
        """A channel with the bot as an administrator, as bots always are, and its group if any."""
        if chat_id >= 0:
            raise ValueError(f"the id of a channel is negative, not {chat_id}")
        members = {BOT["id"]: "administrator"}
        chat = Chat(chat_id, "channel", title, username, members=members, linked=discussion)
        self._chats[chat_id] = chat
        if discussion is not None:
            self._chats[discussion].linked = chat_id
        return chat.payload()

    def set_member(self, chat_id: int, user_id: int, status: str) -> None:
        """Give somebody a status in a chat, without a word to the bot.

        Args:
            chat_id: A group or channel.
            user_id: Somebody, or the bot itself.
            status: creator, administrator, member, restricted, left or kicked.
        """
        if user_id != BOT["id"]:
            self.stranger(user_id)
        self._chats[chat_id].members[user_id] = status

    def has_chat(self, chat_id: int) -> bool:
        return chat_id in self._chats

    def delete(self, chat_id: int, message_id: int) -> None:
        """Have a message deleted."""
        self._messages.pop((chat_id, message_id), None)
        if sent := self._own.get((chat_id, message_id)):
            sent.is_deleted = True

    async def deliver(self, update: Payload, *, update_id: int | None = None) -> int:
        """Put an update into the queue, with an id of its own unless one is given."""
        return await self.feed.put(update, update_id)

    def was_delivered(self, chat_id: int, message_id: int) -> bool:
        """Tell whether the bot was shown a message."""
        return (chat_id, message_id) in self._delivered

    # What tests wait for

    async def until(self, holds: Callable[[], object], within_s: float = 10.0) -> None:
        """Wait until something holds; looked at after every call the bot makes."""
        async with asyncio.timeout(within_s), self._changed:
            await self._changed.wait_for(lambda: bool(holds()))

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    # What the methods ask

    def _chat_to_write(self, payload: Payload) -> Chat:
        chat = self._chat_to_read(payload)
        if chat.migrated_to:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to=chat.migrated_to,
            )
        if chat.status == "kicked":
            raise forbidden("bot was blocked by the user")
        if chat.status == "left":
            raise forbidden(f"bot is not a member of the {chat.kind} chat")
        if chat.kind == "channel" and chat.status not in {"administrator", "creator"}:
            raise bad("need administrator rights in the channel chat")
        if chat.status == "restricted":
            raise bad("not enough rights to send text messages to the chat")
        return chat

    def _chat_to_read(self, payload: Payload) -> Chat:
        """Find the chat a request names; public ones can be read without being in them."""
        chat = self._find_chat(payload.get("chat_id", ""))
        if chat.status == "kicked" and chat.kind != "private":
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        if chat.status == "left" and not chat.username and not chat.migrated_to:
            raise forbidden(f"bot is not a member of the {chat.kind} chat")
        return chat

    def _find_chat(self, named: str | int) -> Chat:
        if not str(named):
            raise bad("chat_id is empty")
        if str(named).startswith("@"):
            chats = [c for c in self._chats.values() if c.username and f"@{c.username}" == named]
            if chats:
                return chats[0]
        elif chat := self._chats.get(int(named)):
            return chat
        elif int(named) in self._people:
            raise forbidden("bot can't initiate conversation with a user")
        raise bad("chat not found")

    def _link_reply(self, chat: Chat, message: Payload, reply_to: int | None) -> None:
        """Put into a message what it replies to and its thread, as Telegram shows them.

        In a topic, a message that replies to nobody replies to the topic's creation; in another
        supergroup, the thread of a reply is its first message, to which nothing can be sent.
        """
        target = self._messages.get((chat.chat_id, reply_to)) if reply_to else None
        thread: int | None = message.get("message_thread_id")
        if target is None and thread in chat.topics:
            target = chat.topics[thread]
        if target is not None:
            message["reply_to_message"] = without_reply(target)
        if thread is not None:
            message["is_topic_message"] = True
        elif target is not None and chat.kind == "supergroup" and not chat.is_forum:
            message["message_thread_id"] = target.get("message_thread_id", target["message_id"])


def without_reply(message: dict[str, Any]) -> Payload:
    """Return a message as replies show it: nothing nests any deeper."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}


def query_too_old() -> ApiError:
    return bad("query is too old and response timeout expired or query ID is invalid")
