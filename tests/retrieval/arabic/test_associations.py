"""The lines of associations are well formed, and say what they say both ways."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import pytest

from retrieval.arabic.associations import Associated, associated_with
from retrieval.arabic.normalize import fold_letters, matching_key
from retrieval.arabic.terms import light_stem, stop_words

PARTS = ("alef", "ba_to_zay", "sin_to_qaf", "kaf_to_ya")
LINE = re.compile("[\u0621-\u063a\u0641-\u064a]+(?:[ \t][\u0621-\u063a\u0641-\u064a]+|\t(?=\t))*")
NEAR = 0


@cache
def lines() -> list[str]:
    folder = files("retrieval.arabic") / "associations"
    return [
        line
        for part in PARTS
        for line in (folder / f"{part}.tsv").read_text(encoding="utf-8").splitlines()
    ]


@cache
def stem(word: str) -> str:
    return light_stem(matching_key(word))


def stems_of(line: str) -> list[list[str]]:
    return [[stem(word) for word in field.split()] for field in line.split("\t")]


def links(line: str) -> Iterator[tuple[int, frozenset[str]]]:
    heads, *fields = stems_of(line)
    for head in heads:
        yield from ((NEAR, frozenset((head, other))) for other in heads if other != head)
        for field, stems in enumerate(fields):
            yield from ((field, frozenset((head, other))) for other in stems)


def asked(word: str) -> Associated:
    return associated_with(stem(word))


def test_lines_are_arabic_words_in_at_most_three_fields():
    assert [line for line in lines() if not LINE.fullmatch(line) or line.count("\t") > 2] == []


def test_no_word_is_or_stems_like_a_stop_word():
    words = {word for line in lines() for word in line.split()}

    assert {word for word in words if {matching_key(word), stem(word)} & stop_words()} == set()


def test_no_stem_stands_twice_in_a_line():
    stems = [[stem for field in stems_of(line) for stem in field] for line in lines()]

    assert [group for group in stems if len(set(group)) < len(group)] == []


@pytest.mark.slow
def test_every_line_says_what_no_other_says():
    times = Counter(link for line in lines() for link in set(links(line)))

    assert [line for line in lines() if all(times[link] > 1 for link in links(line))] == []


def test_lines_are_in_the_order_of_their_heads():
    heads = [fold_letters(line.split("\t")[0].split()[0]) for line in lines()]

    assert heads == sorted(heads)


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
def test_near_words_find_each_other(one: str, other: str):
    assert stem(other) in asked(one).near
    assert stem(one) in asked(other).near


@pytest.mark.parametrize(
    ("one", "other"), [("سفر", "طائرة"), ("قاض", "محكمة"), ("بحر", "سفينة"), ("هدف", "مباراة")]
)
def test_related_words_find_each_other(one: str, other: str):
    assert stem(other) in asked(one).related - asked(one).near
    assert stem(one) in asked(other).related


@pytest.mark.parametrize(("one", "other"), [("شمال", "جنوب"), ("فاز", "خسر"), ("هدم", "شيد")])
def test_opposites_do_not_bring_each_other_to_mind(one: str, other: str):
    assert stem(other) not in asked(one).near | asked(one).related
    assert asked(one).near


@pytest.mark.slow
def test_what_is_said_of_a_stem_holds_the_other_way_round():
    stems = sorted({stem(word) for line in lines()[::40] for word in line.split()})

    for one in stems:
        found = associated_with(one)
        assert one not in found.near | found.related
        assert not found.near & found.related
        assert all(one in associated_with(other).near for other in found.near)
        assert all(one in associated_with(other).related for other in found.related)


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("بزيارة", "زيارة"),
        ("لأسباب", "أسباب"),
        ("كوزير", "وزير"),
        ("سيزور", "يزور"),
        ("ستفوز", "يفوز"),
        ("تفوز", "يفوز"),
        ("تغادر", "يغادر"),
        ("ظهرت", "ظهر"),
        ("نزحوا", "نزح"),
        ("عددا", "عدد"),
        ("بلدا", "بلد"),
    ],
)
def test_what_clings_to_an_unknown_stem_is_taken_off(written: str, bare: str):
    assert asked(written) == asked(bare)
    assert asked(bare).near


@pytest.mark.parametrize(
    ("known", "near", "rest"),
    [("بحر", "محيط", "حر"), ("بخيل", "شحيح", "خيل"), ("فاجر", "فاسق", "اجر")],
)
def test_a_known_stem_keeps_its_first_letter(known: str, near: str, rest: str):
    assert stem(near) in asked(known).near
    assert asked(rest).near
    assert asked(known) != asked(rest)


@pytest.mark.parametrize("unknown", ["قفطبن", "", "ب", "x"])
def test_an_unknown_stem_brings_nothing_to_mind(unknown: str):
    assert associated_with(unknown) == Associated(frozenset(), frozenset())
