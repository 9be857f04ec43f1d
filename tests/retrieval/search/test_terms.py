from dataclasses import replace

import numpy as np
import pytest

from retrieval.arabic.alternatives import Alternative
from retrieval.arabic.questions import QueryWord, analyse_question
from retrieval.arabic.terms import grams
from retrieval.index.words import TermKind, WordTable, pair_keys, term_key
from retrieval.search.terms import QueryTerms, query_terms
from tests.retrieval.search.shelf import terms_of


def weight(terms: QueryTerms, key: int) -> float:
    """The weight of a term of a question; 0 where it has no such term."""
    return float(terms.weights[terms.keys == np.uint64(key)].sum())


def stem(text: str) -> int:
    return term_key(TermKind.STEM, text)


def skeleton(text: str) -> int:
    return term_key(TermKind.SKELETON, text)


def gram(text: str, word: str) -> int:
    """The key of a 4-gram of a word; after its stem and its skeleton a word has its grams."""
    return int(WordTable.of([word]).keys[2 + grams(word).index(text)])


def pair(first: str, second: str) -> int:
    stems = [np.array([stem(text)], np.uint64) for text in (first, second)]
    return int(pair_keys(*stems)[0])


def terms_of_kind(terms: QueryTerms, kind: TermKind) -> set[int]:
    return set(terms.keys[terms.kinds == kind].tolist())


def test_a_word_gives_its_stem_its_skeleton_and_its_grams():
    terms = terms_of("سوبيا")

    assert terms_of_kind(terms, TermKind.STEM) == {stem("سوبيا")}
    assert terms_of_kind(terms, TermKind.SKELETON) == {skeleton("سب")}
    assert terms_of_kind(terms, TermKind.GRAM) == {
        gram(text, "سوبيا") for text in ("_سوب", "سوبي", "وبيا", "بيا_")
    }
    assert terms_of_kind(terms, TermKind.PAIR) == set()


def test_the_weight_of_a_term_is_summed_over_the_words_that_hold_it():
    terms = terms_of("زيارة زائر الزيارة")

    # All three are «زر» once their long vowels go; two share a stem and the gram at the end.
    assert weight(terms, skeleton("زر")) == 3
    assert weight(terms, stem("زيار")) == 2
    assert weight(terms, gram("ياره", "زياره")) == 2
    assert weight(terms, gram("_زيا", "زياره")) == 1


def test_a_stop_word_weighs_less_than_a_word_of_the_topic():
    terms = terms_of("الحرب قبل الهدنة")

    assert weight(terms, stem("قبل")) == pytest.approx(0.7)
    assert weight(terms, stem("حرب")) == 1
    assert terms.word_weights.tolist() == pytest.approx([1, 0.7, 1])


def test_question_words_are_left_out():
    with_words, without = terms_of("متى يزور الوزير موسكو؟"), terms_of("يزور الوزير موسكو")

    assert with_words.keys.tolist() == without.keys.tolist()
    assert with_words.weights.tolist() == without.weights.tolist()
    assert with_words.word_weights.tolist() == [1, 1, 1]


def test_neighbouring_words_of_the_topic_make_a_pair():
    terms = terms_of("متى يزور الوزير موسكو؟")

    assert terms_of_kind(terms, TermKind.PAIR) == {pair("يزور", "زير"), pair("زير", "موسكو")}
    assert weight(terms, pair("زير", "موسكو")) == 1


def test_words_with_a_stop_word_between_them_make_no_pair():
    terms = terms_of("انسحاب الجيش من المدينة")

    assert terms_of_kind(terms, TermKind.PAIR) == {pair("انسحاب", "جيش")}


def test_words_with_a_question_word_between_them_make_no_pair():
    terms = terms_of("أردوغان متى يزور موسكو")

    assert terms_of_kind(terms, TermKind.PAIR) == {pair("يزور", "موسكو")}


def test_a_pair_said_twice_counts_twice():
    terms = terms_of("وقف القتال وقف القتال")

    assert weight(terms, pair("وقف", "قتال")) == 2


def test_each_word_knows_its_terms():
    terms = terms_of("الهدنة في حلب")
    is_aleppo = terms.keys == np.uint64(stem("حلب"))

    assert terms.words[is_aleppo].tolist() == [[False, False, True]]
    # A stem, a skeleton, and the 4-grams of «_الهدنه_», «_في_» and «_حلب_».
    assert terms.words.sum(axis=0).tolist() == [2 + 5, 2 + 1, 2 + 2]


def test_what_may_stand_for_a_word_is_known_by_its_stem_alone():
    words = (
        QueryWord("في", 0.7),
        QueryWord("موسكو", 1.0, alternatives=(Alternative("الكرملين", 0.5),)),
    )
    query = replace(analyse_question("في موسكو"), words=words)

    terms = query_terms(query)

    others = terms.alternatives
    assert terms.keys[others.stems].tolist() == [stem("كرمل")]
    assert not terms.words[others.stems].any()
    assert terms.weights[others.stems].tolist() == [0]
    assert terms.kinds[others.stems].tolist() == [TermKind.STEM]
    # «الكرملين» with its two boundaries has ten letters, seven runs of four.
    assert (others.owners.tolist(), others.shares.tolist()) == ([1], [0.5])
    assert others.n_grams.tolist() == [7]


def test_a_word_counts_for_its_own_or_for_its_best_alternative():
    alternatives = (Alternative("الكرملين", 0.5), Alternative("بطرسبرغ", 0.25))
    words = (QueryWord("زار", 1.0), QueryWord("موسكو", 1.0, alternatives=alternatives))
    terms = query_terms(replace(analyse_question("زار موسكو"), words=words))

    best = terms.best_of_each(
        np.array([[1.0, 0.4], [0.0, 0.6], [0.0, 0.0]]),
        np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]),
    )

    assert best.tolist() == [[1.0, 0.5], [0.0, 0.6], [0.0, 0.25]]


def test_terms_are_distinct_and_ascending():
    terms = terms_of("وقف القتال وقف القتال قبل وقف الحوار")

    assert terms.keys.tolist() == sorted(set(terms.keys.tolist()))


@pytest.mark.parametrize("question", ["", "؟!", "متى؟"])
def test_a_question_without_words_of_its_own_has_no_terms(question: str):
    terms = terms_of(question)

    assert [array.shape for array in (terms.keys, terms.kinds, terms.weights)] == [(0,)] * 3
    assert terms.words.shape == (0, 0)
