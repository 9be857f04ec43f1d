"""The list of feeds as administrators see it, page by page, and the buttons under it."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.collecting.feed_store import FeedState
from bot.collecting.listings import Listing
from bot.errors import FetchFailure
from bot.telegram.presses import Action, Press
from bot.telegram.refusals import value_of
from bot.telegram.rendering import shortened
from bot.telegram.texts import Wording

PER_PAGE: Final = 6
_IN_A_ROW: Final = 3
_MAX_UNITS: Final = 140
_KEY_BYTES: Final = 8
_ALL: Final = "all"

Row = list[InlineKeyboardButton]


def render_feeds(states: Sequence[FeedState], page: int, minutes: int, wording: Wording) -> str:
    """Show a page of the feeds, each with what its last poll brought.

    Args:
        states: Of all feeds.
        page: From 0.
        minutes: Between two polls; 0 for none.
        wording: How the chat reads.
    """
    texts, say = wording.texts.feeds, wording.say
    every = wording.count(minutes, "minute")
    schedule = say(texts.schedule, every=every) if minutes else say(texts.no_schedule)
    if not states:
        return "\n".join([say(texts.none), schedule, "", say(texts.usage)])
    heading = say(texts.heading, n=wording.number(len(states)))
    items = [
        _item(number, state, wording)
        for number, state in enumerate(_of_page(states, page), start=page * PER_PAGE + 1)
    ]
    return "\n\n".join([f"{heading}\n{schedule}", *items, say(texts.usage)])


def feeds_keyboard(
    states: Sequence[FeedState], page: int, wording: Wording
) -> InlineKeyboardMarkup:
    """Return a button that removes each feed of a page, and those that turn to others."""
    texts, labels = wording.texts.feeds, wording.texts.buttons
    removing = [
        InlineKeyboardButton(
            texts.remove.format(n=wording.number(number)),
            callback_data=Press(Action.UNFEED, key_of(state.url), str(page)).encode(),
        )
        for number, state in enumerate(_of_page(states, page), start=page * PER_PAGE + 1)
    ]
    rows = [removing[i : i + _IN_A_ROW] for i in range(0, len(removing), _IN_A_ROW)]
    turning = []
    if page > 0:
        turning.append(_turning(labels.earlier, page - 1))
    if page + 1 < n_pages_of(states):
        turning.append(_turning(labels.more, page + 1))
    return InlineKeyboardMarkup([row for row in (*rows, turning) if row])


def render_found(url: str, found: Listing, wording: Wording, *, is_new: bool, minutes: int) -> str:
    """Say what a feed lists that was added, and when its articles come."""
    texts, say = wording.texts.feeds, wording.say
    listed = (
        say(texts.sitemaps, n=wording.number(len(found.sitemaps)))
        if found.sitemaps
        else say(texts.entries, entries=wording.count(len(found.entries), "entry"))
    )
    name = shortened(found.title or url, _MAX_UNITS)
    lines = [say(texts.added if is_new else texts.already, name=name), listed]
    if is_new:
        every = wording.count(minutes, "minute")
        lines.append(say(texts.coming, every=every) if minutes else say(texts.no_schedule))
    return "\n".join(lines)


def key_of(url: str) -> str:
    """Return what stands for a feed in a button, over restarts too."""
    return blake2b(url.encode(), digest_size=_KEY_BYTES).hexdigest()


def n_pages_of(states: Sequence[FeedState]) -> int:
    """Return how many pages there are, at least one."""
    return max(1, -(-len(states) // PER_PAGE))


def _of_page(states: Sequence[FeedState], page: int) -> Sequence[FeedState]:
    return states[page * PER_PAGE : (page + 1) * PER_PAGE]


def _turning(label: str, page: int) -> InlineKeyboardButton:
    press = Press(Action.FEEDS, _ALL, str(page))
    return InlineKeyboardButton(label, callback_data=press.encode())


def _item(number: int, state: FeedState, wording: Wording) -> str:
    texts = wording.texts.feeds
    name = shortened(state.title or state.url, _MAX_UNITS)
    lines = [wording.say(texts.item, n=wording.number(number), name=name)]
    if state.title:
        lines.append(wording.say(texts.address, url=shortened(state.url, _MAX_UNITS)))
    return "\n".join([*lines, _result(state, wording)])


def _result(state: FeedState, wording: Wording) -> str:
    texts, say = wording.texts.feeds, wording.say
    if not state.polled_at:
        return say(texts.never)
    polled = datetime.fromtimestamp(state.polled_at).astimezone()
    when = f"{wording.date(polled.date().isoformat())} {wording.clock_time(polled)}"
    if state.failure:
        failure = FetchFailure(state.failure)
        value = value_of(failure, state.failure_value, wording)
        why = shortened(wording.texts.refusals.fetch[failure].format(value=value), _MAX_UNITS)
        return say(texts.failed, when=when, reason=why)
    parts = [say(texts.polled, when=when, documents=wording.count(state.n_kept, "document"))]
    if state.n_failed:
        parts.append(say(texts.refused, n=wording.number(state.n_failed)))
    if state.n_waiting:
        parts.append(say(texts.waiting, n=wording.number(state.n_waiting)))
    return wording.line(parts)
