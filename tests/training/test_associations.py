"""Associations are read as written, keep the rules of their README, and the README its figures."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path

import pytest

from retrieval.arabic.normalize import fold_letters, matching_key
from retrieval.arabic.terms import stop_words
from tests.training.known import FIRST_LETTERS, stem, write_word_lines
from training.associations import (
    ASSOCIATIONS,
    Association,
    read_associations,
)

NEAR, RELATED = "near", "related"

Link = tuple[str, frozenset[str]]


@pytest.fixture(scope="module")
def ours() -> tuple[Association, ...]:
    return read_associations()


def words_of(line: Association) -> tuple[str, ...]:
    return (*line.heads, *line.near, *line.related)


def links_of(line: Association) -> Iterator[Link]:
    """Yield what a line says of pairs of stems."""
    heads, near, related = (
        [stem(word) for word in field] for field in (line.heads, line.near, line.related)
    )
    yield from ((NEAR, frozenset(pair)) for pair in combinations(heads, 2))
    yield from ((NEAR, frozenset(pair)) for pair in product(heads, near))
    yield from ((RELATED, frozenset(pair)) for pair in product(heads, related))


@pytest.fixture(scope="module")
def links(ours: tuple[Association, ...]) -> Counter[Link]:
    """How many lines say each."""
    return Counter(link for line in ours for link in set(links_of(line)))


def test_lines_are_read_as_written_in_the_order_of_the_files(tmp_path: Path):
    folder = write_word_lines(
        tmp_path,
        alef="أب أبو\tوالد بابا\tأسرة\nأبدا\tقط\n",
        ba_to_zay="بحر\tيم\n",
        sin_to_qaf="سفر\t\tطائرة\n",
        kaf_to_ya="كردي أكراد\nنهر\tفرات\tضفة",
    )

    assert read_associations(folder) == (
        Association(("أب", "أبو"), ("والد", "بابا"), ("أسرة",)),
        Association(("أبدا",), ("قط",), ()),
        Association(("بحر",), ("يم",), ()),
        Association(("سفر",), (), ("طائرة",)),
        Association(("كردي", "أكراد"), (), ()),
        Association(("نهر",), ("فرات",), ("ضفة",)),
    )


def test_no_word_is_or_stems_like_a_stop_word(ours: tuple[Association, ...]):
    words = {word for line in ours for word in words_of(line)}

    assert {word for word in words if {matching_key(word), stem(word)} & stop_words()} == set()


def test_no_stem_stands_twice_in_a_line(ours: tuple[Association, ...]):
    stems = [[stem(word) for word in words_of(line)] for line in ours]

    assert [group for group in stems if len(set(group)) < len(group)] == []


def test_every_line_says_what_no_other_says(ours: tuple[Association, ...], links: Counter[Link]):
    assert [line for line in ours if all(links[link] > 1 for link in links_of(line))] == []


def test_lines_are_in_the_order_of_their_heads(ours: tuple[Association, ...]):
    heads = [fold_letters(line.heads[0]) for line in ours]

    assert heads == sorted(heads)


def test_a_line_is_in_the_file_of_its_first_letter():
    for part, letters in FIRST_LETTERS.items():
        text = (ASSOCIATIONS / f"{part}.tsv").read_text(encoding="utf-8")

        assert {fold_letters(line)[0] for line in text.splitlines()} <= set(letters)


@pytest.mark.parametrize(
    ("heads", "near", "related"),
    [
        ("زار يزور", "قصد زيارة وصل قدم", "سائح وفد التقى"),
        ("كردي أكراد كردستان", "كردستاني", "عراق تركيا قومية بيشمركة أربيل"),
        ("أبدا", "قط مطلقا إطلاقا", ""),
        ("أحمر حمراء", "", "لون دم"),
    ],
)
def test_a_line_of_ours_says_what_was_written(
    ours: tuple[Association, ...], heads: str, near: str, related: str
):
    head = heads.split(maxsplit=1)[0]

    (line,) = [line for line in ours if line.heads[0] == head]

    assert line == Association(*(tuple(field.split()) for field in (heads, near, related)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كفل", "كفالة"),
        ("كردي", "أكراد"),
        ("قلق", "توجس"),
        ("تباحث", "مشاورات"),
        ("طبيب", "أطباء"),
        ("يقود", "قيادة"),
        ("سنوات", "أعوام"),
        ("سنوات", "سنة"),
        ("مات", "توفي"),
    ],
)
def test_words_that_may_stand_for_each_other_are_near(links: Counter[Link], one: str, other: str):
    assert (NEAR, frozenset(map(stem, (one, other)))) in links


@pytest.mark.parametrize(
    ("one", "other"), [("سفر", "طائرة"), ("قاض", "محكمة"), ("بحر", "سفينة"), ("هدف", "مباراة")]
)
def test_words_found_together_are_only_related(links: Counter[Link], one: str, other: str):
    pair = frozenset(map(stem, (one, other)))

    assert (RELATED, pair) in links
    assert (NEAR, pair) not in links


@pytest.mark.parametrize(("one", "other"), [("شمال", "جنوب"), ("فاز", "خسر"), ("هدم", "شيد")])
def test_opposites_are_not_linked(links: Counter[Link], one: str, other: str):
    pair = frozenset(map(stem, (one, other)))

    assert {(NEAR, pair), (RELATED, pair)} & links.keys() == set()
    assert all(any(stem(word) in found for _, found in links) for word in (one, other))


def test_the_readme_counts_what_is_there(ours: tuple[Association, ...], links: Counter[Link]):
    readme = " ".join((ASSOCIATIONS / "README.md").read_text(encoding="utf-8").split())
    words = {word for line in ours for word in words_of(line)}
    near = {pair for kind, pair in links if kind == NEAR}
    related = {pair for kind, pair in links if kind == RELATED} - near
    of_near, of_related = (Counter(each for pair in of for each in pair) for of in (near, related))
    stems = of_near.keys() | of_related.keys()
    (middle, ninth, most), (middle_related, ninth_related, most_related) = (
        (ordered[len(stems) // 2], ordered[len(stems) * 9 // 10], ordered[-1])
        for ordered in (sorted(of[each] for each in stems) for of in (of_near, of_related))
    )

    assert f"{len(ours):,} lines of {len(words):,} words" in readme
    assert f"{len(near):,} pairs of near stems, and {len(related):,} of related ones" in readme
    assert f"of {len(stems):,} stems" in readme
    assert (middle, ninth, middle_related, ninth_related) == (3, 10, 2, 8)
    assert f"{most} at most" in readme
    assert f"two related ones, eight, {most_related}." in readme
