from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.outline import outline
from retrieval.corpus.source import SkippedFile
from retrieval.datatypes import Document, SentenceRole
from retrieval.errors import Refusal
from tests.retrieval.corpus.packing import CONTAINER, book, pack
from tests.retrieval.corpus.reading import read, read_one, refuse

FILES = Path(__file__).with_name("files")
BODY = "افتتح المجلس مكتبة جديدة في حي الزيتون. وحضر الحفل مئتا شخص."
OTHER = "وتضم المكتبة قاعة للأطفال."
METADATA = (
    "<dc:title>تاريخ المكتبة</dc:title><dc:creator>سالم الأحمد</dc:creator>"
    "<dc:creator>ليلى خالد</dc:creator><dc:date>2019-03-02T00:00:00Z</dc:date>"
)


def page(body: str) -> str:
    return f'<?xml version="1.0"?><html><head><title>فصل</title></head><body>{body}</body></html>'


def test_chapters_follow_each_other_in_the_order_of_reading():
    chapters = (page(f"<h1>الفصل 1</h1><p>{BODY}</p>"), page(f"<h2>الكتب</h2><p>{OTHER}</p>"))

    document = read_one("a.epub", book(*chapters, metadata=METADATA))

    assert document.text == f"# الفصل 1\n\n{BODY}\n\n## الكتب\n\n{OTHER}"
    assert (document.title, document.source) == ("تاريخ المكتبة", "سالم الأحمد، ليلى خالد")
    assert document.date == "2019-03-02"
    assert outline(document)[0].role is SentenceRole.HEADING


def test_the_text_of_a_page_is_what_it_shows():
    chapter = page(
        "<script src='x'/><style>p{}</style><header><h1>العنوان <em>الأول</em></h1></header>"
        "<p>قال&#160;<b>سا</b>لم:<br/>نعم\n ولا</p><aside>حاشية</aside><nav>روابط</nav>"
        "<table><tr><td>السنة</td><td><p>عدد</p><p>الكتب</p></td></tr><tr><td>2023</td><td>1,500</td></tr></table>"
        "<ul><li>أولا</li><li>ثانيا</li></ul>"
    )

    assert read_one("a.epub", book(chapter)).text.split("\n\n") == [
        "# العنوان الأول",
        "قال سالم:\nنعم ولا",
        "السنة\tعدد الكتب",
        "2023\t1,500",
        "أولا",
        "ثانيا",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_chapter_is_decoded_as_it_is_marked(encoding: str):
    assert read_one("a.epub", book(page(f"<p>{BODY}</p>").encode(encoding))).text == BODY


def encryption(path: str) -> dict[str, str]:
    reference = f'<EncryptedData><CipherReference URI="{path}"/></EncryptedData>'
    return {"META-INF/encryption.xml": f"<encryption>{reference}</encryption>"}


def test_a_book_that_a_shop_locked_is_refused():
    content = book(page(f"<p>{BODY}</p>"), more=encryption("OEBPS/text/c%201.xhtml"))

    assert refuse("a.epub", content) == SkippedFile(
        "a.epub",
        "locked by a shop (DRM): only its own reading programme opens it; use a copy without that",
        Refusal.COPY_PROTECTED,
    )


def test_scrambled_fonts_lock_nothing():
    content = book(page(f"<p>{BODY}</p>"), more=encryption("OEBPS/a.ttf"))

    assert read_one("a.epub", content).text == BODY


def test_a_book_that_libreoffice_wrote_is_read_word_for_word():
    document = read_one("a.epub", (FILES / "libreoffice.epub").read_bytes())

    assert document.text == (FILES / "libreoffice.epub.txt").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(
    ("content", "expected", "refusal"),
    [
        (
            pack({"mimetype": "application/epub+zip"}),
            "damaged: it lacks META-INF/container.xml",
            Refusal.BROKEN,
        ),
        (
            pack({"mimetype": "application/epub+zip", "META-INF/container.xml": "<container/>"}),
            "damaged: it names no book",
            Refusal.BROKEN,
        ),
        (
            pack({"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER}),
            "damaged: it lacks OEBPS/book.opf",
            Refusal.BROKEN,
        ),
        (book(), "there is no text in it", Refusal.NO_TEXT),
        (book(page("<img src='1.png'/>")), "there is no text in it", Refusal.NO_TEXT),
    ],
)
def test_a_bad_book_is_refused_with_what_is_wrong(content: bytes, expected: str, refusal: Refusal):
    skipped = refuse("a.epub", content)

    assert skipped.reason.startswith(expected)
    assert skipped.refusal is refusal


@given(
    at=st.integers(0, 10_000),
    change=st.binary(max_size=8),
    pieces=st.lists(
        st.sampled_from(["<p>", "</p", "<h1>", "<script>", "<td>", "نص", "&#xd800;", "<!", "]]>"])
    ),
)
def test_a_book_damaged_anywhere_gives_documents_or_reasons(
    at: int, change: bytes, pieces: list[str]
):
    whole = book(page(f"<p>{BODY}</p>"), "".join(pieces), metadata=METADATA)
    at %= len(whole)

    for found in read("a.epub", whole[:at] + change + whole[at + len(change) :]):
        if isinstance(found, Document):
            f"{found.title}{found.text}".encode()
        else:
            assert found.reason
