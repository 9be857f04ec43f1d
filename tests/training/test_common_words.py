from pathlib import Path

import numpy as np

from retrieval.arabic.common_words import checksums_of
from training.articles import Article
from training.common_words import MIN_COUNT, common_stems, write_common_stems
from training.corpus import Corpus, number_words


def corpus_of(*words: str) -> Corpus:
    return number_words([Article("", (" ".join(words),))])


def test_a_stem_is_common_if_its_words_together_occur_often_enough():
    half = MIN_COUNT // 2
    corpus = corpus_of(*["وزير"] * half, *["الوزير"] * half, *["سفير"] * (MIN_COUNT - 1))

    assert common_stems(corpus) == ["زير"]


def test_words_that_hardly_occur_do_not_add_up_to_a_common_stem():
    forms = [f"{article}وزير{ending}" for article in ("", "ال") for ending in ("", "ه", "ي", "ان")]
    corpus = corpus_of(*forms, *forms)

    assert common_stems(corpus) == []


def test_numbers_and_latin_words_are_no_arabic_stems():
    corpus = corpus_of(*["2019"] * MIN_COUNT, *["nato"] * MIN_COUNT, *["ب52"] * MIN_COUNT)

    assert common_stems(corpus) == []


def test_what_is_written_is_what_is_looked_up(tmp_path: Path):
    target = tmp_path / "common.npy"

    n_stems = write_common_stems(corpus_of(*["موسكو"] * MIN_COUNT), target)

    assert n_stems == 1
    assert np.load(target).tolist() == checksums_of(["موسكو"]).tolist()
