"""What a model is worth: nDCG@10 of its vectors alone, and fused with a plain BM25.

The BM25 here is a yardstick (stems and 4-grams, one field each, textbook constants); the engine's
own index is tuned further. A question has one relevant passage, so that nDCG@10 is
1 / log2(1 + rank) where the rank is at most 10, and 0 otherwise.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import light_stem, split_words, stop_words, word_terms
from retrieval.evaluation.squad import QuestionSet
from retrieval.protocols import Encoder

_K1 = 1.2
_B = 0.75
_FIELDS = ((1.0, "stem"), (0.5, "grams"))
VECTOR_WEIGHT = 0.3
"""Of the cosines beside BM25's scores, both as standard scores."""


def ndcg_at_10(scores: NDArray[np.float32], gold: Sequence[int]) -> float:
    """Return the mean nDCG@10; a passage as good as the gold one counts as better.

    Args:
        scores: Shape ``(n_questions, n_passages)``.
        gold: The column of each question's one relevant passage.
    """
    rows = np.arange(len(gold))
    of_gold = scores[rows, np.array(gold)]
    ranks = (scores >= of_gold[:, None]).sum(axis=1)
    return float(np.where(ranks <= 10, 1 / np.log2(1 + ranks), 0).mean())


def cosines(encoder: Encoder, asked: QuestionSet) -> NDArray[np.float32]:
    """Return shape ``(n_questions, n_passages)``."""
    questions = encoder.encode_questions([item.question for item in asked.questions])
    return questions @ encoder.encode_passages([item.text for item in asked.paragraphs]).T


def bm25(asked: QuestionSet) -> NDArray[np.float32]:
    """Return shape ``(n_questions, n_passages)``: the summed BM25 of stems and 4-grams.

    Source:
        Robertson & Zaragoza, The Probabilistic Relevance Framework, 2009,
        doi:10.1561/1500000019, with Lucene's idf.
    """
    total = np.zeros((len(asked.questions), len(asked.paragraphs)), dtype=np.float32)
    for weight, field in _FIELDS:
        total += weight * _field_scores(asked, field)
    return total


def fused(lexical: NDArray[np.float32], dense: NDArray[np.float32]) -> NDArray[np.float32]:
    """Add standard scores, question by question."""
    return _standard(lexical) + VECTOR_WEIGHT * _standard(dense)


def _field_scores(asked: QuestionSet, field: str) -> NDArray[np.float32]:
    passages = [Counter(_terms(paragraph.text, field)) for paragraph in asked.paragraphs]
    lengths = np.array([passage.total() for passage in passages], dtype=np.float32)
    damping = _K1 * (1 - _B + _B * lengths / lengths.mean())
    postings: dict[str, list[tuple[int, int]]] = {}
    for row, passage in enumerate(passages):
        for term, count in passage.items():
            postings.setdefault(term, []).append((row, count))
    scores = np.zeros((len(asked.questions), len(passages)), dtype=np.float32)
    for line, item in enumerate(asked.questions):
        for term in _terms(item.question, field, but=stop_words()):
            if term in postings:
                rows, counts = np.array(postings[term]).T
                idf = np.log1p((len(passages) - len(rows) + 0.5) / (len(rows) + 0.5))
                scores[line, rows] += idf * counts * (_K1 + 1) / (counts + damping[rows])
    return scores


def _terms(text: str, field: str, but: frozenset[str] = frozenset()) -> list[str]:
    words = [word for word in split_words(matching_key(text)) if word not in but]
    if field == "stem":
        return [light_stem(word) for word in words]
    return [gram for word in words for gram in word_terms(word).grams]


def _standard(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    centred = scores - scores.mean(axis=1, keepdims=True)
    spread = centred.std(axis=1, keepdims=True)
    spread[spread == 0] = 1
    standard: NDArray[np.float32] = np.divide(centred, spread)
    return standard
