"""Fits the confidence on questions of our own, and chooses its thresholds on arcd-train as well.

Articles of our own questions are left out, by events (the subject is gone) and one by one (near
misses), and every question is asked of what is left. One that is answered by its first quote
counts as answered, one of which nothing was left as unanswerable. Both kinds weigh the same in
total, so the probability is one before anything is known of how often people ask what the corpus
does not answer.

How high the probability lies depends on the collection. So what is shown at all is a quantile over
these and over arcd-train, whose paragraphs are dealt into collections of several sizes, with
titles and without; a quote of the right paragraph is an answer there. What is shown as an answer
is a quantile over arcd-train alone: on its small collections more looks like one by chance.

Weights fitted on arcd-train as well, measured before there were word links: AUROC on TyDi QA .963
instead of .967, on MLQA-dev .811 instead of .804.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.engine import Engine
from retrieval.evaluation.logistic import LogisticModel, fit_logistic
from retrieval.evaluation.metrics import area_under_roc
from retrieval.evaluation.results import Ask
from retrieval.evaluation.squad import read_squad
from retrieval.protocols import Encoder
from retrieval.search.confidence import Sign
from retrieval.search.searcher import Findings
from training.examples import find_gold
from training.labelled import Collection, open_collection, write_model
from training.own_questions import Part, draw_articles, open_part

_SIZES = (0, 115, 115, 115, 40, 40, 40, 40, 12, 12, 12, 12, 12, 12)
"""Paragraphs of each collection; 0 is all of them."""
_LEFT_OUT = ((0.0, False), (0.5, True), (0.5, False), (0.9, True))
"""Of a part: the share of its articles that is left out, and whether by events."""
_PENALTY = 1.0
_ANSWERED_BELOW_WEAK = 0.01
"""Of the questions that the scorer was fitted on; of others several times as many lie below.

At .02 / .01 refused were of TyDi QA's questions .014 / .010, of MLQA-dev's .116 / .058, and .528 /
.410 of MLQA-dev's asked of TyDi QA.
"""
_OTHERS_ABOVE_ANSWER = 0.05
_OTHERS_ABOVE_SURE = 0.03


@dataclass(frozen=True, slots=True)
class Examples:
    """Questions as the confidence sees them.

    Attributes:
        signs: float64, shape (n_questions, len(Sign)).
        here: As many; as of `retrieval.search.confidence.Signs`.
        is_answered: bool, shape (n_questions,).
    """

    signs: NDArray[np.float64]
    here: NDArray[np.float64]
    is_answered: NDArray[np.bool_]

    def with_others(self, others: "Examples") -> "Examples":
        """Return these and others."""
        return Examples(
            np.concatenate([self.signs, others.signs]),
            np.concatenate([self.here, others.here]),
            np.concatenate([self.is_answered, others.is_answered]),
        )


def gather_examples(path: Path, encoder: Encoder) -> Examples:
    """Ask the questions of a SQuAD-format file of collections of its paragraphs."""
    gold = read_squad(path)
    seen = _Seen([], [], [])
    for seed, size in enumerate(_SIZES):
        for with_titles in (True, False):
            with open_collection(
                gold, encoder, with_titles=with_titles, size=size, seed=seed
            ) as collection:
                seen.look_at(collection, _is_of_right_document)
    return seen.examples()


def gather_own_examples(parts: Sequence[Part], encoder: Encoder) -> Examples:
    """Ask our own questions of what is left of their articles."""
    seen = _Seen([], [], [])
    for part in parts:
        for seed, (share, by_group) in enumerate(_LEFT_OUT):
            without = draw_articles(part, share=share, seed=seed, by_group=by_group)
            with open_part(part, encoder, without=without) as collection:
                seen.look_at(collection, _is_right_sentence)
    return seen.examples()


@dataclass(frozen=True, slots=True)
class _Seen:
    """Gathers what becomes `Examples`."""

    signs: list[NDArray[np.float64]]
    here: list[NDArray[np.float64]]
    is_answered: list[bool]

    def look_at(
        self, collection: Collection, is_right: Callable[[Engine, Ask, Findings], bool]
    ) -> None:
        """Ask a collection; what is neither an answer nor a question without one is left out."""
        for question in collection.questions:
            findings = collection.engine.find(question.question)
            if findings is None or findings.signs is None:
                continue
            is_answered = is_right(collection.engine, question, findings)
            if question.gold and not is_answered:
                continue
            self.signs.append(findings.signs.values)
            self.here.append(findings.signs.here)
            self.is_answered.append(is_answered)

    def examples(self) -> Examples:
        """Return all that was seen."""
        return Examples(np.array(self.signs), np.array(self.here), np.array(self.is_answered))


def _is_of_right_document(engine: Engine, question: Ask, findings: Findings) -> bool:
    first, *_ = engine.spans(findings, only_best=True)
    return first[0] in {place.document_id for place in question.gold}


def _is_right_sentence(engine: Engine, question: Ask, findings: Findings) -> bool:
    return bool(find_gold(engine, question, findings)[findings.order[0]])


def train_confidence(
    questions: Path, parts: Sequence[Part], encoder: Encoder, target: Path
) -> None:
    """Fit the model and write it.

    Args:
        questions: A SQuAD-format file, for the thresholds.
        parts: Of our own questions.
        encoder: For the vectors of passages.
        target: Where the model goes.
    """
    own = gather_own_examples(parts, encoder)
    model = fit_logistic(own.signs, own.is_answered, penalty=_PENALTY)
    others = gather_examples(questions, encoder)
    both = own.with_others(others)
    answered = _probabilities(model, both.signs[both.is_answered])
    unanswerable = _probabilities(model, both.signs[~both.is_answered])
    by_chance = _probabilities(model, others.signs[~others.is_answered])
    by_chance_here = _probabilities(model, others.here[~others.is_answered])
    write_model(
        target,
        {
            "what": "The confidence; made by `python -m training confidence`.",
            "data": [
                "training/questions (ours), asked of articles of ANT Corpus v2.1",
                "and of Arabic Wikipedia (CC BY-SA); for the thresholds also",
                "arcd-train (ARCD, Mozannar et al. 2019, MIT; text: Wikipedia, CC BY-SA)",
            ],
            "n_examples": len(both.signs),
            "n_answered": int(both.is_answered.sum()),
            "auroc_on_these": round(area_under_roc(answered.tolist(), unanswerable.tolist()), 4),
            "weak_from": round(float(np.quantile(answered, _ANSWERED_BELOW_WEAK)), 3),
            "sure_from": round(float(np.quantile(by_chance, 1 - _OTHERS_ABOVE_SURE)), 3),
            "answer_from": round(float(np.quantile(by_chance_here, 1 - _OTHERS_ABOVE_ANSWER)), 3),
            "bias": round(model.bias, 3),
            "weights": {sign.name.lower(): round(float(model.weights[sign]), 3) for sign in Sign},
        },
    )


def _probabilities(model: LogisticModel, signs: NDArray[np.float64]) -> NDArray[np.float64]:
    probabilities: NDArray[np.float64] = 1 / (1 + np.exp(-model.log_odds(signs)))
    return probabilities
