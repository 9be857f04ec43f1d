import random
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from retrieval.errors import EncoderError
from retrieval.models import static
from retrieval.models.static import BUNDLED_MODEL, StaticEncoder

WORDS = (
    *("القاهرة", "مدينةٌ", "كبيرة", "وُلِدَ", "الكاتب", "عام", "١٩٤٨", "في", "المستشفى", "قريةٍ"),
    *("مؤتمر", "المسؤولون", "شؤون", "الطاقة", "إلى", "أسعار", "النفط", "ارتفعت", "بنسبة", "3.5%"),
    *("UNESCO", "iPhone", "كـــرة", "القدم", "ﻻعب", "ﷺ", "گاز", "پاريس", "۱۲", "٣٫٥", "١٬٠٠٠"),
    *("#وسم_مركب", "user@example.org", "«اقتباس»", "القُرآن\u0670", "字", "😀", "\u200fنص", "ΟΔΟΣ"),
)
ODD = ("", " ", "\n\n", "؟!", "\u200f", "😀", "字", "_", "ء", "\ufeffنص", "كلمة" * 400, "a" * 5000)


def made_texts(n: int) -> list[str]:
    draw = random.Random(5)  # noqa: S311  # nothing secret about it
    return [
        draw.choice(("", "\u200f", "- ")) + draw.choice((" ", "، ", "\n")).join(words)
        for words in (draw.choices(WORDS, k=draw.randint(1, 120)) for _ in range(n))
    ]


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder.load()


@pytest.mark.model
@pytest.mark.slow
def test_sentence_transformers_gives_the_same_vectors(encoder: StaticEncoder):
    from sentence_transformers import SentenceTransformer

    texts = [*ODD, *made_texts(1000)]
    model = SentenceTransformer(str(BUNDLED_MODEL), device="cpu")

    theirs = model.encode(texts, show_progress_bar=False)
    ours = encoder.encode_passages(texts)

    wordless = np.linalg.norm(ours, axis=1) == 0
    assert [texts[row] for row in np.flatnonzero(wordless)] == [
        text for text in ODD if text in {"", " ", "\n\n", "؟!", "\u200f", "😀", "_"}
    ]
    assert not theirs[wordless].any()
    assert (ours * theirs).sum(axis=1)[~wordless] == pytest.approx(1, abs=1e-5)


def test_nothing_heavy_is_imported():
    program = (
        "import sys; from retrieval.models.static import StaticEncoder; StaticEncoder.load();"
        "print({'torch', 'transformers', 'sentence_transformers', 'scipy'} & set(sys.modules))"
    )

    run = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )

    assert run.stdout.strip() == "set()"


def test_a_text_is_the_sum_of_its_words(encoder: StaticEncoder):
    words = ["عدد", "سكان", "العاصمه"]

    summed = encoder.word_vectors(words).sum(axis=0)

    expected = summed / np.linalg.norm(summed)
    assert encoder.encode_passages(["العاصمة: عدد سكّان!"])[0] == pytest.approx(expected, abs=1e-5)


def test_words_that_tell_more_weigh_more(encoder: StaticEncoder):
    lengths = np.linalg.norm(encoder.word_vectors(["في", "من", "زلزال", "اينشتاين"]), axis=1)

    assert lengths[:2].max() < lengths[2:].min()


def test_question_words_are_left_out_of_a_question(encoder: StaticEncoder):
    asked = encoder.encode_questions(["متى وقع زلزال اليابان؟"])

    assert asked == pytest.approx(encoder.encode_passages(["وقع زلزال اليابان"]), abs=1e-5)


def test_a_question_of_nothing_but_question_words_is_encoded_as_it_stands(encoder: StaticEncoder):
    assert encoder.encode_questions(["لماذا؟ كيف؟"]) == pytest.approx(
        encoder.encode_passages(["لماذا كيف"]), abs=1e-5
    )


def test_forgetting_pieces_changes_no_vector(
    encoder: StaticEncoder, monkeypatch: pytest.MonkeyPatch
):
    texts = made_texts(600)
    monkeypatch.setattr(static, "_MAX_KEPT", 25)
    monkeypatch.setattr(static, "_MAX_KEPT_OF_QUESTIONS", 25)
    forgetful = StaticEncoder.load()

    assert forgetful.encode_passages(texts) == pytest.approx(
        encoder.encode_passages(texts), abs=1e-6
    )
    for text in texts[:50]:
        asked = forgetful.encode_questions([text])
        assert asked == pytest.approx(encoder.encode_questions([text]), abs=1e-6)


def test_what_questions_are_remembered_by_has_its_bound(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(static, "_MAX_KEPT_OF_QUESTIONS", 25)
    encoder = StaticEncoder.load()

    for number in range(200):
        encoder.encode_questions([f"ما خبر{number} مدينة{number}"])

    assert len(encoder._pieces_of_questions._rows) <= 25
    assert len(encoder._pieces_of_questions._vectors) <= 25


def test_the_fingerprint_is_of_the_contents_wherever_they_lie(
    encoder: StaticEncoder, tmp_path: Path
):
    shutil.copytree(BUNDLED_MODEL, tmp_path / "copy")
    same = StaticEncoder.load(tmp_path / "copy").fingerprint
    table = tmp_path / "copy" / "model.safetensors"
    changed = bytearray(table.read_bytes())
    changed[-1] ^= 1
    table.write_bytes(changed)

    assert same == encoder.fingerprint
    assert StaticEncoder.load(tmp_path / "copy").fingerprint != same


def broken_model(folder: Path, file: str, content: bytes | None) -> Path:
    broken = folder / "broken"
    shutil.copytree(BUNDLED_MODEL, broken)
    if content is None:
        (broken / file).unlink()
    else:
        (broken / file).write_bytes(content)
    return broken


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("tokenizer.json", None, "should hold tokenizer.json, which cannot be read"),
        ("model.safetensors", None, "should hold model.safetensors, which cannot be read"),
        ("tokenizer.json", b"{", "tokenizer.json is not a tokenizer"),
        ("model.safetensors", b"cut", "model.safetensors should be a safetensors file"),
        (
            "model.safetensors",
            safetensors.numpy.save({"other": np.zeros((2, 2), dtype=np.float32)}),
            "with a tensor 'embedding.weight'",
        ),
        (
            "model.safetensors",
            safetensors.numpy.save({"embedding.weight": np.zeros((2, 2), dtype=np.float32)}),
            "do not belong together: 2 vectors for",
        ),
    ],
)
def test_a_broken_model_is_an_encoder_error_that_says_what_to_do(
    tmp_path: Path, file: str, content: bytes | None, message: str
):
    with pytest.raises(EncoderError, match=message) as raised:
        StaticEncoder.load(broken_model(tmp_path, file, content))

    assert "python -m training encoder" in str(raised.value)
