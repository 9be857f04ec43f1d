"""Whom a message is meant for: whether it asks this bot something, and what.

In private whatever is written is a question. In groups the bot is silent unless it is spoken to:
by ``/ask``, by a reply to one of its messages, by a mention, or by a trigger, a word such as
«اقتباس», that begins the message. A channel's post asks only if it begins with a trigger or a
mention, in the channel and where Telegram forwards it to the channel's discussion group.

Whoever quotes somebody asks nothing: in blockquotes and code there is no trigger and no mention.
The bot's own posts come back from discussion groups, and they are quotes.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from telegram import Bot, Chat, Message, MessageEntity, MessageOriginChannel

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.offsets import map_key

ASK: Final = "ask"

_QUOTING: Final = frozenset(
    {
        MessageEntity.BLOCKQUOTE,
        MessageEntity.EXPANDABLE_BLOCKQUOTE,
        MessageEntity.CODE,
        MessageEntity.PRE,
    }
)
_NAMING: Final = frozenset({MessageEntity.MENTION, MessageEntity.TEXT_MENTION})
_CALLING: Final = ":،,؟?"
"""What may stand between a trigger and the question."""
_CALL = re.compile(rf"\A[\s{_CALLING}]+")
_MAX_CALL_CHARS: Final = 300
"""Of a message's beginning, where a trigger may stand."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and where its answer goes.

    Attributes:
        text: Without what it was addressed with; "" if there is nothing but that.
        reply_to: The message that the answer replies to, if not the one that asks.
    """

    text: str
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Addressee:
    """This bot, as messages speak to it.

    Attributes:
        user_id: Its own.
        username: In lower case, without the @.
        triggers: Matching keys of the words that begin a question, longest first.
    """

    user_id: int
    username: str
    triggers: tuple[str, ...]

    @classmethod
    def of(cls, bot: Bot, triggers: Iterable[str]) -> "Addressee":
        """Return how messages speak to a bot: its own first name is a trigger too."""
        keys = {matching_key(name).strip(f"{_CALLING} ") for name in (*triggers, bot.first_name)}
        longest_first = sorted(keys - {""}, key=lambda key: (-len(key), key))
        return cls(bot.id, bot.username.casefold(), tuple(longest_first))


def find_question(message: Message, to: Addressee) -> Question | None:
    """Return what a message asks the bot; None if it is not meant for it.

    Args:
        message: Of any chat, new or edited.
        to: The bot.
    """
    words = _Words.of(message)
    if not words.text or not _is_from_somebody(message):
        return None
    if message.chat.type == Chat.CHANNEL or message.is_automatic_forward:
        return _asked_by_post(words, to)
    if words.command:
        is_ask = _is_ask(words.command, to)
        return _about(message, words.after_command(), to) if is_ask else None
    if message.chat.type == Chat.PRIVATE:
        asked, _ = words.without_mentions(to)
        # Without a colon the bot's name may be a word of the question: «اقتباس من خطاب الرئيس».
        return Question(_after_trigger(asked, to, _CALLING) or asked)
    return _asked_in_group(message, words, to)


@dataclass(frozen=True, slots=True)
class _Words:
    """A message's text, or what stands under its picture, with the entities in it."""

    text: str
    entities: Sequence[MessageEntity]

    @classmethod
    def of(cls, message: Message) -> "_Words":
        if message.text:
            return cls(message.text, message.entities)
        return cls(message.caption or "", message.caption_entities)

    @property
    def command(self) -> str:
        """The command that the text begins with, such as "/ask@name", or ""."""
        for entity in self.entities:
            if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
                return self.text[: entity.length]
        return ""

    @property
    def begins_with_somebody(self) -> bool:
        """Whether it begins with a name: that is whom it speaks to."""
        return any(entity.offset == 0 for entity in self.entities if entity.type in _NAMING)

    def after_command(self) -> str:
        return self.text[len(self.command) :].strip()

    def called(self, asked: str, to: Addressee) -> str:
        """Return what a trigger begins in the text without mentions, or ""."""
        is_quoting = any(entity.offset == 0 for entity in self.entities if entity.type in _QUOTING)
        return "" if is_quoting else _after_trigger(asked, to, f"{_CALLING} ")

    def begins_with_mention(self, to: Addressee) -> bool:
        return any(entity.offset == 0 for entity in self._mentions_of(to))

    def without_mentions(self, to: Addressee) -> tuple[str, bool]:
        """Return the text without the bot's name, and whether it was named."""
        units = self.text.encode("utf-16-le", "surrogatepass")
        mentions = self._mentions_of(to)
        for entity in reversed(mentions):
            before = _decoded(units[: 2 * entity.offset]).rstrip()
            after = _decoded(units[2 * (entity.offset + entity.length) :]).lstrip()
            left = f"{before} {after}" if before else _CALL.sub("", after)
            units = left.encode("utf-16-le", "surrogatepass")
        return _decoded(units).strip(), bool(mentions)

    def _mentions_of(self, to: Addressee) -> list[MessageEntity]:
        return [
            entity
            for entity in self.entities
            if self._names(entity, to) and not self._is_quoted(entity)
        ]

    def _names(self, entity: MessageEntity, to: Addressee) -> bool:
        if entity.type == MessageEntity.TEXT_MENTION:
            return entity.user is not None and entity.user.id == to.user_id
        if entity.type != MessageEntity.MENTION:
            return False
        units = self.text.encode("utf-16-le", "surrogatepass")
        name = _decoded(units[2 * entity.offset : 2 * (entity.offset + entity.length)])
        return name.casefold() == f"@{to.username}"

    def _is_quoted(self, entity: MessageEntity) -> bool:
        return any(
            other.offset <= entity.offset < other.offset + other.length
            for other in self.entities
            if other.type in _QUOTING
        )


def _asked_in_group(message: Message, words: _Words, to: Addressee) -> Question | None:
    asked, is_mentioned = words.without_mentions(to)
    if called := words.called(asked, to):
        return Question(called)
    if is_mentioned:
        return _about(message, asked, to)
    is_reply = _is_reply_to(message, to) and not words.begins_with_somebody
    return Question(asked) if is_reply and _says_something(asked) else None


def _asked_by_post(words: _Words, to: Addressee) -> Question | None:
    """Return what a channel's post asks, without a word on how to ask where it asks nothing."""
    asked, _ = words.without_mentions(to)
    if called := words.called(asked, to):
        return Question(called)
    is_asking = words.begins_with_mention(to) and _says_something(asked)
    return Question(asked) if is_asking else None


def _about(message: Message, asked: str, to: Addressee) -> Question:
    """Return a question; where only the bot's name is, what somebody else's message says.

    Of a message that was quoted in part, that part; of the bot's own messages nothing else.
    """
    if _says_something(asked):
        return Question(asked)
    target, quote = message.reply_to_message, message.quote
    target_id = target.message_id if target else None
    if quote and (quote.is_manual or target is None):
        return Question(quote.text.strip(), target_id)
    if target is None or target.forum_topic_created or _is_reply_to(message, to):
        return Question("")
    words = _Words.of(target)
    is_ask = bool(words.command) and _is_ask(words.command, to)
    said = words.after_command() if is_ask else words.without_mentions(to)[0]
    return Question(_after_trigger(said, to, _CALLING) or said, target_id)


def _is_from_somebody(message: Message) -> bool:
    """Tell whether somebody wrote a message: no other bot did, nor anybody by means of one.

    Anonymous administrators, and people who write in a channel's name, come from accounts that
    count as bots, with the chat they speak for beside them. Whoever forwards a message does not
    ask what it asks, unless it is to the bot alone.
    """
    if message.via_bot:
        return False
    sender, origin = message.from_user, message.forward_origin
    if message.chat.type == Chat.PRIVATE:
        return sender is not None and not sender.is_bot
    if message.sender_chat is None:
        return origin is None and sender is not None and not sender.is_bot
    if message.is_automatic_forward:
        return isinstance(origin, MessageOriginChannel) and origin.chat == message.sender_chat
    return origin is None


def _is_ask(command: str, to: Addressee) -> bool:
    name, _, whom = command[1:].casefold().partition("@")
    return name == ASK and whom in {"", to.username}


def _is_reply_to(message: Message, to: Addressee) -> bool:
    """Tell whether a message replies to the bot; in topics everything replies to their start."""
    target = message.reply_to_message
    if target is None or target.forum_topic_created or target.from_user is None:
        return False
    return target.from_user.id == to.user_id


def _after_trigger(text: str, to: Addressee, following: str) -> str:
    """Return the question that a trigger begins; "" if none does or nothing is asked.

    Args:
        text: Without mentions.
        to: Has the triggers.
        following: One of these stands after the trigger.
    """
    mapped = map_key(text[:_MAX_CALL_CHARS])
    for trigger in to.triggers:
        end = len(trigger)
        if mapped.key.startswith(trigger) and mapped.key[end : end + 1] in tuple(following):
            rest = text[mapped.source_span(0, end).end :]
            asked = _CALL.sub("", rest).strip()
            return asked if _says_something(asked) else ""
    return ""


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _decoded(units: bytes) -> str:
    return units.decode("utf-16-le", "surrogatepass")
