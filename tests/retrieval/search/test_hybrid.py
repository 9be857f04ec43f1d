from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arabic.alternatives import Alternative
from retrieval.arabic.questions import QueryWord, analyse_question
from retrieval.index.snapshot import Snapshot
from retrieval.search.coverage import Question
from retrieval.search.hybrid import rank_passages
from retrieval.search.terms import QueryTerms, query_terms
from retrieval.settings import FusionSettings, LexicalSettings
from tests.retrieval.search.shelf import Article, open_shelf, question_of, rank, vector_of

# Words of three, six, six and six letters: length does not tell the two passages apart.
TRAIN, CLOUDS = Article("وصل القطار السريع متأخرا."), Article("غاب الغيوم الكثيف منفردا.")
IDF_OF_ONE_IN_TWO = np.log(2)

WORDS = [
    "قطار",
    "القطار",
    "قطارات",
    "وزير",
    "الوزير",
    "وزراء",
    "محطة",
    "زيارة",
    "زوار",
    "في",
    "قبل",
]
UNKNOWN_WORDS = ["بركان", "وزيز", "قطر", "x"]
REPETITIVE = (
    Article("قطار قطار قطار قطار قطار قطار قطار قطار."),
    Article("زيارة الوزير قبل الوزراء. زار الوزير المحطة في القطار."),
    Article("الوزير الوزير وزير وزراء. في في في قبل قبل."),
    Article("زوار المحطة. القطارات في المحطة قبل القطار.", title="زيارة"),
)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Snapshot]:
    with open_shelf(tmp_path, TRAIN, CLOUDS) as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def repetitive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with open_shelf(tmp_path_factory.mktemp("repetitive"), *REPETITIVE) as snapshot:
        yield snapshot


def test_the_lexical_score_of_a_passage_worked_by_hand(two: Snapshot):
    ranking = rank(two, "القطار")

    # One stem, one skeleton, five 4-grams, each once in a passage as long as the mean, which the
    # index takes to the nearest power of 1.05.
    assert ranking.rows.tolist() == [0, 1]
    assert ranking.lexical == pytest.approx(
        [(0.75 + 0.35 + 5 * 0.5) * IDF_OF_ONE_IN_TWO**1.2, 0], rel=0.01
    )


def test_the_possible_score_worked_by_hand(two: Snapshot):
    ranking = rank(two, "القطار")

    # As above, each count endless: k1 + 1 times the weight.
    ceiling = 0.75 * 1.6 + 0.35 * 2.2 + 5 * 0.5 * 2.2
    assert ranking.possible == pytest.approx(ceiling * IDF_OF_ONE_IN_TWO**1.2)


def test_what_no_passage_holds_is_possible_too(two: Snapshot):
    ranking = rank(two, "بركان")

    # One stem, one skeleton and four grams, which none of the two passages holds.
    ceiling = 0.75 * 1.6 + 0.35 * 2.2 + 4 * 0.5 * 2.2
    assert ranking.possible == pytest.approx(ceiling * np.log(1 + 2.5 / 0.5) ** 1.2)
    assert ranking.lexical.tolist() == [0, 0]


def ask_with(text: str, **others: float) -> QueryTerms:
    """The terms of one word and of the words that may stand for it, with their shares."""
    alternatives = tuple(Alternative(other, share) for other, share in others.items())
    word = QueryWord(text, 1.0, alternatives=alternatives)
    return query_terms(replace(analyse_question(text), words=(word,)))


def lexical_of(snapshot: Snapshot, terms: QueryTerms) -> list[float]:
    """BM25 of every passage, by row."""
    question = Question.of(analyse_question(""), terms, snapshot)
    ranking = rank_passages(
        snapshot, question, vector_of("وصل"), LexicalSettings(), FusionSettings(n_dense=2)
    )
    scores: list[float] = ranking.lexical[np.argsort(ranking.rows)].tolist()
    return scores


def test_what_stands_for_a_word_scores_its_share_of_what_the_word_would(two: Snapshot):
    scores = lexical_of(two, ask_with("بركان", القطار=0.5))

    # The stem's saturation holds for all of the word: 1 of 1 + k1, in a passage of mean length.
    whole = 0.75 * 1.6 + 0.35 * 2.2 + 5 * 0.5 * 2.2
    assert scores == pytest.approx([0.5 * whole / 1.6 * IDF_OF_ONE_IN_TWO**1.2, 0], rel=0.01)


def test_a_word_and_what_stands_for_it_do_not_add_up(two: Snapshot):
    alone = lexical_of(two, ask_with("القطار"))
    with_less = lexical_of(two, ask_with("القطار", السريع=0.4))
    elsewhere = lexical_of(two, ask_with("القطار", الغيوم=0.4))

    assert with_less == pytest.approx(alone)
    assert elsewhere[0] == pytest.approx(alone[0])
    assert elsewhere[1] > 0 == alone[1]


def test_of_two_alternatives_the_better_one_counts(two: Snapshot):
    better = lexical_of(two, ask_with("بركان", القطار=0.5))
    both = lexical_of(two, ask_with("بركان", القطار=0.5, السريع=0.2))

    assert both == pytest.approx(better)


def test_the_passage_that_is_best_both_ways_has_both_standard_scores(two: Snapshot):
    ranking = rank(two, "وصل القطار")

    assert ranking.rows.tolist() == [0, 1]
    assert ranking.scores == pytest.approx([1 + 0.3, -1 - 0.3])


@pytest.mark.parametrize(("weight", "first", "best"), [(0.3, 0, 0.7), (1.5, 1, 0.5)])
def test_the_weight_of_the_cosine_decides_where_the_two_disagree(
    two: Snapshot, weight: float, first: int, best: float
):
    near_the_other = two.dense.vectors[1]

    ranking = rank_passages(
        two,
        question_of(two, "القطار"),
        near_the_other,
        LexicalSettings(),
        FusionSettings(dense_weight=weight),
    )

    assert ranking.rows.tolist() == [first, 1 - first]
    assert ranking.scores == pytest.approx([best, -best])
    assert ranking.cosines[ranking.rows == 1] == pytest.approx([1])


def test_a_passage_that_shares_no_term_is_found_by_its_vector(two: Snapshot):
    ranking = rank(two, "القطار", FusionSettings(n_lexical=1, n_dense=2))

    assert ranking.rows.tolist() == [0, 1]
    assert ranking.lexical[1] == 0


def test_a_passage_found_neither_way_is_not_ranked(two: Snapshot):
    ranking = rank(two, "القطار", FusionSettings(n_lexical=2, n_dense=1))

    assert ranking.rows.tolist() == [0]
    assert ranking.scores.tolist() == [0]


def test_a_question_without_a_vector_is_ranked_by_its_terms(two: Snapshot):
    no_vector = np.zeros_like(vector_of("القطار"))

    ranking = rank_passages(
        two, question_of(two, "القطار"), no_vector, LexicalSettings(), FusionSettings()
    )

    assert ranking.rows.tolist() == [0]
    assert ranking.cosines.tolist() == [0]


def test_a_question_without_terms_is_ranked_by_its_vector(two: Snapshot):
    ranking = rank_passages(
        two, question_of(two, ""), two.dense.vectors[1], LexicalSettings(), FusionSettings()
    )

    assert ranking.rows.tolist() == [1, 0]
    assert ranking.scores == pytest.approx([0.3, -0.3])
    assert ranking.possible == 0


def test_a_question_with_neither_finds_nothing(two: Snapshot):
    no_vector = np.zeros_like(vector_of(""))

    ranking = rank_passages(
        two, question_of(two, ""), no_vector, LexicalSettings(), FusionSettings()
    )

    assert len(ranking.rows) == len(ranking.scores) == 0


def test_equal_scores_stand_in_the_order_of_their_rows(tmp_path: Path):
    with open_shelf(tmp_path, TRAIN, TRAIN, TRAIN) as snapshot:
        assert rank(snapshot, "القطار").rows.tolist() == [0, 1, 2]


@given(st.lists(st.sampled_from(WORDS + UNKNOWN_WORDS), max_size=12).map(" ".join))
def test_no_passage_scores_more_than_what_is_possible(repetitive: Snapshot, question: str):
    ranking = rank(repetitive, question)

    assert ranking.lexical.max(initial=0) <= ranking.possible * (1 + 1e-6)


@given(st.lists(st.sampled_from(WORDS + UNKNOWN_WORDS), max_size=12).map(" ".join))
def test_a_ranking_holds_each_passage_once_best_first(repetitive: Snapshot, question: str):
    ranking = rank(repetitive, question)

    assert len(set(ranking.rows.tolist())) == len(ranking.rows)
    assert (np.diff(ranking.scores) <= 0).all()
