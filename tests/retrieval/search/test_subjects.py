from pathlib import Path

import numpy as np
import pytest

from retrieval.search.features import Feature
from tests.retrieval.search.shelf import Article, ask, open_shelf

RAIN = "هطل المطر غزيرا طوال النهار."


@pytest.mark.parametrize(
    ("title", "about"),
    [
        ("لافروف", 1),
        ("سيرة لافروف", 1 / 2),
        ("من لافروف إلى القمر", 1 / 2),  # stop words do not count
        ("القمر", 0),
    ],
)
def test_a_title_counts_by_the_share_of_its_words_that_are_asked_for(
    tmp_path: Path, title: str, about: float
):
    with open_shelf(tmp_path, Article("وصل لافروف صباحا.", title), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "لافروف")

    assert asked.of(Feature.SUBJECT) == pytest.approx({"وصل لافروف صباحا.": about, RAIN: 0})


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("لافروف وزير في موسكو.", 1),
        ("الوزير لافروف في موسكو.", 1),
        ("وصل الوزير لافروف صباحا.", 0),
        ("لفرف وزير في موسكو.", 0),  # his skeleton is not his name
    ],
)
def test_without_a_title_the_first_two_words_of_the_lead_count(
    tmp_path: Path, text: str, about: float
):
    with open_shelf(tmp_path, Article(text, title=""), Article(RAIN)) as snapshot:
        asked = ask(snapshot, "لافروف")

    assert asked.of(Feature.SUBJECT) == pytest.approx({text: about, RAIN: 0})


def test_every_sentence_of_a_document_is_as_far_on_the_subject(tmp_path: Path):
    sentences = ["لافروف وزير في موسكو.", "التقى الرئيس صباحا.", "عاد لافروف ليلا."]
    with open_shelf(tmp_path, Article(" ".join(sentences), title="لافروف")) as snapshot:
        asked = ask(snapshot, "لافروف")

    assert asked.of(Feature.SUBJECT) == pytest.approx(dict.fromkeys(sentences, 1))


def test_half_of_the_question_is_enough_to_name_its_subject(tmp_path: Path):
    article = Article("زار لافروف دمشق وحلب وحمص والقاهرة.", title="لافروف")
    others = [f"{city} مدينة قديمة." for city in ("دمشق", "حلب", "حمص", "القاهرة")]
    with open_shelf(tmp_path, article, *map(Article, others)) as snapshot:
        asked_of_two = ask(snapshot, "لافروف القاهرة")
        asked_of_four = ask(snapshot, "لافروف دمشق حلب حمص")

    # Of five passages one holds him and two each of the cities: ln(1 + 4.5/1.5), ln(1 + 3.5/2.5).
    him, city = np.log(4), np.log(2.4)
    assert asked_of_two.of(Feature.SUBJECT)[article.text] == 1
    assert asked_of_four.of(Feature.SUBJECT)[article.text] == pytest.approx(
        him / (him + 3 * city) / 0.5
    )
