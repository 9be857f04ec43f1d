from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.arabic.questions import analyse_question
from retrieval.datatypes import DocumentId, Outcome, Suggestion
from retrieval.index.snapshot import Snapshot
from retrieval.search.searcher import Searcher
from retrieval.search.suggesting import suggest
from retrieval.settings import LexicalSettings, SearchSettings
from tests.fakes import FakeEncoder
from tests.retrieval.search.shelf import Article, open_shelf

BAKERY = Article("تعجن سلمى الدقيق قبل الفجر. يشتري الجيران الخبز ساخنا.", "مخبز النهر القديم")
LIBRARY = Article("تضم رفوفها أربعين ألف كتاب. يزورها القراء في الشتاء.", "مكتبة الحي الشرقي")
TRAIN = Article("يصل القطار إلى قرية الصنوبر. تستغرق الرحلة سبع ساعات.", "قطار الجبل")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("shelf")
    with open_shelf(folder, BAKERY, LIBRARY, TRAIN) as snapshot:
        yield snapshot


def suggested(snapshot: Snapshot, question: str) -> tuple[Suggestion, ...]:
    searcher = Searcher(snapshot, FakeEncoder(), SearchSettings(), LexicalSettings())
    findings = searcher.find(analyse_question(question))
    return suggest(snapshot, findings.question, findings.candidates, findings.features)


def test_a_title_that_names_the_subject_is_suggested(shelf: Snapshot):
    # A sixth of the question stands in the title alone, a third in title and text together.
    found = suggested(shelf, "كم أرباح مخبز عائلة سلمى؟")

    assert found == (Suggestion(DocumentId("a.jsonl#1"), "مخبز النهر القديم"),)


@pytest.mark.parametrize(
    "question",
    [
        "من فاز بكأس العالم في كرة القدم؟",
        "كيف تطبخ المقلوبة بالدجاج والأرز؟",
        "كم بلغت سرعة الرياح في الشتاء على الساحل الغربي؟",  # one word of a text, not of a title
    ],
)
def test_a_question_far_from_every_title_gets_none(shelf: Snapshot, question: str):
    assert suggested(shelf, question) == ()


def test_at_most_three_are_suggested_the_nearest_first_and_each_title_once(tmp_path: Path):
    guarded = [Article(f"نام حارس البناء رقم {n}.", f"مصنع الورق {n // 2}") for n in range(2, 8)]
    nearest = Article("نام حارس البناء باكرا.", "مصنع الورق الكبير")
    others = [BAKERY, LIBRARY, TRAIN] * 4
    with open_shelf(tmp_path, *guarded, nearest, *others) as snapshot:
        found = suggested(snapshot, "كم متقاعدا من حراس مصنع الورق الكبير؟")

    assert found == (
        Suggestion(DocumentId("a.jsonl#7"), "مصنع الورق الكبير"),
        Suggestion(DocumentId("a.jsonl#1"), "مصنع الورق 1"),
        Suggestion(DocumentId("a.jsonl#3"), "مصنع الورق 2"),
    )


def test_a_question_that_is_answered_gets_none(shelf: Snapshot):
    searcher = Searcher(shelf, FakeEncoder(), SearchSettings(), LexicalSettings())
    findings = searcher.find(analyse_question("متى تعجن سلمى الدقيق؟"))

    assert findings.outcome is not Outcome.NONE
    assert searcher.suggestions(findings) == ()
