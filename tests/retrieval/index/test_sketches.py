import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index.sketches import N_HASHES, sketch

FACTORS = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1, 0xCC9E2D51)


def least_one_by_one(words: list[int], factor: int) -> int:
    return min(((word + 1) * factor % 2**32 for word in words), default=2**32 - 1)


@given(sentences=st.lists(st.lists(st.integers(0, 2**31 - 2), max_size=9), max_size=9))
def test_a_sentence_is_sketched_by_the_least_hashes_of_its_words(sentences: list[list[int]]):
    tokens = np.array([word for words in sentences for word in words], dtype=np.int32)
    offsets = np.cumsum([0, *map(len, sentences)], dtype=np.int64)

    least = sketch(tokens, offsets)

    assert least.shape == (len(sentences), N_HASHES)
    assert least.tolist() == [
        [least_one_by_one(words, factor) for factor in FACTORS] for words in sentences
    ]


def test_many_sentences_are_sketched_as_few_are():
    random = np.random.default_rng(3)
    lengths = random.integers(0, 60, size=2_000)
    tokens = random.integers(0, 30_000, size=lengths.sum(), dtype=np.int32)
    offsets = np.concatenate([[0], np.cumsum(lengths)])

    least = sketch(tokens, offsets)

    for row in (0, 1, 700, 1_400, 1_999):
        some = tokens[offsets[row] : offsets[row + 1]]
        assert least[row].tolist() == sketch(some, np.array([0, len(some)])).tolist()[0]
