"""What stands for a word of the question, in sentences. The rest is in `test_features.py`."""

from pathlib import Path

import pytest

from retrieval.search.features import Feature
from tests.retrieval.search.shelf import Article, ask, open_shelf

CAPITAL, COUNTRY, RAIN = (
    "وصل الوفد إلى موسكو صباحا.",
    "وصل الوفد إلى روسيا صباحا.",
    "هطل المطر غزيرا طوال النهار.",
)
# «موسكو» counts .6 x .5 of «روسيا»: see `tests/retrieval/arabic/test_alternatives.py`.
SHARE = 0.3


def test_a_sentence_with_what_stands_for_a_word_covers_its_share(tmp_path: Path):
    with open_shelf(tmp_path, *map(Article, (CAPITAL, COUNTRY, RAIN))) as snapshot:
        asked = ask(snapshot, "روسيا")

    assert asked.coverage() == pytest.approx({CAPITAL: SHARE, COUNTRY: 1, RAIN: 0})


def test_a_word_covers_no_more_for_standing_beside_what_stands_for_it(tmp_path: Path):
    both = "وصل إلى موسكو في روسيا."
    with open_shelf(tmp_path, Article(both), Article(COUNTRY), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "روسيا")

    assert asked.coverage() == pytest.approx({both: 1, COUNTRY: 1, RAIN: 0})


def test_bm25_prefers_what_stands_for_a_word_to_nothing_and_the_word_to_that(tmp_path: Path):
    with open_shelf(tmp_path, *map(Article, (CAPITAL, COUNTRY, RAIN))) as snapshot:
        asked = ask(snapshot, "روسيا")

    bm25 = asked.of(Feature.BM25)
    assert bm25[COUNTRY] > bm25[CAPITAL] > bm25[RAIN]


def test_by_chance_a_passage_holds_a_word_or_what_stands_for_it(tmp_path: Path):
    capitals = [Article(CAPITAL), Article("غادر الوفد موسكو مساء.")]
    with open_shelf(tmp_path, *capitals, Article(COUNTRY), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "روسيا")

    assert asked.question.chance_frequencies.tolist() == [2]
