"""What came of asking questions, as columns: one entry a question, in the order they were asked.

Figures are worked out from these alone, so that two states of the program can be compared
question by question, and no question has to be kept.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import Answer, DocumentId, Outcome, Quote, Span

N_QUOTES = 3
"""That are looked at."""
DEPTH = 100
"""Of the ranking in which the right document is looked for."""

Search = Callable[[str], Answer]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands."""

    document_id: DocumentId
    span: Span


@dataclass(frozen=True, slots=True)
class Ask:
    """A question and what there is to find.

    Attributes:
        gold: The places that answer, any of them; empty for one that nothing answers.
        cluster: What it shares with other questions, which stand and fall with it: its paragraph.
        group: What it is counted with.
        answer_type: What it asks for.
    """

    question: str
    gold: tuple[Place, ...]
    cluster: str
    group: str = ""
    answer_type: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """What came of each question.

    Attributes:
        clusters: As of `Ask`.
        groups: As of `Ask`.
        answer_types: As of `Ask`.
        is_answerable: bool, shape (n,): whether there was something to find.
        ranks: int64, shape (n,): 1-based, of the first document that answers, among the best
            `DEPTH`; 0 where none is there, and for what nothing answers.
        hits: int64, shape (n,): 1-based, of the first quote that overlaps an answer, among the
            first `N_QUOTES`; 0 as above. A refusal's quotes count, though nobody sees them.
        confidences: float64, shape (n,).
        outcomes: One of `Outcome` each.
        n_chars: int64, shape (n,): code points of the first quote; 0 where there is none.
    """

    clusters: tuple[str, ...]
    groups: tuple[str, ...]
    answer_types: tuple[str, ...]
    is_answerable: NDArray[np.bool_]
    ranks: NDArray[np.int64]
    hits: NDArray[np.int64]
    confidences: NDArray[np.float64]
    outcomes: tuple[Outcome, ...]
    n_chars: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.outcomes)

    def where(self, is_wanted: NDArray[np.bool_]) -> "Results":
        """Return some of the questions, in their order."""
        wanted = np.flatnonzero(is_wanted)
        places = wanted.tolist()
        return Results(
            clusters=tuple(self.clusters[place] for place in places),
            groups=tuple(self.groups[place] for place in places),
            answer_types=tuple(self.answer_types[place] for place in places),
            is_answerable=self.is_answerable[wanted],
            ranks=self.ranks[wanted],
            hits=self.hits[wanted],
            confidences=self.confidences[wanted],
            outcomes=tuple(self.outcomes[place] for place in places),
            n_chars=self.n_chars[wanted],
        )

    def and_then(self, others: "Results") -> "Results":
        """Return these questions, then others."""
        return Results(
            clusters=self.clusters + others.clusters,
            groups=self.groups + others.groups,
            answer_types=self.answer_types + others.answer_types,
            is_answerable=np.concatenate([self.is_answerable, others.is_answerable]),
            ranks=np.concatenate([self.ranks, others.ranks]),
            hits=np.concatenate([self.hits, others.hits]),
            confidences=np.concatenate([self.confidences, others.confidences]),
            outcomes=self.outcomes + others.outcomes,
            n_chars=np.concatenate([self.n_chars, others.n_chars]),
        )

    def has_outcome(self, *wanted: Outcome) -> NDArray[np.bool_]:
        """Tell which questions had one of some outcomes, shape (n,)."""
        return np.array([outcome in wanted for outcome in self.outcomes], dtype=np.bool_)

    def in_group(self, *wanted: str) -> NDArray[np.bool_]:
        """Tell which questions are of one of some groups, shape (n,)."""
        return np.array([group in wanted for group in self.groups], dtype=np.bool_)


def ask_all(
    asks: Iterable[Ask], search: Search, on_question: Callable[[], None] = lambda: None
) -> Results:
    """Ask questions one after the other.

    Args:
        asks: The questions.
        search: Answers one with `N_QUOTES` quotes and `DEPTH` passages, whatever its outcome.
        on_question: Called after each.
    """
    asked = list(_asked(asks, search, on_question))
    return Results(
        clusters=tuple(ask.cluster for ask, _ in asked),
        groups=tuple(ask.group for ask, _ in asked),
        answer_types=tuple(ask.answer_type for ask, _ in asked),
        is_answerable=np.array([bool(ask.gold) for ask, _ in asked], dtype=np.bool_),
        ranks=np.array([_rank(ask, answer) for ask, answer in asked], dtype=np.int64),
        hits=np.array([_hit(ask, answer) for ask, answer in asked], dtype=np.int64),
        confidences=np.array([answer.confidence for _, answer in asked], dtype=np.float64),
        outcomes=tuple(answer.outcome for _, answer in asked),
        n_chars=np.array(
            [len(answer.quotes[0].text) if answer.quotes else 0 for _, answer in asked],
            dtype=np.int64,
        ),
    )


def _asked(
    asks: Iterable[Ask], search: Search, on_question: Callable[[], None]
) -> Iterator[tuple[Ask, Answer]]:
    for ask in asks:
        yield ask, search(ask.question)
        on_question()


def _rank(ask: Ask, answer: Answer) -> int:
    wanted = {place.document_id for place in ask.gold}
    found = (rank for rank, hit in enumerate(answer.passages, 1) if hit.document_id in wanted)
    return next(found, 0)


def _hit(ask: Ask, answer: Answer) -> int:
    quotes = enumerate(answer.quotes[:N_QUOTES], 1)
    return next((nth for nth, quote in quotes if _answers(quote, ask.gold)), 0)


def _answers(quote: Quote, gold: tuple[Place, ...]) -> bool:
    return any(
        cited.document_id == place.document_id
        and cited.start < place.span.end
        and place.span.start < cited.end
        for cited in (quote, *quote.twins)
        for place in gold
    )
