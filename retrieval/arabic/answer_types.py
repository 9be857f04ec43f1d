"""What kind of answer a question wants."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from retrieval.arabic.question_words import question_lists
from retrieval.arabic.terms import stop_words

MAX_DEFINED_WORDS = 6
"""What «ما هو» asks to be defined has at most so many words,"""
MAX_NAME_WORDS = 3
"""and so many without the article: a name, as «حرب النجوم»."""


class AnswerType(StrEnum):
    """What an answer has to hold."""

    PERSON = "person"
    """A person or an organisation: «من»، «مين»، «ما اسم الرئيس»."""
    TIME = "time"
    """«متى»، «في أي عام»، «ما تاريخ»."""
    NUMBER = "number"
    """A quantity: «كم»، «ما عدد»، «ما مساحة»."""
    PLACE = "place"
    """«أين»، «وين»، «أي مدينة»، «ما عاصمة»."""
    REASON = "reason"
    """«لماذا»، «ليش»، «ما سبب»."""
    MANNER = "manner"
    """«كيف»، «ازاي»، «ما طريقة»."""
    STATEMENT = "statement"
    """What somebody said or holds: «ماذا قال»، «ما موقف»."""
    DEFINITION = "definition"
    """What a thing or word is: «ما هو التضخم»، «ما معنى»."""
    YES_NO = "yes_no"
    """«هل»."""
    OTHER = "other"
    """None of these, or it cannot be told."""


def answer_type(words: Sequence[str], asking: Mapping[int, str]) -> AnswerType:
    """Return the answer type of a question.

    Args:
        words: The words of a key, without the politeness around the question.
        asking: Positions of question words among them, in order, and what they ask for.
    """
    fallback = AnswerType.OTHER
    for position, asked in asking.items():
        wanted = _refine(words, position, AnswerType(asked))
        if wanted not in {AnswerType.OTHER, AnswerType.YES_NO}:
            return wanted
        if wanted is AnswerType.YES_NO:
            fallback = wanted
    if asking:
        return fallback
    topic = [word for word in words if word not in stop_words()]
    return _noun_type(topic[0]) if topic else AnswerType.OTHER


def _refine(words: Sequence[str], position: int, asked: AnswerType) -> AnswerType:
    """Look at what stands around a question word."""
    lists = question_lists()
    ahead = _passed_over(words[position + 1 :])
    noun = ahead[0] if ahead else ""
    if asked is AnswerType.NUMBER and noun == "الساعه":
        return AnswerType.TIME
    if asked is AnswerType.MANNER and noun in lists.saying:
        return AnswerType.STATEMENT
    if asked is not AnswerType.OTHER:
        return asked
    before = words[position - 1] if position else ""
    if before in lists.because:
        return AnswerType.REASON
    if not noun:
        return _asked_at_the_end(words[:position])
    return _refine_what(words[position:], ahead, before)


def _refine_what(words: Sequence[str], ahead: Sequence[str], before: str) -> AnswerType:
    """Type of a question with «ما», «ماذا» or «أي», which `words` begin with."""
    lists = question_lists()
    wanted = _noun_type(ahead[0])
    if before == "قد":  # «قد ايه» and «قد شو» ask how much
        wanted = AnswerType.NUMBER
    elif before in lists.meaning or ahead[0] in lists.meaning:
        wanted = AnswerType.DEFINITION
    elif wanted is not AnswerType.OTHER:
        pass
    elif before in lists.saying or ahead[0] in lists.saying:
        wanted = AnswerType.STATEMENT
    elif _asks_what_it_is(words, ahead):
        wanted = AnswerType.DEFINITION
    return wanted


def _asks_what_it_is(words: Sequence[str], ahead: Sequence[str]) -> bool:
    """Tell «ما هو التضخم» from «ما هو لون السماء» and «ما هي المدينة التي …»."""
    lists = question_lists()
    n_asking = 1 if words[0] in lists.fused_what else 2
    has_pronoun = n_asking == 1 or words[1] in lists.pronouns
    if not has_pronoun or len(words) - n_asking != len(ahead) or len(ahead) > MAX_DEFINED_WORDS:
        return False
    if ahead[0] in lists.traits or any(word in lists.relative for word in ahead):
        return False
    return len(ahead) <= MAX_NAME_WORDS or ahead[0].startswith("ال")


def _asked_at_the_end(words: Sequence[str]) -> AnswerType:
    """Type of «لافروف قال ايه» and «عاصمة مصر ايه»."""
    lists = question_lists()
    if any(word in lists.saying for word in words):
        return AnswerType.STATEMENT
    if any(word in lists.meaning for word in words):
        return AnswerType.DEFINITION
    return _noun_type(words[0]) if words else AnswerType.OTHER


def _passed_over(words: Sequence[str]) -> list[str]:
    """Drop pronouns, «اسم» and superlatives in front of the noun that is asked for."""
    lists = question_lists()
    first = 0
    while first < len(words) and (words[first] in lists.passed_over or _is_elative(words[first])):
        first += 1
    return list(words[first:])


def _is_elative(word: str) -> bool:
    """Tell whether a word has the form of اكبر, and is no noun that questions ask for."""
    has_form = len(word) == 4 and word[0] == "ا" and word[1] != "ل"
    return has_form and word not in question_lists().nouns


def _noun_type(word: str) -> AnswerType:
    nouns = question_lists().nouns
    for prefix in ("", "ال", "بال", "و"):
        if word.startswith(prefix) and word[len(prefix) :] in nouns:
            return AnswerType(nouns[word[len(prefix) :]])
    return AnswerType.OTHER
