"""Fits the confidence on arcd-train.

The paragraphs are dealt into collections of several sizes, with titles and without, and every
question is asked of each. A question whose paragraph is there and whose first quote is in it
counts as answered; one whose paragraph is not there counts as unanswerable. Both kinds weigh the
same in total, so the probability is one before anything is known of how often people ask what the
corpus does not answer.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.evaluation.logistic import fit_logistic
from retrieval.evaluation.metrics import area_under_roc
from retrieval.evaluation.squad import read_squad
from retrieval.protocols import Encoder
from retrieval.search.confidence import Sign
from training.labelled import open_collection, write_model

_SIZES = (0, 115, 115, 115, 40, 40, 40, 40, 12, 12, 12, 12, 12, 12)
"""Paragraphs of each collection; 0 is all of them."""
_PENALTY = 1.0
_ANSWERED_BELOW_WEAK = 0.02
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


def gather_examples(path: Path, encoder: Encoder) -> Examples:
    """Ask the questions of a SQuAD-format file of collections of its paragraphs."""
    gold = read_squad(path)
    signs, here, is_answered = [], [], []
    for seed, size in enumerate(_SIZES):
        for with_titles in (True, False):
            with open_collection(
                gold, encoder, with_titles=with_titles, size=size, seed=seed
            ) as collection:
                for question in collection.questions:
                    findings = collection.engine.find(question.question)
                    if findings is None or findings.signs is None:
                        continue
                    first, *_ = collection.engine.spans(findings, only_best=True)
                    is_right = first[0] in {place.document_id for place in question.gold}
                    if question.gold and not is_right:
                        continue  # neither an answer nor a question without one
                    signs.append(findings.signs.values)
                    here.append(findings.signs.here)
                    is_answered.append(is_right)
    return Examples(np.array(signs), np.array(here), np.array(is_answered))


def train_confidence(questions: Path, encoder: Encoder, target: Path) -> None:
    """Fit the model on a file of questions and write it to `target`."""
    examples = gather_examples(questions, encoder)
    model = fit_logistic(examples.signs, examples.is_answered, penalty=_PENALTY)
    scores = 1 / (1 + np.exp(-model.log_odds(examples.signs)))
    answered, others = scores[examples.is_answered], scores[~examples.is_answered]
    others_here = 1 / (1 + np.exp(-model.log_odds(examples.here[~examples.is_answered])))
    write_model(
        target,
        {
            "what": "The confidence; made by `python -m training confidence`.",
            "data": "arcd-train (ARCD, Mozannar et al. 2019, MIT; text: Wikipedia, CC BY-SA)",
            "n_examples": len(examples.signs),
            "n_answered": int(examples.is_answered.sum()),
            "auroc_on_these": round(area_under_roc(answered.tolist(), others.tolist()), 4),
            "weak_from": round(float(np.quantile(answered, _ANSWERED_BELOW_WEAK)), 3),
            "sure_from": round(float(np.quantile(others, 1 - _OTHERS_ABOVE_SURE)), 3),
            "answer_from": round(float(np.quantile(others_here, 1 - _OTHERS_ABOVE_ANSWER)), 3),
            "bias": round(model.bias, 3),
            "weights": {sign.name.lower(): round(float(model.weights[sign]), 3) for sign in Sign},
        },
    )
