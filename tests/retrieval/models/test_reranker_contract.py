"""What `retrieval.protocols.Reranker` promises, asked of every reranker there is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from retrieval.models.cross_encoder import CrossEncoderReranker
from retrieval.protocols import Reranker
from tests.fakes import FakeReranker

QUESTION = "متى وصل القطار إلى المحطة؟"
TEXTS = ["وصل القطار إلى المحطة", "تقع المكتبة في المدينة", "", "بلغ عدد الطلاب"]


def load_cross_encoder(request: pytest.FixtureRequest) -> Reranker:
    folder: Path = request.getfixturevalue("cross_encoder_folder")
    return CrossEncoderReranker.load(str(folder), device="cpu", batch_size=2)


MAKERS: dict[str, Callable[[pytest.FixtureRequest], Reranker]] = {
    "fake": lambda _: FakeReranker(),
    "cross-encoder": load_cross_encoder,
}


@pytest.fixture(
    params=["fake", pytest.param("cross-encoder", marks=[pytest.mark.model, pytest.mark.slow])]
)
def reranker(request: pytest.FixtureRequest) -> Reranker:
    return MAKERS[request.param](request)


def test_there_is_a_finite_score_for_each_text(reranker: Reranker):
    scores = reranker.score(QUESTION, TEXTS)

    assert scores.shape == (4,)
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()
    assert len(np.unique(scores)) == 4
    assert reranker.score(QUESTION, []).shape == (0,)


def test_a_text_has_the_same_score_alone_and_among_others(reranker: Reranker):
    together = reranker.score(QUESTION, TEXTS)

    alone = np.concatenate([reranker.score(QUESTION, [text]) for text in TEXTS])
    assert together == pytest.approx(alone, abs=1e-5)


def test_the_question_counts(reranker: Reranker):
    of_train, of_students = (
        reranker.score(question, TEXTS) for question in (QUESTION, "كم بلغ عدد الطلاب؟")
    )

    assert abs(of_train - of_students).max() > 0.01


def test_fingerprint_and_name_are_the_same_for_the_same_model(
    reranker: Reranker, request: pytest.FixtureRequest
):
    again = MAKERS[request.node.callspec.params["reranker"]](request)

    assert reranker.fingerprint
    assert reranker.batch_size >= 1
    assert (reranker.fingerprint, reranker.name) == (again.fingerprint, again.name)


def test_threads_get_the_scores_that_they_would_get_alone(reranker: Reranker):
    texts = [f"{text} {number}" for number in range(10) for text in TEXTS]
    expected = reranker.score(QUESTION, texts)

    with ThreadPoolExecutor(max_workers=4) as threads:
        scores = list(threads.map(lambda text: reranker.score(QUESTION, [text])[0], texts))

    assert np.array(scores) == pytest.approx(expected, abs=1e-5)
