"""The counts of two weeks as figures. Pure.

What is typed after the bot's name in other chats is told apart: each pause in typing is a query
there, so they would drown the questions.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from bot.storage.questions import Ending, Place, QuestionCount

DAYS: Final = 14
"""That the figures cover, today included; older counts are deleted."""

_MEDIAN: Final = Fraction(1, 2)
_P95: Final = Fraction(95, 100)


@dataclass(frozen=True, slots=True)
class DayFigures:
    """The questions of one day, by how they ended; nothing stands for none."""

    day: date
    endings: Mapping[Ending, int]

    @property
    def n(self) -> int:
        """How many there were."""
        return sum(self.endings.values())


@dataclass(frozen=True, slots=True)
class Figures:
    """What the counts say.

    Attributes:
        days: All of them, the first one first, also those without questions.
        median_ms: Of the time that answers took; None without any.
        p95_ms: The time that 95 of 100 answers took at most; None without any.
        n_inline: Inline queries.
    """

    days: tuple[DayFigures, ...]
    median_ms: int | None
    p95_ms: int | None
    n_inline: int

    @property
    def n(self) -> int:
        """How many questions there were."""
        return sum(day.n for day in self.days)

    def of(self, ending: Ending) -> int:
        """Return how many questions ended so."""
        return sum(day.endings.get(ending, 0) for day in self.days)


def first_day(today: date) -> date:
    """Return the first day that the figures of `today` cover."""
    return today - timedelta(days=DAYS - 1)


def figures_of(counts: Iterable[QuestionCount], today: date) -> Figures:
    """Sum up what was counted in the days up to `today`."""
    by_day: dict[date, Counter[Ending]] = {
        first_day(today) + timedelta(days=i): Counter() for i in range(DAYS)
    }
    times: Counter[int] = Counter()
    n_inline = 0
    for count in counts:
        endings = by_day.get(date.fromisoformat(count.day))
        if endings is None:
            continue
        if count.place is Place.INLINE:
            n_inline += count.n
            continue
        endings[count.ending] += count.n
        if count.ending is not Ending.TURNED_AWAY:
            times[count.took_ms] += count.n
    return Figures(
        days=tuple(DayFigures(day, dict(endings)) for day, endings in by_day.items()),
        median_ms=percentile(times, _MEDIAN),
        p95_ms=percentile(times, _P95),
        n_inline=n_inline,
    )


def percentile(times: Mapping[int, int], share: Fraction) -> int | None:
    """Return the smallest value that at least a share of all values do not exceed.

    Args:
        times: Values, and how often each occurs.
        share: More than 0, at most 1.

    Returns:
        None if there are no values.

    Source:
        The nearest-rank method: Hyndman & Fan, "Sample Quantiles in Statistical Packages", The
        American Statistician 50(4), 1996, definition 1, doi:10.2307/2684934.
    """
    n = sum(times.values())
    # Exact: 0.95 * 20 is more than 19 in binary fractions, and would be rank 20.
    rank = -(-n * share.numerator // share.denominator)
    n_passed = 0
    for value in sorted(times):
        n_passed += times[value]
        if n_passed >= rank:
            return value
    return None
