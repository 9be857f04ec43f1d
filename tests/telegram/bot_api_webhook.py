"""Webhooks: updates are posted to where the bot wants them, until it takes them in.

Source:
    https://core.telegram.org/bots/api#setwebhook; the order within a chat and the error texts
    are those of `WebhookActor.cpp` and `Client.cpp` in https://github.com/tdlib/telegram-bot-api
"""

import asyncio
import re
from collections.abc import Awaitable, Hashable
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from tests.telegram.bot_api_checks import ApiError, Payload, bad, is_true
from tests.telegram.bot_api_world import World

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_PORTS = frozenset({80, 88, 443, 8443})
_RETRY_AFTER_S = 0.02
_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class _Hook:
    """Where updates go, and how."""

    url: str
    secret_token: str
    max_connections: int


class WebhookMethods(World):
    """The bot sets a webhook, and updates come to it.

    Attributes:
        webhook: Its URL, empty while there is none.
        proxies: Where the hosts of URLs are found on this machine: by "https://host" either
            "http://127.0.0.1:port" or "unix:///path/to.sock", as of a proxy in front of the bot.
        posts: How each delivery ended: the update's id and the status, 0 for no answer at all.
    """

    def __init__(self) -> None:
        super().__init__()
        self.webhook = ""
        self.proxies: dict[str, str] = {}
        self.posts: list[tuple[int, int]] = []
        self._hook = _Hook("", "", 40)
        self._last_error = ""
        self._posting: asyncio.Task[None] | None = None

    async def _on_set_webhook(self, payload: Payload) -> bool:
        if not payload.get("url"):
            return await self._on_delete_webhook(payload)
        hook = _checked_hook(payload)
        await self._stop_posting()
        if is_true(payload.get("drop_pending_updates", "")):
            self.feed.clear()
        self.feed.allow(payload)
        self.feed.terminate("setWebhook request")
        self.webhook, self._hook, self._last_error = hook.url, hook, ""
        self._posting = asyncio.create_task(self._post_updates(hook))
        return True

    async def _on_delete_webhook(self, payload: Payload) -> bool:
        await self._stop_posting()
        self.webhook = ""
        if is_true(payload.get("drop_pending_updates", "")):
            self.feed.clear()
        return True

    async def _on_get_webhook_info(self, _payload: Payload) -> Payload:
        info: Payload = {
            "url": self.webhook,
            "has_custom_certificate": False,
            "pending_update_count": len(self.feed.unconfirmed),
        }
        if self.webhook:
            info["max_connections"] = self._hook.max_connections
        if self.feed.allowed:
            info["allowed_updates"] = sorted(self.feed.allowed)
        if self._last_error:
            info |= {"last_error_date": self.date, "last_error_message": self._last_error}
        return info

    async def _stop_posting(self) -> None:
        """Stop delivering; what was not taken in waits for the next webhook or poll."""
        if self._posting:
            self._posting.cancel()
            await asyncio.gather(self._posting, return_exceptions=True)
            self._posting = None

    async def _post_updates(self, hook: _Hook) -> None:
        """Post updates, those of one chat one by one, different chats at once."""
        base, connector = self._way_to(hook.url)
        timeout = aiohttp.ClientTimeout(total=_TIMEOUT_S)
        busy: set[Hashable] = set()
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
            asyncio.TaskGroup() as posting,
        ):
            while True:
                async with self.feed.came:
                    for update in self.feed.pending():
                        if len(busy) >= hook.max_connections:
                            break
                        queue = _queue_of(update)
                        if queue not in busy:
                            busy.add(queue)
                            post = self._post(session, base, hook.secret_token, update)
                            posting.create_task(self._in_turn(post, queue, busy))
                    await self.feed.came.wait()

    async def _in_turn(self, post: Awaitable[None], queue: Hashable, busy: set[Hashable]) -> None:
        await post
        busy.discard(queue)
        await self.feed.wake()

    async def _post(
        self, session: aiohttp.ClientSession, base: str, secret_token: str, update: Payload
    ) -> None:
        """Post an update until it is taken in."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret_token} if secret_token else {}
        while True:
            status = 0
            try:
                async with session.post(base, json=update, headers=headers) as response:
                    await response.read()
                    status, reason = response.status, response.reason
                    self._last_error = f"Wrong response from the webhook: {status} {reason}"
            except (aiohttp.ClientError, TimeoutError) as error:
                self._last_error = str(error) or "Connection timed out"
            self.posts.append((update["update_id"], status))
            if 200 <= status < 300:
                break
            await self._tell()
            await asyncio.sleep(_RETRY_AFTER_S)
        self._last_error = ""
        self.feed.confirm(update)
        await self._tell()

    def _way_to(self, url: str) -> tuple[str, aiohttp.BaseConnector]:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        target = self.proxies.get(origin, origin)
        path = url.removeprefix(origin)
        if target.startswith("unix://"):
            connector = aiohttp.UnixConnector(target.removeprefix("unix://"), limit=0)
            return f"http://bot{path}", connector
        return target + path, aiohttp.TCPConnector(limit=0)


def _checked_hook(payload: Payload) -> _Hook:
    """Read where to post; as a server of one's own, plain HTTP to this machine is taken too."""
    parts = urlsplit(payload["url"])
    if parts.hostname not in _LOOPBACK:
        if parts.scheme != "https" or not parts.hostname:
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if (parts.port or 443) not in _PORTS:
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    secret_token = payload.get("secret_token", "")
    if len(secret_token) > 256:
        raise bad("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret_token):
        raise bad("secret token contains unallowed characters")
    max_connections = int(payload.get("max_connections", 40))
    return _Hook(payload["url"], secret_token, min(max(max_connections, 1), 100))


def _queue_of(update: Payload) -> Hashable:
    """Tell what an update must wait for: its chat's messages, or the same person's presses."""
    [kind] = set(update) - {"update_id"}
    content = update[kind]
    if kind.endswith(("message", "post")):
        return "messages", content["chat"]["id"]
    return kind, content.get("chat", content.get("from", {})).get("id")


def polling_conflict() -> ApiError:
    return ApiError(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to "
        "delete the webhook first",
    )
