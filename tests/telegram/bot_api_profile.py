"""How the bot presents itself: its name, descriptions and menus of commands, by language.

Source:
    https://core.telegram.org/bots/api#determining-list-of-commands
"""

import json
import re
from collections import defaultdict

from tests.telegram.bot_api_checks import Payload, bad
from tests.telegram.bot_api_world import BOT, Chat, World
from tests.telegram.html_entities import utf16_units

_SCOPES = frozenset(
    {
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    }
)


class ProfileMethods(World):
    """Name, descriptions and commands; each language has its own, and "" what others see.

    Attributes:
        commands_by_language: Commands by language and by scope, as JSON with sorted keys.
        profiles: Name, description and short_description by language.
    """

    def __init__(self) -> None:
        super().__init__()
        self.commands_by_language: dict[str, dict[str, list[Payload]]] = defaultdict(dict)
        self.profiles: dict[str, dict[str, str]] = defaultdict(lambda: defaultdict(str))

    @property
    def commands(self) -> dict[str, list[Payload]]:
        """The commands for whatever language has none of its own."""
        return self.commands_by_language[""]

    @property
    def profile(self) -> dict[str, str]:
        """The texts for whatever language has none of its own."""
        return self.profiles[""]

    def menu(self, chat_id: int, user_id: int, language: str = "") -> list[str]:
        """Return the commands that somebody is offered in a chat, by Telegram's order of scopes.

        Args:
            chat_id: A chat with the bot or a group.
            user_id: Who looks; administrators may see more.
            language: Of their app, two letters.
        """
        for scope in self._scopes_seen(self._chats[chat_id], user_id):
            for code in dict.fromkeys((language, "")):
                if offered := self.commands_by_language[code].get(_key(scope)):
                    return [command["command"] for command in offered]
        return []

    def _scopes_seen(self, chat: Chat, user_id: int) -> list[Payload]:
        here: Payload = {"type": "chat", "chat_id": chat.chat_id}
        if chat.kind == "private":
            return [here, {"type": "all_private_chats"}, {"type": "default"}]
        is_administrator = chat.members.get(user_id) in {"creator", "administrator"}
        seen: list[tuple[Payload, bool]] = [
            ({"type": "chat_member", "chat_id": chat.chat_id, "user_id": user_id}, True),
            ({"type": "chat_administrators", "chat_id": chat.chat_id}, is_administrator),
            (here, True),
            ({"type": "all_chat_administrators"}, is_administrator),
            ({"type": "all_group_chats"}, True),
            ({"type": "default"}, True),
        ]
        return [scope for scope, is_seen in seen if is_seen]

    async def _on_get_my_commands(self, payload: Payload) -> list[Payload]:
        return self._commands_for(payload).get(self._checked_scope(payload), [])

    async def _on_set_my_commands(self, payload: Payload) -> bool:
        scope = self._checked_scope(payload)
        for command in payload["commands"]:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
                raise bad("BOT_COMMAND_INVALID")
            if not 1 <= len(command["description"]) <= 256:
                raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
        self._commands_for(payload)[scope] = payload["commands"]
        return True

    async def _on_delete_my_commands(self, payload: Payload) -> bool:
        self._commands_for(payload).pop(self._checked_scope(payload), None)
        return True

    async def _on_get_my_name(self, payload: Payload) -> Payload:
        own = self.profiles[_language(payload)]["name"]
        return {"name": own or self.profile["name"] or BOT["first_name"]}

    async def _on_set_my_name(self, payload: Payload) -> bool:
        return self._set_profile("name", payload, 64)

    async def _on_get_my_description(self, payload: Payload) -> Payload:
        return {"description": self.profiles[_language(payload)]["description"]}

    async def _on_set_my_description(self, payload: Payload) -> bool:
        return self._set_profile("description", payload, 512)

    async def _on_get_my_short_description(self, payload: Payload) -> Payload:
        return {"short_description": self.profiles[_language(payload)]["short_description"]}

    async def _on_set_my_short_description(self, payload: Payload) -> bool:
        return self._set_profile("short_description", payload, 120)

    def _set_profile(self, name: str, payload: Payload, max_units: int) -> bool:
        if utf16_units(payload.get(name, "")) > max_units:
            raise bad(f"{name} is too long")
        self.profiles[_language(payload)][name] = payload.get(name, "")
        return True

    def _commands_for(self, payload: Payload) -> dict[str, list[Payload]]:
        return self.commands_by_language[_language(payload)]

    def _checked_scope(self, payload: Payload) -> str:
        scope = payload.get("scope") or {"type": "default"}
        if scope.get("type") not in _SCOPES:
            raise bad("can't parse BotCommandScope: Unsupported type specified")
        if "chat_id" in scope or scope["type"].startswith("chat"):
            chat = self._chat_to_read(scope)
            if chat.kind == "channel":
                raise bad("can't change commands in channel chats")
            if chat.kind == "private" and scope["type"] != "chat":
                raise bad("can't use specified scope in private chats")
            scope = {**scope, "chat_id": chat.chat_id}
        if scope["type"] == "chat_member" and int(scope["user_id"]) not in self._people:
            raise bad("user not found")
        return _key(scope)


def _language(payload: Payload) -> str:
    language: str = payload.get("language_code") or ""
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("invalid language code specified")
    return language


def _key(scope: Payload) -> str:
    return json.dumps(scope, sort_keys=True)
