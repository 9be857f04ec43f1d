"""Sentences that another sentence of their document says in full.

An abstract cut with "..." above the text, a lead above and below the picture, a lead repeated with
two words changed. The fuller sentence stays quotable, and of two as full the later one, which
stands among its neighbours. Sentences are compared only if they begin alike, or stand in the head
of the document and share most words; comparing keys costs more than all the rest.
"""

import re
from collections.abc import Sequence

from retrieval.arabic.normalize import fold_letters
from retrieval.corpus.duplicates import (
    MIN_SHARED_WORDS,
    is_near_duplicate,
    is_said_in,
    sentence_words,
)

_HEAD_SENTENCES = 6
"""Where leads and abstracts stand; only there a sentence repeats another with words changed."""
_MIN_CHARS = 25
_OPENING_CHARS = 24
_TWO_WORDS = re.compile(r"[\W_]*([^\W_]*)[\W_]*([^\W_]*)")
_MIN_SHARED = 0.7
_MAX_COMPARED = 8
"""Sentences that begin alike, the nearest before; «وقال الوزير» may open a hundred."""
_Opening = tuple[str | None, ...]


def find_repeats(texts: Sequence[str]) -> dict[int, int]:
    """Return which sentences repeat another, by position, and the one that says it in full."""
    lengths = list(map(len, texts))
    compared = [i for i, length in enumerate(lengths) if length >= _MIN_CHARS]
    if len(compared) < 2:
        return {}
    repeats: dict[int, int] = {}
    words_of: dict[int, frozenset[str]] = {}
    by_opening: dict[_Opening, list[int]] = {}
    openings = _openings([texts[i] for i in compared])
    for rank, (i, opening) in enumerate(zip(compared, openings, strict=True)):
        alike = by_opening.setdefault(opening, [])
        is_head = rank < _HEAD_SENTENCES
        others = alike[-_MAX_COMPARED:]
        if is_head:
            least, most = MIN_SHARED_WORDS * lengths[i], lengths[i] / MIN_SHARED_WORDS
            others = [j for j in compared[:rank] if least <= lengths[j] <= most or j in others]
        for other in reversed(others):
            if other in repeats or not _share_words(texts, words_of, other, i):
                continue
            repeat = _find_repeat(texts, other, i, is_head=is_head)
            if repeat == other:
                repeats[other] = i
            elif repeat == i:
                repeats[i] = other
                break
        alike.append(i)
    return repeats


def _openings(texts: Sequence[str]) -> list[_Opening]:
    """Return the first words of each; folded at once, which is cheaper than one by one."""
    folded = fold_letters("\f".join(text[:_OPENING_CHARS].replace("\f", " ") for text in texts))
    found = map(_TWO_WORDS.match, folded.split("\f"))
    return [opening.groups() for opening in found if opening]  # it matches whatever stands there


def _share_words(
    texts: Sequence[str], words_of: dict[int, frozenset[str]], first: int, second: int
) -> bool:
    """Tell by the words as they are spelled whether comparing keys is worth its price."""
    for i in (first, second):
        if i not in words_of:
            words_of[i] = frozenset(texts[i].split())
    words, others = words_of[first], words_of[second]
    return len(words & others) >= _MIN_SHARED * min(len(words), len(others))


def _find_repeat(texts: Sequence[str], first: int, second: int, *, is_head: bool) -> int | None:
    """Return which of two sentences repeats the other; `first` stands before `second`."""
    first_words, second_words = sentence_words(texts[first]), sentence_words(texts[second])
    if first_words == second_words or is_said_in(first_words, second_words):
        return first
    if is_said_in(second_words, first_words):
        return second
    return first if is_head and is_near_duplicate(first_words, second_words) else None
