"""Pairs are gathered from two small parts, and links fitted on made-up lemmas."""

import json
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from retrieval.arabic.word_links import N_LINKS, SURE
from retrieval.datatypes import Document, DocumentId
from tests.training.known import knowledge_of, lemmas_of, with_carried
from training.lemma_knowledge import LemmaKnowledge
from training.own_questions import Part
from training.pair_features import PairFeatures
from training.word_links import MarkedPairs, fit_links, gather_marked_pairs, make_word_links

FIRE, MARKET, BURNT, NIGHT, FLAMES, CASTLE, TIGER, DOCTOR = range(8)
LEMMAS = lemmas_of(
    "حريق", "سوق", "احترق", "ليل", "لهب", "قلعة", "نمر", "طبيب طبيبة"
)  # what else the texts hold is of no lemma

SENTENCE = "احترق السوق والطبيبة ضغظ"
EVENT = (f"ثخذ. {SENTENCE}. ثخذ.", "لهب " * 100)
ELSEWHERE = "قلعة نمر " * 20_000
"""So long that hardly a word of the event is drawn from the part, nor one of the sentence."""


def part_of(number: int, folder: Path, links: str | None) -> Part:
    """A part of an event in two articles and of another article, with a question on the first."""
    event = [
        Document(DocumentId(f"{number}.jsonl#{place}"), text, "")
        for place, text in enumerate(EVENT)
    ]
    other = Document(DocumentId(f"{number}.jsonl#9"), ELSEWHERE, "")
    start = EVENT[0].index(SENTENCE)
    gold = {"file": str(number), "id": "0", "start": start, "end": start + len(SENTENCE)}
    question = {"id": f"{number}-1", "question": "؟", "style": "plain", "gold": [gold]}
    (folder / f"questions_{number}.jsonl").write_text(json.dumps(question), encoding="utf-8")
    lines = "" if links is None else f"{number}-1\t{links}\n"
    (folder / f"links_{number}.tsv").write_text(lines, encoding="utf-8")
    return Part(number, (tuple(event), (other,)), ())


def gathered(folder: Path, links: str) -> dict[tuple[int, int], tuple[bool, float]]:
    """What is gathered of one part: asked and found lemma -> whether it is linked, and weight."""
    pairs = gather_marked_pairs([part_of(1, folder, links)], LEMMAS, 0, folder)
    rows = [each.tolist() for each in (pairs.asked, pairs.found, pairs.is_linked, pairs.weights)]
    told = {
        (asked, found): (linked, weight)
        for asked, found, linked, weight in zip(*rows, strict=True)
    }
    assert len(told) == len(pairs.asked)
    return told


def test_what_may_stand_for_a_word_weighs_twice_what_a_clue_does(tmp_path: Path):
    pairs = gathered(tmp_path, "حريق=احترق حريق~السوق")

    linked = {pair: weight for pair, (is_linked, weight) in pairs.items() if is_linked}
    assert linked == {(FIRE, BURNT): 1.0, (FIRE, MARKET): 0.5}


@pytest.mark.parametrize("links", ["حريق=احترق الحريق~احترق", "الحريق~احترق حريق=احترق"])
def test_of_a_pair_marked_twice_the_larger_weight_stays(tmp_path: Path, links: str):
    assert gathered(tmp_path, links)[FIRE, BURNT] == (True, 1.0)


def test_others_are_of_the_sentence_of_the_event_and_of_the_part(tmp_path: Path):
    pairs = gathered(tmp_path, "حريق=احترق")

    unlinked = {pair: weight for pair, (is_linked, weight) in pairs.items() if not is_linked}
    others = (MARKET, DOCTOR, FLAMES, CASTLE, TIGER)
    assert unlinked == {(FIRE, other): 1.0 for other in others}


def test_every_word_has_its_own_marked_pairs_and_others(tmp_path: Path):
    pairs = gathered(tmp_path, "حريق=احترق ليل~السوق")

    assert pairs[FIRE, BURNT] == (True, 1.0)
    assert pairs[FIRE, MARKET] == (False, 1.0)
    assert pairs[NIGHT, MARKET] == (True, 0.5)
    assert pairs[NIGHT, BURNT] == (False, 1.0)


def test_no_lemma_is_paired_with_itself_marked_or_not(tmp_path: Path):
    pairs = gathered(tmp_path, "طبيب=الطبيبة طبيب~احترق")

    assert pairs[DOCTOR, BURNT] == (True, 0.5)
    assert (DOCTOR, DOCTOR) not in pairs


def test_words_of_no_lemma_are_in_no_pair(tmp_path: Path):
    pairs = gathered(tmp_path, "حريق=ضغظ ثخذ=احترق حريق~احترق")

    assert {asked for asked, _ in pairs} == {FIRE}
    assert min(found for _, found in pairs) >= 0


def test_a_part_without_links_adds_nothing(tmp_path: Path):
    bare, marked = part_of(1, tmp_path, None), part_of(2, tmp_path, "حريق=احترق")

    none, alone, both = (
        gather_marked_pairs(parts, LEMMAS, 0, tmp_path)
        for parts in ([bare], [marked], [bare, marked])
    )

    assert len(none.asked) == len(none.weights) == 0
    assert len(alone.asked) > 0
    assert both.found.tolist() == alone.found.tolist()


def test_parts_may_hold_no_article(tmp_path: Path):
    part_of(1, tmp_path, None)

    pairs = gather_marked_pairs([Part(1, (), ())], LEMMAS, 0, tmp_path)

    assert len(pairs.found) == 0


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Fit on one thread: two that wait for each other take a hundred times as long under load."""
    with threadpool_limits(1):
        yield


def directions(n: int) -> NDArray[np.float32]:
    """Vectors of length 1, turned from the first by up to half a circle, so ever less alike."""
    angles = np.linspace(0, np.pi, n)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def fitted(
    knowledge: LemmaKnowledge, linked: set[tuple[int, int]]
) -> tuple[PairFeatures, HistGradientBoostingClassifier]:
    """Features, and a model that has seen these pairs among all of the first 40 lemmas."""
    n_lemmas = knowledge.n_lemmas
    features = PairFeatures(directions(n_lemmas), directions(n_lemmas), knowledge)
    n_seen = min(n_lemmas, 40)
    asked, found = np.divmod(np.arange(n_seen**2), n_seen)
    is_other = asked != found
    asked, found = asked[is_other], found[is_other]
    is_linked = np.array(
        [pair in linked for pair in zip(asked.tolist(), found.tolist(), strict=True)]
    )
    # What is linked is seen often, since a leaf has to hold a hundred pairs.
    times = np.where(is_linked, 10, 1)
    pairs = MarkedPairs(
        asked.repeat(times), found.repeat(times), is_linked.repeat(times), np.ones(times.sum())
    )
    return features, fit_links(pairs, features, 0)


def both_ways(pairs: list[tuple[int, int]]) -> set[tuple[int, int]]:
    return {each for one, other in pairs for each in ((one, other), (other, one))}


def test_links_are_the_strongest_first_without_the_lemma_itself_and_padded():
    partners = [(lemma, lemma + 20) for lemma in range(20)]
    features, model = fitted(knowledge_of(40, near=partners), both_ways(partners))
    done: list[int] = []

    entries = make_word_links(model, features, done.append).entries

    strengths = entries["strength"].astype(int)
    partner_of = [*range(20, 40), *range(20)]
    assert done == [40]
    assert entries["lemma"][:, 0].tolist() == partner_of
    assert strengths[:, 0].min() > SURE // 2 > strengths[:, 1].max()
    assert (np.diff(strengths) <= 0).all()
    for lemma, row in enumerate(entries["lemma"][:, :39].tolist()):
        assert sorted(row) == [other for other in range(40) if other != lemma]
    assert not entries[:, 39:]["strength"].any()
    assert not entries[:, 39:]["lemma"].any()


def test_strengths_are_shares_lifted_and_of_equal_ones_the_commoner_lemma_is_first():
    partners = [(lemma, lemma + 20) for lemma in range(20)]
    features, model = fitted(knowledge_of(120, near=partners), both_ways(partners))

    entries = make_word_links(model, features, lambda _: None).entries

    others = np.arange(1, 120)
    odds = model.decision_function(features.of(np.zeros(119, dtype=np.int64), others))
    expected = np.round(SURE / (1 + np.exp(-odds - 1.5))).clip(max=SURE - 1)
    order = np.lexsort((others, -expected))[:N_LINKS]
    assert entries["lemma"][0].tolist() == others[order].tolist()
    assert entries["strength"][0].tolist() == expected[order].tolist()


SIZE = 200
FARTHEST = SIZE - 1
"""Of the first lemma: not among its 160 neighbours."""


def lemmas_linked_to(
    lemma: int, knowledge: LemmaKnowledge, linked: set[tuple[int, int]]
) -> list[int]:
    features, model = fitted(knowledge, linked)
    links = make_word_links(model, features, lambda _: None).entries["lemma"]
    return [int(other) for other in links[lemma]]


PARTNERS = [(0, FARTHEST), *((lemma, lemma + 20) for lemma in range(1, 20))]


@pytest.mark.parametrize(
    "knowledge",
    [
        knowledge_of(SIZE, near=PARTNERS),
        knowledge_of(SIZE, related=PARTNERS),
        knowledge_of(
            SIZE,
            concepts={(each, at): 1.0 for at, pair in enumerate(PARTNERS) for each in pair},
            is_name=(False,) * len(PARTNERS),
        ),
    ],
    ids=["near", "related", "concept"],
)
def test_what_a_source_links_may_carry_a_lemma_however_far_it_lies(knowledge: LemmaKnowledge):
    assert lemmas_linked_to(0, knowledge, both_ways(PARTNERS))[0] == FARTHEST


@pytest.mark.parametrize(
    "carried",
    [dict.fromkeys(PARTNERS, 1.0), {(found, asked): 1.0 for asked, found in PARTNERS}],
    ids=["carries it", "is carried by it"],
)
def test_what_was_judged_to_carry_a_lemma_or_to_be_carried_may_carry_it(
    carried: dict[tuple[int, int], float],
):
    linked = lemmas_linked_to(0, with_carried(knowledge_of(SIZE), carried), set(PARTNERS))

    assert linked[0] == FARTHEST


def test_what_no_source_links_may_carry_a_lemma_where_it_is_a_neighbour():
    linked = lemmas_linked_to(0, knowledge_of(SIZE, near=PARTNERS[1:]), both_ways(PARTNERS[1:]))

    assert FARTHEST not in linked
    assert len(linked) == len(set(linked)) == N_LINKS
    assert max(linked) <= 160


@pytest.mark.parametrize(("n_members", "is_linked"), [(120, True), (121, False)])
def test_a_large_concept_links_only_neighbours(n_members: int, is_linked: bool):
    of_first = list(range(0, 40, 2))
    members = [*of_first, *range(40, 40 + n_members - 21), FARTHEST]
    knowledge = knowledge_of(
        SIZE, concepts=dict.fromkeys(((lemma, 0) for lemma in members), 1.0), is_name=(False,)
    )

    linked = lemmas_linked_to(FARTHEST, knowledge, set(permutations(of_first, 2)))

    assert len(members) == n_members
    assert (0 in linked) == is_linked


@pytest.mark.parametrize("n_lemmas", [0, 1])
def test_where_there_is_no_other_lemma_there_is_no_link(n_lemmas: int):
    partners = [(lemma, lemma + 20) for lemma in range(20)]
    _, model = fitted(knowledge_of(40, near=partners), both_ways(partners))
    features = PairFeatures(directions(n_lemmas), directions(n_lemmas), knowledge_of(n_lemmas))

    entries = make_word_links(model, features, lambda _: None).entries

    assert entries.shape == (n_lemmas, N_LINKS)
    assert not entries["strength"].any()
