import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.arabic.questions import analyse_question
from retrieval.errors import RerankerError
from retrieval.index.snapshot import Snapshot
from retrieval.search.reranking import Reranked, Reranking, fuse, texts_of
from retrieval.search.searcher import Findings, Searcher
from retrieval.settings import LexicalSettings, RerankerSettings, SearchSettings
from tests.fakes import FakeEncoder, FakeReranker
from tests.retrieval.search.shelf import Article, Asked, ask, open_shelf

SETTINGS = RerankerSettings(n_candidates=16, weight=1.0, budget_ms=1000)
QUESTION = "متى وصل القطار السريع؟"

FIRST = "وصل القطار السريع متأخرا."
SECOND = "نزل الركاب جميعا إلى الرصيف."
LONG = f"تأخر القطار السريع {'ساعة طويلة ' * 100}في المحطة."
AFTER_LONG = "ثم وصل القطار صباحا."


@dataclass
class HandClock:
    """A clock that goes on when it is told to."""

    now_s: float = 0.0

    def __call__(self) -> float:
        return self.now_s


@dataclass
class Batches:
    """Takes `each_s` for every batch, and remembers them."""

    clock: HandClock
    each_s: float
    seen: list[list[str]] = field(default_factory=list)

    def __call__(self, texts: Sequence[str]) -> None:
        self.seen.append(list(texts))
        self.clock.now_s += self.each_s


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("reranking")
    articles = (
        Article(f"{FIRST} {SECOND}", title="محطة الحجاز"),
        Article(f"{LONG} {AFTER_LONG}", title="سكة"),
    )
    with open_shelf(folder, *articles) as snapshot:
        yield snapshot


@pytest.fixture(scope="module")
def asked(shelf: Snapshot) -> Asked:
    return ask(shelf, QUESTION)


def rerank(
    reranking: Reranking, shelf: Snapshot, asked: Asked, scores: Sequence[float] = (4, 3, 2, 1)
) -> Reranked | None:
    return reranking.rerank(shelf, QUESTION, asked.candidates, np.array(scores, dtype=float))


def test_the_model_reads_title_sentence_before_and_sentence(shelf: Snapshot, asked: Asked):
    assert asked.sentences == [FIRST, SECOND, LONG, AFTER_LONG]

    texts = texts_of(shelf, asked.candidates, np.array([1, 0, 3]))

    assert texts == [
        f"محطة الحجاز\n{FIRST} {SECOND}",
        f"محطة الحجاز\n{FIRST}",
        f"سكة\n{AFTER_LONG}",  # with the one before it would be too long
    ]


def test_standard_scores_are_added_in_units_of_the_built_in_spread():
    scores, best = np.array([1.0, 5.0, 3.0, 0.0]), np.array([1, 2, 0])

    fused = fuse(scores, best, np.array([-1.0, 7.0, 3.0]), weight=0.5)

    # Deviations of -4, 4 and 0 from 3, whose standard deviation is that of 5, 3 and 1 twice.
    spread, standard = np.sqrt(8 / 3), 4 / np.sqrt(32 / 3)
    assert fused[[1, 2, 0]] == pytest.approx(
        [5 - 0.5 * spread * standard, 3 + 0.5 * spread * standard, 1]
    )
    assert fused[3] < fused[:3].min()


def test_what_was_not_scored_stands_behind_in_its_order():
    scores, best = np.array([4.0, 3.9, 3.8, 3.7]), np.array([0, 1])

    fused = fuse(scores, best, np.array([0.0, 1.0]), weight=10.0)

    assert np.argsort(-fused).tolist() == [1, 0, 2, 3]
    assert fused[2] - fused[3] == pytest.approx(0.1)


def test_where_the_built_in_scores_are_equal_the_model_decides():
    fused = fuse(np.array([2.0, 2.0]), np.array([0, 1]), np.array([0.0, 0.1]), weight=1.0)

    assert fused.tolist() == [1.0, 3.0]


def test_a_model_without_an_opinion_leaves_the_order():
    scores = np.array([1.0, 3.0, 2.0])

    assert fuse(scores, np.array([1, 2, 0]), np.ones(3), weight=9.0).tolist() == scores.tolist()


def test_only_the_best_are_scored_in_batches_in_the_built_in_order(shelf: Snapshot, asked: Asked):
    batches = Batches(HandClock(), each_s=0)
    reranking = Reranking(
        FakeReranker(batch_size=2, on_batch=batches), replace(SETTINGS, n_candidates=3)
    )

    reranked = rerank(reranking, shelf, asked, scores=(1, 4, 2, 3))

    texts = texts_of(shelf, asked.candidates, np.array([1, 3, 2]))
    assert batches.seen == [texts[:2], texts[2:]]
    assert reranked is not None
    assert np.isnan(reranked.by_model).tolist() == [True, False, False, False]
    assert reranked.by_model[[1, 3, 2]] == pytest.approx(
        FakeReranker().score(QUESTION, texts), abs=1e-6
    )


@pytest.mark.parametrize(
    ("each_s", "n_batches", "is_given_up"),
    [
        (0.25, 4, False),
        (0.26, 3, True),  # a fourth would end after 1.04 s
        (0.5, 2, True),
        (1.1, 1, True),
    ],
)
def test_no_batch_is_begun_that_would_end_beyond_the_budget(
    shelf: Snapshot, asked: Asked, each_s: float, n_batches: int, *, is_given_up: bool
):
    clock = HandClock()
    batches = Batches(clock, each_s)
    reranking = Reranking(FakeReranker(batch_size=1, on_batch=batches), SETTINGS, clock)

    reranked = rerank(reranking, shelf, asked)

    assert len(batches.seen) == n_batches
    assert (reranked is None) == is_given_up
    assert (reranking.n_asked, reranking.n_given_up) == (1, int(is_given_up))


def test_a_single_batch_beyond_the_budget_is_given_up_too(shelf: Snapshot, asked: Asked):
    clock = HandClock()
    slow = FakeReranker(batch_size=16, on_batch=Batches(clock, each_s=1.5))

    assert rerank(Reranking(slow, SETTINGS, clock), shelf, asked) is None


def test_the_log_tells_ever_more_rarely_that_the_built_in_order_stands(
    shelf: Snapshot, asked: Asked, caplog: pytest.LogCaptureFixture
):
    clock = HandClock()
    reranking = Reranking(FakeReranker(on_batch=Batches(clock, each_s=2)), SETTINGS, clock)

    with caplog.at_level(logging.WARNING):
        for _ in range(9):
            rerank(reranking, shelf, asked)

    told = [record.getMessage() for record in caplog.records]
    assert [text.split(" questions")[0].split("with ")[1] for text in told] == [
        "1 of 1",
        "2 of 2",
        "4 of 4",
        "8 of 8",
    ]
    assert "after 2000 ms of 1000: it took longer than its budget" in told[0]


def test_a_model_that_fails_leaves_the_built_in_order(
    shelf: Snapshot, asked: Asked, caplog: pytest.LogCaptureFixture
):
    def fail(_texts: Sequence[str]) -> None:
        raise RerankerError("fake", "ran out of memory")

    reranking = Reranking(FakeReranker(on_batch=fail), SETTINGS)

    with caplog.at_level(logging.WARNING):
        assert rerank(reranking, shelf, asked) is None

    assert (reranking.n_asked, reranking.n_given_up) == (1, 1)
    assert "ran out of memory" in caplog.text


def test_the_fingerprint_is_of_what_makes_the_order():
    def fingerprint(settings: RerankerSettings, name: str = "fake") -> str:
        return Reranking(FakeReranker(name=name), settings).fingerprint

    same = fingerprint(SETTINGS)
    assert fingerprint(replace(SETTINGS, budget_ms=5)) == same
    assert fingerprint(SETTINGS, name="other") != same
    assert fingerprint(replace(SETTINGS, weight=2.0)) != same
    assert fingerprint(replace(SETTINGS, n_candidates=2)) != same


def find(shelf: Snapshot, reranking: Reranking | None, question: str = QUESTION) -> Findings:
    searcher = Searcher(
        shelf, FakeEncoder(), SearchSettings(), LexicalSettings(), reranking=reranking
    )
    return searcher.find(analyse_question(question))


class Contrary(FakeReranker):
    """Finds best what the built-in order, here that of the texts, has last."""

    def score(self, question: str, texts: Sequence[str]) -> np.ndarray:
        return np.arange(len(super().score(question, texts)), dtype=np.float32)


def test_the_searcher_quotes_what_the_reranker_puts_first(shelf: Snapshot):
    question = "متى نزل الركاب؟"
    built_in = find(shelf, None, question)
    reranking = Reranking(Contrary(batch_size=16), replace(SETTINGS, weight=5.0))

    found = find(shelf, reranking, question)

    assert built_in.by_reranker is None
    assert found.order.tolist() == built_in.order[::-1].tolist()
    assert found.by_reranker == len(found.order) - 1
    assert found.signs is not None
    assert built_in.signs is not None
    assert (
        found.signs.values.tolist() != built_in.signs.values.tolist()
    )  # they are of another sentence


def test_the_searcher_keeps_the_built_in_order_where_time_is_short(shelf: Snapshot):
    clock = HandClock()
    slow = Contrary(batch_size=16, on_batch=Batches(clock, each_s=2))

    found = find(shelf, Reranking(slow, SETTINGS, clock))

    assert found.order.tolist() == find(shelf, reranking=None).order.tolist()
    assert found.by_reranker is None


def test_a_question_without_candidates_asks_no_model(tmp_path: Path):
    batches = Batches(HandClock(), each_s=0)
    reranking = Reranking(FakeReranker(on_batch=batches), SETTINGS)
    with open_shelf(tmp_path, Article(FIRST)) as snapshot:
        found = find(snapshot, reranking, question="؟")

    assert (len(found.order), batches.seen, reranking.n_asked) == (0, [], 0)
