"""An answer as one JSON object, the same on the command line and over HTTP."""

from typing import Any

from retrieval.datatypes import Answer, Quote


def answer_record(answer: Answer, *, took_ms: float, with_passages: bool) -> dict[str, Any]:
    """Return an answer as the JSON object that ``ask --json`` prints.

    Args:
        answer: What the engine found.
        took_ms: What answering took, in milliseconds.
        with_passages: Whether to tell where the passages stand.
    """
    record: dict[str, Any] = {
        "question": answer.question,
        "outcome": answer.outcome.value,
        "confidence": answer.confidence,
        "quotes": [_quote_record(quote) for quote in answer.quotes],
        "took_ms": round(took_ms, 3),
    }
    if with_passages:
        record["passages"] = [
            {
                "document": hit.document_id,
                "start": hit.start,
                "end": hit.end,
                "score": hit.score,
            }
            for hit in answer.passages
        ]
    return record


def _quote_record(quote: Quote) -> dict[str, Any]:
    return {
        **place_record(quote),
        "score": quote.score,
        "also": [place_record(twin) for twin in quote.twins],
    }


def place_record(quote: Quote) -> dict[str, Any]:
    """Return the words of an article, and where they stand."""
    return {
        "text": quote.text,
        "document": quote.document_id,
        "title": quote.title,
        "source": quote.source,
        "url": quote.url,
        "date": quote.date,
        "start": quote.start,
        "end": quote.end,
    }
