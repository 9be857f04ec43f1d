"""getChat, getChatMember and getChatAdministrators."""

from tests.telegram.bot_api_checks import Payload, bad
from tests.telegram.bot_api_world import BOT, Chat, World

_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)

_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
)


class ChatMethods(World):
    """What a bot may learn of a chat."""

    async def _on_get_chat(self, payload: Payload) -> Payload:
        chat = self._chat_to_read(payload)
        full = {
            **chat.payload(),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": {
                "unlimited_gifts": False,
                "limited_gifts": False,
                "unique_gifts": False,
                "premium_subscription": False,
                "gifts_from_channels": False,
            },
        }
        if chat.linked is not None:
            full["linked_chat_id"] = chat.linked
        return full

    async def _on_get_chat_member(self, payload: Payload) -> Payload:
        chat = self._chat_to_read(payload)
        user_id = int(payload.get("user_id", 0))
        if user_id != BOT["id"] and user_id not in self._people:
            raise bad("user not found" if user_id > 0 else "invalid user_id specified")
        return self._member(chat, user_id)

    async def _on_get_chat_administrators(self, payload: Payload) -> list[Payload]:
        chat = self._chat_to_read(payload)
        if chat.kind == "private":
            raise bad("there are no administrators in the private chat")
        return [
            self._member(chat, user_id)
            for user_id, status in chat.members.items()
            if status in {"creator", "administrator"} and not self._is_other_bot(user_id)
        ]

    def _is_other_bot(self, user_id: int) -> bool:
        return user_id != BOT["id"] and bool(self._people[user_id]["is_bot"])

    def _member(self, chat: Chat, user_id: int) -> Payload:
        user = BOT if user_id == BOT["id"] else self._people[user_id]
        status = chat.members.get(user_id, "left")
        return member_payload(user, status, is_channel=chat.kind == "channel")


def member_payload(user: Payload, status: str, *, is_channel: bool = False) -> Payload:
    """Return a ChatMember of this status, with every field that it must have."""
    member: Payload = {"user": user, "status": status}
    if status == "creator":
        return member | {"is_anonymous": False}
    if status == "administrator":
        member |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(_RIGHTS, True)
        if is_channel:
            member |= {"can_post_messages": True, "can_edit_messages": True}
        return member
    if status == "kicked":
        return member | {"until_date": 0}
    if status == "restricted":
        return member | dict.fromkeys(_PERMISSIONS, False) | {"is_member": True, "until_date": 0}
    return member
