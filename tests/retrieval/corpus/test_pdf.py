"""PDFs of four programs, and pages drawn glyph by glyph.

The files were made from `producers.txt` by LibreOffice, Chromium (with the header and footer that
a browser prints), Pango and fpdf2, and from the texts beside them by LibreOffice. Each lays Arabic
out in another way. qpdf locked two of them.
"""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.source import ReadLimits, SkippedFile
from retrieval.datatypes import Document
from retrieval.errors import Refusal
from tests.retrieval.corpus.printing import Drawn, print_pdf
from tests.retrieval.corpus.reading import read, read_one, refuse

FILES = Path(__file__).with_name("files")
WORDS = "افتتح المجلس مكتبة"


def draw(text: str, x: float, y: float, size: float = 10) -> Drawn:
    """Draw Arabic letters as most programs do, from the left."""
    return Drawn(text[::-1], x, y, size)


def text_of(*drawn: Drawn) -> str:
    (document,) = read("a.pdf", print_pdf(drawn), ReadLimits(min_letters=0))
    assert isinstance(document, Document), document
    return document.text


@pytest.mark.parametrize("name", ["libreoffice", "chromium", "pango", "fpdf2", "no-copying"])
def test_arabic_is_read_word_for_word_whoever_laid_it_out(name: str):
    expected = (FILES / "producers.txt").read_text(encoding="utf-8")

    document = read_one("a.pdf", (FILES / f"{name}.pdf").read_bytes())

    assert document.text.split() == expected.split()


@pytest.mark.parametrize("name", ["pages", "columns"])
def test_paragraphs_run_over_pages_and_columns_without_what_stands_on_every_page(name: str):
    expected = (FILES / f"{name}.pdf.txt").read_text(encoding="utf-8")

    document = read_one("a.pdf", (FILES / f"{name}.pdf").read_bytes())

    assert document.text == expected.strip()
    assert document.title == "تاريخ المكتبة العامة"


def test_presentation_forms_become_letters_and_stretching_goes():
    forms = "\ufe8d\ufed3\ufe98\ufe98\ufea2"  # ا ف ت ت ح
    stretched = "مكتـــبة"

    assert text_of(Drawn(forms[::-1], 100, 700)) == "افتتح"
    assert text_of(draw(stretched, 100, 700)) == "مكتبة"


def test_lam_alef_is_one_glyph_of_two_letters():
    assert text_of(Drawn("\ufea1\ufefc\ufebb\ufe87", 100, 700)) == "إصلاح"


def test_a_vowel_sign_follows_its_letter_from_whichever_side_the_line_is_drawn():
    from_left = [
        Drawn("\u0627", 100, 700),
        Drawn("\u064b", 105, 701),
        Drawn("\u0631\u0643\u0634", 105, 700),
    ]
    from_right = [
        Drawn("\u0634", 115, 600),
        Drawn("\u0643", 110, 600),
        Drawn("\u0631", 105, 600),
        Drawn("\u064b", 104, 601),
        Drawn("\u0627", 100, 600),
    ]

    assert text_of(*from_left) == "شكر\u064bا"
    assert text_of(*from_right) == "شكر\u064bا"


@pytest.mark.parametrize("by_look", [True, False])
def test_brackets_open_and_close_whether_they_are_named_by_look_or_by_meaning(by_look: bool):
    first, last = ("(", ")") if by_look else (")", "(")

    text = text_of(Drawn(f".{first}{'أم خالد'[::-1]}{last} {'ليلى'[::-1]}", 100, 700))

    assert text == "ليلى (أم خالد)."


def test_a_gap_is_a_space_and_a_wide_one_in_a_row_of_others_a_cell():
    rows = [
        [draw("السنة", 400, 700), draw("كتب", 300, 700), draw("زوار", 200, 700)],
        [Drawn("2023", 400, 680), Drawn("1,500", 300, 680), Drawn("90", 200, 680)],
    ]
    text = text_of(draw("المجلس", 100, 760), draw("افتتح", 133, 760), *rows[0], *rows[1])

    assert text.split("\n\n") == ["افتتح المجلس", "السنة\tكتب\tزوار", "2023\t1,500\t90"]


def test_a_latin_word_hyphenated_at_the_end_of_a_line_is_one_word():
    text = text_of(
        Drawn("the history of infor-", 100, 700), Drawn("mation is long and old", 100, 688)
    )

    assert text == "the history of information is long and old"


def test_a_heading_and_a_paragraph_with_room_in_its_last_line_end_there():
    full = " ".join(["كلمة"] * 20)
    text = text_of(
        draw("عنوان المقال", 300, 750, 16),
        draw(full, 100, 700),
        draw("نهاية.", 565, 688),
        draw(full, 100, 676),
    )

    assert text.split("\n\n") == ["عنوان المقال", f"{full} نهاية.", full]


def test_a_page_number_is_left_out_and_a_year_is_not():
    assert text_of(draw(WORDS, 100, 700), draw("صفحة", 100, 50)) == f"{WORDS}\n\nصفحة"
    assert text_of(draw(WORDS, 100, 700), Drawn("- 12 -", 300, 50)) == WORDS
    assert text_of(draw(WORDS, 100, 700), Drawn("2024", 300, 50)) == f"{WORDS}\n\n2024"


def test_text_that_is_turned_is_a_watermark():
    content = print_pdf([draw(WORDS, 100, 700)]).replace(
        b"endstream", b"BT /F 10 Tf 0 1 -1 0 50 50 Tm <0645> Tj ET\nendstream"
    )

    assert read_one("a.pdf", content).text == WORDS


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (b"\xfe\xff" + "مكتبة الحي".encode("utf-16-be"), "مكتبة الحي"),
        (b"Microsoft Word - doc1", WORDS),
        (b"Final layout", WORDS),
    ],
)
def test_the_title_of_the_file_counts_if_a_person_wrote_it(title: bytes, expected: str):
    assert read_one("a.pdf", print_pdf([draw(WORDS, 100, 700)], title=title)).title == expected


@pytest.mark.parametrize(
    ("content", "expected", "refusal"),
    [
        (
            print_pdf([], [], has_picture=True),
            "scanned: it shows pictures of pages; recognise their text (OCR) and save that",
            Refusal.SCANNED,
        ),
        (
            (FILES / "password.pdf").read_bytes(),
            "a password opens it: save it without one",
            Refusal.ENCRYPTED,
        ),
        (
            print_pdf([]),
            "there is no text in it; if it shows pictures of text, recognise that (OCR)",
            Refusal.NO_TEXT,
        ),
        (
            print_pdf([draw(WORDS, 100, 700)], unicode=False),
            "its fonts do not tell their letters; recognise its text (OCR) and save that",
            Refusal.NO_TEXT,
        ),
        (
            b"%PDF-1.7\n",
            "damaged: No /Root object! - Is this really a PDF?; save it anew",
            Refusal.BROKEN,
        ),
        (
            b"%PDX",
            "damaged, or not what its name says: it does not begin as a .pdf does; save it anew",
            Refusal.BROKEN,
        ),
    ],
)
def test_a_pdf_without_text_to_read_is_refused_with_what_to_do(
    content: bytes, expected: str, refusal: Refusal
):
    assert refuse("a.pdf", content) == SkippedFile("a.pdf", expected, refusal)


@pytest.mark.filterwarnings("ignore")
@given(at=st.integers(0, 10_000), change=st.binary(max_size=12))
def test_a_pdf_damaged_anywhere_gives_documents_or_reasons(at: int, change: bytes):
    whole = print_pdf([draw(WORDS, 100, 700), Drawn("(15%)", 50, 700)], [draw(WORDS, 1, 1)])
    at %= len(whole)

    for found in read("a.pdf", whole[:at] + change + whole[at + len(change) :]):
        if isinstance(found, Document):
            f"{found.title}{found.text}".encode()
        else:
            assert found.reason
