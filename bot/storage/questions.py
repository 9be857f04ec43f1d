"""How questions ended, as counts; and what was asked, as long as answers are kept.

The counts say nothing of who asked or what: a day, a kind of chat, how it ended, how long it took,
and how many such questions there were. Texts stand in the answers only, and go with them.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.answering import run_aside
from bot.storage.database import Database, Row
from retrieval.datatypes import DocumentId


class Place(StrEnum):
    """Where a question was asked."""

    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"
    INLINE = "inline"
    GUEST = "guest"
    WEB = "web"


class Ending(StrEnum):
    """What came of a question."""

    ANSWERED = "answered"
    WEAK = "weak"
    NONE = "none"
    TURNED_AWAY = "turned_away"
    """The queue was full, or the time for an answer was up."""


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """Questions that were alike in all that is stored.

    Attributes:
        day: ISO 8601, by the clock of the bot's machine.
        took_ms: From the bot's taking a question up to its having the answer.
        n: How many.
    """

    day: str
    place: Place
    ending: Ending
    took_ms: int
    n: int = 1


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question in the same words, over all its answers.

    Attributes:
        question: As it was written.
        previous: Those that it was understood with, oldest first.
        n: How often it was asked.
        n_none: Of these, without an answer.
        n_weak: With a weak one.
        n_disliked: With one that somebody gave a thumbs down.
        n_lacking: With any of these three.
        last_at: When it was asked last, as Unix time in seconds.
    """

    question: str
    previous: tuple[str, ...]
    n: int
    n_none: int
    n_weak: int
    n_disliked: int
    n_lacking: int
    last_at: float


@dataclass(frozen=True, slots=True)
class Feedback:
    """How many votes there are of each kind."""

    n_up: int
    n_down: int


class QuestionStore:
    """Keeps counts, and reads answers together. Every method may raise `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, counts: Iterable[QuestionCount]) -> None:
        """Add to what was counted; all of it or none."""
        rows = [(c.day, c.place, c.ending, c.took_ms, c.n) for c in counts]
        # One statement, and so one transaction and one journey to the database's thread.
        await self._database.fetch(
            """
            INSERT INTO question_counts
            SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'),
                json_extract(value, '$[2]'), json_extract(value, '$[3]'),
                json_extract(value, '$[4]')
            FROM json_each(?) WHERE true
            ON CONFLICT DO UPDATE SET n = n + excluded.n
            """,
            (json.dumps(rows),),
        )

    async def counts(self, since: str) -> list[QuestionCount]:
        """Return what was counted on a day (ISO 8601) and after, oldest day first."""
        rows = await self._database.fetch(
            "SELECT asked_on, place, ending, took_ms, n FROM question_counts WHERE asked_on >= ? "
            "ORDER BY asked_on, place, ending, took_ms",
            (since,),
        )
        return [
            QuestionCount(day, Place(place), Ending(ending), took_ms, n)
            for day, place, ending, took_ms, n in rows
        ]

    async def forget_before(self, day: str) -> int:
        """Delete what was counted before a day (ISO 8601); return how many rows that was."""
        deleted = await self._database.fetch(
            "DELETE FROM question_counts WHERE asked_on < ? RETURNING n", (day,)
        )
        return len(deleted)

    async def asked(self, since: float) -> list[AskedQuestion]:
        """Return what was asked since a Unix time and searched for, the latest first."""
        rows = await self._database.read(
            """
            SELECT question, previous, COUNT(*), SUM(outcome = 'none'), SUM(outcome = 'weak'),
                SUM(n_down > 0), SUM(outcome != 'answer' OR n_down > 0), MAX(asked_at)
            FROM (
                SELECT *, (
                    SELECT COUNT(*) FROM votes
                    WHERE votes.answer_id = answers.answer_id AND vote < 0
                ) AS n_down
                FROM answers WHERE asked_at >= ? AND question != ''
            )
            GROUP BY question, previous ORDER BY MAX(asked_at) DESC, question, previous
            """,
            (since,),
        )
        return await run_aside(_decode_asked, rows)

    async def quoted(self, since: float, limit: int) -> list[tuple[DocumentId, int]]:
        """Count the answers since a Unix time on whose first page an article may stand.

        Returns:
            The articles that most answers quote, these first; equal ones in the order of their
            ids.
        """
        rows = await self._database.read(
            """
            SELECT json_extract(quote.value, '$[0]') AS document_id,
                COUNT(DISTINCT answer_id) AS n
            FROM answers, json_each(answers.quotes) AS quote
            WHERE asked_at >= ? AND quote.key < page_size
            GROUP BY document_id ORDER BY n DESC, document_id LIMIT ?
            """,
            (since, limit),
        )
        return [(DocumentId(document_id), n) for document_id, n in rows]

    async def feedback(self, since: float) -> Feedback:
        """Count the votes on answers given since a Unix time."""
        [row] = await self._database.read(
            "SELECT COALESCE(SUM(vote > 0), 0), COALESCE(SUM(vote < 0), 0) "
            "FROM votes JOIN answers USING (answer_id) WHERE asked_at >= ?",
            (since,),
        )
        return Feedback(*row)


def _decode_asked(rows: Iterable[Row]) -> list[AskedQuestion]:
    return [
        AskedQuestion(question, tuple(json.loads(previous)), *numbers)
        for question, previous, *numbers in rows
    ]
