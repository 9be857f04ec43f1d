"""Coming and going: the bot is added, promoted, removed, blocked; a group becomes a supergroup."""

import itertools
from dataclasses import replace

from tests.telegram.bot_api_chats import member_payload
from tests.telegram.bot_api_checks import Payload, bad
from tests.telegram.bot_api_people import People
from tests.telegram.bot_api_world import ANONYMOUS_ADMIN, BOT


class Membership(People):
    """What happens to the bot's place in chats, told by `my_chat_member` and service messages."""

    async def add_bot(self, chat_id: int, by: int, status: str = "") -> None:
        """Have somebody add the bot to a group or channel that exists.

        Args:
            chat_id: The chat; a channel takes bots as administrators only.
            by: Who adds it.
            status: member or administrator; what the chat takes unless given.
        """
        chat = self._chats[chat_id]
        chat.members.pop(BOT["id"], None)
        is_channel = chat.kind == "channel"
        await self.change_bot(chat_id, by, status or ("administrator" if is_channel else "member"))
        if not is_channel:
            added = {"from": self.stranger(by), "new_chat_members": [BOT]}
            await self._happen(chat, added, None)

    async def remove_bot(self, chat_id: int, by: int, status: str = "kicked") -> None:
        """Have somebody remove the bot, who may come back to no group it was kicked from."""
        await self.change_bot(chat_id, by, status)

    async def block(self, user_id: int) -> None:
        """Have a person block the bot."""
        await self.change_bot(user_id, user_id, "kicked")

    async def unblock(self, user_id: int) -> None:
        """Have a person who blocked the bot take it back."""
        await self.change_bot(user_id, user_id, "member")

    async def change_bot(self, chat_id: int, by: int, status: str) -> None:
        """Give the bot another status and tell it; statuses are those of `set_member`."""
        if chat_id > 0:
            self.person(chat_id)
        chat = self._chats[chat_id]
        before, chat.members[BOT["id"]] = chat.status, status
        is_channel = chat.kind == "channel"
        update = {
            "chat": chat.payload(),
            "from": BOT if by == BOT["id"] else self.stranger(by),
            "date": self.date,
            "old_chat_member": member_payload(BOT, before, is_channel=is_channel),
            "new_chat_member": member_payload(BOT, status, is_channel=is_channel),
        }
        await self.deliver({"my_chat_member": update})

    async def migrate(self, group_id: int, supergroup_id: int, by: int = 1) -> None:
        """Turn a basic group into a supergroup, which leaves the group with no way to write.

        The bot is told of the move in both chats, and that it joined the supergroup; nobody tells
        it that it left the group.

        Source:
            What comes: https://github.com/tdlib/telegram-bot-api/issues/266; in which order:
            https://github.com/tucnak/telebot/issues/187
        """
        group = self._chats[group_id]
        if group.kind != "group":
            raise ValueError(f"only a basic group becomes a supergroup, not a {group.kind}")
        supergroup = replace(
            group,
            chat_id=supergroup_id,
            kind="supergroup",
            members={**group.members},
            message_ids=itertools.count(1),
        )
        del supergroup.members[BOT["id"]]
        self._chats[supergroup_id] = supergroup
        group.migrated_to = supergroup_id
        moved_to = {"from": self.stranger(by), "migrate_to_chat_id": supergroup_id}
        await self._happen(group, moved_to, None)
        await self.change_bot(supergroup_id, by, "member")
        moved_from: Payload = {
            "from": ANONYMOUS_ADMIN,
            "sender_chat": supergroup.payload(),
            "migrate_from_chat_id": group_id,
        }
        await self._happen(supergroup, moved_from, None)

    async def _on_leave_chat(self, payload: Payload) -> bool:
        chat = self._chat_to_write(payload)
        if chat.kind == "private":
            raise bad("chat member status can't be changed in private chats")
        await self.change_bot(chat.chat_id, BOT["id"], "left")
        return True
