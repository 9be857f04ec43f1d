import numpy as np

from retrieval.datatypes import (
    Answer,
    Document,
    DocumentId,
    Hit,
    Outcome,
    PassageId,
    Quote,
    Span,
)
from retrieval.evaluation.results import Ask, Place, ask_all

DOCUMENTS = {
    name: Document(DocumentId(name), "وصل القطار. نزل الركاب.", "قطار") for name in ("a", "b")
}


def quote(name: str, start: int, end: int, *twins: Quote) -> Quote:
    return Quote.of(DOCUMENTS[name], start, end, twins=twins)


def answer(*quotes: Quote, found: str = "", outcome: Outcome = Outcome.ANSWER) -> Answer:
    passages = tuple(
        Hit(PassageId(row), DocumentId(name), 0, 5, 1.0) for row, name in enumerate(found)
    )
    return Answer("؟", outcome, 0.5, quotes, passages)


GOLD = (Place(DocumentId("a"), Span(12, 15)),)


def test_a_rank_is_that_of_the_first_document_that_answers():
    answers = iter([answer(found="ba"), answer(found="b")])

    found = ask_all([Ask("؟", GOLD, "a"), Ask("؟", GOLD, "a")], lambda _question: next(answers))

    assert found.ranks.tolist() == [2, 0]


def test_a_hit_overlaps_an_answer_by_a_letter_at_least():
    answers = iter(
        [
            answer(quote("a", 0, 12), quote("a", 14, 20)),
            answer(quote("a", 0, 13)),
            answer(quote("b", 12, 15), quote("b", 0, 5, quote("a", 12, 15))),
            answer(quote("b", 12, 15)),
        ]
    )

    found = ask_all([Ask("؟", GOLD, "a")] * 4, lambda _question: next(answers))

    assert found.hits.tolist() == [2, 1, 2, 0]
    assert found.n_chars.tolist() == [12, 13, 3, 3]


def test_what_nothing_answers_has_neither_rank_nor_hit():
    found = ask_all([Ask("؟", (), "a", group="near_miss")], lambda _: answer(found="a"))

    assert found.is_answerable.tolist() == [False]
    assert (found.ranks.tolist(), found.hits.tolist()) == ([0], [0])
    assert found.in_group("near_miss").tolist() == [True]


def test_some_of_the_questions_keep_their_entries_and_their_order():
    outcomes = iter([Outcome.ANSWER, Outcome.NONE, Outcome.WEAK])
    asks = [Ask("؟", GOLD, name, group=name) for name in "abc"]
    found = ask_all(asks, lambda _: answer(quote("a", 0, 5), outcome=next(outcomes)))

    some = found.where(np.array([True, False, True]))

    assert (some.clusters, some.groups) == (("a", "c"), ("a", "c"))
    assert some.outcomes == (Outcome.ANSWER, Outcome.WEAK)
    assert len(some) == 2


def test_two_results_in_a_row_are_the_first_and_then_the_second():
    asks = [Ask("؟", GOLD, name, group=name) for name in "abc"]
    found = ask_all(asks, lambda _: answer(quote("a", 12, 15), found="a"))
    is_last = np.array([False, False, True])

    again = found.where(is_last).and_then(found.where(~is_last))

    assert (again.clusters, again.groups) == (("c", "a", "b"), ("c", "a", "b"))
    assert len(again) == len(again.ranks) == len(again.confidences) == len(again.n_chars) == 3
    assert again.hits.tolist() == [1, 1, 1]
