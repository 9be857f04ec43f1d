"""An answer as the object that programs are given."""

import json
from dataclasses import replace

from bot.records import answer_record
from retrieval.datatypes import Answer, Document, DocumentId, Hit, Outcome, PassageId, Quote, Span

TEXT = "افتُتحت المكتبة\nسنة 1932 [في] الميناء. وهي مفتوحة."
LIBRARY = Document(
    DocumentId("مدن/library.md"),
    TEXT,
    title="مكتبة الميناء",
    source="صحيفة",
    url="https://example.org/1",
    date="2020-05-01",
)
FIRST = Quote.of(LIBRARY, 0, 38, score=2.5, matches=(Span(8, 15), Span(16, 19)))


def answer(*quotes: Quote) -> Answer:
    return Answer("متى؟", Outcome.ANSWER, 0.75, quotes=quotes, passages=())


def test_the_record_has_exactly_the_fields_that_are_promised():
    record = answer_record(answer(FIRST), took_ms=1.23456, with_passages=False)

    assert json.loads(json.dumps(record)) == {
        "question": "متى؟",
        "outcome": "answer",
        "confidence": 0.75,
        "quotes": [
            {
                "text": TEXT[0:38],
                "document": "مدن/library.md",
                "title": "مكتبة الميناء",
                "source": "صحيفة",
                "url": "https://example.org/1",
                "date": "2020-05-01",
                "start": 0,
                "end": 38,
                "score": 2.5,
                "also": [],
            }
        ],
        "took_ms": 1.235,
    }


def test_the_record_tells_where_the_same_is_said():
    copy = replace(LIBRARY, document_id=DocumentId("نسخة.md"), text=f"أمس {TEXT}")
    quote = replace(FIRST, twins=(Quote.of(copy, 4, 42),))

    record = answer_record(answer(quote), took_ms=1.0, with_passages=False)

    assert record["quotes"][0]["also"] == [
        {
            "text": TEXT[0:38],
            "document": "نسخة.md",
            "title": "مكتبة الميناء",
            "source": "صحيفة",
            "url": "https://example.org/1",
            "date": "2020-05-01",
            "start": 4,
            "end": 42,
        }
    ]


def test_the_record_lists_passages_when_they_are_asked_for():
    hit = Hit(PassageId(3), DocumentId("a"), 7, 9, 1.5)
    found = Answer("متى؟", Outcome.NONE, 0.0, quotes=(), passages=(hit,))

    record = answer_record(found, took_ms=1.0, with_passages=True)

    assert record["passages"] == [{"document": "a", "start": 7, "end": 9, "score": 1.5}]
