"""Inline keyboards, as strictly as Telegram takes them.

Source:
    `get_inline_keyboard_button` in
    https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/Client.cpp and in
    https://github.com/tdlib/td/blob/master/td/telegram/ReplyMarkup.cpp; limits of
    https://core.telegram.org/bots/api#inlinekeyboardbutton
"""

from urllib.parse import urlsplit

from tests.telegram.bot_api_checks import ApiError, Payload, bad

Button = Payload
Rows = list[list[Button]]

_KINDS = (
    "url",
    "callback_data",
    "copy_text",
    "web_app",
    "switch_inline_query",
    "switch_inline_query_current_chat",
)


def checked_keyboard(markup: Payload | None, *, chat_kind: str) -> Rows:
    """Return the rows of an inline keyboard, none if there is none.

    Args:
        markup: `reply_markup` as it came.
        chat_kind: A channel takes no buttons that switch to inline mode; a private chat alone
            takes some that open a Mini App.
    """
    if not markup:
        return []
    if not isinstance(markup.get("inline_keyboard"), list):
        raise bad("object expected as reply markup")
    rows = [[_checked(button, chat_kind) for button in row] for row in markup["inline_keyboard"]]
    if sum(map(len, rows)) > 100:
        raise bad("reply markup is too long")
    return [row for row in rows if row]


def _checked(button: Button, chat_kind: str) -> Button:
    if not isinstance(button.get("text"), str):
        raise _unreadable('Field "text" must be of type String')
    kinds = [kind for kind in _KINDS if kind in button]
    if not kinds or button.get("url") == "" or button.get("callback_data") == "":
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    if len(kinds) > 1 or set(button) - {"text", *kinds}:
        raise bad("BUTTON_TYPE_INVALID")
    if not button["text"].strip():
        raise bad("inline keyboard button text must be non-empty")
    [kind] = kinds
    if kind == "url":
        _check_url(button["url"])
    elif kind == "callback_data" and len(button["callback_data"].encode()) > 64:
        raise bad("BUTTON_DATA_INVALID")
    elif kind == "copy_text" and not 1 <= len(button["copy_text"]["text"]) <= 256:
        raise bad("BUTTON_COPY_TEXT_INVALID")
    elif kind == "web_app":
        _check_web_app(button["web_app"]["url"], chat_kind)
    elif kind.startswith("switch_inline_query") and chat_kind == "channel":
        raise bad(
            f"can't use {kind} button in a channel chat, because users will not be able to use "
            "the button without knowing bot's username"
        )
    return button


def _check_url(url: str) -> None:
    """Refuse what is no link; Telegram's servers want a host with a dot in it."""
    problem = ""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme not in {"http", "https", "tg", "ton"}:
        problem = "Unsupported URL protocol"
    elif parts.scheme in {"http", "https"} and ("." not in parts.netloc or " " in parts.netloc):
        problem = "Wrong HTTP URL"
    if problem:
        raise bad(f"inline keyboard button URL '{url}' is invalid: {problem}")


def _check_web_app(url: str, chat_kind: str) -> None:
    if chat_kind != "private":
        raise bad("BUTTON_TYPE_INVALID")
    if urlsplit(url).scheme != "https":
        raise bad(
            f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed"
        )
    _check_url(url)


def _unreadable(problem: str) -> ApiError:
    return bad(f"can't parse inline keyboard button: {problem}")
