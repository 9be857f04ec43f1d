"""What `retrieval.protocols.Encoder` promises, asked of every encoder there is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from retrieval.models.static import StaticEncoder
from retrieval.models.transformer import TransformerEncoder
from retrieval.protocols import Encoder
from tests.fakes import FakeEncoder

QUESTIONS = ["متى وصل القطار إلى المحطة؟", "أين تقع المكتبة؟", "كم عدد الطلاب؟"]
PASSAGES = [
    "وصل القطار الأول إلى المحطة الجديدة في السابعة صباحًا.",
    "تقع المكتبة العامة عند مدخل المدينة القديمة.",
    "بلغ عدد الطلاب المسجلين في الجامعة ألفي طالب.",
]


def load_transformer(request: pytest.FixtureRequest) -> Encoder:
    folder: Path = request.getfixturevalue("transformer_folder")
    return TransformerEncoder.load(str(folder), device="cpu")


MAKERS: dict[str, Callable[[pytest.FixtureRequest], Encoder]] = {
    "fake": lambda _: FakeEncoder(),
    "static": lambda _: StaticEncoder.load(),
    "transformer": load_transformer,
}


@pytest.fixture(
    params=[
        "fake",
        "static",
        pytest.param("transformer", marks=[pytest.mark.model, pytest.mark.slow]),
    ]
)
def encoder(request: pytest.FixtureRequest) -> Encoder:
    return MAKERS[request.param](request)


def test_there_is_a_row_for_each_text_and_a_column_for_each_dimension(encoder: Encoder):
    assert encoder.encode_passages(PASSAGES).shape == (3, encoder.dimension)
    assert encoder.encode_questions(QUESTIONS[:2]).shape == (2, encoder.dimension)
    assert encoder.encode_passages([]).shape == (0, encoder.dimension)


def test_vectors_are_single_precision_and_of_length_one(encoder: Encoder):
    for vectors in (encoder.encode_passages(PASSAGES), encoder.encode_questions(QUESTIONS)):
        assert vectors.dtype == np.float32
        assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_text_without_words_has_the_zero_vector(encoder: Encoder):
    for nothing in ("", " \n", "؟!", "\u200f"):  # RIGHT-TO-LEFT MARK
        assert not encoder.encode_passages([nothing]).any()
        assert not encoder.encode_questions([nothing]).any()


def test_a_text_has_the_same_vector_alone_and_among_others(encoder: Encoder):
    together = encoder.encode_passages([PASSAGES[0], "", *PASSAGES[1:]])

    alone = np.concatenate([encoder.encode_passages([text]) for text in (PASSAGES[0], "")])
    assert together[:2] == pytest.approx(alone, abs=1e-5)


@pytest.mark.parametrize("encoder", ["fake", "static"], indirect=True)
def test_the_passage_that_answers_is_nearest(encoder: Encoder):
    cosines = encoder.encode_questions(QUESTIONS) @ encoder.encode_passages(PASSAGES).T

    assert cosines.argmax(axis=1).tolist() == [0, 1, 2]


def test_fingerprint_and_name_are_the_same_for_the_same_model(
    encoder: Encoder, request: pytest.FixtureRequest
):
    again = MAKERS[request.node.callspec.params["encoder"]](request)

    assert encoder.fingerprint
    assert (encoder.fingerprint, encoder.name) == (again.fingerprint, again.name)


def test_threads_get_the_vectors_that_they_would_get_alone(encoder: Encoder):
    texts = [f"{passage} {number}" for number in range(40) for passage in PASSAGES]
    expected = encoder.encode_passages(texts)

    with ThreadPoolExecutor(max_workers=4) as threads:
        encoded = list(threads.map(lambda text: encoder.encode_passages([text])[0], texts))

    assert np.stack(encoded) == pytest.approx(expected, abs=1e-5)
