import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.formats import SUFFIXES, parse
from retrieval.corpus.source import ReadLimits, SkippedFile, SourceFile
from retrieval.datatypes import Document, DocumentId
from retrieval.errors import Refusal
from tests.retrieval.corpus.reading import documents, read, read_one, reason

BODY = "افتتح المجلس مكتبة جديدة في حي الزيتون. وحضر الحفل مئتا شخص."
ANY_SIZE = ReadLimits(min_letters=0)


def lines(*articles: object) -> str:
    return "\n".join(json.dumps(article, ensure_ascii=False) for article in articles)


def test_front_matter_names_the_article_and_stays_in_the_text():
    text = (
        "---\ntitle: مكتبة في حي الزيتون\nsource: جريدة الحي\n"
        f"url: https://example.org/1\ndate: 2024-05-01\n---\n\n{BODY}\n"
    )

    document = read_one("a.md", text)

    assert document == Document(
        document_id=DocumentId("a.md"),
        text=text,
        title="مكتبة في حي الزيتون",
        source="جريدة الحي",
        url="https://example.org/1",
        date="2024-05-01",
        language="ar",
    )


def test_front_matter_values_are_the_words_that_stand_there():
    document = read_one("a.md", f"---\r\ntitle: 1984\r\nsource: no\r\n---\r\n{BODY}")

    assert (document.title, document.source) == ("1984", "no")


@pytest.mark.parametrize(
    ("front_matter", "expected"),
    [
        ('title: "مكتبة\nsource: الحي\n---\n', "broken front matter: line "),
        ("title: أ: ب: ج\n---\n", "broken front matter: line 2: mapping values are not allowed"),
        ("title: مكتبة\n\n", "broken front matter: opened in line 1, and no line --- closes it"),
        ("- مكتبة\n---\n", "broken front matter: its lines must read `name: value`"),
        ("title: [أ, ب]\n---\n", "broken front matter: `title` must be one text"),
        ("title: \x01\n---\n", "broken front matter: "),
        (f"title: {'[' * 5_000}\n---\n", "broken front matter: "),
    ],
)
def test_broken_front_matter_is_skipped_with_what_is_wrong(front_matter: str, expected: str):
    filler = BODY * 20

    assert reason("a.md", f"---\n{front_matter}{filler}").startswith(expected)


def test_a_rule_at_the_top_is_not_front_matter():
    document = read_one("a.md", f"---\n\n{BODY}\n")

    assert document.title == "افتتح المجلس مكتبة جديدة في حي الزيتون"


def test_markdown_without_a_title_is_called_by_its_heading():
    document = read_one("a.md", f"# مكتبة للحي #\n\n{BODY}\n")

    assert document.title == "مكتبة للحي"


def test_front_matter_alone_is_no_article():
    assert reason("a.md", "---\ntitle: عنوان طويل لمقال لم يكتب\n---\n") == (
        "too short for an article: 0 letters of text, at least 10 are needed; "
        "complete it, or remove it"
    )


def test_each_line_of_a_collection_is_an_article():
    found = read(
        "news.jsonl",
        lines(
            {"title": "مكتبة", "text": BODY, "id": "lib-1", "date": "2024", "source": "الحي"},
            {"title": "أخرى", "text": BODY, "url": "https://example.org", "id": 7},
            {"text": f"خبر الحي\n\n{BODY}", "title": None},
        ),
    )

    assert [(d.document_id, d.title, d.date) for d in documents(found)] == [
        ("news.jsonl#lib-1", "مكتبة", "2024"),
        ("news.jsonl#7", "أخرى", ""),
        ("news.jsonl#3", "خبر الحي", ""),
    ]
    assert documents(found)[0].text == BODY


def test_a_bad_line_costs_no_other_line():
    content = "\n".join(
        [
            lines({"text": BODY, "id": "1"}),
            "{broken",
            "",
            "[]",
            lines({"text": 5.0}),
            lines({"text": BODY, "id": True}),
            lines({"text": BODY, "id": "1"}),
            lines({"title": "بلا نص"}),
            '{"text": "\\ud800 نص فيه نصف حرف"}',
            f'{{"id": {"9" * 5_000}}}',
            "[" * 100_000,
            lines({"text": BODY}),
        ]
    )

    found = read("news.jsonl", content)

    assert [d.document_id for d in documents(found)] == ["news.jsonl#1", "news.jsonl#12"]
    assert [s.reason.split(":")[0] for s in found if isinstance(s, SkippedFile)] == [
        f"line {number}" for number in (2, 4, 5, 6, 7, 8, 9, 10, 11)
    ]
    assert (
        SkippedFile("news.jsonl", "line 7: its id is taken by line 1; change one", Refusal.ROW, 7)
        in found
    )


def test_a_file_of_questions_beside_the_articles_is_passed_over():
    questions = lines({"question": "أين المكتبة؟"}, {"question": "متى افتتحت؟", "gold": []})

    assert read("questions.jsonl", questions) == ()


@pytest.mark.parametrize("other", [{"title": "خبر"}, {"question": "أين؟", "text": ""}, "أين؟"])
def test_a_file_that_holds_more_than_questions_and_no_article_is_reported_once(other: object):
    questions = lines({"question": "أين المكتبة؟"}, other)

    assert reason("questions.jsonl", questions) == (
        'no article in it; line 1: an article needs "title" and "text"; write them'
    )


def test_a_question_among_articles_is_reported():
    found = read("news.jsonl", lines({"text": BODY}, {"question": "أين المكتبة؟"}))

    expected = 'line 2: an article needs "title" and "text"; write them'
    assert len(documents(found)) == 1
    assert SkippedFile("news.jsonl", expected, Refusal.ROW, 2) in found


def test_a_line_separator_within_a_text_does_not_end_the_line():
    text = f"سطر أول\u2028{BODY}"  # LINE SEPARATOR

    assert read_one("a.jsonl", lines({"text": text})).text == text


PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}">
<title>مكتبة جديدة في حي الزيتون | جريدة الحي</title>
<meta property="og:site_name" content="جريدة الحي">
<meta property="article:published_time" content="2024-05-01T10:00:00+03:00">
<style>p {{ color: red }}</style><script>var hidden = "سر";</script></head>
<body><nav><a href="/">الرئيسية</a> <a href="/sport">رياضة</a></nav>
<article><h1>مكتبة جديدة في حي الزيتون</h1>
{paragraphs}
</article><footer>جميع الحقوق محفوظة</footer></body></html>"""
PARAGRAPHS = [
    f"افتتح المجلس البلدي المكتبة رقم {i} في حي الزيتون، وقال رئيسه إن أهل الحي انتظروها طويلا، "
    "وإنها تضم آلاف الكتب وقاعة للأطفال وأخرى للمطالعة تفتح أبوابها حتى المساء."
    for i in range(1, 6)
]


@pytest.mark.parametrize("charset", ["utf-8", "windows-1256", "iso-8859-6"])
def test_the_article_of_a_page_is_found_and_its_script_is_not(charset: str):
    page = PAGE.format(charset=charset, paragraphs="".join(f"<p>{p}</p>\n" for p in PARAGRAPHS))

    document = read_one("a.html", page.encode(charset))

    assert all(paragraph in document.text for paragraph in PARAGRAPHS)
    assert not any(word in document.text for word in ("سر", "color", "رياضة", "محفوظة"))
    assert document.title.startswith("مكتبة جديدة في حي الزيتون")
    assert document.source == "جريدة الحي"
    assert document.date == "2024-05-01"


@pytest.mark.parametrize("name", [1, True, ["خبر"], {"name": "خبر"}])
def test_a_page_whose_data_names_it_by_no_text_is_titled_by_its_own(name: object):
    data = {"@context": "https://schema.org", "@type": "Article", "name": name}
    page = (
        f'<html><head><script type="application/ld+json">{json.dumps(data)}</script></head>'
        f"<body><article><p>{BODY * 3}</p></article></body></html>"
    )

    document = read_one("page.html", page)

    assert document.title == "افتتح المجلس مكتبة جديدة في حي الزيتون"
    assert BODY in document.text


def test_a_page_of_one_sentence_is_read_too():
    page = (
        "<title>خبر قصير</title><style>x</style>"
        "<p>افتتح <b>المجلس</b> مكتبة.<br>وحضر الأهل.</p><script>y</script>"
    )

    document = read_one("a.html", page)

    assert document.title == "خبر قصير"
    assert document.text.split() == ["افتتح", "المجلس", "مكتبة.", "وحضر", "الأهل."]


@pytest.mark.parametrize("charset", [b"iso-8859-12", b"hex", b"utf-8"])
def test_a_page_that_declares_what_it_is_not_says_so(charset: bytes):
    page = b"<meta charset=" + charset + b"><p>\xd8\xd2\xff\xfe\xd2"

    assert reason("a.html", page).startswith("neither UTF-8")


@pytest.mark.parametrize("page", ["<script>var x = 1</script>", "<html></html>", "<<<>>>"])
def test_a_page_that_shows_nothing_says_so(page: str):
    assert (
        reason("a.html", page)
        == "the page shows no text; save it once its text is shown, or save the text itself"
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(
    content=st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "ignore"))
)
def test_any_bytes_give_documents_or_reasons(suffix: str, content: bytes):
    source = SourceFile(Path(f"a{suffix}"), DocumentId(f"a{suffix}"), len(content), 0)

    for found in parse(source, content, ANY_SIZE):
        if isinstance(found, Document):
            assert found.title.strip()
            f"{found.title}{found.text}{found.source}{found.url}{found.date}".encode()
        else:
            assert found.reason


@pytest.mark.parametrize("suffix", [".md", ".html", ".jsonl"])
@given(
    content=st.lists(
        st.sampled_from(
            [
                "---\n",
                "title: ",
                "نص",
                "\n",
                '{"text": ',
                '"',
                "}",
                "<p>",
                "<script>",
                "</",
                ">",
                "&#xd800;",
                "[",
                ": ",
                "<title>",
                "\\ud800",
                "<!--",
                "-->",
                "\r",
                "#",
            ]
        ),
        max_size=30,
    )
)
def test_pieces_of_the_formats_in_any_order_give_documents_or_reasons(
    suffix: str, content: list[str]
):
    test_any_bytes_give_documents_or_reasons.hypothesis.inner_test(
        suffix, "".join(content).encode()
    )
