"""Questions without a good answer: a table to work through, and the latest of them in words."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot.storage.questions import AskedQuestion
from bot.telegram.stats_report import SHOWN, name_of
from bot.telegram.texts import Wording

_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")


def as_csv(questions: Sequence[AskedQuestion], wording: Wording) -> bytes:
    """Write a table, a question a line, for spreadsheets in whatever language.

    Returns:
        CSV as RFC 4180 has it, in UTF-8 with the mark by which Excel knows it.
    """
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(wording.texts.unanswered.columns)
    for question in questions:
        writer.writerow(
            (
                _cell(question.question),
                question.n_lacking,
                question.n_none,
                question.n_weak,
                question.n_disliked,
                datetime.fromtimestamp(question.last_at).astimezone().date().isoformat(),
                _cell(" / ".join(question.previous)),
            )
        )
    return table.getvalue().encode("utf-8-sig", "replace")


def render_latest(questions: Sequence[AskedQuestion], wording: Wording) -> str:
    """Name the latest questions, and count the others."""
    texts = wording.texts.unanswered
    lines = [wording.say(texts.heading, questions=wording.count(len(questions), "question"))]
    lines += [
        wording.say(
            wording.texts.stats.item,
            what=name_of(question, wording),
            n=wording.count(question.n_lacking, "time"),
        )
        for question in questions[:SHOWN]
    ]
    if (n_more := len(questions) - SHOWN) > 0:
        lines.append(wording.say(texts.more, questions=wording.count(n_more, "question")))
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: anybody may ask anything.

    Source:
        OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{text}" if text.startswith(_FORMULAS) else text
