import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.source import SkippedFile
from retrieval.datatypes import Document, DocumentId
from retrieval.errors import Refusal
from tests.retrieval.corpus.reading import documents, read, read_one, refuse

BODY = "افتتح المجلس مكتبة جديدة في حي الزيتون. وحضر الحفل مئتا شخص."


def table(*rows: list[str], delimiter: str = ",") -> str:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(rows)
    return written.getvalue()


def test_a_row_is_an_article_whose_columns_are_found_by_their_names():
    found = read(
        "news.csv",
        table(
            ["id", "Title", "body", "url", "Date", "outlet", "views"],
            ["a1", "مكتبة", BODY, "https://example.org/1", "2024-05-01", "جريدة الحي", "7"],
            ["", "", BODY, "", "", "", ""],
        ),
    )

    assert found == (
        Document(
            document_id=DocumentId("news.csv#a1"),
            text=BODY,
            title="مكتبة",
            source="جريدة الحي",
            url="https://example.org/1",
            date="2024-05-01",
            language="ar",
        ),
        Document(
            document_id=DocumentId("news.csv#3"),
            text=BODY,
            title="افتتح المجلس مكتبة جديدة في حي الزيتون",
            language="ar",
        ),
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_names_in_arabic_any_delimiter_and_any_encoding_are_told(delimiter: str, encoding: str):
    content = table(
        ["العنوان", "النصّ", "التاريخ", "المصدر", "الرابط"],
        ["مكتبة", f'{BODY}\nسطر ثان, فيه; فواصل | كلها\t«و"علامات"».', "2024", "الحي", "x"],
        delimiter=delimiter,
    )

    document = read_one("a.csv", content.encode(encoding))

    assert document.text == f'{BODY}\nسطر ثان, فيه; فواصل | كلها\t«و"علامات"».'
    labels = (document.title, document.date, document.source, document.url)
    assert labels == ("مكتبة", "2024", "الحي", "x")


def test_excels_line_about_its_separator_is_passed_over():
    document = read_one("a.csv", f"sep=;\r\nعنوان;نص\r\nمكتبة;{BODY}\r\n")

    assert (document.title, document.text) == ("مكتبة", BODY)


def test_of_two_columns_for_the_text_the_better_name_counts():
    document = read_one("a.csv", table(["content", "text"], ["ملخص قصير جدا للخبر", BODY]))

    assert document.text == BODY


def test_a_bad_row_costs_no_other_row():
    content = f'id,text\n1,{BODY}\n2,\n\n,,\n3,"قال" كذا {BODY}\n1,{BODY}\n9,"{BODY}\n{BODY}"\n'

    found = read("a.csv", content)

    assert [document.document_id for document in documents(found)] == ["a.csv#1", "a.csv#9"]
    assert [item for item in found if isinstance(item, SkippedFile)] == [
        SkippedFile(
            "a.csv",
            "row 3: its cell of the text is empty; fill it, or remove the row",
            Refusal.ROW,
            3,
        ),
        SkippedFile(
            "a.csv",
            "row 6: words after the quotation mark that closes a cell; within one, write it twice",
            Refusal.ROW,
            6,
        ),
        SkippedFile("a.csv", "row 7: its id is taken by row 2; change one", Refusal.ROW, 7),
    ]


def test_a_quotation_mark_that_swallows_the_rest_of_the_file_is_told():
    found = read("a.csv", f'text\n{BODY}\n"{BODY}\n{BODY}\n')

    assert [document.document_id for document in documents(found)] == ["a.csv#2"]
    assert found[-1] == SkippedFile(
        "a.csv",
        "row 3: a quotation mark that opens a cell is never closed; close it",
        Refusal.ROW,
        3,
    )


def test_a_table_without_a_column_of_text_names_the_columns_that_it_has():
    assert refuse("a.csv", f"الاسم,وصف\nمكتبة,{BODY}\n") == SkippedFile(
        "a.csv",
        'no column of its first row is called "text" or "نص"; found: "الاسم", "وصف"; '
        "rename the one that holds the text",
        Refusal.COLUMNS,
    )


@pytest.mark.parametrize(
    ("content", "expected", "row"),
    [
        (
            "title,text\n",
            "there is no row below the names of the columns; write an article a row",
            0,
        ),
        (
            "title,text\nمكتبة,\n",
            "row 2: its cell of the text is empty; fill it, or remove the row",
            2,
        ),
    ],
)
def test_a_table_without_articles_says_so(content: str, expected: str, row: int):
    skipped = SkippedFile("a.csv", f"no article in it; {expected}", Refusal.ROW, row)

    assert refuse("a.csv", content) == skipped


def test_a_cell_longer_than_the_csv_module_likes_is_read():
    text = f"{BODY} " * 5_000

    assert read_one("a.csv", table(["text"], [text])).text == text


@given(
    st.lists(
        st.sampled_from(["text", "نص", "id", ",", ";", '"', "\n", "\r", "\t", "قال", "sep=", "7"]),
        max_size=30,
    )
)
def test_pieces_of_a_table_in_any_order_give_documents_or_reasons(pieces: list[str]):
    for found in read("a.csv", "".join(pieces) or "\n"):
        assert found.title if isinstance(found, Document) else found.reason
