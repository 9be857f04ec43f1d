"""What pages state of themselves, as news sites write it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.datatypes import Document
from tests.retrieval.corpus.reading import read_one

TITLE = "مكتبة جديدة في حي الزيتون"
TIME = '<time datetime="2018-07-14T22:30:00+03:00">قبل أعوام</time>'


def page(head: str = "", *, title: str = TITLE, below: str = "", language: str = "ar") -> Document:
    sentences = "".join(
        f"<p>افتتح المجلس البلدي المكتبة رقم {n} في حي الزيتون، وشكر رئيسه الأهالي.</p>"
        for n in range(4)
    )
    return read_one(
        "a.html",
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{title}</title>{head}</head>"
        f"<body><article><h1>{TITLE}</h1>{below}{sentences}</article></body></html>",
    )


def linked_data(**fields: object) -> str:
    content = json.dumps({"@type": "NewsArticle", **fields}, ensure_ascii=False)
    return f'<script type="application/ld+json">{content}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


CHANGED = meta("article:modified_time", "2020-01-01T10:00:00Z")


@pytest.mark.parametrize(
    ("head", "below", "expected"),
    [
        (linked_data(datePublished="2018-07-14T22:30:00+03:00"), "", "2018-07-14"),
        (linked_data(datePublished="2018-07-14", dateModified="2020-01-01"), "", "2018-07-14"),
        (linked_data(dateModified="2020-01-01"), "", ""),
        (meta("article:published_time", "2018-07-14T22:30:00+03:00"), "", "2018-07-14"),
        (CHANGED + meta("article:published_time", "2018-07-14"), "", "2018-07-14"),
        (CHANGED, TIME, "2018-07-14"),
        (CHANGED, "", ""),
        ("", TIME, "2018-07-14"),
        (meta("DC.date.issued", "2018-07-14"), "", "2018-07-14"),
        ('<link rel="canonical" href="https://news.example/2018/07/14/a">', "", "2018-07-14"),
        ("", "<p>نشر في: ١٤ تموز/يوليو ٢٠١٨</p>", "2018-07-14"),
        ("", "", ""),
    ],
)
def test_a_page_is_of_the_day_of_its_publication(head: str, below: str, expected: str):
    assert page(head, below=below).date == expected


@pytest.mark.parametrize(
    ("head", "title", "expected"),
    [
        (meta("og:site_name", "جريدة الحي"), TITLE, "جريدة الحي"),
        (
            linked_data(publisher={"@type": "Organization", "name": "جريدة الحي"}),
            TITLE,
            "جريدة الحي",
        ),
        (linked_data(publisher="جريدة الحي"), TITLE, "جريدة الحي"),
        (linked_data(publisher=[{"name": "جريدة الحي"}]), TITLE, "جريدة الحي"),
        ('<meta name="application-name" content="جريدة الحي">', TITLE, "جريدة الحي"),
        ("", f"{TITLE} | جريدة الحي", "جريدة الحي"),
        ("", f"{TITLE} - جريدة الحي", "جريدة الحي"),
        (meta("twitter:site", "@alhayy"), TITLE, ""),
        ('<link rel="canonical" href="https://www.hayy.example/a">', TITLE, "hayy.example"),
        (linked_data(publisher=7), TITLE, ""),
        ("", TITLE, ""),
    ],
)
def test_a_page_names_its_outlet(head: str, title: str, expected: str):
    document = page(head, title=title)

    assert (document.title, document.source) == (TITLE, expected)


def test_a_template_that_says_it_is_english_is_not_believed():
    assert page(language="en").language == "ar"


@pytest.mark.parametrize(
    ("head", "language"),
    [(linked_data(inLanguage="fi"), ""), (meta("og:locale", "fi_FI"), ""), ("", "fi")],
)
def test_a_language_that_the_words_do_not_tell_is_as_the_page_states(head: str, language: str):
    text = (
        "<p>Kirjasto avattiin uudelleen keskustassa eilen illalla, kertovat viranomaiset.</p>" * 3
    )

    document = read_one("a.html", f'<html lang="{language}"><title>Avajaiset</title>{head}{text}')

    assert document.language == "fi"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["@type", "@graph", "datePublished", "publisher", "name"]), inner
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_structured_data_holds_the_page_is_read(data: object):
    script = json.dumps([{"@type": "Article"}, data])

    document = page(f'<script type="application/ld+json">{script}</script>')

    assert document.title
