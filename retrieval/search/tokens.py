"""The tokens that match a question, how close they stand, and what stands near them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.search.candidates import Occurrences
from retrieval.search.coverage import Question

_MATCHES_FROM = 0.5  # of a word, covered by one token, from which that token is a match


@dataclass(frozen=True, slots=True)
class TokenMatches:
    """The tokens that cover a word of the question, in the order in which they stand.

    Attributes:
        at: int64, shape (n,): positions in `Occurrences.tokens`.
        rows: int64, shape (n,): the row of each.
        words: int64, shape (n,): the word of the question that each covers best.
        weights: float64, shape (n,): how far, times the word's importance; above 0.
        n_rows: Rows in all.
    """

    at: NDArray[np.int64]
    rows: NDArray[np.int64]
    words: NDArray[np.int64]
    weights: NDArray[np.float64]
    n_rows: int


def match_tokens(question: Question, occurrences: Occurrences) -> TokenMatches:
    """Find the tokens that cover at least half of a word of the question."""
    n_rows = len(occurrences.offsets) - 1
    if not len(question.importance):
        none = np.empty(0, dtype=np.int64)
        return TokenMatches(none, none, none, np.empty(0), n_rows)
    by_word = occurrences.covered * question.importance
    words, weights = by_word.argmax(axis=1), by_word.max(axis=1)
    is_match = (weights > 0) & (weights >= _MATCHES_FROM * question.importance[words])
    return TokenMatches(
        at=occurrences.found[is_match],
        rows=occurrences.rows[is_match],
        words=words[is_match],
        weights=weights[is_match],
        n_rows=n_rows,
    )


def count_in_rows(
    occurrences: Occurrences, is_counted: NDArray[np.bool_], rows: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return how many of the tokens of some rows are counted, shape (len(rows),)."""
    # Counted from the beginning, so that rows without words need no special case.
    so_far = np.zeros(len(is_counted) + 1, dtype=np.int64)
    is_counted.cumsum(out=so_far[1:])
    counts: NDArray[np.int64] = (
        so_far[occurrences.offsets[rows + 1]] - so_far[occurrences.offsets[rows]]
    )
    return counts


def opens_with_match(
    matches: TokenMatches, occurrences: Occurrences, n_words: int
) -> NDArray[np.bool_]:
    """Return, for each row, whether one of its first `n_words` words is a match."""
    opens = np.zeros(matches.n_rows, dtype=np.bool_)
    opens[matches.rows[matches.at - occurrences.offsets[matches.rows] < n_words]] = True
    return opens


def proximity(matches: TokenMatches) -> NDArray[np.float64]:
    """Return, for each row, the sum over neighbouring matches of weight by distance.

    Neighbours are matches of two different words of the question with no match between them;
    each two add the mean of their weights, divided by their distance in words.
    """
    left, right = slice(None, -1), slice(1, None)
    are_neighbours = (matches.rows[left] == matches.rows[right]) & (
        matches.words[left] != matches.words[right]
    )
    mean = (matches.weights[left] + matches.weights[right]) / 2
    gain = mean / (matches.at[right] - matches.at[left])
    return np.bincount(
        matches.rows[left][are_neighbours],
        weights=gain[are_neighbours],
        minlength=matches.n_rows,
    ).astype(np.float64, copy=False)


def nearness(
    matches: TokenMatches, occurrences: Occurrences, evidence: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return, for each row, 1 / distance in words of its closest evidence to a match.

    Args:
        matches: Of the question.
        occurrences: In which they are matches.
        evidence: Positions of tokens that are evidence.

    Returns:
        Shape (n_rows,); 0 for a row without evidence or without a match.
    """
    nearest = np.zeros(matches.n_rows)
    rows = occurrences.offsets.searchsorted(evidence, side="right") - 1
    after = matches.at.searchsorted(evidence)
    for neighbour in (after - 1, after):
        is_there = (neighbour >= 0) & (neighbour < len(matches.at))
        here, there = is_there.nonzero()[0], neighbour[is_there]
        is_same_row = matches.rows[there] == rows[here]
        here, there = here[is_same_row], there[is_same_row]
        distance = np.abs(matches.at[there] - evidence[here])
        np.maximum.at(nearest, rows[here], 1 / np.maximum(distance, 1))
    return nearest
