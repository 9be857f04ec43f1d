"""The thesaurus keeps the rules that its README states, and the README its figures."""

import re
from collections import Counter

import pytest

from retrieval.arabic.terms import light_stem, stop_words
from training.concepts import THESAURUS, Thesaurus, read_thesaurus

LETTERS = re.compile("[\u0621-\u064a]+")  # ARABIC LETTER HAMZA to ARABIC LETTER YEH
LABEL = re.compile("[\u0621-\u064a]+(_[\u0621-\u064a]+)*")
MIN_CONCEPTS_OF_FIELD = 5


@pytest.fixture(scope="module")
def ours() -> Thesaurus:
    return read_thesaurus()


def lines(name: str) -> list[str]:
    return (THESAURUS / name).read_text(encoding="utf-8").splitlines()


def uses(thesaurus: Thesaurus) -> Counter[str]:
    return Counter(each.label for concepts in thesaurus.words.values() for each in concepts)


def test_labels_and_fields_are_arabic_words_joined_by_low_lines(ours: Thesaurus):
    for concept in ours.concepts.values():
        assert LABEL.fullmatch(concept.label), concept.label
        assert LABEL.fullmatch(concept.field), concept.field


def test_typical_words_are_arabic_and_none_stands_twice_in_a_concept(ours: Thesaurus):
    for concept in ours.concepts.values():
        assert all(LABEL.fullmatch(word.replace(" ", "_")) for word in concept.words), concept
        assert len(set(concept.words)) == len(concept.words), concept


def test_concepts_are_sorted_by_field_and_label(ours: Thesaurus):
    order = [(concept.field, concept.label) for concept in ours.concepts.values()]

    assert order == sorted(order)


def test_a_field_has_several_concepts(ours: Thesaurus):
    counts = Counter(concept.field for concept in ours.concepts.values())

    assert [field for field, n in counts.items() if n < MIN_CONCEPTS_OF_FIELD] == []


def test_every_concept_has_a_word(ours: Thesaurus):
    assert ours.concepts.keys() - uses(ours).keys() == set()


def test_words_are_sorted_arabic_letters(ours: Thesaurus):
    assert list(ours.words) == sorted(ours.words)
    assert [word for word in ours.words if not LETTERS.fullmatch(word)] == []


def test_no_word_is_a_stop_word(ours: Thesaurus):
    assert ours.words.keys() & stop_words() == set()


def test_no_two_words_have_one_light_stem(ours: Thesaurus):
    counts = Counter(map(light_stem, ours.words))

    assert [stem for stem, n in counts.items() if n > 1] == []


def test_lines_end_in_no_space():
    every = lines("concepts.tsv") + lines("words.tsv")

    assert [line for line in every if line != line.strip() or "  " in line] == []


def test_the_readme_counts_what_is_there(ours: Thesaurus):
    readme = (THESAURUS / "README.md").read_text(encoding="utf-8")
    counted = uses(ours)
    lengths = Counter(map(len, ours.words.values()))
    most = [(label, n) for label, n in counted.most_common() if n > 150]
    n_fields = len({concept.field for concept in ours.concepts.values()})
    n_small = sum(n < 3 for n in counted.values())

    assert f"{len(ours.concepts):,} concepts in {n_fields} fields" in readme
    assert f"{len(ours.words):,} words with {counted.total():,} labels" in readme
    assert "".join(f"| {n} | {lengths[n]:,} |\n" for n in sorted(lengths)) in readme
    assert ", ".join(f"{label} {n}" for label, n in most) in readme
    assert f"{n_small} concepts have fewer than three" in readme
