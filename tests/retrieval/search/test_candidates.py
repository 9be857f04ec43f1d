from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import split_words
from retrieval.index.snapshot import Snapshot
from retrieval.index.words import WordTable
from retrieval.search.candidates import Candidates, find_candidates, find_occurrences
from retrieval.search.hybrid import PassageRanking
from retrieval.settings import SentenceSettings
from tests.retrieval.search.shelf import (
    Article,
    open_corpus,
    open_shelf,
    rank,
    sentence_text,
    terms_of,
)

REPORT = """\
# تقرير المحطة

وصل القطار الأول إلى المحطة. كان الركاب بانتظاره.

## القطار الثاني

غادر القطار الثاني قبل القطار الأول.
"""
LONG = " ".join(f"السطر رقم {number} {'كلام طويل ' * 25}هنا." for number in range(1, 13))
QUESTION = "متى غادر القطار المحطة؟"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("report")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "report.md").write_text(REPORT, encoding="utf-8")
    with open_corpus(folder) as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with open_shelf(tmp_path_factory.mktemp("long"), Article(LONG)) as snapshot:
        yield snapshot


def find(snapshot: Snapshot, rows: list[int], n_passages: int = 20) -> Candidates:
    """The candidates of a ranking of these passages."""
    nothing = np.zeros(len(rows))
    ranking = PassageRanking(np.array(rows, dtype=np.int64), nothing, nothing, nothing, 1.0)
    return find_candidates(
        snapshot, terms_of(QUESTION), ranking, SentenceSettings(n_passages=n_passages)
    )


def texts(snapshot: Snapshot, candidates: Candidates) -> list[str]:
    return [sentence_text(snapshot, row) for row in candidates.sentences.tolist()]


def counted_one_by_one(text: str, keys: NDArray[np.uint64]) -> list[int]:
    words = split_words(matching_key(text))
    held = [set(WordTable.of([word]).keys.tolist()) for word in words]
    return [sum(key in of_word for of_word in held) for key in keys.tolist()]


def test_only_sentences_of_the_body_are_candidates(report: Snapshot):
    assert texts(report, find(report, [0])) == [
        "وصل القطار الأول إلى المحطة.",
        "كان الركاب بانتظاره.",
        "غادر القطار الثاني قبل القطار الأول.",
    ]


def test_a_sentence_of_two_passages_is_a_candidate_once_with_the_better_one(long: Snapshot):
    collection = long.collection
    assert collection.firsts[1] == collection.lasts[0] - 1, "the passages share a sentence"

    for rows in ([0, 1], [1, 0]):
        candidates = find(long, rows)

        assert candidates.sentences.tolist() == list(range(collection.lasts[1]))
        assert candidates.passages.tolist() == [
            min(
                position
                for position, row in enumerate(rows)
                if collection.firsts[row] <= sentence < collection.lasts[row]
            )
            for sentence in candidates.sentences
        ]


def test_only_the_best_passages_give_candidates(long: Snapshot):
    candidates = find(long, [1, 0], n_passages=1)

    assert set(candidates.passages.tolist()) == {0}
    assert candidates.sentences[0] == long.collection.firsts[1]


def test_a_passage_that_repeats_a_better_one_takes_no_place(tmp_path: Path):
    shared, other = "وصل القطار السريع إلى المحطة.", "غادر القطار بعد ساعتين."
    with open_shelf(tmp_path, *map(Article, (shared, shared, other))) as snapshot:
        candidates = find(snapshot, [1, 0, 2], n_passages=2)

        assert texts(snapshot, candidates) == [shared, other]
    assert candidates.documents.tolist() == [1, 2]
    assert candidates.passages.tolist() == [0, 2]


def test_a_ranking_of_nothing_gives_no_candidates(long: Snapshot):
    candidates = find(long, [])

    assert candidates.sentences.tolist() == candidates.lengths.tolist() == []
    assert candidates.occurrences.counts().shape == (0, len(terms_of(QUESTION).keys))


def test_terms_are_counted_as_they_would_be_one_by_one(report: Snapshot):
    terms = terms_of(QUESTION)

    candidates = find(report, [0])

    counts = candidates.occurrences.counts()[candidates.at]
    assert counts.tolist() == [
        counted_one_by_one(text, terms.keys) for text in texts(report, candidates)
    ]
    assert counts.max() == 2  # of the train, in the last sentence


def test_a_gram_that_comes_twice_in_a_word_is_counted_once(tmp_path: Path):
    terms = terms_of("سلامسلام")
    with open_shelf(tmp_path, Article("قيل سلامسلام هنا.")) as snapshot:
        counts = find_occurrences(snapshot, terms, np.array([0])).counts()

    assert counts.tolist() == [[1.0] * len(terms.keys)]


def test_a_word_of_a_row_is_worth_what_it_covers_best(report: Snapshot):
    candidates = find(report, [0])
    row = texts(report, candidates).index("غادر القطار الثاني قبل القطار الأول.")

    most = candidates.occurrences.most_covered(int(candidates.at[row]))

    assert most.tolist() == [1, 1, 0, 0, 1, 0]


def test_words_that_cover_nothing_are_worth_nothing(report: Snapshot):
    candidates = find(report, [0])
    row = texts(report, candidates).index("كان الركاب بانتظاره.")

    assert candidates.occurrences.most_covered(int(candidates.at[row])).tolist() == [0, 0, 0]


def test_a_title_is_counted_unless_the_body_opens_with_it(tmp_path: Path):
    terms = terms_of("قطار المحطة")
    text = "وصل القطار السريع. نزل الركاب جميعا."
    articles = (Article(text, title="قطار المحطة"), Article(text, title="وصل القطار"))
    with open_shelf(tmp_path, *articles) as snapshot:
        rows = snapshot.collection.n_sentences + np.arange(2)

        counts = find_occurrences(snapshot, terms, rows).counts()

    assert counts.tolist() == [
        counted_one_by_one("قطار المحطة", terms.keys),
        [0] * len(terms.keys),
    ]


def test_lengths_are_words(report: Snapshot):
    assert find(report, [0]).lengths.tolist() == [5, 3, 6]


def test_each_candidate_knows_its_document(tmp_path: Path):
    articles = (Article("وصل القطار السريع. نزل الركاب."), Article("غادر القطار بعد ساعتين."))
    with open_shelf(tmp_path, *articles) as snapshot:
        assert find(snapshot, [1, 0]).documents.tolist() == [0, 0, 1]


def test_the_candidates_of_a_real_ranking_are_those_of_its_passages(long: Snapshot):
    ranking = rank(long, "السطر رقم 3")

    settings = SentenceSettings(n_passages=len(ranking.rows))

    candidates = find_candidates(long, terms_of("السطر رقم 3"), ranking, settings)

    assert texts(long, candidates) == [f"{line}." for line in LONG.rstrip(".").split(". ")]
