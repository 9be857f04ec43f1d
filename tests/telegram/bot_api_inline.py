"""Inline mode and guest mode: the bot in chats that it never joined.

Source:
    https://core.telegram.org/bots/api#inline-mode and https://core.telegram.org/api/errors;
    guest mode: https://core.telegram.org/api/bots/guest-mode
"""

import asyncio
import itertools
import re
from dataclasses import dataclass

from tests.telegram.bot_api_checks import (
    ApiError,
    Payload,
    bad,
    checked_text,
    found_entities,
    is_true,
)
from tests.telegram.bot_api_keyboards import Rows, checked_keyboard
from tests.telegram.bot_api_sent import Sent
from tests.telegram.bot_api_world import World, query_too_old
from tests.telegram.html_entities import Entity, HtmlError, parse_html

_ANSWER_WITHIN_S = 10.0
_FAR_AWAY: Payload = {"id": -1009, "type": "supergroup", "title": "مجموعة بعيدة"}


@dataclass(frozen=True, slots=True)
class InlineResult:
    """A row that can be inserted, and the message that it would be."""

    result_id: str
    title: str
    description: str
    text: str
    entities: tuple[Entity, ...]
    buttons: Rows

    @property
    def labels(self) -> list[str]:
        return [button["text"] for row in self.buttons for button in row]


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """How an inline query was answered."""

    results: tuple[InlineResult, ...]
    next_offset: str
    button: Payload | None
    cache_time: int
    is_personal: bool


class InlineMethods(World):
    """People type after the bot's name, or call it as a guest; the bot answers."""

    def __init__(self) -> None:
        super().__init__()
        self.supports_inline_queries = True
        self.supports_guest_queries = True
        self.has_inline_feedback = False
        self._query_ids = itertools.count(1)
        self._typed: dict[str, asyncio.Future[InlineAnswer]] = {}
        self._summoned: dict[str, Sent | None] = {}

    async def type_inline(
        self, user_id: int, query: str, offset: str = "", chat_type: str = "group"
    ) -> InlineAnswer:
        """Type after the bot's name in some chat; wait for the answer and return it.

        Args:
            user_id: Who types.
            query: What is typed, of at most 256 characters, as Telegram's apps see to.
            offset: The `next_offset` of the answer that this continues.
            chat_type: sender (the chat with the bot itself), private, group, supergroup, channel.

        Raises:
            TimeoutError: The bot did not answer.
        """
        if not self.supports_inline_queries:
            raise ValueError("inline mode is off: nobody can type to the bot")
        if len(query) > 256:
            raise ValueError(f"an inline query has at most 256 characters, not {len(query)}")
        query_id = f"inline-{next(self._query_ids)}"
        answer = asyncio.get_running_loop().create_future()
        self._typed[query_id] = answer
        inline_query = {
            "id": query_id,
            "from": self.stranger(user_id),
            "query": query,
            "offset": offset,
            "chat_type": chat_type,
        }
        await self.deliver({"inline_query": inline_query})
        return await asyncio.wait_for(answer, _ANSWER_WITHIN_S)

    async def choose(self, user_id: int, result: InlineResult, query: str = "") -> Sent:
        """Insert a result into some chat; return the message, which has an id of its own kind.

        With `has_inline_feedback` the bot is told, and, if it has buttons, told the id.
        """
        sent = self._send_inline(result)
        if self.has_inline_feedback:
            chosen = {
                "result_id": result.result_id,
                "from": self.stranger(user_id),
                "query": query,
            }
            if result.buttons:
                chosen["inline_message_id"] = sent.inline_message_id
            await self.deliver({"chosen_inline_result": chosen})
        return sent

    async def summon(
        self,
        user_id: int,
        text: str,
        chat: Payload | None = None,
        *,
        reply_to: Payload | None = None,
    ) -> str:
        """Name the bot in a chat it is not in; return the id of the guest query.

        Args:
            user_id: Who calls.
            text: The message with the bot's name in it.
            chat: Where; a supergroup far away unless given.
            reply_to: The message it replies to, which the bot is shown.
        """
        if not self.supports_guest_queries:
            raise ValueError("guest mode is off: nobody can summon the bot")
        query_id = f"guest-{next(self._query_ids)}"
        self._summoned[query_id] = None
        message = {
            "message_id": 10_000 + len(self._summoned),
            "date": self.date,
            "chat": chat or _FAR_AWAY,
            "from": self.stranger(user_id),
            "text": text,
            "entities": found_entities(text),
            "guest_query_id": query_id,
        }
        if reply_to:
            message["reply_to_message"] = reply_to
        await self.deliver({"guest_message": message})
        return query_id

    def guest_answer(self, query_id: str) -> Sent | None:
        """Return what the bot sent as a guest; None as long as it sent nothing."""
        return self._summoned[query_id]

    async def _on_answer_inline_query(self, payload: Payload) -> bool:
        waiting = self._typed.get(payload.get("inline_query_id", ""))
        results = payload.get("results") or []
        if len(results) > 50:
            raise bad("too many inline query results specified")
        checked = tuple(_checked_result(result) for result in results)
        if len({result.result_id for result in checked}) < len(checked):
            raise bad("RESULT_ID_DUPLICATE")
        next_offset = payload.get("next_offset", "")
        if len(next_offset.encode()) > 64:
            raise bad("NEXT_OFFSET_INVALID")
        button = payload.get("button")
        if button:
            _check_button(button)
        if waiting is None or waiting.done():
            raise query_too_old()
        cache_time = int(payload.get("cache_time", 300))
        is_personal = is_true(payload.get("is_personal", ""))
        waiting.set_result(InlineAnswer(checked, next_offset, button, cache_time, is_personal))
        return True

    async def _on_answer_guest_query(self, payload: Payload) -> Payload:
        query_id = payload.get("guest_query_id", "")
        if "result" not in payload:
            raise bad("result isn't specified")
        result = _checked_result(payload["result"])
        if self._summoned.get(query_id, ...) is not None:
            raise query_too_old()
        sent = self._summoned[query_id] = self._send_inline(result)
        return {"inline_message_id": sent.inline_message_id}

    def _send_inline(self, result: InlineResult) -> Sent:
        sent = Sent(0, 0, result.text, result.entities, None, [result.text], result.buttons)
        sent.inline_message_id = f"inline-message-{next(self._query_ids)}"
        sent.sent_at = self.now()
        self.sent.append(sent)
        return sent


def _checked_result(result: Payload) -> InlineResult:
    """Read a result; articles are all that quotes need."""
    if result.get("type") != "article":
        kind = result.get("type", "")
        raise _unreadable(f'type "{kind}" is unsupported for the inline query result')
    for name in ("id", "title"):
        if not isinstance(result.get(name), str):
            raise _unreadable(f'Can\'t find field "{name}"')
    if not result["id"]:
        raise bad("RESULT_ID_EMPTY")
    if len(result["id"].encode()) > 64:
        raise bad("RESULT_ID_INVALID")
    if not result["title"].strip():
        raise bad("ARTICLE_TITLE_EMPTY")
    content = result.get("input_message_content") or {}
    if content.get("parse_mode") == "HTML":
        try:
            parse_html(content.get("message_text", ""))
        except HtmlError as error:
            raise _unreadable(str(error).removeprefix("Bad Request: ")) from None
    text, entities = checked_text({**content, "text": content.get("message_text", "")})
    return InlineResult(
        result["id"],
        result["title"],
        result.get("description", ""),
        text,
        entities,
        checked_keyboard(result.get("reply_markup"), chat_kind=""),
    )


def _check_button(button: Payload) -> None:
    if not button.get("text", "").strip():
        raise bad("SWITCH_PM_TEXT_EMPTY")
    if set(button) not in ({"text", "start_parameter"}, {"text", "web_app"}):
        raise bad(
            "can't parse inline query results button: InlineQueryResultsButton must have exactly "
            "one optional field"
        )
    if "web_app" in button:
        return
    if not button["start_parameter"]:
        raise bad("START_PARAM_EMPTY")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", button["start_parameter"]):
        raise bad("START_PARAM_INVALID")


def _unreadable(problem: str) -> ApiError:
    return bad(f"can't parse inline query result: {problem}")
