from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from retrieval.arabic.questions import analyse_question
from retrieval.datatypes import Outcome
from retrieval.index.snapshot import Snapshot
from retrieval.search.confidence import bundled_confidence
from retrieval.search.searcher import Findings, Searcher
from retrieval.settings import LexicalSettings, SearchSettings
from tests.fakes import FakeEncoder
from tests.retrieval.search.shelf import Article, open_corpus, open_shelf

TRAIN = "وصل القطار السريع متأخرا. نزل الركاب جميعا."
MINISTER = "ألقى الوزير كلمة قصيرة هناك."
RAIN = "هطل المطر غزيرا طوال النهار."
# Two passages, both about the train: a passage has at most a thousand characters.
STATION = "\n\n".join(
    f"وصل القطار السريع {number} إلى {'محطة بعيدة ' * 60}في آخر النهار." for number in (1, 2)
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("searcher")
    articles = (Article(STATION), Article(TRAIN), Article(MINISTER), Article(RAIN))
    with open_shelf(folder, *articles) as opened:
        yield opened


@pytest.fixture
def searcher(snapshot: Snapshot) -> Searcher:
    return Searcher(snapshot, FakeEncoder(), SearchSettings(), LexicalSettings())


def find(searcher: Searcher, question: str) -> Findings:
    return searcher.find(analyse_question(question))


def test_the_sentence_that_says_it_comes_first(searcher: Searcher):
    findings = find(searcher, "من ألقى كلمة قصيرة؟")

    (quote,) = searcher.quotes(findings, 1)
    assert (quote.document_id, quote.text) == ("a.jsonl#3", MINISTER)
    assert quote.score == findings.scores.max()


def test_quotes_come_best_first(searcher: Searcher):
    findings = find(searcher, "متى وصل القطار السريع؟")

    scores = [quote.score for quote in searcher.quotes(findings, 10)]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 3


def test_passages_come_one_a_document_best_first(snapshot: Snapshot, searcher: Searcher):
    findings = find(searcher, "متى وصل القطار السريع؟")
    assert snapshot.collection.passage_offsets.tolist() == [0, 2, 3, 4, 5]

    passages = searcher.passages(findings, 10)

    assert [hit.document_id for hit in passages][:2] == ["a.jsonl#2", "a.jsonl#1"]
    assert {hit.document_id for hit in passages} == {f"a.jsonl#{n}" for n in (1, 2, 3, 4)}
    assert len(passages) == 4
    scores = [hit.score for hit in passages]
    assert scores == sorted(scores, reverse=True)


def test_the_passage_of_a_document_is_its_best_one(snapshot: Snapshot, searcher: Searcher):
    findings = find(searcher, "متى وصل القطار السريع 2؟")

    hit = next(hit for hit in searcher.passages(findings, 10) if hit.document_id == "a.jsonl#1")

    text = snapshot.document(0).text
    assert text[hit.start : hit.end] == text.split("\n\n")[1]
    assert hit.passage_id == 1
    assert hit.score == findings.ranking.scores[findings.ranking.rows == 1]


@pytest.mark.parametrize(("n_passages", "expected"), [(0, 0), (1, 1), (3, 3), (100, 4)])
def test_there_are_at_most_as_many_passages_as_asked_for(
    searcher: Searcher, n_passages: int, expected: int
):
    findings = find(searcher, "متى وصل القطار السريع؟")

    assert len(searcher.passages(findings, n_passages)) == expected


def test_spans_are_where_the_candidates_stand(snapshot: Snapshot, searcher: Searcher):
    findings = find(searcher, "من ألقى كلمة قصيرة؟")
    texts = {f"a.jsonl#{row + 1}": snapshot.document(row).text for row in range(4)}

    spans = searcher.spans(findings, only_best=False)

    assert [texts[name][start:end] for name, start, end in spans] == [
        *STATION.split("\n\n"),
        "وصل القطار السريع متأخرا.",
        "نزل الركاب جميعا.",
        MINISTER,
        RAIN,
    ]
    assert searcher.spans(findings, only_best=True) == [("a.jsonl#3", 0, len(MINISTER))]


def test_the_confidence_is_the_models_for_the_signs_found(searcher: Searcher):
    findings = find(searcher, "من ألقى كلمة قصيرة؟")
    assert findings.signs is not None

    model = bundled_confidence()
    assert findings.confidence == model.probability(findings.signs.values)
    assert findings.outcome is model.judge(findings.signs)


def test_a_question_that_nothing_covers_is_not_answered(searcher: Searcher):
    findings = find(searcher, "ما عاصمة اليابان؟")

    assert findings.outcome is Outcome.NONE
    assert findings.confidence < bundled_confidence().weak_from


def test_without_a_candidate_there_is_no_answer(tmp_path: Path):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("كلمة " * 20, encoding="utf-8")
    with open_corpus(tmp_path) as opened:
        searcher = Searcher(opened, FakeEncoder(), SearchSettings(), LexicalSettings())

        findings = find(searcher, "؟")

        assert (findings.confidence, findings.outcome) == (0, Outcome.NONE)
        assert findings.signs is None
        assert searcher.quotes(findings, 3) == ()
        assert searcher.passages(findings, 3) == ()
        assert searcher.spans(findings, only_best=True) == []


def test_the_same_question_finds_the_same_from_many_threads(searcher: Searcher):
    questions = ["متى وصل القطار السريع؟", "من ألقى كلمة قصيرة؟", "أين هطل المطر؟"] * 8

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda question: find(searcher, question), questions))

    for question, findings in zip(questions, together, strict=True):
        alone = find(searcher, question)
        assert np.array_equal(findings.scores, alone.scores)
        assert searcher.quotes(findings, 3) == searcher.quotes(alone, 3)
