"""Made-up paragraphs of made-up words, and questions on them, in SQuAD format."""

import json
from pathlib import Path

import numpy as np

from retrieval.datatypes import Document, DocumentId, Span
from retrieval.evaluation.results import Ask, Place
from training.own_questions import Part, Style

_LETTERS = np.array(list("بتثجحخدذرزسشصضطظعغفقكلمن"))


def write_questions(path: Path, n_paragraphs: int, n_questions: int) -> Path:
    """Write paragraphs of two sentences; the first of them are asked about, one question each.

    A question has three words of its paragraph's first sentence, whose last word is the answer.
    """
    rng = np.random.default_rng(7)
    paragraphs = []
    for number in range(n_paragraphs):
        words = ["".join(rng.choice(_LETTERS, 5)) for _ in range(12)]
        answer = words[5]
        context = f"{' '.join(words[:6])}. {' '.join(words[6:])}."
        question = {
            "id": str(number),
            "question": f"متى {' '.join(words[:3])}؟",
            "answers": [{"text": answer, "answer_start": context.index(answer)}],
        }
        asked = [question] if number < n_questions else []
        paragraphs.append({"context": context, "qas": asked})
    data = [{"title": "قمر", "paragraphs": paragraphs}]
    path.write_text(json.dumps({"data": data}), encoding="utf-8")
    return path


def made_up_part(n_articles: int, n_questions: int) -> Part:
    """Articles of two sentences, four to an event; the first are asked about, one question each.

    A question has three words of its article's first sentence, which answers it.
    """
    rng = np.random.default_rng(8)
    articles, asks = [], []
    for number in range(n_articles):
        words = ["".join(rng.choice(_LETTERS, 5)) for _ in range(12)]
        name = DocumentId(f"news.jsonl#{number}")
        first = f"{' '.join(words[:6])}."
        articles.append(Document(name, f"{first} {' '.join(words[6:])}.", "قمر"))
        gold = (Place(name, Span(0, len(first))),)
        asks.append(
            Ask(f"متى {' '.join(words[:3])}؟", gold, cluster=f"{number}", group=Style.PLAIN)
        )
    groups = tuple(tuple(articles[first : first + 4]) for first in range(0, n_articles, 4))
    return Part(1, groups, tuple(asks[:n_questions]))
