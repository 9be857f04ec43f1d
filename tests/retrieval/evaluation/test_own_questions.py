import json
from pathlib import Path

import pytest

from retrieval.datatypes import DocumentId
from retrieval.errors import CorpusError
from retrieval.evaluation.own_questions import OwnQuestion, read_own_questions

ANY = DocumentId("")
EXPECTED = (
    OwnQuestion(2, "متى وصل القطار؟", True, DocumentId("train.txt"), "في السابعة"),
    OwnQuestion(3, "من ألقى الكلمة؟", True, ANY, ""),
    OwnQuestion(4, "ما عاصمة اليابان؟", False, ANY, ""),
)


def write(tmp_path: Path, content: str, name: str = "questions.jsonl") -> Path:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return path


def test_json_lines_are_read_with_their_line_numbers(tmp_path: Path):
    path = write(
        tmp_path,
        "\ufeff\n"  # BYTE ORDER MARK
        '{"question": " متى وصل القطار؟ ", "answerable": true, "article": "train.txt", '
        '"words": "في السابعة"}\n'
        '{"question": "من ألقى الكلمة؟", "answerable": "نعم", "other": [1]}\r\n'
        '{"question": "ما عاصمة اليابان؟", "answerable": "No", "article": null}\n\n',
    )

    assert read_own_questions(path) == EXPECTED


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_is_read_whatever_parts_its_columns(tmp_path: Path, mark: str):
    rows = [
        ("answerable", "question", "article", "words"),
        ("yes", "متى وصل القطار؟", "train.txt", '"في السابعة"'),
        ("1", "من ألقى الكلمة؟", "", ""),
        ("لا", "ما عاصمة اليابان؟", "", ""),
    ]
    path = write(tmp_path, "\n".join(map(mark.join, rows)), "questions.CSV")

    assert read_own_questions(path) == EXPECTED


GOOD = json.dumps({"question": "متى؟", "answerable": "yes"})


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "line 2 is not JSON"),
        ("[1]", "line 2 is not an object such as"),
        ('{"answerable": "yes"}', "line 2 has no question"),
        ('{"question": " ", "answerable": "yes"}', "line 2 has no question"),
        ('{"question": 3, "answerable": "yes"}', "line 2 has a question that is not text"),
        ('{"question": "من؟"}', "line 2 says answerable: '', where yes or no is expected"),
        ('{"question": "من؟", "answerable": "maybe"}', "says answerable: 'maybe'"),
        ('{"question": "من؟", "answerable": true, "words": 5}', "has a words that is not text"),
        ('{"question": "مَتى؟", "answerable": "no"}', "line 2 asks what line 1 asks"),
    ],
)
def test_a_line_that_is_no_question_is_told_with_its_number(
    tmp_path: Path, line: str, problem: str
):
    with pytest.raises(CorpusError) as told:
        read_own_questions(write(tmp_path, f"{GOOD}\n{line}\n"))

    assert problem in str(told.value)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "line 1 names no column 'question', but nothing"),
        ("question,text\n", "line 1 names no column 'answerable', but question, text"),
        ('question,answerable\nمن؟,yes\n"متى\nوصل؟",perhaps\n', "line 4 says answerable"),
    ],
)
def test_a_table_that_is_none_is_told_with_the_line(tmp_path: Path, content: str, problem: str):
    with pytest.raises(CorpusError) as told:
        read_own_questions(write(tmp_path, content, "questions.csv"))

    assert problem in str(told.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(CorpusError, match=r"cannot read .*absent.jsonl: No such file"):
        read_own_questions(tmp_path / "absent.jsonl")


def test_a_file_in_another_encoding_is_told(tmp_path: Path):
    path = tmp_path / "questions.csv"
    path.write_bytes("question,answerable\nمتى؟,yes\n".encode("cp1256"))

    with pytest.raises(CorpusError, match="save it as UTF-8"):
        read_own_questions(path)
