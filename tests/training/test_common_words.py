from pathlib import Path

import numpy as np

from retrieval.arabic.common_words import COMMON_STEM, rarity_of, stem_checksum
from training.articles import Article
from training.common_words import MIN_COUNT, PASSAGE_WORDS, common_stems, write_common_stems
from training.corpus import Corpus, number_words


def corpus_of(*words: str) -> Corpus:
    return number_words([Article("", (" ".join(words),))])


def test_a_stem_is_common_if_its_words_together_occur_often_enough():
    half = MIN_COUNT // 2
    corpus = corpus_of(*["وزير"] * half, *["الوزير"] * half, *["سفير"] * (MIN_COUNT - 1))

    assert list(common_stems(corpus)) == ["زير"]


def test_words_that_hardly_occur_do_not_add_up_to_a_common_stem():
    forms = [f"{article}وزير{ending}" for article in ("", "ال") for ending in ("", "ه", "ي", "ان")]
    corpus = corpus_of(*forms, *forms)

    assert common_stems(corpus) == {}


def test_numbers_and_latin_words_are_no_arabic_stems():
    corpus = corpus_of(*["2019"] * MIN_COUNT, *["nato"] * MIN_COUNT, *["ب52"] * MIN_COUNT)

    assert common_stems(corpus) == {}


def test_a_stem_has_the_share_of_the_passages_that_hold_it_in_any_form():
    everywhere = ["وزير", *["قال"] * (PASSAGE_WORDS - 1)]
    once = ["قال"] * (PASSAGE_WORDS - MIN_COUNT) + ["الوزير"] * MIN_COUNT
    corpus = corpus_of(*everywhere, *once, *["سفير"] * MIN_COUNT)

    shares = common_stems(corpus)

    assert shares == {"زير": 2 / 3, "قال": 2 / 3, "سفير": 1 / 3}


def test_what_is_written_is_what_is_looked_up(tmp_path: Path):
    target = tmp_path / "common.npy"
    words = ["موسكو"] * MIN_COUNT + ["قال"] * (PASSAGE_WORDS - MIN_COUNT)

    n_stems = write_common_stems(corpus_of(*words, *["قال"] * PASSAGE_WORDS), target)

    written = np.load(target)
    assert n_stems == 2
    assert written.dtype == COMMON_STEM
    assert dict(written.tolist()) == {stem_checksum("موسكو"): 8, stem_checksum("قال"): 0}
    assert written["checksum"].tolist() == sorted(written["checksum"].tolist())


def test_rarities_count_eighths_of_halvings():
    assert rarity_of(np.array([1.0, 0.5, 0.25, 2**-0.125, 1e-12])).tolist() == [0, 8, 16, 1, 255]
