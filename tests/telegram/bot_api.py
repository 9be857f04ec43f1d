"""A Bot API server on loopback, as strict as Telegram's, that remembers what was sent.

People are played by the test (`write`, `deliver`), the bot is the real one and comes over HTTP.
Nothing here sleeps: tests wait for `until` something was sent.
"""

import asyncio
import itertools
import json
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web

from tests.telegram.bot_api_checks import (
    TOKEN,
    ApiError,
    Payload,
    bad,
    checked_keyboard,
    checked_text,
    commands_in,
    decoded,
)
from tests.telegram.flood_control import FloodControl
from tests.telegram.html_entities import Entity, utf16_units
from tests.telegram.update_feed import UpdateFeed

BOT = {"id": 123456789, "is_bot": True, "first_name": "اقتباس", "username": "iqtibas_test_bot"}
DATE = 1_795_305_600


@dataclass(slots=True)
class Sent:
    """A message of the bot's, as it stands after edits."""

    chat_id: int
    message_id: int
    text: str
    entities: tuple[Entity, ...]
    reply_to: int | None
    history: list[str] = field(default_factory=list)
    keyboard: str = ""

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


class BotApi:
    """The server. Use it as a context manager."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.calls: list[tuple[str, Payload]] = []
        self.commands: dict[str, list[Payload]] = {}
        self.profile: dict[str, str] = defaultdict(str)
        self.webhook = ""
        self.feed = UpdateFeed()
        self.flood: FloodControl | None = None
        self.refusals: dict[tuple[str, int], list[ApiError]] = defaultdict(list)
        self.holds: dict[tuple[str, int], asyncio.Event] = {}
        self.base_url = ""
        self.base_file_url = ""
        self._chats: dict[int, Payload] = {}
        self._messages: set[tuple[int, int]] = set()
        self._message_ids = itertools.count(1)
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{port}/bot"
        self.base_file_url = f"http://{host}:{port}/file/bot"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner:
            await self._runner.cleanup()

    # What people do

    def person(self, user_id: int) -> Payload:
        """Somebody who has opened a chat with the bot."""
        name = f"شخص {user_id}"
        self._chats[user_id] = {"id": user_id, "type": "private", "first_name": name}
        return {"id": user_id, "is_bot": False, "first_name": name}

    async def write(self, user_id: int, text: str, **fields: object) -> int:
        """Have a person write to the bot in private; return the message's id."""
        return await self.post(user_id, text=text, entities=commands_in(text), **fields)

    async def post(self, user_id: int, **fields: object) -> int:
        """Have a person post anything in private."""
        sender = self.person(user_id)
        message_id = next(self._message_ids)
        message = {
            "message_id": message_id,
            "date": DATE,
            "chat": self._chats[user_id],
            "from": sender,
            **fields,
        }
        self._messages.add((user_id, message_id))
        await self.deliver({"message": message})
        return message_id

    async def deliver(self, update: Payload, *, update_id: int | None = None) -> int:
        """Put an update into the queue, with an id of its own unless one is given."""
        return await self.feed.put(update, update_id)

    def delete(self, chat_id: int, message_id: int) -> None:
        """Have a message deleted."""
        self._messages.discard((chat_id, message_id))

    # What tests look at

    async def until(self, holds: Callable[[], object], within_s: float = 10.0) -> None:
        """Wait until something holds; looked at after every call the bot makes."""
        async with asyncio.timeout(within_s), self._changed:
            await self._changed.wait_for(lambda: bool(holds()))

    async def sent_to(self, chat_id: int, n: int = 1, within_s: float = 10.0) -> list[Sent]:
        """Wait for so many messages in a chat, and return them."""
        await self.until(lambda: len(self.in_chat(chat_id)) >= n, within_s)
        return self.in_chat(chat_id)

    def in_chat(self, chat_id: int) -> list[Sent]:
        return [message for message in self.sent if message.chat_id == chat_id]

    def calls_of(self, method: str) -> list[Payload]:
        return [payload for name, payload in self.calls if name == method]

    # HTTP

    async def _serve(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        try:
            payload = decoded(await request.post())
            result = await self._answer(request.match_info["token"], method, payload)
        except ApiError as error:
            return web.json_response(error.body(), status=error.code)
        finally:
            await self._tell()
        return web.json_response({"ok": True, "result": result})

    async def _answer(self, token: str, method: str, payload: Payload) -> object:
        if token != TOKEN:
            raise ApiError(401, "Unauthorized")
        self.calls.append((method, payload))
        await self._tell()
        chat_id = int(payload.get("chat_id", 0))
        if hold := self.holds.get((method, chat_id)):
            await hold.wait()
        if refusals := self.refusals[method, chat_id]:
            raise refusals.pop(0)
        if self.flood and chat_id and (wait := self.flood.refuse(chat_id, time.monotonic())):
            raise ApiError(429, f"Too Many Requests: retry after {wait}", wait)
        action: Callable[[Payload], Awaitable[object]] | None = getattr(
            self, f"_do_{method}", None
        )
        if action is None:
            raise ApiError(404, "Not Found")
        return await action(payload)

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    # The methods

    async def _do_getMe(self, _payload: Payload) -> Payload:  # noqa: N802 - Telegram's name
        return BOT

    async def _do_getUpdates(self, payload: Payload) -> list[Payload]:  # noqa: N802
        if self.webhook:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook "
                "to delete the webhook first",
            )
        return await self.feed.serve(payload)

    async def _do_deleteWebhook(self, payload: Payload) -> bool:  # noqa: N802
        self.webhook = ""
        if payload.get("drop_pending_updates"):
            self.feed.clear()
        return True

    async def _do_getWebhookInfo(self, _payload: Payload) -> Payload:  # noqa: N802
        return {
            "url": self.webhook,
            "has_custom_certificate": False,
            "pending_update_count": len(self.feed.unconfirmed),
        }

    async def _do_sendMessage(self, payload: Payload) -> Payload:  # noqa: N802
        chat = self._chat(payload)
        text, entities = checked_text(payload)
        reply_to = self._reply_target(chat["id"], payload.get("reply_parameters"))
        keyboard = checked_keyboard(payload.get("reply_markup"))
        sent = Sent(
            chat["id"], next(self._message_ids), text, entities, reply_to, [text], keyboard
        )
        self._messages.add((sent.chat_id, sent.message_id))
        self.sent.append(sent)
        return self._as_message(sent)

    async def _do_editMessageText(self, payload: Payload) -> Payload:  # noqa: N802
        chat = self._chat(payload)
        number = int(payload["message_id"])
        found = [m for m in self.sent if (m.chat_id, m.message_id) == (chat["id"], number)]
        if not found or (chat["id"], number) not in self._messages:
            raise bad("message to edit not found")
        [sent] = found
        text, entities = checked_text(payload)
        keyboard = checked_keyboard(payload.get("reply_markup"))
        if (text, entities, keyboard) == (sent.text, sent.entities, sent.keyboard):
            raise bad(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        sent.text, sent.entities, sent.keyboard = text, entities, keyboard
        sent.history.append(text)
        return self._as_message(sent)

    async def _do_sendChatAction(self, payload: Payload) -> bool:  # noqa: N802
        self._chat(payload)
        if payload.get("action") != "typing":
            raise bad("wrong parameter action in request")
        return True

    async def _do_getMyCommands(self, payload: Payload) -> list[Payload]:  # noqa: N802
        return self.commands.get(json.dumps(payload.get("scope"), sort_keys=True), [])

    async def _do_setMyCommands(self, payload: Payload) -> bool:  # noqa: N802
        scope = payload.get("scope") or {}
        if scope.get("type") == "chat":
            self._chat(scope)
        for command in payload["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[json.dumps(payload.get("scope"), sort_keys=True)] = payload["commands"]
        return True

    async def _do_getMyDescription(self, _payload: Payload) -> Payload:  # noqa: N802
        return {"description": self.profile["description"]}

    async def _do_setMyDescription(self, payload: Payload) -> bool:  # noqa: N802
        return self._set_profile("description", payload, 512)

    async def _do_getMyShortDescription(self, _payload: Payload) -> Payload:  # noqa: N802
        return {"short_description": self.profile["short_description"]}

    async def _do_setMyShortDescription(self, payload: Payload) -> bool:  # noqa: N802
        return self._set_profile("short_description", payload, 120)

    def _set_profile(self, name: str, payload: Payload, max_units: int) -> bool:
        if utf16_units(payload.get(name, "")) > max_units:
            raise bad(f"{name} is too long")
        self.profile[name] = payload.get(name, "")
        return True

    def _chat(self, payload: Payload) -> Payload:
        chat = self._chats.get(int(payload.get("chat_id", 0)))
        if chat is None:
            raise bad("chat not found")
        return chat

    def _reply_target(self, chat_id: int, parameters: Payload | None) -> int | None:
        if not parameters:
            return None
        target = int(parameters["message_id"])
        if (chat_id, target) in self._messages:
            return target
        if parameters.get("allow_sending_without_reply"):
            return None
        raise bad("message to be replied not found")

    def _as_message(self, sent: Sent) -> Payload:
        return {
            "message_id": sent.message_id,
            "date": DATE,
            "chat": self._chats[sent.chat_id],
            "from": BOT,
            "text": sent.text,
        }
