"""What the sentence scorer is fitted on: the candidates of questions, and which of them answer."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.engine import Engine
from retrieval.evaluation.results import Ask, Place
from retrieval.evaluation.squad import read_squad
from retrieval.protocols import Encoder
from retrieval.search.searcher import Findings
from retrieval.search.word_matches import WordMatches
from training.labelled import Collection, open_collection
from training.own_questions import Part, open_part


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of one question.

    Attributes:
        values: float64, shape (n_candidates, len(Feature)).
        is_gold: bool, shape (n_candidates,): at least one is true.
        matches: What each has of each word of the question.
        weight: What the question counts in a fit.
    """

    values: NDArray[np.float64]
    is_gold: NDArray[np.bool_]
    matches: WordMatches
    weight: float = 1.0


def gather_examples(path: Path, encoder: Encoder) -> list[Example]:
    """Return the questions of a SQuAD-format file whose answer is among their candidates.

    They are asked twice: of the paragraphs with the titles of their articles, and without.
    """
    gold = read_squad(path)
    examples = []
    for with_titles in (True, False):
        with open_collection(gold, encoder, with_titles=with_titles) as collection:
            examples += examples_of(collection)
    return examples


def gather_own_examples(
    part: Part, encoder: Encoder, *, with_titles: bool = True
) -> list[Example]:
    """Return the questions of a part of our own whose answer is among their candidates."""
    with open_part(part, encoder, with_titles=with_titles) as collection:
        return examples_of(collection)


def examples_of(collection: Collection) -> list[Example]:
    """Return the questions that a collection answers by one of their candidates, in its order."""
    examples = []
    for question in collection.questions:
        findings = collection.engine.find(question.question) if question.gold else None
        if findings is None:
            continue
        is_gold = find_gold(collection.engine, question, findings)
        if is_gold.any():
            examples.append(Example(findings.features.values, is_gold, findings.features.matches))
    return examples


def find_gold(engine: Engine, question: Ask, findings: Findings) -> NDArray[np.bool_]:
    """Tell which candidates answer, in their order: those that overlap a place that answers.

    The same words in another document count too: which of two equals is found is chance.

    Returns:
        bool, shape (n_candidates,).
    """
    documents = {place.document_id: engine.document(place.document_id) for place in question.gold}
    texts = {name: document.text for name, document in documents.items() if document}
    is_gold = []
    for name, start, end in engine.spans(findings):
        document = engine.document(name)
        text = document.text[start:end] if document else ""
        is_gold.append(
            any(
                _overlaps(place, start if name == place.document_id else at, len(text))
                for place in question.gold
                if (at := texts[place.document_id].find(text)) >= 0
            )
        )
    return np.array(is_gold, dtype=np.bool_)


def _overlaps(place: Place, start: int, length: int) -> bool:
    return place.span.start < start + length and start < place.span.end
