"""Figures out of counts, each worked out by hand."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from bot.statistics.figures import DAYS, figures_of, percentile
from bot.storage.questions import Ending, Place, QuestionCount

TODAY = date(2026, 11, 22)


def count(day: str, ending: Ending, took_ms: int, n: int = 1, place: Place = Place.PRIVATE):
    return QuestionCount(day, place, ending, took_ms, n)


def test_every_day_has_its_figures_also_one_without_questions():
    figures = figures_of(
        [
            count("2026-11-09", Ending.ANSWERED, 10),
            count("2026-11-22", Ending.ANSWERED, 20, n=3),
            count("2026-11-22", Ending.WEAK, 30, place=Place.GROUP),
            count("2026-11-22", Ending.NONE, 40, place=Place.CHANNEL),
            count("2026-11-22", Ending.NONE, 50, place=Place.GUEST),
            count("2026-11-22", Ending.TURNED_AWAY, 9000),
        ],
        TODAY,
    )

    assert len(figures.days) == DAYS
    assert (figures.days[0].day, figures.days[-1].day) == (date(2026, 11, 9), TODAY)
    assert [day.n for day in figures.days] == [1, *[0] * 12, 7]
    assert figures.n == 8
    assert {ending: figures.of(ending) for ending in Ending} == {
        Ending.ANSWERED: 4,
        Ending.WEAK: 1,
        Ending.NONE: 2,
        Ending.TURNED_AWAY: 1,
    }


def test_days_outside_the_two_weeks_do_not_count():
    figures = figures_of(
        [count("2026-11-08", Ending.ANSWERED, 1), count("2026-11-23", Ending.ANSWERED, 1)], TODAY
    )

    assert figures.n == 0
    assert figures.median_ms is None


def test_times_are_those_of_questions_that_were_answered_however():
    figures = figures_of(
        [
            count("2026-11-22", Ending.ANSWERED, 10, n=18),
            count("2026-11-22", Ending.NONE, 70),
            count("2026-11-22", Ending.WEAK, 300),
            count("2026-11-22", Ending.TURNED_AWAY, 20_000, n=50),
        ],
        TODAY,
    )

    assert (figures.median_ms, figures.p95_ms) == (10, 70)


def test_inline_queries_are_told_apart():
    figures = figures_of(
        [
            count("2026-11-22", Ending.NONE, 900, n=40, place=Place.INLINE),
            count("2026-11-22", Ending.ANSWERED, 5),
        ],
        TODAY,
    )

    assert (figures.n, figures.n_inline, figures.p95_ms) == (1, 40, 5)


# Nearest rank, from the table of the method's usual example: 15, 20, 35, 40, 50.
@pytest.mark.parametrize(
    ("share", "expected"),
    [("0.05", 15), ("0.2", 15), ("0.3", 20), ("0.4", 20), ("0.5", 35), ("0.95", 50), ("1", 50)],
)
def test_a_percentile_is_a_value_that_occurs(share: str, expected: int):
    actual = percentile(Counter([15, 20, 35, 40, 50]), Fraction(share))

    assert actual == expected


def test_the_nineteenth_of_twenty_is_the_95th_percentile():
    assert percentile(Counter(range(1, 21)), Fraction("0.95")) == 19
    assert percentile({}, Fraction(1, 2)) is None
