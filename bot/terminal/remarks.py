"""What is said beside the quotes, or in their place, with how to ask so that there are some.

In Arabic and in the bot's own words, as the questions are Arabic; what concerns the set-up is said
in English elsewhere.
"""

from bot.preferences import Digits
from bot.telegram.texts import Texts, Wording
from retrieval.datatypes import Answer, Outcome


def remark_on(answer: Answer, texts: Texts, *, max_chars: int) -> str:
    """Return what goes with an answer: nothing where its quotes speak for themselves.

    Args:
        answer: What the engine found.
        texts: The bot's words.
        max_chars: The longest question that is searched for, in code points.
    """
    match answer.outcome:
        case Outcome.ANSWER:
            return ""
        case Outcome.WEAK:
            return texts.weak
        case Outcome.NONE:
            return _why_none(answer.read_as or answer.question, texts, max_chars)


def _why_none(question: str, texts: Texts, max_chars: int) -> str:
    if len(question) > max_chars:
        limit = Wording(texts, Digits.WESTERN).count(max_chars, "letter")
        return texts.too_long.format(limit=limit)
    return texts.why_none(question)
