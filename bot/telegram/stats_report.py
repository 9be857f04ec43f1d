"""What administrators are told of the questions, in words and as a picture."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from bot.preferences import Language
from bot.statistics.asked import lacking, most_asked
from bot.statistics.chart import Chart, Series, Stack
from bot.statistics.figures import DAYS, Figures
from bot.statistics.reading import Statistics
from bot.storage.questions import AskedQuestion, Ending
from bot.telegram.rendering import shortened
from bot.telegram.texts import Wording

SHOWN: Final = 5
"""Questions, and articles."""

_MAX_UNITS: Final = 90
_MAX_ASKED_UNITS: Final = 60
_MAX_BEFORE_UNITS: Final = 30
"""Together as much as one name: five follow-ups must fit a caption of 1,024 units, too."""
_MS_PER_S: Final = 1000
_COLOURS: Final = {
    Ending.ANSWERED: "#2f6fb5",
    Ending.WEAK: "#e9a23b",
    Ending.NONE: "#c4473a",
    Ending.TURNED_AWAY: "#9aa0a6",
}
"""From the bottom of the bars up; told apart by those who see no red or green, too."""
_ALWAYS: Final = frozenset({Ending.ANSWERED, Ending.WEAK, Ending.NONE})
"""What the legend names even where there is none."""


def render_figures(statistics: Statistics, wording: Wording) -> str:
    """Say how many questions there were, what came of them, and how long that took."""
    texts, figures = wording.texts.stats, statistics.figures
    lines = [
        wording.say(
            texts.heading,
            days=wording.count(DAYS, "day"),
            questions=wording.count(figures.n, "question"),
        )
    ]
    lines += [
        wording.say(texts.ending, ending=texts.endings[ending], n=wording.number(n))
        for ending in _COLOURS
        if (n := figures.of(ending))
    ]
    if figures.median_ms is not None and figures.p95_ms is not None:
        median, p95 = _time(figures.median_ms, wording), _time(figures.p95_ms, wording)
        lines.append(wording.say(texts.times, median=median, p95=p95))
    if figures.n_inline:
        lines.append(wording.say(texts.inline, n=wording.number(figures.n_inline)))
    feedback = statistics.feedback
    if feedback.n_up or feedback.n_down:
        up, down = wording.number(feedback.n_up), wording.number(feedback.n_down)
        lines.append(wording.say(texts.feedback, up=up, down=down))
    return "\n".join(lines)


def render_lists(
    statistics: Statistics, titles: Iterable[tuple[str, int]], wording: Wording
) -> str:
    """Say what was asked and quoted most, and how much lacks an answer; "" for nothing.

    Args:
        statistics: Of two weeks.
        titles: Of the articles quoted most, and how many answers quote each.
        wording: How the chat reads.
    """
    texts = wording.texts.stats
    parts = []
    if asked := most_asked(statistics.asked, SHOWN):
        items = [
            wording.say(
                texts.item, what=name_of(question, wording), n=wording.count(question.n, "time")
            )
            for question in asked
        ]
        parts.append("\n".join([wording.say(texts.most_asked), *items]))
    articles = [
        wording.say(texts.item, what=shortened(title, _MAX_UNITS), n=wording.count(n, "answer"))
        for title, n in titles
    ]
    if articles:
        parts.append("\n".join([wording.say(texts.most_quoted), *articles]))
    if n_lacking := len(lacking(statistics.asked)):
        parts.append(wording.say(texts.lacking, questions=wording.count(n_lacking, "question")))
    return "\n\n".join(parts)


def name_of(question: AskedQuestion, wording: Wording) -> str:
    """Return a question in a line; a follow-up with the question before it."""
    if not question.previous:
        return shortened(question.question, _MAX_UNITS)
    name = shortened(question.question, _MAX_ASKED_UNITS)
    before = shortened(question.previous[-1], _MAX_BEFORE_UNITS)
    return wording.texts.stats.after.format(question=name, previous=before)


def chart_of(figures: Figures, wording: Wording) -> Chart:
    """Describe the picture of the days."""
    texts = wording.texts.stats
    endings = [ending for ending in _COLOURS if ending in _ALWAYS or figures.of(ending)]
    return Chart(
        title=texts.chart_title.format(days=wording.count(DAYS, "day")),
        series=[
            Series(
                texts.chart_legend.format(
                    ending=texts.endings[ending], n=wording.number(figures.of(ending))
                ),
                _COLOURS[ending],
            )
            for ending in endings
        ],
        stacks=[
            Stack(
                wording.number(day.day.day),
                _month(day.day, position, wording),
                tuple(day.endings.get(ending, 0) for ending in endings),
            )
            for position, day in enumerate(figures.days)
        ],
        number=wording.number,
        is_right_to_left=wording.texts.language is Language.ARABIC,
    )


def _month(day: date, position: int, wording: Wording) -> str:
    """Return the month's name where it begins, and at the first of the days.

    Not there where the next day begins another: the two names would stand over each other.
    """
    is_named = position == 0 and (day + timedelta(days=1)).day != 1
    return wording.texts.months[day.month - 1] if is_named or day.day == 1 else ""


def _time(ms: int, wording: Wording) -> str:
    texts = wording.texts.stats
    if ms < _MS_PER_S:
        return texts.milliseconds.format(n=wording.number(ms))
    return wording.count(round(ms / _MS_PER_S), "second")
