from pathlib import Path

import pytest

from retrieval.search.leaning import leans_back, leans_on_the_next, rows_with_neighbour
from tests.retrieval.search.shelf import Article, open_shelf

MAX_CHARS = 400


@pytest.mark.parametrize(
    "text",
    [
        "وأضاف أن المفاوضات ستستمر.",
        "وشدد على أن الحل سياسي.",
        "أوضح في كلمته أسباب القرار.",
        "كما نوه بأن الاستقرار عامل حاسم.",
        "وهي أول عملة رقمية لامركزية.",
        "هذا القرار أثار جدلا واسعا.",
        "عاصمتها هي أولان باتور.",
        "ولد في ريو دي جانيرو عام 1947.",
        "وتقع على بعد 70 كم من البحر.",
        "وَأَضَافَ أنَّ المفاوضات ستستمر.",
    ],
)
def test_a_sentence_whose_subject_stands_before_it_leans_back(text: str):
    assert leans_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "وأضاف لافروف أن المفاوضات ستستمر.",
        "وأكد الرئيس الروسي دعمه للمبادرة.",
        "كما تطرق الزعيمان إلى العملية السياسية.",
        "تأسست الجامعة في منتصف القرن.",
        "وصل القطار السريع متأخرا.",
        "وقال.",
        "كما",
        "»«",
        "",
    ],
)
def test_a_sentence_that_names_its_subject_stands_for_itself(text: str):
    assert not leans_back(text)


@pytest.mark.parametrize(
    ("text", "leans"),
    [("وأهم أسبابه ما يلي:", True), ("قال: وصلنا.", False), ("الساعة 5:", True), ("", False)],
)
def test_a_colon_at_the_end_announces_what_follows(text: str, leans: bool):
    assert leans_on_the_next(text) is leans


def rows_of(folder: Path, *texts: str, row: int, max_chars: int = MAX_CHARS) -> tuple[int, int]:
    with open_shelf(folder, *map(Article, texts)) as snapshot:
        collection = snapshot.collection
        document = 0 if row < collection.sentence_offsets[1] else 1
        source = snapshot.document(document).text
        return rows_with_neighbour(collection, row, source, max_chars)


def test_a_leaning_sentence_goes_with_the_one_before(tmp_path: Path):
    text = "تحدث لافروف في سوتشي. وأضاف أن المفاوضات ستستمر. ثم غادر القاعة."

    assert rows_of(tmp_path, text, row=1) == (0, 1)


def test_what_announces_goes_with_the_one_after_on_a_line_of_its_own(tmp_path: Path):
    announcing = "وصل القطار متأخرا. ثم ذكر الوزير في كلمته الطويلة أمام الحاضرين سببا آخر للقرار:"

    assert rows_of(tmp_path, f"{announcing}\n\nضيق الوقت وقلة المال معا.", row=1) == (1, 2)


def test_what_announces_at_the_end_of_a_document_goes_alone(tmp_path: Path):
    announcing = "وصل القطار متأخرا. ثم ذكر الوزير في كلمته الطويلة أمام الحاضرين سببا آخر للقرار:"

    assert rows_of(tmp_path, announcing, "ضيق الوقت وقلة المال معا.", row=1) == (1, 1)


def test_a_sentence_that_stands_for_itself_goes_alone(tmp_path: Path):
    assert rows_of(tmp_path, "وصل القطار السريع. نزل الركاب جميعا.", row=1) == (1, 1)


def test_the_first_sentence_of_a_document_leans_on_nothing_of_another(tmp_path: Path):
    texts = "وصل القطار.", "      وأضاف أن المفاوضات ستستمر طويلا. ثم غادر القاعة."

    assert rows_of(tmp_path, *texts, row=1) == (1, 1)


def test_a_sentence_of_the_paragraph_before_is_no_neighbour(tmp_path: Path):
    text = "تحدث لافروف في سوتشي مساء.\n\nوأضاف أن المفاوضات ستستمر طويلا."

    assert rows_of(tmp_path, text, row=1) == (1, 1)


def test_what_is_too_long_together_is_not_quoted_together(tmp_path: Path):
    text = "تحدث لافروف في سوتشي. وأضاف أن المفاوضات ستستمر."

    assert rows_of(tmp_path / "a", text, row=1, max_chars=len(text)) == (0, 1)
    assert rows_of(tmp_path / "b", text, row=1, max_chars=len(text) - 1) == (1, 1)
