from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from retrieval.datatypes import Quote
from retrieval.index.snapshot import Snapshot
from retrieval.search.context import find_context
from retrieval.settings import ContextSettings
from tests.retrieval.search.shelf import Article, open_corpus, open_shelf

FIRST = "غادرت السفينة الزرقاء ميناء المرجان. كان على متنها عشرون بحارا. عادت بعد شهر واحد."
SECOND = "كتب القبطان رسالة طويلة إلى أهل القرية."
THIRD = "وصلت الرسالة في الشتاء. قرأها المعلم على الصغار."
SHIP = f"{FIRST}\n\n{SECOND}\n\n{THIRD}"
WIDE = ContextSettings()


@pytest.fixture(scope="module")
def ship(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    with open_shelf(tmp_path_factory.mktemp("ship"), Article(SHIP, "السفينة")) as snapshot:
        yield snapshot


def cut(snapshot: Snapshot, words: str, row: int = 0) -> Quote:
    """Quote the words of a document that begin and end as `words` do."""
    document = snapshot.document(row)
    start = document.text.index(words)
    return Quote.of(document, start, start + len(words), score=0.5)


def context_of(
    snapshot: Snapshot, words: str, *, settings: ContextSettings = WIDE, row: int = 0
) -> str:
    """The text of the context of `words`, with the match in brackets."""
    context = find_context(snapshot, row, cut(snapshot, words, row), settings)
    assert context is not None
    assert context.text == snapshot.document(row).text[context.start : context.end]
    [match] = context.matches
    assert context.text[match.start : match.end] == words
    return f"{context.text[: match.start]}[{words}]{context.text[match.end :]}"


def test_a_sentence_stands_in_its_paragraph(ship: Snapshot):
    context = context_of(ship, "كان على متنها عشرون بحارا.")

    assert context == FIRST.replace("كان على متنها عشرون بحارا.", "[كان على متنها عشرون بحارا.]")


def test_a_paragraph_of_one_sentence_stands_between_its_neighbours(ship: Snapshot):
    assert context_of(ship, SECOND) == f"{FIRST}\n\n[{SECOND}]\n\n{THIRD}"


def test_a_part_of_a_sentence_stands_in_the_whole_of_it(ship: Snapshot):
    assert context_of(ship, "في الشتاء") == THIRD.replace("في الشتاء", "[في الشتاء]")


def test_a_context_keeps_the_quotes_score_and_source(ship: Snapshot):
    context = find_context(ship, 0, cut(ship, SECOND), WIDE)

    assert context is not None
    assert (context.score, context.title) == (0.5, "السفينة")
    assert context.document_id == "a.jsonl#1"


@pytest.mark.parametrize(
    ("max_chars", "expected"),
    [
        (1, "[كان على متنها عشرون بحارا.]"),
        (62, "[كان على متنها عشرون بحارا.]"),
        (63, "غادرت السفينة الزرقاء ميناء المرجان. [كان على متنها عشرون بحارا.]"),
        (81, "غادرت السفينة الزرقاء ميناء المرجان. [كان على متنها عشرون بحارا.]"),
        (82, FIRST.replace("كان على متنها عشرون بحارا.", "[كان على متنها عشرون بحارا.]")),
    ],
)
def test_a_context_is_cut_between_sentences_and_holds_all_of_the_quote(
    ship: Snapshot, max_chars: int, expected: str
):
    settings = ContextSettings(max_chars=max_chars)

    assert context_of(ship, "كان على متنها عشرون بحارا.", settings=settings) == expected


def test_words_that_stand_there_no_more_have_no_context(ship: Snapshot):
    quote = cut(ship, SECOND)
    moved = replace(quote, start=quote.start + 1, end=quote.end + 1)

    assert find_context(ship, 0, moved, WIDE) is None


@pytest.mark.parametrize(
    "text",
    [
        f"# السفينة\n\n## الرحلة\n\n{SECOND}\n\n## العودة\n\n{THIRD}",
        f"# السفينة\n\n{SECOND}\n\nأخبار متعلقة\n\nالسفينة",
    ],
    ids=["headings", "links"],
)
def test_what_is_not_of_the_body_is_no_context(tmp_path: Path, text: str):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text(text, encoding="utf-8")

    with open_corpus(tmp_path) as snapshot:
        assert context_of(snapshot, SECOND) == f"[{SECOND}]"
