import json
from pathlib import Path
from typing import Any

import pytest

from retrieval.corpus.folder import scan_folder
from retrieval.datatypes import Document, Span
from retrieval.errors import CorpusError
from retrieval.evaluation.squad import Paragraph, read_squad, write_corpus

TRAIN = "وصل القطار السريع متأخرا إلى المحطة."
RAIN = "هطل المطر غزيرا طوال النهار."


def question(text: str, *answers: tuple[str, int]) -> dict[str, Any]:
    return {
        "id": "q",
        "question": text,
        "answers": [{"text": answer, "answer_start": start} for answer, start in answers],
    }


def paragraph(context: str, *questions: dict[str, Any]) -> dict[str, Any]:
    return {"context": context, "qas": list(questions)}


def write(path: Path, *articles: tuple[str, list[dict[str, Any]]]) -> Path:
    data = [{"title": title, "paragraphs": paragraphs} for title, paragraphs in articles]
    path.write_text(json.dumps({"version": "1.1", "data": data}), encoding="utf-8")
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "questions.json"


def test_questions_are_read_with_where_their_answers_stand(path: Path):
    asked = question("متى وصل القطار؟", ("متأخرا", 18), ("متأخرا إلى المحطة", 18))
    gold = read_squad(write(path, ("النقل", [paragraph(TRAIN, asked)])))

    assert gold.paragraphs == (Paragraph(TRAIN, "النقل"),)
    (found,) = gold.questions
    assert found.question == "متى وصل القطار؟"
    assert found.answers == (Span(18, 24), Span(18, 35))
    assert [TRAIN[span.start : span.end] for span in found.answers] == [
        "متأخرا",
        "متأخرا إلى المحطة",
    ]


def test_a_paragraph_that_comes_again_is_one_paragraph_under_its_first_title(path: Path):
    gold = read_squad(
        write(
            path,
            ("أول", [paragraph(TRAIN, question("س١")), paragraph(RAIN, question("س٢"))]),
            ("ثان", [paragraph(TRAIN, question("س٣"))]),
        )
    )

    assert gold.paragraphs == (Paragraph(TRAIN, "أول"), Paragraph(RAIN, "أول"))
    assert [(item.question, item.document_id) for item in gold.questions] == [
        ("س١", "paragraphs.jsonl#1"),
        ("س٢", "paragraphs.jsonl#2"),
        ("س٣", "paragraphs.jsonl#1"),
    ]


def test_a_question_without_answers_is_read_as_unanswerable(path: Path):
    gold = read_squad(write(path, ("النقل", [paragraph(TRAIN, question("من السائق؟"))])))

    assert [item.answers for item in gold.questions] == [()]


def test_an_article_needs_no_title(path: Path):
    data = {"data": [{"paragraphs": [paragraph(TRAIN, question("س"))]}]}
    path.write_text(json.dumps(data), encoding="utf-8")

    assert read_squad(path).paragraphs == (Paragraph(TRAIN, ""),)


def test_a_byte_order_mark_is_passed_over(path: Path):
    write(path, ("النقل", [paragraph(TRAIN, question("س"))]))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert len(read_squad(path).questions) == 1


def test_the_corpus_holds_each_paragraph_under_the_id_its_questions_name(path: Path):
    gold = read_squad(
        write(
            path,
            ("النقل", [paragraph(TRAIN, question("س١")), paragraph(RAIN, question("س٢"))]),
            ("", [paragraph(TRAIN, question("س٣"))]),
        )
    )
    folder = path.parent / "corpus"
    folder.mkdir()

    write_corpus(gold, folder)

    documents = [item for item in scan_folder(folder) if isinstance(item, Document)]
    assert [document.text for document in documents] == [TRAIN, RAIN]
    assert [document.title for document in documents] == ["النقل", "النقل"]
    assert {item.document_id for item in gold.questions} == {
        document.document_id for document in documents
    }


def test_a_file_that_is_not_there_is_an_error_that_names_it(path: Path):
    with pytest.raises(CorpusError, match="cannot read") as caught:
        read_squad(path)

    assert caught.value.path == path
    assert str(path) in str(caught.value)


def test_a_folder_is_not_a_file_of_questions(tmp_path: Path):
    with pytest.raises(CorpusError, match="cannot read"):
        read_squad(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{", b"question,answer\n", "{}".encode("utf-16")])
def test_a_file_that_is_not_json_is_an_error_that_says_so(path: Path, content: bytes):
    path.write_bytes(content)

    with pytest.raises(CorpusError, match="is not JSON in UTF-8"):
        read_squad(path)


@pytest.mark.parametrize(
    "content",
    [
        [],
        "text",
        {},
        {"data": {}},
        {"data": [1]},
        {"data": [{"title": "no paragraphs"}]},
        {"data": [{"paragraphs": [{"context": TRAIN}]}]},
        {"data": [{"paragraphs": [{"context": TRAIN, "qas": [{"question": "no answers"}]}]}]},
        {"data": [{"paragraphs": [{"context": 7, "qas": [question("س")]}]}]},
        {"data": [{"paragraphs": [{"context": TRAIN, "qas": [{"question": 7, "answers": []}]}]}]},
        {"data": [{"paragraphs": [paragraph(TRAIN, question("س", ("متأخرا", "18")))]}]},  # type: ignore[arg-type] # wrong on purpose
        {"data": [{"paragraphs": [paragraph(TRAIN, question("س", ("متأخرا", 500)))]}]},
        {"data": [{"paragraphs": [paragraph(TRAIN, question("س", ("متأخرا", -1)))]}]},
    ],
)
def test_json_of_another_shape_is_an_error_that_shows_the_right_one(path: Path, content: object):
    path.write_text(json.dumps(content), encoding="utf-8")

    with pytest.raises(CorpusError, match=r"not in SQuAD format.*\"data\"") as caught:
        read_squad(path)

    assert caught.value.path == path


def test_a_file_without_questions_is_an_error(path: Path):
    with pytest.raises(CorpusError, match="holds no question"):
        read_squad(write(path, ("النقل", [paragraph(TRAIN)])))


def test_a_set_without_titles_keeps_its_paragraphs_and_questions(tmp_path: Path):
    path = tmp_path / "questions.json"
    path.write_text(
        json.dumps(
            {
                "data": [
                    {
                        "title": "المطر",
                        "paragraphs": [
                            {
                                "context": "هطل المطر.",
                                "qas": [{"question": "ماذا؟", "answers": []}],
                            }
                        ],
                    }
                ]
            }
        ),
        encoding="utf-8",
    )
    gold = read_squad(path)

    bare = gold.without_titles()

    assert [paragraph.title for paragraph in gold.paragraphs] == ["المطر"]
    assert [(p.text, p.title) for p in bare.paragraphs] == [("هطل المطر.", "")]
    assert bare.questions == gold.questions


def test_an_answer_that_does_not_stand_at_its_place_is_counted(tmp_path: Path):
    qas = [
        {"question": "ماذا؟", "answers": [{"text": "المطر", "answer_start": 4}]},
        {"question": "متى؟", "answers": [{"text": "المطر", "answer_start": 5}]},
    ]
    path = tmp_path / "questions.json"
    content = {"data": [{"paragraphs": [{"context": "هطل المطر ليلا.", "qas": qas}]}]}
    path.write_text(json.dumps(content), encoding="utf-8")

    gold = read_squad(path)

    assert (len(gold.questions), gold.n_misplaced) == (2, 1)
