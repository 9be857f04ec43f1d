"""The title that a text carries, or one made from its first words.

The title is the first paragraph that is not the page's own, if it is short and no full stop ends
it. A text that begins at once is called by its first words. A title is our label and not a quote:
hash marks go, white space is collapsed.
"""

import re
from pathlib import PurePosixPath

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.paragraphs import split_paragraphs
from retrieval.corpus.dates import find_date
from retrieval.corpus.furniture import MAX_DATE_LINE, is_date_line, is_furniture

_HEAD_CHARS = 800
_HEAD_PARAGRAPHS = 8
_MAX_LINE_TITLE = 160
_MAX_MADE_TITLE = 80
_MIN_MADE_TITLE = 30
_MAX_GIVEN_TITLE = 300
_UNFINISHED = (".", "…", "،", ",", "؛", ":")
_YEAR = re.compile(r"\d{4}")
_SENTENCE_END = re.compile(r"[.!?؟…](?=\s)")
_MARKS_BEFORE = " -\u2013\u2014*•|"  # with EN DASH and EM DASH
_MARKS_AFTER = " .…،,؛:-\u2013\u2014"
_OPENINGS = {"«": "»", "“": "”", "(": ")", "[": "]", '"': '"'}
_INVISIBLE = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\\x00-\\x1f]+")
# Directional marks, embeddings, overrides and isolates, byte-order mark, surrogates, controls.


def clean_label(text: str) -> str:
    """Return a title, outlet or date as one line without invisible characters."""
    return " ".join(_INVISIBLE.sub(" ", text).split())


def given_title(text: str) -> str:
    """Return the title that a front matter, field or page states, or "" if it states none."""
    title = clean_label(text)
    return title if len(title) <= _MAX_GIVEN_TITLE else _first_words(title, _MAX_GIVEN_TITLE)


def find_title_and_date(text: str, path: str) -> tuple[str, str]:
    """Return the title, and the ISO 8601 date of a date line in the text's head, or ""."""
    head = text[:_HEAD_CHARS]
    title, page_date = "", ""
    for start, end in split_paragraphs(head)[:_HEAD_PARAGRAPHS]:
        paragraph = head[start : min(end, start + 2 * _MAX_LINE_TITLE)]
        may_be_date = not page_date and len(paragraph) <= MAX_DATE_LINE and _YEAR.search(paragraph)
        if title and not may_be_date:
            continue
        key = matching_key(paragraph)
        if may_be_date and is_date_line(key):
            page_date = find_date(key)
        elif not title and not is_furniture(key):
            title = _title_of(paragraph)
    return title or clean_label(PurePosixPath(path).stem) or path, page_date


def _title_of(paragraph: str) -> str:
    label = _without_marks(paragraph)
    is_title = len(label) <= _MAX_LINE_TITLE and not label.endswith(_UNFINISHED)
    return label if is_title else _first_words(label)


def _without_marks(line: str) -> str:
    words = (
        word.lstrip("#").replace("_", " ") if word.startswith("#") else word
        for word in clean_label(line).split()
    )
    return clean_label(" ".join(words).lstrip(_MARKS_BEFORE))


def _first_words(label: str, limit: int = _MAX_MADE_TITLE) -> str:
    """Cut at a sentence's end where one falls well, else between words, with an ellipsis."""
    sentence_end = _SENTENCE_END.search(label, _MIN_MADE_TITLE)
    if sentence_end and sentence_end.start() <= limit:
        return _closed(label[: sentence_end.start()])
    if len(label) <= limit:
        return _closed(label)
    words = label[:limit].rpartition(" ")[0] or label[:limit]
    return _closed(words) + "…"


def _closed(words: str) -> str:
    """Leave out a quotation or bracket that the cut left open, and marks at the end."""
    for opening, closing in _OPENINGS.items():
        n_opened = words.count(opening) if opening != closing else words.count(opening) % 2
        n_closed = words.count(closing) if opening != closing else 0
        if n_opened > n_closed:
            before = words[: words.rindex(opening)].rstrip()
            words = before if len(before) >= _MIN_MADE_TITLE else words.replace(opening, "", 1)
    return words.rstrip(_MARKS_AFTER) or words
