"""Who published an article, as its title and text say: «خبر | الجزيرة نت», «القاهرة - رويترز:».

A dateline is the place, maybe the date, and the agency, with marks between them and behind them.
What it names must be known (``outlets.tsv``): a text may begin «السعودية - اليمن:» as well.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.paragraphs import split_paragraphs
from retrieval.corpus.dates import find_date
from retrieval.corpus.furniture import is_date_line, is_furniture
from retrieval.corpus.tables import read_table

_HEAD_CHARS: Final = 1_500
_HEAD_PARAGRAPHS: Final = 6
_DATELINE_CHARS: Final = 140
_MAX_PLACE_WORDS: Final = 5
_MAX_PLACE_AND_DATE_WORDS: Final = 9
_FOOT_CHARS: Final = 400
_MAX_NAME_CHARS: Final = 40
_MIN_TITLE_WORDS: Final = 2
_MIN_BARE_TAIL: Final = 5
"""Letters behind a hyphen in a title; «معا» and «وفا» are words as well."""
_SEVERAL: Final = "*"
_MARK: Final = re.compile(
    r"\s*((?<!\d)--?|--?(?!\d)|[\u2013\u2014]|(?<!\d):|:(?!\d)|[،,|()«»\"“”]|\s/\s)\s*"
)  # EN DASH, EM DASH
_ENDING: Final = frozenset({"-", "--", "\u2013", "\u2014", ":", "|"})
_OPENING: Final = frozenset('«"“')
_QUOTES: Final = re.compile('[«»"“”]')
_PUBLISHER: Final = ("صحيفه ", "جريده ", "مجله ", "موقع ", "وكاله ", "قناه ", "شبكه ")
_TITLE_TAIL: Final = re.compile(
    r"(?P<title>.*\S)\s+(?P<mark>\||-|\u2013|\u2014|::|»)\s+(?P<tail>[^\s|][^|]*)"
)  # EN DASH, EM DASH
_SOURCE_LINE: Final = re.compile(
    r"^[ \t*]*(?:المصدر[ \t]*[:/-]|(?P<is_named>نقل[اًا]{1,2} عن[ \t]*:?))(?P<names>[^\n]+)$",
    re.MULTILINE,
)
_NAME: Final = re.compile(r"[^.@]*[^\W\d][^.@]*")
_BETWEEN_NAMES: Final = re.compile(r"\s*[+،,/|()]\s*|\s+-\s+|\s+و(?=وكالات)")


@dataclass(frozen=True, slots=True)
class Origin:
    """What a text says of where it comes from, or "" each."""

    outlet: str = ""
    date: str = ""


def split_title(title: str, outlet: str) -> tuple[str, str]:
    """Return a title without the outlet behind it, and that outlet.

    Args:
        title: As it was found.
        outlet: That is known already, or "".
    """
    found = _TITLE_TAIL.fullmatch(title)
    if found is None or len(found["title"].split()) < _MIN_TITLE_WORDS:
        return title, outlet
    key = matching_key(found["tail"])
    is_bare = found["mark"] not in {"|", "::"}
    name = "" if is_bare and len(key) < _MIN_BARE_TAIL else _known(key, is_quoted=not is_bare)
    is_stated = bool(outlet) and matching_key(outlet) in {key, matching_key(name)}
    return (found["title"], outlet or name) if name or is_stated else (title, outlet)


def find_origin(text: str) -> Origin:
    """Return what the datelines of a text, or a line that names its source, say."""
    head = text[:_HEAD_CHARS]
    outlet, date = "", ""
    for start, end in split_paragraphs(head)[:_HEAD_PARAGRAPHS]:
        found = _read_dateline(head[start:end])
        outlet, date = outlet or found.outlet, date or found.date
    return Origin(outlet or _find_source(text), date)


def _read_dateline(paragraph: str) -> Origin:
    """Read the parts before the text of a paragraph, or all parts of a line that has no other."""
    key = matching_key(paragraph[:_DATELINE_CHARS])
    pieces = _MARK.split(key)
    outlet, date, is_closed, before, n_quotes = "", "", False, "", 0
    for piece, mark in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        is_first = not before
        is_quoted = before in _OPENING and not is_first and (before != '"' or n_quotes % 2 == 1)
        name = _known(piece, is_quoted=is_quoted)
        if not piece or piece in _several():
            pass
        elif name and not is_first:
            outlet, is_closed = outlet or name, False
        elif is_date_line(piece) or (is_first and _is_place_and_date(piece)):
            date, is_closed = date or find_date(piece), False
        elif outlet or date or len(piece.split()) > _MAX_PLACE_WORDS:
            break
        is_closed = is_closed or mark in _ENDING
        before = mark or before
        n_quotes += mark == '"'
    else:
        is_closed = len(paragraph) <= _DATELINE_CHARS
    # A date without an outlet is the event's as often as the page's.
    is_dated = bool(outlet) or is_furniture(key)
    return Origin(outlet, date if is_dated else "") if is_closed else Origin()


def _is_place_and_date(piece: str) -> bool:
    return len(piece.split()) <= _MAX_PLACE_AND_DATE_WORDS and bool(find_date(piece))


def _find_source(text: str) -> str:
    """Return the outlet of a line such as «المصدر: الجزيرة + وكالات», at either end of a text."""
    for part in (text[-_FOOT_CHARS:], text[:_HEAD_CHARS]):
        for found in _SOURCE_LINE.finditer(part):
            names = "" if "://" in found["names"] else _QUOTES.sub("", found["names"])
            for name in _BETWEEN_NAMES.split(names):
                label = " ".join(name.split()).strip(" .:*[]،-")
                if _names_outlet(label, is_certain=found["is_named"] is None):
                    return _known(matching_key(label), is_quoted=True) or label
    return ""


def _names_outlet(label: str, *, is_certain: bool) -> bool:
    """Tell whether what stands in a line of the source may be an outlet's name.

    Args:
        label: What stands there.
        is_certain: The line can only name a source: people and books are cited as well.
    """
    key = matching_key(label)
    if key in _several() or len(label) > _MAX_NAME_CHARS:
        return False
    is_known = any(_known(key[:end], is_quoted=True) for end in _word_ends(key))
    return (
        is_known or key.startswith(_PUBLISHER) or (is_certain and _NAME.fullmatch(key) is not None)
    )


def _word_ends(key: str) -> list[int]:
    """Return where the words of a key end."""
    return [found.end() for found in re.finditer(r"\S+", key)]


def _known(key: str, *, is_quoted: bool) -> str:
    """Return the name of an outlet that is written so, or ""."""
    outlets, bare = _outlets(), key.removeprefix("وكاله ")
    return outlets.get(bare, "") or (outlets.get(f"«{bare}»", "") if is_quoted else "")


@lru_cache(maxsize=1)
def _outlets() -> dict[str, str]:
    rows = read_table("retrieval.corpus", "outlets.tsv")
    return {matching_key(written): name for name, written in rows if name != _SEVERAL}


@lru_cache(maxsize=1)
def _several() -> frozenset[str]:
    rows = read_table("retrieval.corpus", "outlets.tsv")
    return frozenset(matching_key(written) for name, written in rows if name == _SEVERAL)
