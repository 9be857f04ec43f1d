"""The engine with a reranker, and with a calibration that lies beside its snapshot."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from retrieval.datatypes import Outcome
from retrieval.engine import (
    Engine,
    Reranking,
    SnapshotStore,
    load_reranking,
    update_snapshot,
)
from retrieval.errors import RerankerError
from retrieval.search.calibration import Adjustment, Calibration, fingerprint_of
from retrieval.settings import RerankerSettings
from tests.fakes import FakeEncoder, FakeReranker

TRAIN = "وصل القطار السريع إلى المحطة الجديدة متأخرا. ونزل الركاب جميعا إلى الرصيف."
QUESTION = "متى وصل القطار السريع؟"
DOUBTFUL = Adjustment(slope=1.0, offset=0.0, reranker=0.0, weak_from=1.1, answer_from=1.2)
SURE = Adjustment(slope=1.0, offset=0.0, reranker=0.0, weak_from=-0.2, answer_from=-0.1)


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "train.txt").write_text(TRAIN, encoding="utf-8")
    store = SnapshotStore(tmp_path / "snapshots")
    update_snapshot(tmp_path / "corpus", store, FakeEncoder())
    return store


@contextmanager
def opened(store: SnapshotStore, reranking: Reranking | None = None) -> Iterator[Engine]:
    engine = Engine.open(store.current(), FakeEncoder(), reranking=reranking)
    yield engine
    engine.close()


def new_reranking(name: str = "fake") -> Reranking:
    return Reranking(FakeReranker(name=name), RerankerSettings())


def calibrate(
    store: SnapshotStore,
    built_in: Adjustment,
    reranked: Adjustment | None = None,
    reranking: Reranking | None = None,
) -> Calibration:
    with opened(store, reranking) as engine:
        calibration = Calibration(
            fingerprint=fingerprint_of(engine.configuration),
            fitted_at="2026-11-22T12:00:00+00:00",
            n_answered=40,
            n_unanswerable=30,
            built_in=built_in,
            reranked=reranked,
        )
    calibration.write(store.root)
    return calibration


def test_a_calibration_beside_the_snapshot_is_used(store: SnapshotStore):
    with opened(store) as engine:
        assert engine.answer(QUESTION).outcome is not Outcome.NONE
        assert engine.calibration.calibration is None

    calibration = calibrate(store, DOUBTFUL)

    with opened(store) as engine:
        assert engine.answer(QUESTION).outcome is Outcome.NONE
        assert engine.calibration.calibration == calibration


def test_it_survives_a_reading_of_the_corpus(store: SnapshotStore, tmp_path: Path):
    calibrate(store, DOUBTFUL)
    with opened(store) as engine:
        (tmp_path / "corpus" / "rain.txt").write_text("هطل المطر غزيرا. " * 5, encoding="utf-8")
        report = update_snapshot(tmp_path / "corpus", store, FakeEncoder())

        fresh = engine.open_another(report.snapshot)

        assert fresh.summary.path != engine.summary.path
        assert fresh.answer(QUESTION).outcome is Outcome.NONE
        fresh.close()


def test_with_a_reranker_its_part_of_the_calibration_is_used(store: SnapshotStore):
    calibrate(store, built_in=SURE, reranked=DOUBTFUL, reranking=new_reranking())

    with opened(store, new_reranking()) as engine:
        assert engine.answer(QUESTION).outcome is Outcome.NONE


@pytest.mark.parametrize("reranking", [None, new_reranking(name="other")])
def test_with_another_reranker_it_is_not_used_and_the_engine_says_so(
    store: SnapshotStore, reranking: Reranking | None
):
    calibrate(store, DOUBTFUL, DOUBTFUL, new_reranking())

    with opened(store, reranking) as engine:
        assert engine.answer(QUESTION).outcome is not Outcome.NONE
        found = engine.calibration

        assert engine.summary.is_fit_unused
    assert found.calibration is None
    assert found.problem.endswith("was fitted for another encoder, reranker or version")


def test_the_reranker_of_an_engine_is_that_of_the_next_one(store: SnapshotStore):
    reranking = new_reranking()
    with opened(store, reranking) as engine:
        another = engine.open_another(store.current())

        another.answer(QUESTION)
        another.close()

        assert (engine.summary.n_reranked, engine.summary.n_given_up) == (1, 0)


def test_without_a_model_in_the_settings_there_is_no_reranker():
    assert load_reranking(RerankerSettings()) is None


@pytest.mark.model
@pytest.mark.slow
def test_a_reranker_that_is_not_there_is_told():
    with pytest.raises(RerankerError, match="There is no model folder"):
        load_reranking(RerankerSettings(model="./no-such-model"))
