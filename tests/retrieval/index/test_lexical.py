import math
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arabic.terms import word_terms
from retrieval.datatypes import SentenceRole
from retrieval.index.lexical import FoundTerms, LexicalIndex, Postings, TermFrequencies
from retrieval.index.postings import build_lexical
from retrieval.index.words import TermKind, WordTable, pair_keys
from retrieval.settings import FieldSettings, LexicalSettings
from tests.oracles import bm25
from tests.retrieval.index.arrays import make_collection, number_words

# The sentences of a passage, as words of a key.
Passages = Sequence[Sequence[Sequence[str]]]

# Inflections of a few stems, a skeleton two stems share, stop words, digits, and one letter.
WORDS = (
    *("كتاب", "كتب", "الكتاب", "كاتب", "مكتبه", "والمكتبات", "زياره", "زوار", "يزور"),
    *("قطار", "القطار", "مدينه", "بحر", "في", "من", "علي", "1998", "س", "ab"),
)
MADE_SETTINGS = LexicalSettings(
    stem=FieldSettings(weight=1.0, k1=0.0, b=0.0),
    gram=FieldSettings(weight=0.3, k1=2.0, b=1.0),
    skeleton=FieldSettings(weight=0.0, k1=1.2, b=0.75),
    pair=FieldSettings(weight=2.5, k1=0.5, b=0.2),
    idf_power=2.0,
)

sentences = st.lists(st.sampled_from(WORDS), max_size=6)
collections = st.lists(st.lists(sentences, min_size=1, max_size=3), min_size=1, max_size=7)


def index_of(passages: Passages, settings: LexicalSettings | None = None) -> LexicalIndex:
    """Index passages, each of a document of its own that has no title."""
    rows, words = number_words(" ".join(words) for sentences in passages for words in sentences)
    collection = make_collection(
        [([SentenceRole.BODY] * len(held), [(0, len(held))]) for held in passages],
        rows + [[]] * len(passages),
    )
    table = WordTable.of(words)
    return build_lexical(collection, table, settings or LexicalSettings())


def keys_of_words() -> dict[bm25.Term, int]:
    """Return the key of every term of `WORDS`."""
    table = WordTable.of(WORDS)
    keys: dict[bm25.Term, int] = {}
    for word, start in zip(WORDS, table.offsets.tolist(), strict=False):
        terms = word_terms(word)
        listed = [("stem", terms.stem), ("skeleton", terms.skeleton)]
        listed += [("gram", gram) for gram in terms.grams]
        keys.update(zip(listed, table.keys[start:].tolist(), strict=False))
    return keys


def key_of(term: bm25.Term) -> int:
    kind, text = term
    if kind != "pair":
        return KEYS[term]
    first, second = (np.array([KEYS["stem", stem]], dtype=np.uint64) for stem in text.split())
    return int(pair_keys(first, second)[0])


KEYS = keys_of_words()


def find(index: LexicalIndex, terms: Sequence[bm25.Term]) -> FoundTerms:
    return index.find(np.array([key_of(term) for term in terms], dtype=np.uint64))


def scores(
    index: LexicalIndex,
    question: Mapping[bm25.Term, float],
    settings: LexicalSettings | None = None,
) -> list[float]:
    weights = np.array(list(question.values()), dtype=np.float64)
    return list(index.scores(find(index, list(question)), weights, settings or LexicalSettings()))


def split(*passages: str) -> list[list[list[str]]]:
    return [[sentence.split() for sentence in passage.split(".")] for passage in passages]


def test_one_stem_in_one_of_two_passages_of_equal_length_scores_as_worked_by_hand():
    index = index_of(split("كتاب", "قطار"))

    # idf = ln(1 + 1.5 / 1.5) = ln 2; the passage has mean length, so tf (k1 + 1) / (tf + k1) = 1.
    assert scores(index, {("stem", "كتاب"): 1.0}) == pytest.approx(
        [0.75 * math.log(2) ** 1.2, 0.0], rel=1e-3
    )


def test_a_repeated_stem_saturates_by_its_passages_length_as_worked_by_hand():
    index = index_of(split("كتاب كتاب كتاب", "قطار"))

    # Lengths 3 and 1, mean 2, which is nearest to 1.05^14 = 1.9799: damping = .6 (.25 + .75 * 3 /
    # 1.9799) = .8319.
    assert scores(index, {("stem", "كتاب"): 1.0}) == pytest.approx(
        [0.75 * math.log(2) ** 1.2 * 3 * 1.6 / (3 + 0.8319), 0.0], rel=1e-3
    )


def test_the_weight_of_a_question_term_multiplies_its_score():
    index = index_of(split("كتاب قطار", "قطار"))

    once = scores(index, {("stem", "كتاب"): 1.0})

    assert scores(index, {("stem", "كتاب"): 0.7}) == pytest.approx([0.7 * once[0], 0.0])


@pytest.mark.slow
@pytest.mark.parametrize("settings", [LexicalSettings(), MADE_SETTINGS], ids=["chosen", "made"])
@given(passages=collections, asked=sentences)
def test_scores_equal_those_of_the_formula(
    settings: LexicalSettings, passages: list[list[list[str]]], asked: list[str]
):
    question = {term: 0.5 + n for term, n in bm25.count([asked]).items()}

    found = scores(index_of(passages, settings), question, settings)

    assert found == pytest.approx(bm25.scores(passages, question, settings), rel=1e-3, abs=1e-9)


@pytest.mark.slow
@given(passages=collections)
def test_document_frequencies_count_passages_not_occurrences(passages: list[list[list[str]]]):
    index = index_of(passages)
    expected = bm25.document_frequencies(passages)

    frequencies = find(index, list(expected)).frequencies

    assert frequencies.tolist() == list(expected.values())


@pytest.mark.slow
@given(passages=collections)
def test_the_index_holds_the_terms_of_its_passages_and_no_other(passages: list[list[list[str]]]):
    index = index_of(passages)
    terms = {term for held in passages for term in bm25.count(held)}

    assert index.base.keys.tolist() == sorted(map(key_of, terms))


@pytest.mark.slow
@given(passages=collections)
def test_the_passages_of_a_term_ascend(passages: list[list[list[str]]]):
    index = index_of(passages)

    for start, end in zip(index.base.offsets[:-1], index.base.offsets[1:], strict=True):
        rows = index.base.slots[start:end].tolist()
        assert rows == sorted(set(rows))


def test_a_term_that_no_passage_holds_has_no_position_no_frequency_and_no_score():
    index = index_of(split("كتاب قطار", "قطار"))
    terms = [("stem", "بحر"), ("stem", "كتاب")]

    found = find(index, terms)

    assert found.base[0].tolist() == found.recent[0].tolist() == [0, 0]
    assert found.frequencies.tolist() == [0, 1]
    assert scores(index, {terms[0]: 5.0, terms[1]: 0.0}) == [0.0, 0.0]


def test_the_key_above_all_others_is_searched_for_without_error():
    index = index_of(split("كتاب"))

    assert index.find(np.array([2**64 - 1], dtype=np.uint64)).base.tolist() == [[0, 0]]


def test_a_question_without_terms_scores_every_passage_zero():
    index = index_of(split("كتاب", "قطار"))

    assert scores(index, {}) == [0.0, 0.0]


def test_a_collection_without_words_finds_nothing():
    index = index_of([[[]], [[]]])

    assert index.base.keys.tolist() == []
    assert scores(index, {("stem", "كتاب"): 1.0}) == [0.0, 0.0]


def test_neighbouring_words_are_a_pair_in_their_order():
    index = index_of(split("قطار مدينه", "قطار بحر"))

    terms = [
        ("pair", f"{stem('قطار')} {stem('مدينه')}"),
        ("pair", f"{stem('مدينه')} {stem('قطار')}"),
    ]

    assert find(index, terms).frequencies.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("قطار في مدينه", "a stop word stands between"),
        ("قطار.مدينه", "they are in two sentences"),
        ("قطار بحر مدينه", "another word stands between"),
    ],
)
def test_words_apart_are_no_pair(text: str, why: str):
    index = index_of(split(text))

    term = ("pair", f"{stem('قطار')} {stem('مدينه')}")

    assert find(index, [term]).base.tolist() == [[0, 0]], why


def test_a_stop_word_is_in_no_pair():
    index = index_of(split("في قطار من"))

    pairs = [("pair", f"{stem('في')} {stem('قطار')}"), ("pair", f"{stem('قطار')} {stem('من')}")]

    assert find(index, pairs).base.tolist() == [[0, 0], [0, 0]]


def stem(word: str) -> str:
    return word_terms(word).stem


def test_more_postings_than_are_added_up_at_once_add_up_in_the_order_of_their_terms():
    n_terms, n_passages = 4, 20_000
    saturations = np.random.default_rng(5).random((n_terms, n_passages), dtype=np.float32)
    none = np.empty(0)
    index = LexicalIndex(
        base=Postings(
            keys=np.arange(n_terms, dtype=np.uint64),
            kinds=np.zeros(n_terms, dtype=np.uint8),
            offsets=n_passages * np.arange(n_terms + 1),
            slots=np.tile(np.arange(n_passages, dtype=np.int32), n_terms),
            saturations=saturations.ravel(),
        ),
        recent=Postings(
            keys=none.astype(np.uint64),
            kinds=none.astype(np.uint8),
            offsets=np.zeros(1, dtype=np.int64),
            slots=none.astype(np.int32),
            saturations=none.astype(np.float32),
        ),
        gone=TermFrequencies(none.astype(np.uint64), none.astype(np.int64)),
        slots=np.arange(n_passages, dtype=np.int32),
        lengths=np.ones((n_passages, len(TermKind)), dtype=np.int32),
        n_base=n_passages,
    )
    ceilings = np.array([[0.3, 2.7, 0.0, 1.1], [0.0, 0.0, 0.0, 0.0], [0.0, 5.0, 0.7, 0.9]])

    sums = index.summed(index.find(index.base.keys), ceilings)

    for found, weights in zip(sums, ceilings.astype(np.float32), strict=True):
        expected = np.zeros(n_passages)
        for share, weight in zip(saturations, weights, strict=True):
            expected += share * weight
        assert np.array_equal(found, expected)
