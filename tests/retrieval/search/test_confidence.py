import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.arabic.common_words import share_of_passages
from retrieval.datatypes import Outcome
from retrieval.index.snapshot import Snapshot
from retrieval.search.confidence import (
    ConfidenceModel,
    Sign,
    Signs,
    bundled_confidence,
    read_signs,
)
from tests.retrieval.search.shelf import Article, ask, link, open_shelf

MODEL = ConfidenceModel(
    weights=np.array([2.0, 1.0, 0.5, 0.25]),
    bias=-1.5,
    weak_from=0.25,
    answer_from=0.75,
    sure_from=0.95,
)

TRAIN = "وصل القطار السريع متأخرا. نزل الركاب جميعا."
MINISTER = "ألقى الوزير كلمة قصيرة هناك."
RAIN = "هطل المطر غزيرا طوال النهار."
WIND = "هبت الرياح شديدة طوال الليل."

SHARES = st.floats(0, 1)


@pytest.fixture(scope="module")
def shelf_of_four(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("four")
    with open_shelf(folder, *map(Article, (TRAIN, MINISTER, RAIN, WIND))) as snapshot:
        yield snapshot


def signs_of(snapshot: Snapshot, question: str) -> Signs:
    """The signs of the candidate that covers most of a question."""
    asked = ask(snapshot, question)
    best = int(asked.features.coverage.argmax())
    return read_signs(
        snapshot, asked.question, asked.ranking, asked.candidates, asked.features, best
    )


def likelihood_by_hand(
    *words: tuple[float, int, str], n_passages: int = 4, n_written: int = 5000
) -> float:
    """The sign for words given as how far the passage covers each and how many passages hold it.

    A passage that answers holds a word three times in four; one found by chance, as often as
    passages do: those of the collection, and so many of any Arabic text.
    """
    total = -np.log(n_passages)
    for covered, frequency, word in words:
        held = frequency + 0.5 + n_written * share_of_passages(word)
        by_chance = held / (n_passages + 1 + n_written)
        total += covered * np.log(0.75 / by_chance) + (1 - covered) * np.log(0.25)
    return float(total) / 10


def test_the_probability_is_logistic_in_the_weighted_signs():
    # 2 * .5 + 1 * .75 + .5 * -1 + .25 * 1 - 1.5 = 0; one more of the first sign adds 2.
    even, more = np.array([0.5, 0.75, -1.0, 1.0]), np.array([1.5, 0.75, -1.0, 1.0])
    assert MODEL.probability(even) == pytest.approx(1 / 2)
    assert MODEL.probability(more) == pytest.approx(1 / (1 + np.exp(-2)))


@pytest.mark.parametrize(
    ("probability", "here", "outcome"),
    [
        (0.01, 0.01, Outcome.NONE),
        (0.24, 0.24, Outcome.NONE),
        (0.26, 0.01, Outcome.WEAK),
        (0.94, 0.74, Outcome.WEAK),
        (0.76, 0.76, Outcome.ANSWER),
        (0.96, 0.01, Outcome.ANSWER),
        (0.99, 0.99, Outcome.ANSWER),
    ],
)
def test_three_thresholds_part_the_outcomes(probability: float, here: float, outcome: Outcome):
    # With nothing but a first sign of (log-odds + 1.5) / 2 they are the model's.
    signs = Signs(
        *(np.array([(np.log(p / (1 - p)) + 1.5) / 2, 0, 0, 0]) for p in (probability, here))
    )

    assert MODEL.judge(signs) is outcome


def test_the_bundled_weights_are_of_exactly_the_signs():
    content = (files("retrieval.search") / "confidence.json").read_text(encoding="utf-8")
    stored = json.loads(content)

    model = bundled_confidence()

    assert list(stored["weights"]) == [sign.name.lower() for sign in Sign]
    assert model.weights.tolist() == list(stored["weights"].values())
    stored_others = [stored[name] for name in ("bias", "weak_from", "answer_from", "sure_from")]
    assert [model.bias, model.weak_from, model.answer_from, model.sure_from] == stored_others


def test_the_bundled_thresholds_leave_room_for_every_outcome():
    model = bundled_confidence()

    assert 0 < model.weak_from < model.answer_from < model.sure_from < 1
    nothing = np.zeros(len(Sign))
    assert model.judge(Signs(nothing, nothing)) is Outcome.NONE


@given(st.tuples(SHARES, SHARES, st.floats(-5, 5), SHARES), st.sampled_from(Sign), st.floats(0, 2))
def test_no_sign_speaks_against_an_answer(
    signs: tuple[float, float, float, float], sign: Sign, more: float
):
    model, before, after = bundled_confidence(), np.array(signs), np.array(signs)
    after[sign] += more

    assert model.probability(after) >= model.probability(before)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("القطار", [(1, 1, "القطار")]),
        ("القطار السريع", [(1, 1, "القطار"), (1, 1, "السريع")]),
        # The noun stands in the sentence after the one that is quoted: its passage holds it.
        ("القطار السريع الركاب", [(1, 1, "القطار"), (1, 1, "السريع"), (1, 1, "الركاب")]),
        ("القطار السريع شقندح", [(1, 1, "القطار"), (1, 1, "السريع"), (0, 0, "شقندح")]),
        # Question words and stop words do not count.
        ("متى وصل القطار قبل السريع؟", [(1, 1, "وصل"), (1, 1, "القطار"), (1, 1, "السريع")]),
        ("طوال", [(1, 2, "طوال")]),
        # What stands there carries a storm, or clouds.
        ("الرياح عاصفة", [(1, 1, "الرياح"), (link("عاصفة", "الرياح"), 0, "عاصفه")]),
        ("المطر غيوم", [(1, 1, "المطر"), (link("غيوم", "المطر"), 0, "غيوم")]),
    ],
)
def test_the_likelihood_of_a_passage_worked_by_hand(
    shelf_of_four: Snapshot, question: str, words: list[tuple[float, int, str]]
):
    signs = signs_of(shelf_of_four, question)

    by_both, by_these = likelihood_by_hand(*words), likelihood_by_hand(*words, n_written=0)
    assert signs.values[Sign.LIKELIHOOD] == pytest.approx(by_both)
    assert signs.here[Sign.LIKELIHOOD] == pytest.approx(min(by_both, by_these))
    others = [sign for sign in Sign if sign is not Sign.LIKELIHOOD]
    assert signs.here[others].tolist() == signs.values[others].tolist()


def test_on_a_shelf_on_one_matter_its_words_tell_that_the_matter_is_asked_about(tmp_path: Path):
    articles = [Article(f"وصل القطار إلى المحطة رقم {nth}.") for nth in range(1, 5)]
    with open_shelf(tmp_path, *articles) as snapshot:
        signs = signs_of(snapshot, "القطار المحطة")

    assert signs.values[Sign.LIKELIHOOD] > 0.5
    assert signs.here[Sign.LIKELIHOOD] < 0


@pytest.mark.parametrize(
    ("question", "evidence"),
    [
        ("أين يقع الجسر؟", 1.0),
        ("كم يبلغ طول الجسر؟", 1.0),
        ("كم يبلغ طول السد؟", 0.0),
        ("كم يبلغ ارتفاع البرج؟", 1.0),
        ("متى بني الجسر؟", 1.0),
        ("متى بني السد؟", 0.0),
        # The only number there is the question's own.
        ("كم كان طول السور عند 70 برجا؟", 0.0),
        # It may be a year, or a day of the month.
        ("متى رمم السور؟", 0.5),
    ],
)
def test_what_is_asked_for_has_to_be_there(tmp_path: Path, question: str, evidence: float):
    articles = (
        "بني الجسر عام 1932 ويبلغ طوله 450 مترا.",
        "بني السد فوق النهر ويبلغ طوله أضعاف عرضه.",
        "رمم السور عند 70 برجا.",
        "يبلغ ارتفاع البرج ثلاثمئة متر.",
    )
    with open_shelf(tmp_path, *map(Article, articles)) as snapshot:
        signs = signs_of(snapshot, question)

    assert signs.values[Sign.EVIDENCE] == evidence


def test_a_word_of_the_title_counts_for_the_passage(tmp_path: Path):
    articles = (Article(TRAIN, title="محطة الحجاز"), *map(Article, (MINISTER, RAIN, WIND)))
    with open_shelf(tmp_path, *articles) as snapshot:
        signs = signs_of(snapshot, "القطار محطة")

    assert signs.values[Sign.LIKELIHOOD] == pytest.approx(
        likelihood_by_hand((1, 1, "القطار"), (1, 1, "محطه"))
    )
    assert signs.values[Sign.COVERAGE] == pytest.approx(1 / 2)


def test_the_share_of_the_possible_score_is_of_the_best_passage(tmp_path: Path):
    with open_shelf(tmp_path, Article(TRAIN), Article(TRAIN)) as snapshot:
        signs = signs_of(snapshot, "القطار")

    # Every passage has the mean length, which the index takes to the nearest power of 1.05: so a
    # count of one gives about 1 / (1 + k1) of what it can.
    held, possible = 0.75 + 0.35 + 5 * 0.5, 0.75 * 1.6 + 0.35 * 2.2 + 5 * 0.5 * 2.2
    assert signs.values[Sign.BM25_SHARE] == pytest.approx(held / possible, rel=0.01)


def test_a_question_of_which_nothing_is_known_has_no_share(tmp_path: Path):
    with open_shelf(tmp_path, Article(TRAIN), Article(RAIN)) as snapshot:
        signs = signs_of(snapshot, "شقندح")

    assert signs.values[Sign.BM25_SHARE] == signs.values[Sign.COVERAGE] == 0
    assert signs.values[Sign.LIKELIHOOD] == pytest.approx(
        likelihood_by_hand((0, 0, "شقندح"), n_passages=2)
    )


@settings(max_examples=50)
@given(st.lists(SHARES, min_size=3, max_size=3), st.integers(0, 2), SHARES)
def test_covering_more_of_a_word_never_lowers_the_confidence(
    shelf_of_four: Snapshot, covered: list[float], word: int, more: float
):
    # Words that one passage holds, two, none.
    asked = ask(shelf_of_four, "القطار طوال شقندح")
    best = int(asked.features.coverage.argmax())
    others = np.zeros_like(asked.features.covered_by_title)

    def confidence(by_word: list[float]) -> float:
        rows = np.zeros_like(asked.features.covered)
        rows[best] = by_word
        coverage = rows @ asked.question.importance
        features = replace(
            asked.features, covered=rows, covered_by_title=others, coverage=coverage
        )
        signs = read_signs(
            shelf_of_four, asked.question, asked.ranking, asked.candidates, features, best
        )
        return bundled_confidence().probability(signs.values)

    improved = [*covered]
    improved[word] = max(improved[word], more)
    assert confidence(improved) >= confidence(covered) - 1e-12
