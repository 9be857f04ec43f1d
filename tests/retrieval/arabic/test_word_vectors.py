import numpy as np
import pytest

from retrieval.arabic.lemmas import bundled_lemmas
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import light_stem
from retrieval.arabic.word_vectors import FULL_LENGTH, bundled_word_vectors


def cosine(*words: str) -> float:
    lemmas = bundled_lemmas().numbers_of([light_stem(matching_key(word)) for word in words])
    a, b = bundled_word_vectors()[lemmas].astype(np.float64) / FULL_LENGTH
    return float(a @ b)


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("قلق", "توجس", "طائرة"),
        ("القلق", "مخاوف", "مباراة"),
        ("مستشفى", "عيادة", "انتخابات"),
        ("محادثات", "مفاوضات", "سيارة"),
        ("قلقهم", "بمخاوف", "سيارتهم"),
    ],
)
def test_a_word_is_nearer_to_one_of_its_meaning_than_to_another(word: str, near: str, far: str):
    assert cosine(word, near) > 0.4 > cosine(word, far) + 0.2


def test_every_vector_has_the_full_length():
    vectors = bundled_word_vectors()

    lengths = np.linalg.norm(vectors.astype(np.float64), axis=1)

    assert vectors.dtype == np.int8
    assert np.abs(lengths / FULL_LENGTH - 1).max() < 0.02
