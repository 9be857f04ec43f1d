"""Two dozen articles of one sentence each, and questions that they answer, or nearly do."""

import json

from retrieval.datatypes import DocumentId
from retrieval.evaluation.own_questions import OwnQuestion

N_ARTICLES = 24
LETTERS = "بتثجحخدذرزسشصضطظعغفقكلمن"


def word(kind: str, number: int) -> str:
    return f"{kind}{LETTERS[number]}{LETTERS[-number]}"


def article(number: int) -> str:
    return (
        f"وصل {word('قطار', number)} إلى {word('محطة', number)} مساء. "
        f"ثم نزل {word('ركاب', number)} إلى الرصيف."
    )


def answerable(number: int) -> OwnQuestion:
    return OwnQuestion(
        line=number + 1,
        question=f"متى وصل {word('قطار', number)} إلى {word('محطة', number)}؟",
        is_answerable=True,
        article=DocumentId(f"a.jsonl#{number}"),
        words="مساء",
    )


def unanswerable(number: int) -> OwnQuestion:
    return OwnQuestion(
        line=number + 101,
        question=f"متى غرقت {word('باخرة', number)} عند {word('محطة', number)}؟",
        is_answerable=False,
        article=DocumentId(""),
        words="",
    )


ANSWERABLE = tuple(map(answerable, range(N_ARTICLES)))
UNANSWERABLE = tuple(map(unanswerable, range(N_ARTICLES)))


def articles() -> str:
    """All of them as a ``.jsonl`` file, which is to be called ``a.jsonl``."""
    lines = [
        {"id": str(number), "title": "خبر", "text": article(number)}
        for number in range(N_ARTICLES)
    ]
    return "\n".join(map(json.dumps, lines))
