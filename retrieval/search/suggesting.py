"""Documents near a question that nothing answers, by how much of it they cover.

Most refused questions are far from every document, and a title that has nothing to do with the
question is worse than none. Words of a question meet in a text by chance far sooner than in a
title, so a document is suggested only where its title names some of the question itself.
"""

import numpy as np

from retrieval.datatypes import Suggestion
from retrieval.index.snapshot import Snapshot
from retrieval.search.candidates import Candidates
from retrieval.search.coverage import Question
from retrieval.search.features import Features

MAX_SUGGESTIONS = 3

_NEAR = ((0.15, 0.3), (0.05, 0.45))
"""Shares of the question, by rarity, that a title, and the title and text together, have to cover.

Chosen on the refused questions of arcd-train, TyDi QA and MLQA-dev. Asked of their own collection
(195), 27 % get suggestions, and two thirds of these titles are of the article that answers. Asked
of another of the three (2,630), 10 % get some; of the eight articles of seeds/ (2,088), 2.8 %.
Without a title's share, half of the question covered by rare words of the text alone, other
collections' questions got twice as many, hardly one of which had to do with them.
"""


def suggest(
    snapshot: Snapshot, question: Question, candidates: Candidates, features: Features
) -> tuple[Suggestion, ...]:
    """Return the documents near a question, the nearest first, each title once.

    Args:
        snapshot: Where it was asked.
        question: What was asked; its words of the topic count.
        candidates: The sentences found.
        features: Of the candidates.
    """
    is_topic = question.is_topic
    importance = question.importance[is_topic]
    near: list[tuple[float, int]] = []
    for row in np.unique(candidates.documents).tolist():
        of_document = candidates.documents == row
        in_title = features.covered_by_title[of_document][0, is_topic]
        covered = np.maximum(features.covered[of_document][:, is_topic].max(axis=0), in_title)
        total = max(float(importance.sum()), 1e-9)
        by_title = float(in_title @ importance) / total
        share = float(covered @ importance) / total
        if any(by_title >= title and share >= both for title, both in _NEAR):
            near.append((-by_title - share, row))
    suggested: dict[str, Suggestion] = {}
    for _, row in sorted(near):
        document = snapshot.document(row)
        suggested.setdefault(document.title, Suggestion(document.document_id, document.title))
    return tuple(suggested.values())[:MAX_SUGGESTIONS]
