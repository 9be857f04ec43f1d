import numpy as np
from numpy.typing import NDArray

from training.articles import Article
from training.corpus import Corpus, number_words
from training.pairs import PASSAGE_WORDS, make_pairs, split_passages
from training.ragged import take_slices


def words_of(corpus: Corpus, slices: NDArray[np.int64]) -> list[str]:
    return [corpus.words[row] for start, end in slices for row in corpus.stream[start:end]]


def made_corpus() -> Corpus:
    """Three articles, no word twice; the second has no title, the third is too short."""
    number = iter(range(10_000))

    def sentence(n_words: int) -> str:
        return " ".join(f"و{next(number)}" for _ in range(n_words))

    return number_words(
        [
            Article(sentence(3), tuple(sentence(30) for _ in range(9))),
            Article("", tuple(sentence(20) for _ in range(5))),
            Article(sentence(2), (sentence(5),)),
        ]
    )


def test_words_are_numbered_as_they_are_met():
    corpus = number_words([Article("ا ب", ("ب ج", "ا")), Article("", ("د",)), Article("ج", ())])

    assert corpus.words == ["ا", "ب", "ج", "د"]
    assert corpus.counts.tolist() == [2, 2, 2, 1]
    assert corpus.stream.tolist() == [0, 1, 1, 2, 0, 3, 2]
    assert corpus.sentence_starts.tolist() == [0, 2, 4, 5, 5, 6, 7]
    assert corpus.article_starts.tolist() == [0, 3, 5, 6]


def test_slices_are_taken_in_the_order_asked_for():
    taken = take_slices(
        np.array([10, 11, 12, 13, 14], dtype=np.int32),
        np.array([3, 0, 2]),
        np.array([2, 3, 0]),
    )

    assert taken.tolist() == [13, 14, 10, 11, 12]


def test_passages_are_whole_sentences_of_one_article_without_its_title():
    corpus = made_corpus()

    assert split_passages(corpus).tolist() == [
        [0, 1, 5],
        [0, 5, 9],
        [0, 9, 10],
        [10, 11, 16],
    ]
    assert PASSAGE_WORDS == 100


def test_a_question_and_its_passage_come_from_one_article():
    corpus = made_corpus()
    pairs = make_pairs(corpus, seed=3)
    first_of_article = corpus.sentence_starts[corpus.article_starts]

    articles = [
        {
            np.searchsorted(first_of_article, start, side="right")
            for start, end in text
            if end > start
        }
        for question, passage in zip(pairs.questions, pairs.passages, strict=True)
        for text in [np.concatenate([question, passage])]
    ]

    assert all(len(together) == 1 for together in articles)
    assert len(pairs) > 0


def test_no_text_of_a_pair_is_empty_and_no_word_stands_in_a_passage_twice():
    corpus = made_corpus()
    pairs = make_pairs(corpus, seed=3)

    for question, passage in zip(pairs.questions, pairs.passages, strict=True):
        words = words_of(corpus, passage)
        assert words_of(corpus, question)
        assert words
        assert len(set(words)) == len(words)


def test_most_questions_are_taken_out_of_their_passage_and_some_are_left_in():
    corpus = made_corpus()
    shares = [
        set(words_of(corpus, question)) <= set(words_of(corpus, passage))
        for seed in range(40)
        for pairs in [make_pairs(corpus, seed=seed)]
        for question, passage in zip(pairs.questions, pairs.passages, strict=True)
        if question[0, 0] >= 3  # not the title
    ]

    assert 0.05 < np.mean(shares) < 0.2


def test_a_title_asks_alone_and_beside_words_of_the_passage():
    corpus = made_corpus()
    asks = [words_of(corpus, question) for question in make_pairs(corpus, seed=3).questions]
    title = set(corpus.words[:3])

    with_title = [set(words) - title for words in asks if set(words) & title]

    n_passages_of_first = 3
    assert sum(not beside for beside in with_title) == n_passages_of_first
    assert sum(2 <= len(beside) <= 5 for beside in with_title) == n_passages_of_first


def test_pairs_are_the_same_for_the_same_seed():
    corpus = made_corpus()

    once, again, other = (make_pairs(corpus, seed=seed) for seed in (1, 1, 2))

    assert np.array_equal(once.questions, again.questions)
    assert np.array_equal(once.passages, again.passages)
    assert not np.array_equal(once.questions, other.questions)
