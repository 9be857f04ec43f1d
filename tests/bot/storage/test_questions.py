"""Counts of questions, and what was asked as the answers tell it."""

from dataclasses import replace

from bot.storage import Storage
from bot.storage.answers import StoredAnswer, Vote, new_answer_id
from bot.storage.questions import AskedQuestion, Ending, Feedback, Place, QuestionCount
from bot.storage.quotes import StoredQuote
from retrieval.datatypes import DocumentId, Outcome

COUNT = QuestionCount("2026-11-20", Place.PRIVATE, Ending.ANSWERED, took_ms=12)
ANSWER = StoredAnswer(
    answer_id=new_answer_id(),
    chat_id=10,
    thread_id=None,
    question_id=1,
    asker_id=10,
    question="كم كلفته؟",
    previous=("متى افتتح الجسر؟",),
    outcome=Outcome.ANSWER,
    quotes=(),
    page_size=2,
    asked_at=1000.0,
)


async def add(storage: Storage, n: int, **changes: object) -> StoredAnswer:
    answer = replace(ANSWER, answer_id=new_answer_id(), question_id=n, **changes)  # type: ignore[arg-type] # any field
    await storage.answers.add(answer)
    return answer


def quotes(*document_ids: str) -> tuple[StoredQuote, ...]:
    return tuple(StoredQuote(DocumentId(name), 0, 5, (), "") for name in document_ids)


async def test_questions_that_are_alike_are_counted_together(storage: Storage):
    await storage.questions.add([COUNT, replace(COUNT, took_ms=9)])
    await storage.questions.add([replace(COUNT, n=3)])

    assert await storage.questions.counts("2026-11-20") == [
        replace(COUNT, took_ms=9),
        replace(COUNT, n=4),
    ]


async def test_counts_are_read_from_a_day_on_and_older_ones_deleted(storage: Storage):
    next_day = replace(COUNT, day="2026-11-21")
    await storage.questions.add([COUNT, next_day])

    assert await storage.questions.counts("2026-11-21") == [next_day]
    assert await storage.questions.forget_before("2026-11-21") == 1
    assert await storage.questions.counts("2026-01-01") == [next_day]


async def test_nothing_counted_is_nothing_stored(storage: Storage):
    await storage.questions.add([])

    assert await storage.questions.counts("2000-01-01") == []


async def test_answers_to_the_same_words_are_told_together(storage: Storage):
    await add(storage, 1)
    await add(storage, 2, outcome=Outcome.NONE, asked_at=3000.0)
    await add(storage, 3, outcome=Outcome.WEAK, asked_at=2000.0)
    disliked = await add(storage, 4, asked_at=1500.0)
    for user_id in (1, 2):
        await storage.answers.vote(disliked.answer_id, user_id, Vote.DOWN)
    liked = await add(storage, 5, asked_at=1600.0)
    await storage.answers.vote(liked.answer_id, 1, Vote.UP)

    assert await storage.questions.asked(0.0) == [
        AskedQuestion(
            "كم كلفته؟",
            ("متى افتتح الجسر؟",),
            n=5,
            n_none=1,
            n_weak=1,
            n_disliked=1,
            n_lacking=3,
            last_at=3000.0,
        )
    ]


async def test_a_weak_answer_that_is_disliked_lacks_once(storage: Storage):
    answer = await add(storage, 1, outcome=Outcome.WEAK)
    await storage.answers.vote(answer.answer_id, 1, Vote.DOWN)

    [asked] = await storage.questions.asked(0.0)

    assert (asked.n_weak, asked.n_disliked, asked.n_lacking) == (1, 1, 1)


async def test_what_was_not_searched_for_or_is_older_is_not_told(storage: Storage):
    await add(storage, 1, question="")
    await add(storage, 2, question="قديم", asked_at=999.0)
    await add(storage, 3, question="آخر", previous=())

    assert [asked.question for asked in await storage.questions.asked(1000.0)] == ["آخر"]


async def test_an_article_counts_once_an_answer_and_only_on_its_first_page(storage: Storage):
    await add(storage, 1, quotes=quotes("a.md", "a.md", "c.md"))
    await add(storage, 2, quotes=quotes("b.md", "a.md"))
    await add(storage, 3, quotes=quotes("b.md"), asked_at=500.0)

    assert await storage.questions.quoted(1000.0, 10) == [("a.md", 2), ("b.md", 1)]
    assert await storage.questions.quoted(1000.0, 1) == [("a.md", 2)]


async def test_votes_are_counted_by_kind_on_answers_of_the_time(storage: Storage):
    first, second = await add(storage, 1), await add(storage, 2, asked_at=500.0)
    await storage.answers.vote(first.answer_id, 1, Vote.UP)
    await storage.answers.vote(first.answer_id, 2, Vote.UP)
    await storage.answers.vote(first.answer_id, 3, Vote.DOWN)
    await storage.answers.vote(second.answer_id, 3, Vote.DOWN)

    assert await storage.questions.feedback(1000.0) == Feedback(n_up=2, n_down=1)
    assert await storage.questions.feedback(9000.0) == Feedback(0, 0)
