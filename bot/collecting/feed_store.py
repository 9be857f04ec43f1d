"""What is known of each feed, and which of its entries are done with."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.collecting.validators import NOTHING_KNOWN, Validators
from bot.storage.database import Database

_MAX_TRIES: Final = 3


@dataclass(frozen=True, slots=True)
class FeedState:
    """A feed as it was polled last.

    Attributes:
        title: That it states, or "".
        validators: Of the version that nothing is left of to be fetched.
        polled_at: In seconds since 1970.
        failure: Why it could not be polled (a `FetchFailure`), or "".
        failure_value: What that is about, as `FetchError.value`.
        n_kept: Articles that that poll gave.
        n_failed: Entries that gave none.
        n_waiting: Entries left for the next poll.
    """

    url: str
    title: str = ""
    validators: Validators = NOTHING_KNOWN
    polled_at: float = 0.0
    failure: str = ""
    n_kept: int = 0
    n_failed: int = 0
    n_waiting: int = 0
    failure_value: str = ""


class FeedStore:
    """Keeps the states of one corpus's feeds.

    Args:
        database: Open.
        corpus: Its name among the corpora.
    """

    def __init__(self, database: Database, corpus: str) -> None:
        self._database = database
        self._corpus = corpus

    async def state(self, url: str) -> FeedState | None:
        """Return how a feed was polled last; None if it never was.

        Raises:
            StorageError: From the database.
        """
        row = await self._database.fetch_one(
            "SELECT title, etag, last_modified, polled_at, failure, n_kept, n_failed, n_waiting, "
            "failure_value FROM feeds WHERE corpus = ? AND url = ?",
            (self._corpus, url),
        )
        if row is None:
            return None
        title, etag, last_modified, *others = row
        return FeedState(url, title, Validators(etag, last_modified), *others)

    async def set_state(self, state: FeedState) -> None:
        """Store how a feed was polled."""
        await self._database.fetch(
            "INSERT OR REPLACE INTO feeds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._corpus,
                state.url,
                state.title,
                state.validators.etag,
                state.validators.last_modified,
                state.polled_at,
                state.failure,
                state.n_kept,
                state.n_failed,
                state.n_waiting,
                state.failure_value,
            ),
        )

    async def forget(self, url: str) -> None:
        """Forget a feed. Its entries stay known: added again, it brings none of them twice."""
        await self._database.fetch(
            "DELETE FROM feeds WHERE corpus = ? AND url = ?", (self._corpus, url)
        )

    async def settled(self, urls: Sequence[str]) -> frozenset[str]:
        """Return those of some entries that are not to be fetched again."""
        rows = await self._database.fetch(
            "SELECT url FROM json_each(?) JOIN feed_entries ON corpus = ? AND url = value "
            "WHERE is_settled",
            (json.dumps(urls), self._corpus),
        )
        return frozenset(url for (url,) in rows)

    async def note(self, url: str, *, is_settled: bool) -> None:
        """Note that an entry was tried; after a few tries it is settled in any case."""
        await self._database.fetch(
            """
            INSERT INTO feed_entries VALUES (?, ?, 1, ?)
            ON CONFLICT (corpus, url) DO UPDATE SET
                n_tries = n_tries + 1,
                is_settled = excluded.is_settled OR n_tries + 1 >= ?
            """,
            (self._corpus, url, is_settled, _MAX_TRIES),
        )
