import json
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from retrieval.search.latin_letters import arabic_keys, arabic_letters, costs_of, latin_keys

GROUPS: dict[str, dict[str, float]] = json.loads(
    (files("retrieval.search") / "latin_letters.json").read_text(encoding="utf-8")
)["units"]
COST_OF_I = GROUPS["i"][""]


def cost(latin: str, arabic: str) -> float:
    letters = np.array([[arabic_letters().index(letter) + 1 for letter in arabic]], dtype=np.uint8)
    return float(costs_of(latin, letters, np.array([len(arabic)]))[0])


def spelled(letter: str, *, at_start: bool, at_end: bool) -> list[tuple[str, float]]:
    """The groups that write a letter in its place, and what each costs there."""
    ways = []
    for name in filter(str.isalnum, GROUPS):
        marked = [f"^{name}$"] * (at_start and at_end) + [f"^{name}"] * at_start
        marked += [f"{name}$"] * at_end + [name]
        costs = next(GROUPS[mark] for mark in marked if mark in GROUPS)
        if letter in costs:
            ways.append((name, costs[letter]))
    return ways


@st.composite
def written(draw: st.DrawFn) -> tuple[str, str, float]:
    """An Arabic word, one of its spellings, and what that costs."""
    word = draw(st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", min_size=1, max_size=6))
    last = len(word) - 1
    ways = [
        draw(st.sampled_from(spelled(letter, at_start=at == 0, at_end=at == last)))
        for at, letter in enumerate(word)
    ]
    # An i that no Arabic letter stands for keeps the groups apart.
    return "i".join(group for group, _ in ways), word, sum(c for _, c in ways) + COST_OF_I * last


@pytest.mark.parametrize(
    ("latin", "arabic", "expected"),
    [
        ("7zb", "حزب", 0.0),
        ("7ezb", "حزب", 0.0),
        ("sharq", "شرق", 0.05),  # an a for nothing
        ("kitaab", "كتاب", 0.1),  # an i for nothing
        ("kitab", "كتاب", 0.2),  # and an a for the long one
        ("madrassa", "مدرسه", 0.15),  # two a for nothing, one for the ta marbuta
        ("tariq", "طريق", 0.3),  # t for ط, a for nothing, i for the long one
        ("sochi", "سوتشي", 0.2),  # o for the long one, ch for two letters
        ("fouad", "فواد", 0.1),
        ("omar", "عمر", 0.45),  # o for ع, a for nothing
        ("amr", "عمرو", 1.3),  # a for ع, and a و that nothing writes
        ("bab", "داب", np.inf),
    ],
)
def test_a_spelling_costs_what_its_groups_do(latin: str, arabic: str, expected: float):
    assert cost(latin, arabic) == pytest.approx(expected)


def test_an_h_after_an_s_is_mostly_no_letter_of_its_own():
    assert cost("ashal", "اشل") == pytest.approx(0.05)
    assert cost("ashal", "اسهل") == pytest.approx(0.4)


def test_two_alike_may_be_one_letter_or_two():
    assert cost("momarrat", "ممرات") == pytest.approx(0.3)
    assert cost("hammam", "حمام") == cost("hamam", "حمام")


@given(written())
def test_no_spelling_costs_more_than_it_was_made_of(made: tuple[str, str, float]):
    latin, arabic, expected = made
    assume(len(latin) <= 24)

    assert cost(latin, arabic) <= expected + 1e-5


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("كتاب", "ktb"),
        ("مدرسه", "mdrs"),
        ("ممرات", "mrt"),
        ("طارق\nتارك", "trk\ntrk"),
        ("ايو", ""),
    ],
)
def test_a_key_has_the_classes_of_the_consonants(words: str, keys: str):
    assert arabic_keys(words) == keys


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("erdogan", "اردوغان"),
        ("elthawra", "الثوره"),
        ("3asmet", "عاصمه"),
        ("xbar", "خبر"),
        ("chorba", "شوربه"),
        ("minho", "منه"),
        ("2al", "قال"),
    ],
)
def test_a_spelling_has_the_key_of_the_word(latin: str, arabic: str):
    assert arabic_keys(arabic) in latin_keys(latin)
