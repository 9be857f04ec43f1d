"""As much of the Bot API as an account check asks of it, over real HTTP."""

import json
from http.server import BaseHTTPRequestHandler
from typing import Any

TOKEN = "123456789:" + "A" * 35
ACCOUNT = {
    "id": 123456789,
    "is_bot": True,
    "first_name": "اقتباس",
    "username": "iqtibas_bot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": True,
}


class BotApi(BaseHTTPRequestHandler):
    """Knows one token; answers what the doctor asks, and has another bot fetch the updates."""

    webhook = ""

    def do_POST(self) -> None:
        token, _, method = self.path.removeprefix("/bot").partition("/")
        if token != TOKEN:
            self._answer(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
        elif method == "getMe":
            self._answer(200, {"ok": True, "result": ACCOUNT})
        elif method == "getUpdates":
            description = "Conflict: terminated by other getUpdates request"
            self._answer(409, {"ok": False, "error_code": 409, "description": description})
        elif method == "getWebhookInfo":
            hook = {
                "url": self.webhook,
                "has_custom_certificate": False,
                "pending_update_count": 2,
            }
            self._answer(200, {"ok": True, "result": hook})
        elif method == "deleteWebhook":
            self._answer(200, {"ok": True, "result": True})
        else:
            self._answer(404, {"ok": False, "error_code": 404, "description": "Not Found"})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""
