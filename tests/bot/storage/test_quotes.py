"""Quotes as they are stored: places and digests."""

import json
from dataclasses import replace

from bot.storage.quotes import StoredQuote
from retrieval.datatypes import Document, DocumentId, Quote, Span

DOCUMENT = Document(DocumentId("مقال.md"), "افتُتح الجسر. وبلغت كلفته مليونًا.", "الجسر")
COPY = replace(DOCUMENT, document_id=DocumentId("نسخة.md"), text=f"أمس {DOCUMENT.text}")
QUOTE = Quote.of(DOCUMENT, 14, 33, matches=(Span(0, 5),), twins=(Quote.of(COPY, 18, 37),))


def test_a_quote_comes_back_with_its_twins_and_without_its_words():
    stored = StoredQuote.of(QUOTE)

    written = json.dumps(stored.fields(), ensure_ascii=False)

    assert StoredQuote.from_fields(json.loads(written)) == stored
    assert [twin.document_id for twin in stored.twins] == ["نسخة.md"]
    assert "كلفته" not in written


def test_a_quote_is_known_again_by_its_words_only():
    stored = StoredQuote.of(QUOTE)
    changed = Document(DOCUMENT.document_id, DOCUMENT.text.replace("مليون", "ألفًا"), "الجسر")

    assert stored.is_same(QUOTE)
    assert not stored.is_same(Quote.of(changed, 14, 32))
