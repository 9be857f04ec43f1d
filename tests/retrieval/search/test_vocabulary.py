import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.search.vocabulary import Neighbour, Vocabulary

WORDS = ["موسكو", "السفاره", "لافروف", "مفاوضات", "انضمت", "من", "ميستورا"]
letters = st.sampled_from("ابتسلمنوي")
words = st.text(letters, min_size=2, max_size=5)


def differ_by_one_slip(left: str, right: str) -> bool:
    """The definition, word by word."""
    if len(left) > len(right):
        left, right = right, left
    if len(left) < len(right):
        return any(right[:at] + right[at + 1 :] == left for at in range(len(right)))
    differing = [at for at, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(left) != len(right) or not differing:
        return False
    if len(differing) == 1:
        return True
    first, *others = differing
    is_swapped = left[first : first + 2] == right[first : first + 2][::-1]
    return others == [first + 1] and is_swapped


@pytest.mark.parametrize(
    ("typed", "meant", "cost"),
    [
        ("موسكوو", "موسكو", 0.3),  # doubled
        ("السفارره", "السفاره", 0.3),
        ("لافرف", "لافروف", 0.4),  # a weak letter left out
        ("موسسكو", "موسكو", 0.3),
        ("مسوكو", "موسكو", 0.5),  # swapped
        ("مفاوظات", "مفاوضات", 0.35),  # sounds alike
        ("انظمت", "انضمت", 0.35),
        ("لافرىف", "لافروف", 1.0),
        ("مرسكو", "موسكو", 0.6),  # the key beside it
        ("لمفاوضات", "مفاوضات", 1.1),  # any letter too many, at the beginning
        ("مفاوضاتط", "مفاوضات", 0.8),
    ],
)
def test_a_slip_costs_what_its_kind_does(typed: str, meant: str, cost: float):
    (neighbour,) = Vocabulary.of(WORDS).neighbours(typed)

    assert neighbour.text == meant
    assert neighbour.cost == pytest.approx(cost)


@given(st.lists(words, max_size=30), words)
@example(["اا"], "اب")
def test_the_neighbours_are_those_that_one_slip_away_from_a_word(known: list[str], word: str):
    neighbours = Vocabulary.of(known).neighbours(word)

    found = {neighbour.text for neighbour in neighbours}
    assert found == {other for other in known if differ_by_one_slip(word, other)}
    assert neighbours == sorted(neighbours, key=lambda other: (other.cost, other.text))


def test_a_word_is_no_neighbour_of_itself():
    assert Vocabulary.of(["موسكو"]).neighbours("موسكو") == []


def test_of_two_neighbours_the_likelier_comes_first():
    vocabulary = Vocabulary.of(["اردوجان", "اردومان"])

    assert vocabulary.neighbours("اردوقان") == [
        Neighbour("اردوجان", 0.35),
        Neighbour("اردومان", 1.0),
    ]


@given(
    st.lists(st.text("ابت", min_size=1, max_size=40), max_size=20),
    st.lists(st.text("ابت", min_size=1, max_size=40)),
)
def test_a_vocabulary_holds_its_words_and_no_other(known: list[str], asked: list[str]):
    held = Vocabulary.of(known).holds(asked)

    assert held.tolist() == [word in known for word in asked]


@pytest.mark.parametrize("word", ["", "x", "ا", "ا" * 41, "ا" * 5000])
def test_a_word_too_short_or_too_long_has_no_neighbours(word: str):
    assert Vocabulary.of([*WORDS, "ا" * 40, "اا"]).neighbours(word) == []


def test_a_vocabulary_may_be_empty():
    empty = Vocabulary.of([])

    assert empty.neighbours("موسكو") == []
    assert empty.holds(["موسكو"]).tolist() == [False]
