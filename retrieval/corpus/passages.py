"""Sentences to passages: runs of consecutive sentences up to a length.

A passage breaks where a paragraph ends, if that leaves it at least half full, and otherwise
between sentences, of which the next passage then repeats a few. It begins with body, or with the
heading that names the body below, and ends with body; what is not quotable may stand between.
"""

from collections.abc import Sequence

from retrieval.datatypes import Passage, Sentence, SentenceRole


def split_passages(
    sentences: Sequence[Sentence], *, max_chars: int, overlap: int
) -> tuple[Passage, ...]:
    """Return passages in order that together hold every quotable sentence.

    Args:
        sentences: Of one document, in order. If none is quotable, all are taken as if they were.
        max_chars: Code points from a passage's first to its last; a longer sentence is a passage
            of its own.
        overlap: Sentences that a passage repeats of the one before, where both lie in one
            paragraph and there is room.

    Raises:
        ValueError: If max_chars < 1 or overlap < 0.
    """
    if max_chars < 1 or overlap < 0:
        raise ValueError(f"max_chars {max_chars} must be at least 1, overlap {overlap} at least 0")
    body = [i for i, sentence in enumerate(sentences) if sentence.role.is_quotable]
    body = body or list(range(len(sentences)))
    passages: list[Passage] = []
    k = 0
    while k < len(body):
        above = body[k - 1] + 1 if k else 0
        first = _with_headings(sentences, above, body[k], max_chars)
        last = _choose_last(sentences, body, k, sentences[first].start, max_chars)
        passages.append(Passage(first, body[last] + 1))
        k = _choose_next(sentences, body, k, last, max_chars, overlap)
    return tuple(passages)


def _with_headings(sentences: Sequence[Sentence], above: int, first: int, max_chars: int) -> int:
    """Return where a passage begins whose first body sentence is `first`, not before `above`."""
    start = first
    while start > above and sentences[start - 1].role is SentenceRole.HEADING:
        start -= 1
    is_room = sentences[first].end - sentences[start].start <= max_chars
    return start if is_room else first


def _choose_last(
    sentences: Sequence[Sentence], body: Sequence[int], k: int, start: int, max_chars: int
) -> int:
    """Return the position in `body` of the last sentence of the passage that begins at `start`."""
    last = k
    while last + 1 < len(body) and sentences[body[last + 1]].end - start <= max_chars:
        last += 1
    if last + 1 == len(body):
        return last
    for candidate in range(last, k - 1, -1):
        if 2 * (sentences[body[candidate]].end - start) < max_chars:
            break
        if not _are_in_one_paragraph(sentences, body, candidate, candidate + 1):
            return candidate
    return last


def _choose_next(
    sentences: Sequence[Sentence],
    body: Sequence[int],
    k: int,
    last: int,
    max_chars: int,
    overlap: int,
) -> int:
    """Return the position in `body` at which the next passage begins, after ``[k, last]``."""
    following = last + 1
    if following == len(body):
        return following
    for first in range(max(following - overlap, k + 1), following):
        is_room = sentences[body[following]].end - sentences[body[first]].start <= max_chars
        if is_room and _are_in_one_paragraph(sentences, body, first, following):
            return first
    return following


def _are_in_one_paragraph(
    sentences: Sequence[Sentence], body: Sequence[int], first: int, second: int
) -> bool:
    return sentences[body[first]].paragraph == sentences[body[second]].paragraph
