"""An index made of the one before it scores as one that is built anew."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.datatypes import SentenceRole
from retrieval.index.collection import Collection
from retrieval.index.lexical import LexicalIndex
from retrieval.index.postings import build_lexical, typical_lengths, update_lexical
from retrieval.index.words import WordTable
from retrieval.settings import LexicalSettings
from tests.retrieval.index.arrays import make_collection, number_words

WORDS = ("كتاب", "كاتب", "مكاتبه", "قطار", "جسور", "نخيل", "بحار", "في", "1998", "س")
ANYTHING = replace(LexicalSettings(), most_changed=1e9)
passages = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=3, max_size=4).map(" ".join),
    min_size=1,
    max_size=8,
    unique=True,
)


@dataclass
class Texts:
    """Passages of one sentence, each of a document of its own, and their index."""

    passages: Sequence[str]
    collection: Collection
    table: WordTable
    lexical: LexicalIndex

    @classmethod
    def of(cls, passages: Sequence[str], settings: LexicalSettings = ANYTHING) -> "Texts":
        rows, words = number_words(passages)
        shapes = [([SentenceRole.BODY], [(0, 1)])] * len(passages)
        collection = make_collection(shapes, rows + [[]] * len(passages))
        table = WordTable.of(words)
        return cls(passages, collection, table, build_lexical(collection, table, settings))

    def changed(self, passages: Sequence[str], settings: LexicalSettings = ANYTHING) -> "Texts":
        """Update to other passages."""
        made = Texts.of(passages)
        places = {text: place for place, text in enumerate(passages)}
        moved = np.array([places.get(text, -1) for text in self.passages], dtype=np.int32)
        made.lexical = update_lexical(self, moved, made.collection, made.table, settings)
        return made


EVERY_TERM = Texts.of([" ".join(WORDS), " ".join(reversed(WORDS))]).lexical.base.keys


def scores(index: LexicalIndex) -> list[list[float]]:
    """Return every passage's score for every term, and for all of them."""
    found = [index.find(EVERY_TERM[[at]]) for at in range(len(EVERY_TERM))]
    one = np.ones(1)
    every = index.scores(index.find(EVERY_TERM), np.ones(len(EVERY_TERM)), ANYTHING)
    return [*(index.scores(term, one, ANYTHING).tolist() for term in found), every.tolist()]


def frequencies(index: LexicalIndex) -> list[int]:
    counts: list[int] = index.find(EVERY_TERM).frequencies.tolist()
    return counts


@pytest.mark.slow
@given(first=passages, second=passages, third=passages)
def test_after_any_changes_scores_are_those_of_an_index_built_anew_to_the_last_bit(
    first: list[str], second: list[str], third: list[str]
):
    texts = Texts.of(first)

    for state in (second, third, first):
        texts = texts.changed(state)
        anew = build_lexical(texts.collection, texts.table, ANYTHING)
        assert scores(texts.lexical) == scores(anew)
        assert frequencies(texts.lexical) == frequencies(anew)
        assert texts.lexical.lengths.tolist() == anew.lengths.tolist()


def test_the_postings_of_before_are_shared_and_what_came_and_went_lies_beside_them():
    before = Texts.of(["كتاب قطار", "بحار قطار", "نخيل كتاب", "قطار كاتب"])

    after = before.changed(["كتاب قطار", "قطار جسور", "نخيل كتاب", "قطار كاتب"])

    index = after.lexical
    assert index.base is before.lexical.base
    assert index.slots.tolist() == [0, 4, 2, 3]
    assert set(index.recent.slots.tolist()) == {4}
    assert set(index.gone.counts.tolist()) == {1}


def test_a_passage_that_came_and_went_leaves_nothing():
    before = Texts.of(["كتاب قطار", "بحار قطار", "نخيل كتاب"])

    after = before.changed(["كتاب قطار", "بحار كتاب", "بحار قطار", "نخيل كتاب"])
    back = after.changed(before.passages)

    assert back.lexical.base is before.lexical.base
    assert back.lexical.slots.tolist() == [0, 1, 2]
    assert len(back.lexical.recent.keys) == len(back.lexical.gone.keys) == 0


@pytest.mark.parametrize(("most_changed", "is_shared"), [(0.25, True), (0.24, False)])
def test_the_index_is_built_anew_once_too_much_has_changed(most_changed: float, is_shared: bool):
    settings = replace(LexicalSettings(), most_changed=most_changed)
    before = Texts.of(["كتاب قطار", "بحار قطار", "نخيل كتاب", "قطار كاتب"])

    after = before.changed([*before.passages, "نخيل قطار"], settings)

    assert (after.lexical.base is before.lexical.base) is is_shared


def test_what_changed_before_counts_too():
    settings = replace(LexicalSettings(), most_changed=0.5)
    before = Texts.of(["كتاب قطار", "بحار قطار", "نخيل كتاب", "قطار كاتب"])

    second = before.changed([*before.passages[:3], "قطار بحار"], settings)
    third = second.changed(["كتاب بحار", *before.passages[1:3], "قطار بحار"], settings)

    assert second.lexical.base is before.lexical.base
    assert third.lexical.base is not before.lexical.base


def test_the_index_is_built_anew_once_passages_are_of_another_length():
    before = Texts.of(["كتاب قطار", "بحار قطار", "نخيل كتاب"])

    after = before.changed([*before.passages, "كتاب قطار نخيل بحار كاتب جسور"])

    assert after.lexical.base is not before.lexical.base


def test_typical_lengths_are_means_to_the_nearest_power_and_never_below_one():
    lengths = np.array([[2, 100, 0, 1], [2, 102, 0, 0]], dtype=np.int32)

    typical = typical_lengths(lengths)

    # 1.05^14 = 1.980, 1.05^95 = 103.03, 1.05^94 = 98.1: 101 is nearer to the first, in ratio.
    assert typical == pytest.approx([1.05**14, 1.05**95, 1.0, 1.0])
