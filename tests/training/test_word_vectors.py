"""Small vectors are trained from end to end."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.arabic.common_words import stem_checksum
from retrieval.arabic.lemmas import UNKNOWN
from retrieval.arabic.word_vectors import FULL_LENGTH
from training.articles import Article
from training.corpus import Corpus, number_words
from training.word_vectors import (
    StemVectors,
    VectorSettings,
    pack_word_vectors,
    train_word_vectors,
    without_common,
    write_stems,
)

TOPICS = (
    "قطار محطه سكه رحله تذكر راكب مقعد حقيب سائق نفق",
    "مكتب كتاب روا قارئ ناشر مخطوط فهرس ورق مطبع مؤلف",
    "مستشفي طبيب مريض دواء جراح عياد تمريض وصف علاج اسعاف",
)


def corpus_of(*sentences: str) -> Corpus:
    return number_words([Article("", sentences)])


def test_sentences_are_written_as_light_stems_and_short_ones_left_out(tmp_path: Path):
    target = tmp_path / "stems.txt"

    n_stems = write_stems(corpus_of("زار الوزير المدينه", "نام الحارس", "قال والوزير قال"), target)

    assert target.read_text(encoding="utf-8") == "زار زير مدين\nقال زير قال\n"
    assert n_stems == 6


@pytest.mark.slow
def test_words_of_one_company_come_to_lie_near_each_other(tmp_path: Path):
    pytest.importorskip("gensim", reason="it comes for Python up to 3.13")
    draw = np.random.default_rng(4)
    lines = tmp_path / "stems.txt"
    lines.write_text(
        "".join(" ".join(draw.choice(draw.choice(TOPICS).split(), 9)) + "\n" for _ in range(2000)),
        encoding="utf-8",
    )
    epochs: list[int] = []
    settings = VectorSettings(trained_dimension=16, epochs=3, sample=0, workers=1)

    trained = train_word_vectors(lines, settings, epochs.append)

    vectors = trained.vectors[[trained.stems.index(stem) for stem in ("قطار", "محطه", "طبيب")]]
    train, station, doctor = vectors / np.linalg.norm(vectors, axis=1)[:, None]
    assert epochs == [1, 2, 3]
    assert trained.vectors.shape == (30, 16)
    assert trained.counts.tolist() == sorted(trained.counts.tolist(), reverse=True)
    assert trained.counts.sum() == 18_000
    assert train @ station > train @ doctor + 0.3


def test_what_all_vectors_share_goes():
    draw = np.random.default_rng(5)
    own = draw.normal(size=(400, 12)).astype(np.float32)
    shared = np.zeros(12, dtype=np.float32)
    shared[3] = 30.0
    along = np.outer(draw.normal(size=400) * 20, np.eye(12)[7]).astype(np.float32)

    left = without_common(own + shared + along)

    assert np.abs(left[:, [3, 7]]).max() < 0.2
    assert np.linalg.norm(left, axis=1) == pytest.approx(np.ones(400), abs=1e-5)


def test_reduced_vectors_keep_their_cosines_where_few_axes_hold_them():
    draw = np.random.default_rng(6)
    flat = draw.normal(size=(300, 6)) @ np.linalg.qr(draw.normal(size=(20, 6)))[0].T
    vectors = flat.astype(np.float32)
    stems = [f"كلم{'بجحخدذرزسش'[n % 10] * (n // 10 + 1)}" for n in range(300)]
    counts = np.arange(400, 100, -1)

    lemmas, packed = pack_word_vectors(StemVectors(stems, counts, vectors), 4)

    expected = without_common(vectors)[:9]
    rows = packed[lemmas.numbers_of(stems[:9])].astype(np.float64) / FULL_LENGTH
    assert len(packed) == 300
    assert rows @ rows.T == pytest.approx(expected @ expected.T, abs=0.03)


def test_the_forms_of_a_word_have_one_vector_between_theirs():
    draw = np.random.default_rng(8)
    vectors = draw.normal(size=(40, 6)).astype(np.float32)
    vectors[21] = vectors[20] + 0.3 * vectors[22]
    stems = [f"كلم{'بجحخدذرزسش'[n % 10] * (n // 10 + 1)}" for n in range(40)]
    stems[20:22] = ["هدف", "هدفا"]
    counts = np.arange(140, 100, -1)

    lemmas, packed = pack_word_vectors(StemVectors(stems, counts, vectors), 6)

    own = without_common(vectors)
    mean = own[20] * np.sqrt(120) + own[21] * np.sqrt(119)
    base, form, other = lemmas.numbers_of(["هدف", "هدفا", stems[0]]).tolist()
    assert base == form == 0  # 239 times, the commonest
    cosine = packed[base].astype(np.float64) @ packed[other] / FULL_LENGTH**2
    assert cosine == pytest.approx(mean @ own[0] / np.linalg.norm(mean), abs=0.03)


def test_numbers_get_no_vector_and_of_one_checksum_the_commonest_does():
    vectors = np.random.default_rng(7).normal(size=(6, 6)).astype(np.float32)
    stems = ["زيار", "1998", "زير", "ب52", "زيار", "سفير"]
    counts = np.array([9, 8, 7, 6, 5, 4])

    lemmas, packed = pack_word_vectors(StemVectors(stems, counts, vectors), 3)

    assert lemmas.checksums.tolist() == sorted(map(stem_checksum, ["زيار", "زير", "سفير"]))
    assert lemmas.numbers_of(["زيار", "زير", "سفير"]).tolist() == [0, 1, 2]
    assert lemmas.numbers_of(["1998", "ب52"]).tolist() == [UNKNOWN, UNKNOWN]
    assert packed.shape == (3, 3)
