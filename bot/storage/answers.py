"""What was quoted to whom: what buttons, follow-ups and edited questions go by."""

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final, NewType

from bot.storage.database import Database, Row
from bot.storage.gathering import Gathering
from bot.storage.quotes import StoredQuote
from retrieval.datatypes import Answer, Outcome

AnswerId = NewType("AnswerId", str)
"""Eight characters of A-Z a-z 0-9 - _, drawn at random."""

_ID_BYTES: Final = 6
_JSON: Final = json.JSONEncoder(ensure_ascii=False)
_QuestionKey = tuple[int, int]
_COLUMNS: Final = (
    "answer_id, chat_id, thread_id, question_id, message_id, asker_id, question, previous, "
    "outcome, quotes, page_size, asked_at"
)


class Vote(IntEnum):
    """What somebody thinks of an answer."""

    DOWN = -1
    UP = 1


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as it was given.

    Attributes:
        thread_id: The topic's, where the chat has topics.
        question_id: The message that asked.
        asker_id: Who asked: a person, or a chat that writes in its own name; None in channels.
        previous: The questions that this one was understood with, oldest first.
        quotes: All that were found, best first; the message shows a page of them.
        page_size: Quotes on a page, at most.
        asked_at: Unix time in seconds.
        message_id: The message that answers; None until it was sent.
    """

    answer_id: AnswerId
    chat_id: int
    thread_id: int | None
    question_id: int
    asker_id: int | None
    question: str
    previous: tuple[str, ...]
    outcome: Outcome
    quotes: tuple[StoredQuote, ...]
    page_size: int
    asked_at: float
    message_id: int | None = None

    def answered_by(self, answer: Answer, page_size: int) -> "StoredAnswer":
        """Return this with another answer's quotes."""
        return replace(
            self,
            outcome=answer.outcome,
            quotes=tuple(map(StoredQuote.of, answer.quotes)),
            page_size=page_size,
        )


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was deleted of somebody's: questions with their answers, and votes."""

    n_questions: int
    n_votes: int


def new_answer_id() -> AnswerId:
    """Draw an id; nobody can guess another's."""
    return AnswerId(secrets.token_urlsafe(_ID_BYTES))


class AnswerStore:
    """Keeps answers and votes. Every method may raise `StorageError`.

    Args:
        database: Holds them.
        note_vote: Told what stands after each vote; None if one was taken back.
    """

    def __init__(
        self, database: Database, note_vote: Callable[[Vote | None], None] | None = None
    ) -> None:
        self._database = database
        self._note_vote = note_vote
        self._gathering = Gathering(database, "answers", _COLUMNS)
        self._in_hand: dict[_QuestionKey, int | None] = {}
        self._forgotten: set[_QuestionKey] = set()

    @contextmanager
    def in_hand(self, chat_id: int, question_id: int, asker_id: int | None) -> Iterator[None]:
        """Let a question, a message of a chat, be known to `forget_user` while it is answered."""
        key = (chat_id, question_id)
        self._in_hand[key] = asker_id
        try:
            yield
        finally:
            del self._in_hand[key]
            self._forgotten.discard(key)

    def coming(self) -> AbstractContextManager[None]:
        """Let it be known that an answer to be stored is on its way."""
        return self._gathering.coming()

    async def add(self, answer: StoredAnswer) -> bool:
        """Store an answer; an earlier one to the same message gives way to it.

        Returns:
            False, and nothing is stored, if its asker was forgotten while it was in hand.
        """
        key = (answer.chat_id, answer.question_id)
        return await self._gathering.add(_encoded(answer), lambda: key not in self._forgotten)

    async def note_shown(self, answer_id: AnswerId, message_id: int, question: str) -> None:
        """Note which message shows an answer, and to what."""
        await self._database.fetch(
            "UPDATE answers SET message_id = ?, question = ? WHERE answer_id = ?",
            (message_id, question, answer_id),
        )

    async def get(self, answer_id: AnswerId) -> StoredAnswer | None:
        """Return an answer, or None if it was never given or is forgotten."""
        return await self._find("answer_id = ?", answer_id)

    async def of_message(self, chat_id: int, message_id: int) -> StoredAnswer | None:
        """Return the answer that a message of the bot's shows."""
        return await self._find("chat_id = ? AND message_id = ?", chat_id, message_id)

    async def of_question(self, chat_id: int, question_id: int) -> StoredAnswer | None:
        """Return the answer that a message was given."""
        return await self._find("chat_id = ? AND question_id = ?", chat_id, question_id)

    async def last_of(
        self, asker_id: int, chat_id: int, thread_id: int | None, *, before: int, since: float
    ) -> StoredAnswer | None:
        """Return the last answer somebody got in a chat and topic, unless `close` came after.

        Args:
            asker_id: Who asked.
            chat_id: Where.
            thread_id: In which topic.
            before: A message; questions asked in it and after it do not count.
            since: Unix time in seconds; older answers are not returned.
        """
        return await self._find(
            "asker_id = ? AND chat_id = ? AND thread_id IS ? AND question_id < ? "
            "AND asked_at >= ? AND NOT is_closed ORDER BY asked_at DESC, question_id DESC LIMIT 1",
            asker_id,
            chat_id,
            thread_id,
            before,
            since,
        )

    async def close(self, asker_id: int, chat_id: int, thread_id: int | None) -> None:
        """Let no later question lean on what somebody asked here so far."""
        await self._database.fetch(
            "UPDATE answers SET is_closed = 1 "
            "WHERE asker_id = ? AND chat_id = ? AND thread_id IS ? AND NOT is_closed",
            (asker_id, chat_id, thread_id),
        )

    async def vote(self, answer_id: AnswerId, user_id: int, vote: Vote) -> Vote | None:
        """Store somebody's vote; the same vote again takes it back.

        Returns:
            What now stands; None also if the answer is forgotten.
        """
        taken_back = await self._database.fetch(
            "DELETE FROM votes WHERE answer_id = ? AND user_id = ? AND vote = ? RETURNING vote",
            (answer_id, user_id, vote),
        )
        if taken_back:
            self._tell(None)
            return None
        given = await self._database.fetch(
            "INSERT OR REPLACE INTO votes (answer_id, user_id, vote) "
            "SELECT answer_id, ?, ? FROM answers WHERE answer_id = ? RETURNING vote",
            (user_id, vote, answer_id),
        )
        if not given:
            return None
        self._tell(vote)
        return vote

    async def set_vote(self, answer_id: AnswerId, user_id: int, vote: Vote | None) -> None:
        """Let somebody's vote be this one, or none; said again, it changes nothing."""
        if vote is None:
            changed = await self._database.fetch(
                "DELETE FROM votes WHERE answer_id = ? AND user_id = ? RETURNING vote",
                (answer_id, user_id),
            )
        else:
            changed = await self._database.fetch(
                "INSERT INTO votes (answer_id, user_id, vote) "
                "SELECT answer_id, ?, ? FROM answers WHERE answer_id = ? "
                "ON CONFLICT DO UPDATE SET vote = excluded.vote WHERE vote != excluded.vote "
                "RETURNING vote",
                (user_id, vote, answer_id),
            )
        if changed:
            self._tell(vote)

    def _tell(self, vote: Vote | None) -> None:
        if self._note_vote:
            self._note_vote(vote)

    async def forget_user(self, user_id: int) -> Forgotten:
        """Delete what somebody asked and voted; return how much of both there was.

        What they asked and is not answered yet will not be stored.
        """
        # First of all: what is stored from now on is not among what is deleted below.
        self._forgotten.update(key for key, asker in self._in_hand.items() if asker == user_id)
        votes = await self._database.fetch(
            "DELETE FROM votes WHERE user_id = ? RETURNING answer_id", (user_id,)
        )
        answers = await self._database.fetch(
            "DELETE FROM answers WHERE asker_id = ? RETURNING answer_id", (user_id,)
        )
        return Forgotten(len(answers), len(votes))

    async def forget_before(self, moment: float) -> int:
        """Delete answers asked before a Unix time, with their votes; return how many."""
        deleted = await self._database.fetch(
            "DELETE FROM answers WHERE asked_at < ? RETURNING answer_id", (moment,)
        )
        return len(deleted)

    async def forget_beyond(self, chat_id: int, most: int) -> int:
        """Delete what nobody known asked in a chat but for the last answers; return how many."""
        deleted = await self._database.fetch(
            "DELETE FROM answers WHERE asker_id IS NULL AND chat_id = ? AND asked_at <= ("
            "SELECT asked_at FROM answers WHERE asker_id IS NULL AND chat_id = ? "
            "ORDER BY asked_at DESC LIMIT 1 OFFSET ?) RETURNING answer_id",
            (chat_id, chat_id, most),
        )
        return len(deleted)

    async def _find(self, condition: str, *values: object) -> StoredAnswer | None:
        row = await self._database.fetch_one(
            f"SELECT {_COLUMNS} FROM answers WHERE {condition}",  # noqa: S608 - our own
            values,
        )
        return None if row is None else _decoded(row)


def _encoded(answer: StoredAnswer) -> Row:
    quotes = [quote.fields() for quote in answer.quotes]
    return (
        answer.answer_id,
        answer.chat_id,
        answer.thread_id,
        answer.question_id,
        answer.message_id,
        answer.asker_id,
        answer.question,
        _JSON.encode(answer.previous),
        answer.outcome.value,
        _JSON.encode(quotes),
        answer.page_size,
        answer.asked_at,
    )


def _decoded(row: Row) -> StoredAnswer:
    *ids, question, previous, outcome, quotes, page_size, asked_at = row
    answer_id, chat_id, thread_id, question_id, message_id, asker_id = ids
    return StoredAnswer(
        answer_id=answer_id,
        chat_id=chat_id,
        thread_id=thread_id,
        question_id=question_id,
        asker_id=asker_id,
        question=question,
        previous=tuple(json.loads(previous)),
        outcome=Outcome(outcome),
        quotes=tuple(map(StoredQuote.from_fields, json.loads(quotes))),
        page_size=page_size,
        asked_at=asked_at,
        message_id=message_id,
    )
