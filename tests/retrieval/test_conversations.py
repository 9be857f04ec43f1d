"""Questions that lean on the one before, over the articles that a fresh clone answers from.

`conversations.jsonl` holds what was asked before, the question, and words of the sentences that
answer it. Asked as if nothing was asked before, 15 of its 44 questions are answered by the right
sentence first and 20 within three quotes: several name enough to be guessed, by luck or by a name.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.datatypes import Answer, Conversation, Outcome
from retrieval.engine import Engine, SnapshotStore, load_encoder, update_snapshot
from retrieval.settings import EncoderSettings

SEEDS = Path(__file__).parents[2] / "seeds"
TABLE = Path(__file__).with_name("conversations.jsonl")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    encoder, store = load_encoder(EncoderSettings()), SnapshotStore(tmp_path_factory.mktemp("a"))
    opened = Engine.open(update_snapshot(SEEDS, store, encoder).snapshot, encoder)
    yield opened
    opened.close()


def ask(engine: Engine, question: str, *previous: str, is_reply: bool = False) -> Answer:
    return engine.answer(question, conversation=Conversation(previous, is_reply=is_reply))


def test_most_of_the_questions_that_lean_are_answered_by_the_right_sentence(engine: Engine):
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    conversations = [json.loads(line) for line in lines]

    answers = [ask(engine, item["question"], *item["previous"]) for item in conversations]

    ranks = [
        [any(needle in quote.text for needle in item["needles"]) for quote in answer.quotes]
        for item, answer in zip(conversations, answers, strict=True)
    ]
    assert len(conversations) == 44
    assert sum(any(found[:1]) for found in ranks) >= 26  # 26 are
    assert sum(any(found) for found in ranks) >= 40  # 41 are


def test_a_follow_up_says_that_it_is_one(engine: Engine):
    alone = ask(engine, "ومتى؟")
    together = ask(engine, "ومتى؟", "هل يزور أردوغان روسيا؟")

    assert (alone.outcome, alone.is_follow_up) == (Outcome.NONE, False)
    assert together.is_follow_up
    assert together.question == "ومتى؟"
    assert "في الأيام القادمة" in together.quotes[0].text


@pytest.mark.parametrize("is_reply", [False, True])
@pytest.mark.parametrize(
    "question", ["متى يلتقي دي ميستورا لافروف؟", "من وزيرة خارجية إندونيسيا؟"]
)
def test_a_whole_question_is_answered_as_if_nothing_was_asked_before(
    engine: Engine, question: str, is_reply: bool
):
    alone = engine.answer(question)

    assert ask(engine, question, "كم اتفاقا وقع في محافظة حلب؟", is_reply=is_reply) == alone


def test_a_reply_that_is_better_answered_alone_stands_alone(engine: Engine):
    question = "من ريتنو مارسودي؟"

    reply = ask(engine, question, "كم اتفاقا وقع في محافظة حلب؟", is_reply=True)

    assert not reply.is_follow_up
    assert reply == engine.answer(question)


def test_what_leans_on_a_question_that_nothing_answers_is_asked_alone(engine: Engine):
    together = ask(engine, "وغيراسيموف؟", "كيف تطبخ الكبسة بالدجاج والأرز؟")

    assert not together.is_follow_up
    assert together == engine.answer("وغيراسيموف؟")
    assert together.outcome is not Outcome.NONE


def test_nothing_is_made_up_for_a_follow_up_of_a_question_off_the_topic(engine: Engine):
    answer = ask(engine, "وكم عدد سكانها؟", "ما عاصمة اليابان؟")

    assert (answer.outcome, answer.quotes) == (Outcome.NONE, ())
