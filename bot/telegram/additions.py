"""What an administrator wants added, found in a message; and what became of each of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from telegram import Document, Message, MessageOriginChannel, MessageOriginChat

from bot.collecting.addresses import without_password
from bot.collecting.holdings import Holdings
from bot.collecting.messages import SentText
from bot.collecting.shelf import Change, Kept
from bot.telegram.refusals import reason_of
from bot.telegram.rendering import shortened
from bot.telegram.texts import Wording

MOST: Final = 10
"""Addresses that are taken from one message."""
_MAX_NAME_UNITS: Final = 80
_MAX_TITLE_UNITS: Final = 100
_REMARKS_SHOWN: Final = 6
"""In one message, on all that was added together."""
_WEB: Final = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that was sent.

    Attributes:
        document: To download.
        message: Where it stood: without its words, and dated only where it was published.
    """

    document: Document
    message: SentText


Wanted = str | SentFile | SentText
"""An address, a file, or a text."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one thing.

    Attributes:
        name: What it is called where it was not taken in.
        kept: The file of the corpus that it became, if it did.
        refusal: Why not, as HTML, or "".
    """

    name: str
    kept: Kept | None
    refusal: str = ""

    @property
    def is_new(self) -> bool:
        """Whether the corpus folder is another than before."""
        return self.kept is not None and self.kept.change in {Change.ADDED, Change.CHANGED}


def find_wanted(message: Message, words: Sequence[str]) -> list[Wanted]:
    """Return what is to be added, the message itself before the one it replies to.

    Args:
        message: With the command.
        words: That stand after the command.
    """
    if message.document:
        return [_sent_file(message, message.document)]
    if words:
        return list(words)
    target = message.reply_to_message
    if target is None:
        return []
    if target.document:
        return [_sent_file(target, target.document)]
    text = target.text or target.caption or ""
    if text.split() and all(word.startswith(_WEB) for word in text.split()):
        return list(text.split())
    return [_sent_text(target, text)] if text.strip() else []


def name_of(wanted: Wanted) -> str:
    """Return what a thing is called before it is known better."""
    match wanted:
        case SentFile():
            return shortened(wanted.document.file_name or "", _MAX_NAME_UNITS)
        case SentText():
            return shortened(wanted.text, _MAX_NAME_UNITS)
        case _:
            return shortened(without_password(wanted), _MAX_NAME_UNITS)


def render_outcomes(
    outcomes: Sequence[Outcome], wording: Wording, holdings: Holdings | None = None
) -> str:
    """Return a line for each thing as HTML; with what it holds, where the holdings tell.

    Below it stands what in it could not be read.
    """
    n_shown = _REMARKS_SHOWN // len(outcomes) if outcomes else 0
    lines = []
    for outcome in outcomes:
        lines.append(_line(outcome, wording, holdings))
        if outcome.kept:
            lines += _remark_lines(outcome.kept, n_shown, wording)
    return "\n".join(lines)


def _remark_lines(kept: Kept, n_shown: int, wording: Wording) -> list[str]:
    """Return why parts of a file give nothing; those that are not shown are counted."""
    texts, lines = wording.texts.adding, []
    for remark in kept.remarks[:n_shown]:
        reason = reason_of(remark, wording)
        part = remark.path.removeprefix(kept.document_id).lstrip("/#")
        if part:
            name = shortened(part, _MAX_NAME_UNITS)
            lines.append(wording.say(texts.remark, name=name, reason=reason))
        else:
            lines.append(wording.say(texts.remark_on_all, reason=reason))
    if n_more := len(kept.remarks) - len(lines):
        lines.append(wording.say(texts.remarks_more, n=wording.number(n_more)))
    return lines


def _line(outcome: Outcome, wording: Wording, holdings: Holdings | None) -> str:
    texts, kept = wording.texts.adding, outcome.kept
    if kept is None:
        refused = wording.say(texts.refused, name=outcome.name)
        return f"{refused} {outcome.refusal}"
    title = shortened(kept.title, _MAX_TITLE_UNITS)
    line = wording.say(texts.changes[kept.change], title=title)
    counts = _counts(kept, wording, holdings) if holdings else ""
    return wording.line([line, counts]) if counts else line


def _counts(kept: Kept, wording: Wording, holdings: Holdings) -> str:
    """Count what a file gave; "" where it gave nothing that is served."""
    entries = [held.entry for held in holdings.articles if held.entry.file == kept.document_id]
    if not entries:
        return ""
    passages = wording.count(sum(entry.n_passages for entry in entries), "passage")
    if len(entries) == 1:
        return passages
    return wording.list([wording.count(len(entries), "document"), passages])


def _sent_file(message: Message, document: Document) -> SentFile:
    sent = _sent_text(message, "")
    # The day on which an administrator sent it is not the day of its publication.
    is_published = isinstance(message.forward_origin, MessageOriginChannel)
    return SentFile(document, sent if is_published else replace(sent, date=""))


def _sent_text(message: Message, text: str) -> SentText:
    origin = message.forward_origin
    date = (origin.date if origin else message.date).date().isoformat()
    match origin:
        case MessageOriginChannel():
            name = origin.chat.username
            url = f"https://t.me/{name}/{origin.message_id}" if name else ""
            return SentText(text, origin.chat.title or "", url, date)
        case MessageOriginChat():
            return SentText(text, origin.sender_chat.title or "", "", date)
        case _:
            # Of people who are forwarded nothing is kept.
            return SentText(text, "", "", date)
