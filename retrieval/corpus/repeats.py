"""Sentences that another sentence of their document says in full.

An abstract cut with "..." above the text, a lead above and below the picture, a lead repeated with
two words changed. The fuller sentence stays quotable, and of two as full the later one, which
stands among its neighbours. Sentences are compared only if they begin alike, or stand in the head
of the document and share most words; comparing keys costs more than all the rest.
"""

from collections.abc import Sequence

from retrieval.arabic.normalize import fold_letters
from retrieval.arabic.sentences import SentenceSpan
from retrieval.arabic.terms import split_words
from retrieval.corpus.duplicates import is_near_duplicate, is_said_in, sentence_words

_HEAD_SENTENCES = 6
"""Where leads and abstracts stand; only there a sentence repeats another with words changed."""
_MIN_CHARS = 25
_OPENING_CHARS = 24
_OPENING_WORDS = 2
_MIN_SHARED = 0.7
_MAX_COMPARED = 8
"""Sentences that begin alike, the nearest before; «وقال الوزير» may open a hundred."""


def find_repeats(text: str, spans: Sequence[SentenceSpan]) -> dict[int, int]:
    """Return which of `spans` repeat another, by position, and the one that says it in full."""
    compared = [i for i, span in enumerate(spans) if span.end - span.start >= _MIN_CHARS]
    repeats: dict[int, int] = {}
    by_opening: dict[str, list[int]] = {}
    for rank, i in enumerate(compared):
        alike = by_opening.setdefault(_opening(text, spans[i]), [])
        nearest = alike[-_MAX_COMPARED:]
        others = {*compared[:rank], *nearest} if rank < _HEAD_SENTENCES else nearest
        for other in sorted(others, reverse=True):
            if other in repeats:
                continue
            repeat = _find_repeat(text, spans, other, i, is_head=rank < _HEAD_SENTENCES)
            if repeat == other:
                repeats[other] = i
            elif repeat == i:
                repeats[i] = other
                break
        alike.append(i)
    return repeats


def _opening(text: str, span: SentenceSpan) -> str:
    end = min(span.start + _OPENING_CHARS, span.end)
    return " ".join(split_words(fold_letters(text[span.start : end]))[:_OPENING_WORDS])


def _find_repeat(
    text: str, spans: Sequence[SentenceSpan], first: int, second: int, *, is_head: bool
) -> int | None:
    """Return which of two sentences repeats the other; `first` stands before `second`."""
    raw_first = text[spans[first].start : spans[first].end]
    raw_second = text[spans[second].start : spans[second].end]
    words, others = set(raw_first.split()), set(raw_second.split())
    if len(words & others) < _MIN_SHARED * min(len(words), len(others)):
        return None
    first_words, second_words = sentence_words(raw_first), sentence_words(raw_second)
    if first_words == second_words or is_said_in(first_words, second_words):
        return first
    if is_said_in(second_words, first_words):
        return second
    return first if is_head and is_near_duplicate(first_words, second_words) else None
