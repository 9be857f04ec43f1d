"""Findings as an answer: what of them is told, and as what."""

from retrieval.arabic.questions import QuestionKind, analyse_question
from retrieval.datatypes import Answer, Outcome
from retrieval.search.searcher import Findings, Searcher


def unanswered(question: str) -> Answer:
    """Return the answer to what is no question."""
    return Answer(question, Outcome.NONE, 0.0, quotes=(), passages=())


def told(
    searcher: Searcher, question: str, findings: Findings, n_quotes: int, n_passages: int
) -> Answer:
    """Return what was found as an answer, the quotes of a refusal too.

    Args:
        searcher: Which found it.
        question: As typed.
        findings: To this question, or to what it was completed to.
        n_quotes: At most so many.
        n_passages: At most so many, one a document.
    """
    is_arabizi = analyse_question(question).kind is QuestionKind.ARABIZI
    is_read = is_arabizi and findings.query.kind is QuestionKind.QUESTION
    return Answer(
        question=question,
        outcome=findings.outcome,
        confidence=findings.confidence,
        quotes=searcher.quotes(findings, n_quotes),
        passages=searcher.passages(findings, n_passages),
        suggestions=searcher.suggestions(findings),
        read_as=findings.query.question if is_read else "",
    )
