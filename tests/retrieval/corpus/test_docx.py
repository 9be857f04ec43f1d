from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.outline import outline
from retrieval.corpus.source import SkippedFile
from retrieval.datatypes import Document, SentenceRole
from retrieval.errors import Refusal
from tests.retrieval.corpus.packing import pack, paragraph, run, word
from tests.retrieval.corpus.reading import read, read_one, refuse

FILES = Path(__file__).with_name("files")
BODY = "افتتح المجلس مكتبة جديدة في حي الزيتون. وحضر الحفل مئتا شخص."
OTHER = "وتضم المكتبة قاعة للأطفال."


def text_of(body: str) -> str:
    return read_one("a.docx", word(body)).text


def test_paragraphs_stand_in_order_and_tables_where_they_stand_row_by_row():
    table = (
        "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr><w:tr><w:tc>{}</w:tc><w:tc>{}{}</w:tc>"
        "</w:tr></w:tbl>"
    ).format(*map(paragraph, ["السنة", "الزوار", "2023", "1,500 زائر", "تقريبا"]))

    text = text_of(paragraph(BODY) + table + paragraph(OTHER))

    assert text.split("\n\n") == [BODY, "السنة\tالزوار", "2023\t1,500 زائر تقريبا", OTHER]


def test_headings_are_headings_by_style_by_the_style_it_is_based_on_and_by_level():
    by_level = f'<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr>{run("مقدمة في 2024")}</w:p>'
    body = (
        by_level
        + paragraph(BODY)
        + paragraph("الكتب", "a1")
        + paragraph(OTHER, "Normal")
        + paragraph("القاعات", "a2")
        + paragraph(OTHER, "a3")
        + paragraph(f"وقال: {BODY}", "absent")
    )

    document = read_one("a.docx", word(body))

    assert document.text.split("\n\n")[::2] == [
        "# مقدمة في 2024",
        "## الكتب",
        "## القاعات",
        f"وقال: {BODY}",
    ]
    roles = {document.text[s.start : s.end]: s.role for s in outline(document)}
    assert roles["مقدمة في 2024"] is SentenceRole.TITLE
    assert roles["الكتب"] is roles["القاعات"] is SentenceRole.HEADING


def test_tracked_changes_are_read_as_accepted():
    row = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('صف محذوف')}</w:tc></w:tr>"
    body = (
        f"<w:p>{run('حضر ')}<w:del><w:r><w:delText>خمسون</w:delText></w:r></w:del>"
        f"<w:ins>{run('مئتا')}</w:ins>{run(' شخص افتتاح المكتبة')}"
        f"<w:moveFrom>{run(' أمس')}</w:moveFrom>.</w:p>"
        f"<w:tbl>{row}</w:tbl>"
    )

    assert text_of(body) == "حضر مئتا شخص افتتاح المكتبة"


def test_what_is_wrapped_is_read_and_what_is_hidden_or_a_field_code_is_not():
    body = (
        f"<w:sdt><w:sdtContent>{paragraph('افتتح المجلس')}</w:sdtContent></w:sdt>"
        f"<w:p><w:hyperlink>{run('مكتبة')}</w:hyperlink><w:r><w:tab/><w:t>جديدة</w:t><w:br/>"
        "<w:t>في الحي</w:t><w:br w:type='page'/></w:r>"
        "<w:r><w:instrText>HYPERLINK x</w:instrText></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>سر</w:t></w:r>"
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t> اليوم</w:t></w:r></w:p>"
    )

    assert text_of(body) == "افتتح المجلس\n\nمكتبة\tجديدة\nفي الحي اليوم"


def test_a_text_box_is_read_once_though_it_is_written_for_two_programs():
    box = f"<w:txbxContent>{paragraph(OTHER)}</w:txbxContent>"
    body = (
        f"<w:p>{run(BODY)}<w:r><mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )

    assert text_of(body) == f"{BODY}\n\n{OTHER}"


def test_title_author_and_date_come_from_the_properties():
    core = (
        "<dc:title>مكتبة في حي الزيتون</dc:title><dc:creator>سالم الأحمد</dc:creator>"
        "<dcterms:created>2024-05-01T10:00:00Z</dcterms:created>"
    )

    document = read_one("a.docx", word(paragraph(BODY), core=core))

    assert (document.title, document.source) == ("مكتبة في حي الزيتون", "سالم الأحمد")
    assert document.date == "2024-05-01"


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - doc1",
        "Document1",
        "مستند 3",
        "تقرير.docx",
        "untitled",
        "12",
        "Report",
        "",
    ],
)
def test_a_title_that_no_person_wrote_is_none(title: str):
    core = (
        f"<dc:title>{title}</dc:title><dc:creator>user 1</dc:creator>"
        "<dcterms:created>2013-12-23T23:15:00Z</dcterms:created>"
    )

    document = read_one("a.docx", word(paragraph(BODY), core=core))

    assert document.title == "افتتح المجلس مكتبة جديدة في حي الزيتون"
    assert (document.source, document.date) == ("", "")


def test_a_document_without_a_title_is_called_by_the_heading_it_begins_with():
    document = read_one("a.docx", word(paragraph("مكتبة 2024", "a4") + paragraph(BODY)))

    assert document.title == "مكتبة 2024"


def test_a_document_with_macros_is_read_and_nothing_in_it_runs():
    document = read_one("a.docx", word(paragraph(BODY), word__vbaProject="Sub AutoOpen()"))

    assert document.text == BODY


def test_a_document_that_libreoffice_wrote_is_read_word_for_word():
    document = read_one("a.docx", (FILES / "libreoffice.docx").read_bytes())

    assert document.text == (FILES / "libreoffice.docx.txt").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize(
    ("content", "expected", "refusal"),
    [
        (word(paragraph(BODY))[:-60], "damaged: File is not a zip file", Refusal.BROKEN),
        (
            pack({"[Content_Types].xml": "x"}),
            "damaged: it lacks word/document.xml",
            Refusal.BROKEN,
        ),
        (word("<w:p>"), "damaged: word/document.xml: mismatched tag", Refusal.BROKEN),
        (word("<w:p/>"), "there is no text in it", Refusal.NO_TEXT),
        (b"PDF", "damaged, or not what its name says", Refusal.BROKEN),
        (
            pack({"[Content_Types].xml": "x", "word/document.xml": b"\0" * 100_000_001}),
            "it unpacks to more than 100 MB",
            Refusal.UNPACKS_TOO_LARGE,
        ),
        (
            word("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000),
            "damaged: its parts are nested",
            Refusal.BROKEN,
        ),
    ],
)
def test_a_bad_document_is_refused_with_what_is_wrong(
    content: bytes, expected: str, refusal: Refusal
):
    skipped = refuse("a.docx", content)

    assert skipped.reason.startswith(expected)
    assert skipped.refusal is refusal


def test_entities_that_grow_without_end_are_refused():
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
    )
    content = pack(
        {"[Content_Types].xml": "x", "word/document.xml": f"<!DOCTYPE a [{entities}]><a>&j;</a>"}
    )

    assert refuse("a.docx", content).refusal is Refusal.BROKEN


@given(
    at=st.integers(0, 10_000),
    change=st.binary(max_size=8),
    body=st.lists(
        st.sampled_from(["<w:p>", "</w:p>", "<w:tbl>", "<w:t>", "</w:t>", "نص", "<w:br/>"])
    ),
)
def test_a_document_damaged_anywhere_gives_documents_or_reasons(
    at: int, change: bytes, body: list[str]
):
    whole = word(paragraph(BODY) + "".join(body), core="<dc:title>عنوان</dc:title>")
    at %= len(whole)

    for found in read("a.docx", whole[:at] + change + whole[at + len(change) :]):
        assert found.title if isinstance(found, Document) else isinstance(found, SkippedFile)
