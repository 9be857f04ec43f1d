"""When two sentences say the same, so that no answer quotes both.

News repeats itself: a lead stands above and below the picture, an agency's sentence stands in two
papers with a word changed. Compared are the words of the keys; marks and spacing say nothing.
Sentences that differ in a number are never the same, however alike they look.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import split_words

MIN_WORDS = 6
"""Shorter sentences are the same only if they are equal; «وأضاف الوزير» says nothing by itself."""
MIN_SHARED_WORDS = 0.85
MIN_ALIKE = 0.95
"""Of the characters; the repeated leads that were seen are .97 and more alike."""


def sentence_words(text: str) -> str:
    """Return the words of a sentence's key, one space between: what the functions here compare."""
    return " ".join(split_words(matching_key(text)))


def is_near_duplicate(first: str, second: str) -> bool:
    """Tell whether two sentences, each as `sentence_words`, are the same but for a word or two."""
    if first == second:
        return True
    shorter, longer = sorted((len(first), len(second)))
    if shorter < longer * MIN_SHARED_WORDS:
        return False
    first_words, second_words = first.split(), second.split()
    return (
        share_most_words(first_words, second_words)
        and _numbers(first_words) == _numbers(second_words)
        and SequenceMatcher(None, first, second, autojunk=False).ratio() >= MIN_ALIKE
    )


def share_most_words(first: Sequence[Hashable], second: Sequence[Hashable]) -> bool:
    """Tell whether two sentences, each as its words, may be the same without being equal."""
    n_words = len(first) + len(second)
    if n_words < 2 * MIN_WORDS or 2 * min(len(first), len(second)) < MIN_SHARED_WORDS * n_words:
        return False
    known = set(second)  # tells most that are different, at a fifth of the price of counting
    if 2 * sum(word in known for word in first) < MIN_SHARED_WORDS * n_words:
        return False
    return 2 * (Counter(first) & Counter(second)).total() >= MIN_SHARED_WORDS * n_words


def is_said_in(part: str, whole: str) -> bool:
    """Tell whether `whole` begins with all words of `part`, each as `sentence_words`.

    The last word of `part` may be cut: an abstract ends where its space ended.
    """
    if part.count(" ") + 1 < MIN_WORDS or not whole.startswith(part):
        return False
    following = whole[len(part) : len(part) + 1]
    return not (part[-1].isdigit() and following.isdigit())


def _numbers(words: list[str]) -> list[str]:
    return [word for word in words if any(character.isdigit() for character in word)]
