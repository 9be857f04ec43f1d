"""A Bot API server on loopback, as strict as Telegram's, that remembers what was sent.

People are played by the test (`write`, `say`, `press`), the bot is the real one and comes over
HTTP. Nothing here sleeps: tests wait for `until` something was sent.

`bot_api_world` holds chats, people and messages. What builds on it is a module per family:
`bot_api_people` (what people write), `bot_api_membership` (the bot comes and goes),
`bot_api_messages` (what the bot sends, with the keyboards of `bot_api_keyboards` and the quotes
of `bot_api_quotes`), `bot_api_presses` (buttons), `bot_api_inline` (inline and guest mode),
`bot_api_files` (files that people send), `bot_api_chats` (members), `bot_api_profile` (commands
and descriptions) and `bot_api_webhook` (updates posted instead of polled). `bot_api_checks` reads
what comes and says what is refused; `bot_api_process` runs it all in a process of its own, for
benchmarks.
"""

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Self

from aiohttp import web

from tests.telegram.bot_api_chats import ChatMethods
from tests.telegram.bot_api_checks import TOKEN, ApiError, Payload, decoded
from tests.telegram.bot_api_files import Files
from tests.telegram.bot_api_inline import InlineMethods
from tests.telegram.bot_api_membership import Membership
from tests.telegram.bot_api_messages import MessageMethods
from tests.telegram.bot_api_presses import Presses
from tests.telegram.bot_api_profile import ProfileMethods
from tests.telegram.bot_api_sent import Sent
from tests.telegram.bot_api_webhook import WebhookMethods, polling_conflict
from tests.telegram.bot_api_world import BOT
from tests.telegram.flood_control import FloodControl
from tests.written import note

__all__ = ["BOT", "BotApi", "Sent"]


class BotApi(
    Membership,
    Files,
    MessageMethods,
    Presses,
    InlineMethods,
    ChatMethods,
    ProfileMethods,
    WebhookMethods,
):
    """The server. Use it as a context manager.

    Args:
        port: To listen on; 0 for any that is free.
    """

    def __init__(self, port: int = 0) -> None:
        super().__init__()
        self._port = port
        self.calls: list[tuple[str, Payload]] = []
        self.flood: FloodControl | None = None
        self.refusals: dict[tuple[str, int], list[ApiError]] = defaultdict(list)
        self.holds: dict[tuple[str, int], asyncio.Event] = {}
        self.base_url = ""
        self.base_file_url = ""
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.*}", self.serve_file)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{port}/bot"
        self.base_file_url = f"http://{host}:{port}/file/bot"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stop_posting()
        if self._runner:
            await self._runner.cleanup()

    # What tests look at

    async def sent_to(self, chat_id: int, n: int = 1, within_s: float = 10.0) -> list[Sent]:
        """Wait for so many messages in a chat, and return them."""
        await self.until(lambda: len(self.in_chat(chat_id)) >= n, within_s)
        return self.in_chat(chat_id)

    def in_chat(self, chat_id: int) -> list[Sent]:
        """Return the bot's messages in a chat, deleted ones too."""
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
        note("a request", f"{method} {payload}")
        await self._tell()
        chat_id = self._number_of(payload.get("chat_id"))
        if hold := self.holds.get((method, chat_id)):
            await hold.wait()
        if refusals := self.refusals[method, chat_id]:
            raise refusals.pop(0)
        # What only asks is no message, and Telegram limits messages.
        if self.flood and chat_id and not method.startswith("get"):
            wait = self.flood.refuse(chat_id, time.monotonic())
            if wait:
                raise ApiError(429, f"Too Many Requests: retry after {wait}", wait)
        action: Callable[[Payload], Awaitable[object]] | None = getattr(
            self, f"_on_{_snake_case(method)}", None
        )
        if action is None:
            raise ApiError(404, "Not Found")
        return await action(payload)

    def _number_of(self, chat_id: str | int | None) -> int:
        """Return a chat's id, also of one named by its username; 0 for none."""
        if str(chat_id or 0).startswith("@"):
            return next(
                (c.chat_id for c in self._chats.values() if f"@{c.username}" == chat_id), 0
            )
        return int(chat_id or 0)

    # What concerns the bot itself

    async def _on_get_me(self, _payload: Payload) -> Payload:
        return BOT | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.is_private,
            "supports_inline_queries": self.supports_inline_queries,
            "supports_guest_queries": self.supports_guest_queries,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    async def _on_get_updates(self, payload: Payload) -> list[Payload]:
        if self.webhook:
            raise polling_conflict()
        return await self.feed.serve(payload)


def _snake_case(method: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", method).lower()
