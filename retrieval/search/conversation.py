"""What is found for a question as it was typed, alone or with those that it leans on."""

from retrieval.arabic.followups import follow_up
from retrieval.arabic.questions import QuestionKind, analyse_question
from retrieval.datatypes import Conversation, Outcome
from retrieval.search.searcher import Findings, Searcher

SEARCHED = (QuestionKind.QUESTION, QuestionKind.ARABIZI, QuestionKind.FOREIGN)
"""What is searched for; everything else is no question at all."""


def find_alone(
    searcher: Searcher, question: str, *, with_reranker: bool = True
) -> Findings | None:
    """Return what is found for a question before it is cut; None for no question at all."""
    query = analyse_question(question)
    if query.kind not in SEARCHED:
        return None
    return searcher.find(query, with_reranker=with_reranker)


def find_in_conversation(
    searcher: Searcher, conversation: Conversation, question: str
) -> tuple[Findings | None, bool]:
    """Return what is found for a question, and whether that is with those it leans on.

    One that leans stands alone after all where nothing is found for both together, or nothing for
    the first of those it leans on; one that leans perhaps, where it is better answered so.
    """
    previous = tuple(map(searcher.in_arabic, conversation.previous))
    asked = searcher.in_arabic(question) if previous else question
    together = follow_up(asked, previous, is_reply=conversation.is_reply)
    if together is None:
        return find_alone(searcher, question), False
    found = searcher.find(together.query)
    if together.is_sure and _is_on_topic(searcher, conversation, found):
        return found, True
    alone = find_alone(searcher, question)
    if alone is None or alone.outcome is Outcome.NONE:
        return found, True
    if found.outcome is Outcome.NONE or alone.confidence > found.confidence:
        return alone, False
    return found, True


def _is_on_topic(searcher: Searcher, conversation: Conversation, found: Findings) -> bool:
    """Tell whether what a question leans on is spoken of, as far as what was found tells.

    The words of both together may come near to something by those of the second alone.
    """
    if found.outcome is not Outcome.WEAK:
        return found.outcome is Outcome.ANSWER
    first = find_alone(searcher, conversation.previous[0])
    return first is None or first.outcome is not Outcome.NONE
