"""Why an answer is what it is: values for people and programs, made by `explaining`."""

from dataclasses import dataclass
from enum import StrEnum

from retrieval.datatypes import Answer, DocumentId, Outcome


class Role(StrEnum):
    """What a word of a question is to the search."""

    TOPIC = "topic"
    STOP_WORD = "stop word"
    """Of less weight than a word of the topic."""
    ASKING = "asking"
    """A question word, a greeting, politeness: not searched for."""


class Origin(StrEnum):
    """Why a text may hold another word in the place of a question's."""

    LIST = "list"
    """The lists of words that stand for each other say so."""
    THESAURUS = "thesaurus"
    """The thesaurus names both in one group."""
    NUMBER = "number"
    """It is the same number in digits, or spelled out."""
    CORPUS = "corpus"
    """The corpus knows a word that is spelled nearly so, and not the one that was typed."""


class Fate(StrEnum):
    """What became of a candidate."""

    QUOTED = "quoted"
    BESIDE = "beside"
    """It stands in the quote of another, which leans on it."""
    REPEATS = "repeats"
    """It says what a quote says already."""
    BEHIND = "behind"
    """Its score is too far below the first one's."""
    ENOUGH = "enough"
    """As many quotes as wanted come before it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Words that were taken for others, which the corpus knows."""

    typed: str
    read: str


@dataclass(frozen=True, slots=True)
class Substitute:
    """A word that counts in the place of a question's.

    Attributes:
        share: What it counts beside that word, 0 to 1.
    """

    text: str
    share: float
    origin: Origin


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the question as it was searched for.

    Attributes:
        weight: Of its terms.
        importance: Its share of the question by rarity and weight; 0 for one that asks.
    """

    text: str
    role: Role
    weight: float
    importance: float
    substitutes: tuple[Substitute, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """What the index knows a word by.

    Attributes:
        kind: "stem", "skeleton", "gram" or "pair".
        weight: Of the words that hold it, summed.
        n_passages: That hold it.
    """

    kind: str
    text: str
    weight: float
    n_passages: int
    idf: float


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage of the ranking.

    Attributes:
        score: Standardised BM25 and cosine, fused.
        bm25: The sum of `by_kind`.
        by_kind: What each kind of term gives, and "substitutes": what other words add.
    """

    document_id: DocumentId
    start: int
    end: int
    score: float
    bm25: float
    by_kind: dict[str, float]
    cosine: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted.

    Attributes:
        score: The sum of `parts`.
        parts: What each feature adds, its value times its weight; "interplay", what they add
            together; "words", what it adds which words of the question are there; "reranker",
            what one adds.
        nth_quote: The number, from 1, of the quote that it is in or repeats; 0 without one.
    """

    document_id: DocumentId
    start: int
    end: int
    text: str
    score: float
    parts: dict[str, float]
    fate: Fate
    nth_quote: int = 0


@dataclass(frozen=True, slots=True)
class Sign:
    """What the confidence goes by.

    Attributes:
        adds: To the log-odds, its value times its weight.
    """

    name: str
    value: float
    weight: float
    adds: float


@dataclass(frozen=True, slots=True)
class Confidence:
    """How sure it is that the first candidate answers.

    Attributes:
        value: A probability, as calibrated to the collection if it is.
        bundled: The probability before that.
        here: The probability by the chance of the collection alone, where an answer must have
            that; None where the collection has a calibration of its own.
        sure_from: Probability from which an answer need not have that; None likewise.
        bias: Log-odds before any sign.
        weak_from: Probability from which quotes are shown as the nearest that was found.
        answer_from: Probability from which they are shown as an answer.
    """

    value: float
    outcome: Outcome
    bundled: float
    here: float | None
    sure_from: float | None
    bias: float
    signs: tuple[Sign, ...]
    weak_from: float
    answer_from: float


@dataclass(frozen=True, slots=True)
class StepTime:
    """How long a step took, in milliseconds."""

    name: str
    took_ms: float


@dataclass(frozen=True, slots=True)
class Search:
    """What was found; there is none for what is not searched for.

    Attributes:
        passages: The best.
        n_passages: Found in all.
        candidates: The best.
        n_candidates: In all.
        confidence: None without candidates.
    """

    terms: tuple[Term, ...]
    passages: tuple[FoundPassage, ...]
    n_passages: int
    candidates: tuple[Candidate, ...]
    n_candidates: int
    confidence: Confidence | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """An answer and why it is what it is.

    Attributes:
        kind: What came in as a question (`retrieval.arabic.questions.QuestionKind`).
        answer_type: What an answer has to hold.
        readings: Words that were taken for others.
        steps: In order, the whole way.
    """

    answer: Answer
    kind: str
    answer_type: str
    readings: tuple[Reading, ...]
    words: tuple[Word, ...]
    search: Search | None
    steps: tuple[StepTime, ...]
