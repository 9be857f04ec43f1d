"""A quote's words as they are shown: white space flowing, the matching ones told apart. Pure.

No letter is changed. Lines of a source may be wrapped at a fixed width, or hold tabs: every run of
white space becomes one space, also where a match begins or ends in it.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from retrieval.datatypes import Span

_SPACES = re.compile(r"\s+")


class Piece(NamedTuple):
    """Words in a row that are shown in one way."""

    text: str
    is_marked: bool


def flowing_pieces(text: str, matches: Sequence[Span]) -> list[Piece]:
    """Cut a text where its matches begin and end.

    Args:
        text: Of a source.
        matches: Ordered, not overlapping; those beyond the text's end are passed over.

    Returns:
        Pieces that are `text` when put together, but for white space; none is empty.
    """
    edges = [0]
    for match in matches:
        if match.end <= len(text):
            edges += [match.start, match.end]
    edges.append(len(text))
    pieces, is_spaced = [], False
    for i, (start, end) in enumerate(pairwise(edges)):
        words = _SPACES.sub(" ", text[start:end])
        if is_spaced:
            # A run of white space that an edge divides is still one.
            words = words.removeprefix(" ")
        if words:
            pieces.append(Piece(words, i % 2 == 1))
            is_spaced = words.endswith(" ")
    return pieces
