"""A small model is trained from end to end."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.models.static import StaticEncoder
from training.articles import Article
from training.corpus import Corpus, number_words
from training.model_folder import write_model
from training.pairs import make_pairs
from training.static_encoder import TrainingSettings, WordTokens, train_table
from training.tokenizer import train_tokenizer

pytestmark = pytest.mark.slow

TOPICS = (
    "قطار محطه سكه رحله تذكره راكب مقعد حقيبه سائق نفق",
    "مكتبه كتاب روايه قارئ ناشر مخطوط فهرس ورق مطبعه مؤلف",
    "مستشفي طبيب مريض دواء جراح عياده تمريض وصفه علاج اسعاف",
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    draw = np.random.default_rng(4)

    def sentence(topic: str) -> str:
        return " ".join(draw.choice(topic.split(), 8))

    return number_words(
        Article(sentence(topic), tuple(sentence(topic) for _ in range(24)))
        for _ in range(20)
        for topic in TOPICS
    )


def trained(corpus: Corpus, folder: Path) -> list[float]:
    tokenizer = train_tokenizer(corpus, vocabulary_size=80, min_count=0)
    losses: list[float] = []
    table = train_table(
        corpus,
        make_pairs(corpus, seed=2),
        WordTokens.of(corpus, tokenizer),
        TrainingSettings(dimension=8, batch_size=16, epochs=8, seed=2),
        lambda _step, _n_steps, loss: losses.append(loss),
    )
    write_model(folder, tokenizer, table)
    return losses


def test_training_brings_words_of_one_topic_together(corpus: Corpus, tmp_path: Path):
    losses = trained(corpus, tmp_path)

    encoder = StaticEncoder.load(tmp_path)
    words = [word for topic in TOPICS for word in topic.split()]
    vectors = encoder.encode_passages(words)
    topics = np.repeat(np.arange(3), 10)
    cosines = vectors @ vectors.T
    together = topics[:, None] == topics
    assert cosines[together].mean() > cosines[~together].mean() + 0.25
    assert np.mean(losses[-5:]) < np.mean(losses[:5])


def test_training_twice_writes_the_same_files(corpus: Corpus, tmp_path: Path):
    for name in ("once", "again"):
        trained(corpus, tmp_path / name)

    for path in sorted((tmp_path / "once").iterdir()):
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_a_table_is_written_to_eight_significant_bits(corpus: Corpus, tmp_path: Path):
    tokenizer = train_tokenizer(corpus, vocabulary_size=80, min_count=0)
    table = np.full((tokenizer.get_vocab_size(), 2), [1 + 1 / 128 + 1 / 512, -3.0], np.float32)
    write_model(tmp_path, tokenizer, table)

    vectors = StaticEncoder.load(tmp_path).word_vectors(["قطار"])

    n_tokens = len(tokenizer.encode("قطار").ids)
    assert vectors.tolist() == [[n_tokens * (1 + 1 / 128), n_tokens * -3.0]]
