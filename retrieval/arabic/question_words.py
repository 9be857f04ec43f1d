"""The words of asking (``question_words.json``), and which words of a question are such words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from retrieval.arabic.terms import stop_words
from retrieval.arabic.word_lists import folded, folded_classes, phrases_pattern, read_json


@dataclass(frozen=True, slots=True)
class QuestionLists:
    """The lists of the data file, their words as words of a key.

    Attributes:
        anywhere: Question words wherever they stand, and what they ask for.
        leading: Words that ask only at the start of a question, and what for.
        egyptian_what: «ايه», whose key is also that of آية, a verse, and أية, any.
        because: Before a word for «what», these ask for a reason: «عشان ايه».
        not_after_whom: After «من», these make it the preposition.
        not_after_what: After «ما», these make it a particle.
        pronouns: «هو» and its like, which make «ما» before them ask.
        fused_what: «ماهو» and its like, written as one word.
        relative: Relative pronouns.
        passed_over: What may stand between a question word and the noun that it asks for.
        nouns: What a noun after «ما» or «أي» asks for.
        traits: Nouns that ask for a trait of what follows them.
        saying: Verbs of saying; a question for their object asks for a statement.
        meaning: Verbs of meaning; a question for their object asks for a definition.
        restating: Words that name no topic where their type of answer is asked for, but say once
            more that it is: «أين تقع»، «كم عدد»، «في أي عام».
        fillers: Small words of the dialects that stand in no article: «اللي»، «بتاع»، «غادي».
        openings: Phrases around a question that carry nothing of it.
        greetings_alone: Words that greet or thank if they are all there is.
    """

    anywhere: dict[str, str]
    leading: dict[str, str]
    egyptian_what: frozenset[str]
    because: frozenset[str]
    not_after_whom: frozenset[str]
    not_after_what: frozenset[str]
    pronouns: frozenset[str]
    fused_what: frozenset[str]
    relative: frozenset[str]
    passed_over: frozenset[str]
    nouns: dict[str, str]
    traits: frozenset[str]
    saying: frozenset[str]
    meaning: frozenset[str]
    restating: dict[str, str]
    fillers: frozenset[str]
    openings: re.Pattern[str]
    closings: re.Pattern[str]
    greetings: re.Pattern[str]
    greetings_alone: frozenset[str]


@lru_cache(maxsize=1)
def question_lists() -> QuestionLists:
    """Read the data file, once."""
    raw = read_json("question_words.json")
    return QuestionLists(
        anywhere=folded_classes(raw["anywhere"]),
        leading=folded_classes(raw["leading"]),
        egyptian_what=folded(raw["egyptian_what"]),
        because=folded(raw["because"]),
        not_after_whom=folded(raw["not_after_whom"]),
        not_after_what=folded(raw["not_after_what"]),
        pronouns=folded(raw["pronouns"]),
        fused_what=folded(raw["fused_what"]),
        relative=folded(raw["relative"]),
        passed_over=folded(raw["passed_over"]),
        nouns=folded_classes(raw["nouns"]),
        traits=folded(raw["traits"]),
        saying=folded(raw["saying"]),
        meaning=folded(raw["meaning"]),
        restating=folded_classes(raw["restating"]),
        fillers=folded(raw["fillers"]),
        openings=phrases_pattern(raw["openings"]),
        closings=phrases_pattern(raw["closings"]),
        greetings=phrases_pattern(raw["greetings"]),
        greetings_alone=folded(raw["greetings_alone"]),
    )


def find_question_words(words: Sequence[str], *, spells_what: bool) -> dict[int, str]:
    """Return the positions of the question words, in order, and what each asks for.

    Args:
        words: The words of a key, without the politeness around the question.
        spells_what: The question as typed holds «ايه», which the key cannot tell from آية.
    """
    found: dict[int, str] = {}
    for position, word in enumerate(words):
        asked = _asks_for(words, position, word, spells_what=spells_what)
        if asked is None and len(word) > 2 and word[0] in "وف":
            asked = _asks_for(words, position, word[1:], spells_what=spells_what)
        if asked is not None:
            found[position] = asked
    return found


def _asks_for(words: Sequence[str], position: int, word: str, *, spells_what: bool) -> str | None:
    lists = question_lists()
    before = words[position - 1] if position else ""
    after = words[position + 1] if position + 1 < len(words) else ""
    if word in lists.egyptian_what:
        return "other" if spells_what or not after else None
    if word in lists.anywhere:
        is_unit = word == "كم" and before.isdecimal()
        is_that_is = word == "اي" and after == "ان"
        return None if is_unit or is_that_is else lists.anywhere[word]
    if word not in lists.leading:
        return None
    if word == "من":
        asks = _is_whom(position, before, after)
    elif word == "ما":
        asks = after in lists.pronouns or (position == 0 and after not in lists.not_after_what)
    else:
        asks = position == 0
    return lists.leading[word] if asks else None


def _is_whom(position: int, before: str, after: str) -> bool:
    """Tell «من» who from «من» from."""
    lists = question_lists()
    if after in lists.pronouns or before == "يد":  # «من هو», «على يد من»
        return True
    if not after:
        return position > 0
    if after in lists.not_after_whom or after in lists.anywhere:
        return False
    return position == 0 or (position == 1 and before in stop_words())
