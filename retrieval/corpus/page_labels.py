"""What a page states of itself where trafilatura does not look, or takes one thing for another.

It takes the day of the last change for that of publication where a page states no other, and the
name of an account for that of an outlet; of the language, and of the outlet behind a page's title,
it tells nothing.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from retrieval.corpus.dates import find_date, settle_date
from retrieval.corpus.titles import clean_label

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PUBLISHED: Final = frozenset(
    {"article:published_time", "datepublished", "dc.date.issued", "dcterms.issued", "pubdate"}
    | {"publish-date", "publish_date", "publication_date", "parsely-pub-date", "sailthru.date"}
)
_MODIFIED: Final = frozenset(
    {"article:modified_time", "datemodified", "og:updated_time", "dcterms.modified"}
    | {"last-modified", "lastmod"}
)
_LANGUAGES: Final = ("content-language", "language", "dc.language", "og:locale")
_ACCOUNTS: Final = ("twitter:site", "twitter:creator")
_ARTICLE: Final = re.compile(r"Article|Posting|Report|WebPage", re.IGNORECASE)
_MOST_ITEMS: Final = 2_000
_BEHIND_TITLE: Final = re.compile(r"\s+(?:[|»-]|::|[\u2013\u2014])\s+([^|»]{2,50})")  # EN, EM DASH
_MAX_OUTLET_WORDS: Final = 5


@dataclass(frozen=True, slots=True)
class PageLabels:
    """What a page states, or "" each.

    Attributes:
        published: The day of publication, ISO 8601.
        modified: The days on which it was changed.
        outlet: Of its structured data, or behind its title.
        language: A code or a name, as it stands.
        accounts: Names of accounts elsewhere, in lower case without @.
    """

    published: str
    modified: frozenset[str]
    outlet: str
    language: str
    accounts: frozenset[str]


def read_page_labels(tree: "HtmlElement", title: str) -> PageLabels:
    """Read what a page states.

    Args:
        tree: Of the page.
        title: Of its article, as it was found.
    """
    metas = _read_metas(tree)
    items = [item for item in _structured(tree) if _ARTICLE.search(str(item.get("@type", "")))]
    stated = [_text(item.get("datePublished")) for item in items]
    stated += [metas[name] for name in metas if name in _PUBLISHED]
    times = tree.xpath("(//article//time|//*[@itemprop='datePublished']|//time)[@datetime][1]")
    stated += [element.get("datetime") or "" for element in times]
    changed = [_text(item.get("dateModified")) for item in items]
    changed += [metas[name] for name in metas if name in _MODIFIED]
    outlets = [_text(item.get("publisher")) for item in items]
    languages = [_text(item.get("inLanguage")) for item in items]
    languages += [tree.get("lang") or "", *(metas.get(name, "") for name in _LANGUAGES)]
    return PageLabels(
        published=next(filter(None, map(_day, stated)), ""),
        modified=frozenset(filter(None, map(_day, changed))),
        outlet=next(filter(None, map(clean_label, outlets)), "") or _behind(tree, title),
        language=next(filter(None, languages), ""),
        accounts=frozenset(metas.get(name, "").lstrip("@").lower() for name in _ACCOUNTS),
    )


def _read_metas(tree: "HtmlElement") -> dict[str, str]:
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        names = (element.get(kind) for kind in ("property", "name", "itemprop", "http-equiv"))
        name = next(filter(None, names), "").lower()
        metas.setdefault(name, element.get("content") or "")
    return metas


def _structured(tree: "HtmlElement") -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD, outer ones first."""
    waiting: list[Any] = []
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            try:
                waiting.append(json.loads(script.text or "", strict=False))
            except (ValueError, RecursionError):
                continue
    for _ in range(_MOST_ITEMS):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, dict):
            yield item
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item


def _text(value: object) -> str:
    """Return a text of JSON-LD, or the name of the thing that stands in its place."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("name") or value.get("alternateName")
    return value if isinstance(value, str) else ""


def _day(stated: str) -> str:
    day = settle_date(clean_label(stated[:60]))
    return day if find_date(day) == day else ""


def _behind(tree: "HtmlElement", title: str) -> str:
    """Return what stands behind the article's title in the page's, if it may be an outlet."""
    found = tree.find(".//title")
    whole = clean_label(found.text_content()) if found is not None else ""
    if not title or not whole.startswith(title):
        return ""
    behind = _BEHIND_TITLE.fullmatch(whole[len(title) :])
    outlet = behind[1].strip() if behind else ""
    return outlet if len(outlet.split()) <= _MAX_OUTLET_WORDS else ""
