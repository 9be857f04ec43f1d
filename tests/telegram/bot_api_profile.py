"""How the bot presents itself: commands and descriptions."""

import json
import re
from collections import defaultdict

from tests.telegram.bot_api_checks import Payload, bad
from tests.telegram.bot_api_world import World
from tests.telegram.html_entities import utf16_units


class ProfileMethods(World):
    """Commands and descriptions."""

    def __init__(self) -> None:
        super().__init__()
        self.commands: dict[str, list[Payload]] = {}
        self.profile: dict[str, str] = defaultdict(str)

    async def _on_get_my_commands(self, payload: Payload) -> list[Payload]:
        return self.commands.get(json.dumps(payload.get("scope"), sort_keys=True), [])

    async def _on_set_my_commands(self, payload: Payload) -> bool:
        scope = payload.get("scope") or {}
        if scope.get("type") == "chat":
            self._chat_to_read(scope)
        for command in payload["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[json.dumps(payload.get("scope"), sort_keys=True)] = payload["commands"]
        return True

    async def _on_get_my_description(self, _payload: Payload) -> Payload:
        return {"description": self.profile["description"]}

    async def _on_set_my_description(self, payload: Payload) -> bool:
        return self._set_profile("description", payload, 512)

    async def _on_get_my_short_description(self, _payload: Payload) -> Payload:
        return {"short_description": self.profile["short_description"]}

    async def _on_set_my_short_description(self, payload: Payload) -> bool:
        return self._set_profile("short_description", payload, 120)

    def _set_profile(self, name: str, payload: Payload, max_units: int) -> bool:
        if utf16_units(payload.get(name, "")) > max_units:
            raise bad(f"{name} is too long")
        self.profile[name] = payload.get(name, "")
        return True
