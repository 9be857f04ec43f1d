"""What a few lines say of a few words."""

import numpy as np
import pytest
from scipy import sparse

from retrieval.arabic.lemmas import UNKNOWN
from tests.training.known import lemmas_of
from training.associations import Association
from training.carriers import Carriers
from training.concepts import Concept, Thesaurus
from training.lemma_knowledge import LemmaKnowledge, gather_knowledge, lemmas_of_words

WON, TRIUMPHED, BEAT, MATCH, DOCTOR, DAMASCUS = range(6)
LEMMAS = lemmas_of("فاز", "انتصر", "هزم", "مباراة", "طبيب طبيبة", "دمشق")

VICTORY = Concept("فوز", "رياضة", ("فاز", "هزم"))
GAME = Concept("مباراة", "رياضة", ("مباراة", "كرة القدم"))
SYRIA = Concept("سوريا", "دول", ("دمشق", "الشام"))
UNION = Concept("اتحاد", "كيانات", ("أعضاء",))


def thesaurus_of(words: dict[str, tuple[Concept, ...]], *concepts: Concept) -> Thesaurus:
    return Thesaurus({concept.label: concept for concept in concepts}, words)


def gathered(
    *associations: Association,
    thesaurus: Thesaurus | None = None,
    carriers: tuple[Carriers, ...] = (),
) -> LemmaKnowledge:
    return gather_knowledge(LEMMAS, thesaurus or thesaurus_of({}), associations, carriers)


def entries(matrix: sparse.csr_matrix) -> dict[tuple[int, int], float]:
    """What is not 0 of a matrix, by row and column."""
    dense = matrix.toarray().astype(np.float64).round(6)
    return {(row, column): dense[row, column] for row, column in np.argwhere(dense).tolist()}


def both_ways(*pairs: tuple[int, int]) -> dict[tuple[int, int], float]:
    return {pair: 1.0 for one, other in pairs for pair in ((one, other), (other, one))}


def test_words_as_written_are_led_to_their_lemmas():
    numbers = lemmas_of_words(["الطبيبة", "وفازَ", "قفطبن"], LEMMAS)

    assert numbers.tolist() == [DOCTOR, WON, UNKNOWN]


def test_heads_are_near_each_other_and_what_is_listed_as_near_both_ways():
    knowledge = gathered(Association(("فاز", "انتصر"), ("هزم",), ()))

    expected = both_ways((WON, TRIUMPHED), (WON, BEAT), (TRIUMPHED, BEAT))
    assert entries(knowledge.near) == expected
    assert entries(knowledge.related) == {}


def test_words_near_one_head_are_not_near_each_other_by_that():
    knowledge = gathered(Association(("فاز",), ("انتصر", "هزم"), ()))

    assert entries(knowledge.near) == both_ways((WON, TRIUMPHED), (WON, BEAT))


def test_each_head_is_related_to_what_is_listed_as_related_both_ways():
    knowledge = gathered(Association(("فاز", "انتصر"), (), ("مباراة",)))

    assert entries(knowledge.related) == both_ways((WON, MATCH), (TRIUMPHED, MATCH))
    assert entries(knowledge.near) == both_ways((WON, TRIUMPHED))


@pytest.mark.parametrize("order", [1, -1])
def test_a_pair_that_one_line_calls_near_is_not_related_by_another(order: int):
    lines = (Association(("فاز",), (), ("هزم",)), Association(("هزم",), ("فاز",), ()))

    knowledge = gathered(*lines[::order])

    assert entries(knowledge.near) == both_ways((WON, BEAT))
    assert entries(knowledge.related) == {}


def test_what_carries_a_head_carries_it_one_way_and_a_clue_counts_half():
    knowledge = gathered(carriers=(Carriers(("فاز",), ("انتصر",), ("مباراة",)),))

    assert entries(knowledge.carried) == {(WON, TRIUMPHED): 1.0, (WON, MATCH): 0.5}
    assert entries(knowledge.near) == entries(knowledge.related) == {}


@pytest.mark.parametrize("order", [1, -1])
def test_what_carries_a_head_by_one_line_is_no_clue_by_another(order: int):
    lines = (Carriers(("فاز",), (), ("هزم",)), Carriers(("فاز",), ("هزم",), ()))

    assert entries(gathered(carriers=lines[::order]).carried) == {(WON, BEAT): 1.0}


def test_all_forms_of_a_head_are_carried_and_none_carries_itself():
    line = Carriers(("فاز", "انتصر"), ("انتصر", "قفطبن"), ("طبيب",))

    expected = {(WON, TRIUMPHED): 1.0, (WON, DOCTOR): 0.5, (TRIUMPHED, DOCTOR): 0.5}
    assert entries(gathered(carriers=(line,)).carried) == expected


def test_no_lemma_is_near_itself_by_another_form_of_it():
    knowledge = gathered(Association(("طبيب",), ("طبيبة",), ("الطبيب",)))

    assert entries(knowledge.near) == entries(knowledge.related) == {}


def test_words_of_no_lemma_are_passed_over():
    knowledge = gathered(
        Association(("قفطبن", "فاز"), ("غضظكم",), ("مباراة", "غضظكم")),
        thesaurus=thesaurus_of({"قفطبن": (VICTORY,)}, VICTORY),
    )

    assert entries(knowledge.near) == {}
    assert entries(knowledge.related) == both_ways((WON, MATCH))
    assert entries(knowledge.concepts) == {(WON, 0): 1.0, (BEAT, 0): 1.0}  # typical of it


def test_the_best_concept_of_a_word_counts_in_full_and_further_ones_less():
    thesaurus = thesaurus_of({"انتصر": (GAME, VICTORY, SYRIA)}, SYRIA, VICTORY, GAME)

    shares = entries(gathered(thesaurus=thesaurus).concepts)

    own = {concept: share for (lemma, concept), share in shares.items() if lemma == TRIUMPHED}
    assert own == {0: 0.7, 1: 0.7, 2: 1.0}


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_words_of_a_lemma_each_gives_its_best_concept(order: int):
    words = {"طبيب": (GAME, VICTORY), "طبيبه": (VICTORY,)}
    listed = dict(list(words.items())[::order])

    shares = entries(gathered(thesaurus=thesaurus_of(listed, VICTORY, GAME)).concepts)

    assert shares[DOCTOR, 0] == shares[DOCTOR, 1] == 1.0


def test_typical_words_tell_of_lemmas_that_have_no_concept_and_of_no_others():
    thesaurus = thesaurus_of({"فاز": (GAME,)}, VICTORY, GAME, SYRIA)

    shares = entries(gathered(thesaurus=thesaurus).concepts)

    assert shares == {(WON, 1): 1.0, (BEAT, 0): 1.0, (MATCH, 1): 1.0, (DAMASCUS, 2): 1.0}


def test_a_lemma_may_be_typical_of_two_concepts():
    other = Concept("عاصمة", "مكان", ("دمشق",))

    shares = entries(gathered(thesaurus=thesaurus_of({}, SYRIA, other)).concepts)

    assert shares == {(DAMASCUS, 0): 1.0, (DAMASCUS, 1): 1.0}


def test_concepts_know_their_field_and_whether_they_are_names():
    thesaurus = thesaurus_of({}, VICTORY, SYRIA, GAME, UNION)

    knowledge = gathered(thesaurus=thesaurus)

    assert knowledge.fields.tolist() == [0, 1, 0, 2]
    assert knowledge.is_name.tolist() == [False, True, False, True]


def test_where_nothing_is_written_nothing_is_known():
    knowledge = gathered()

    assert knowledge.n_lemmas == 6
    assert knowledge.near.nnz == knowledge.related.nnz == 0
    assert knowledge.concepts.shape == (6, 0)
    assert knowledge.is_name.dtype == np.bool_
