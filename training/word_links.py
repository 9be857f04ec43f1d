"""Fits how surely one lemma carries another, and makes the table that answers are found by.

What hand-written sources say of two lemmas, how near they lie by company and by meaning, and how
common each is, go into boosted trees, fitted on the links that we marked between our questions
and the sentences that answer them. A pair that was marked is told from the pairs of the same word
of the question with the other words of that sentence and with words of the article's group and
part. Then every lemma keeps those that most surely carry it; ``retrieval/arabic/WORD_LINKS.md`` is
the card of what comes out.

Source:
    The trees are scikit-learn's histogram gradient boosting.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

from retrieval.arabic.lemmas import UNKNOWN, Lemmas
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import split_words
from retrieval.arabic.word_links import LINK, N_LINKS, SURE, WordLinks
from training.lemma_knowledge import lemmas_of_words
from training.own_questions import (
    QUESTIONS,
    LinkKind,
    Part,
    WordLink,
    read_links,
    read_questions,
)
from training.pair_features import PairFeatures

_N_TREES = 400
_N_LEAVES = 63
"""Of a tree at most.

200 trees of 15 leaves told pairs of five parts left out with an average precision of .495, 400 of
31 with .503, 400 of 63 with .507, 800 of 63 with .508.
"""
_N_NEIGHBOURS = 160
"""Of a lemma, by meaning: they may carry it, though no source says so."""
_MOST_MEMBERS = 120
"""Of a concept whose members may all carry each other; of a larger one only neighbours may."""
_LIFT = 1.5
"""Added to the logarithm of the odds.

The trees reckon with how rare links are among all words; at 0 / 1 / 1.5 / 2 the logarithm of the
probability that the scorer gives to the right sentence, on three parts left out, was -1.411 /
-1.393 / -1.389 / -1.388 (before there were carriers).
"""
_N_RANDOM = 30
"""Words drawn from the article's group for each question, and as many from the part."""
_AT_ONCE = 2_000
"""Lemmas whose links are looked for at a time."""
_WEIGHT_OF_CLUE = 0.5
"""What a marked clue counts, beside a word that may stand for the other."""
_MAX_ROWS = 300_000
"""Pairs whose features are held in memory at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class MarkedPairs:
    """Pairs of lemmas, one of a question and one of a text.

    Attributes:
        asked: int64, shape (n,): of the question.
        found: int64, shape (n,): of the text.
        is_linked: bool, shape (n,): whether we marked that it carries it.
        weights: float64, shape (n,): what each counts in the fit.
    """

    asked: NDArray[np.int64]
    found: NDArray[np.int64]
    is_linked: NDArray[np.bool_]
    weights: NDArray[np.float64]


def gather_marked_pairs(
    parts: Sequence[Part], lemmas: Lemmas, seed: int, folder: Path = QUESTIONS
) -> MarkedPairs:
    """Gather the pairs that we marked, and others of the same words of the questions.

    Args:
        parts: Of our questions, with their articles; some may have no links.
        lemmas: Of the words; words of none are passed over.
        seed: Of the choice of others.
        folder: That holds the questions and what was marked.

    Returns:
        By part, question, and lemma of the question; none of a lemma with itself.
    """
    draw = np.random.default_rng(seed)
    rows: list[tuple[int, int, bool, float]] = []
    for part in parts:
        marked_of = _by_word(read_links(part.number, folder), lemmas)
        if not marked_of:
            continue
        of_articles = {
            article.document_id: _lemmas_of(article.text, lemmas) for article in part.articles
        }
        of_part = np.concatenate(list(of_articles.values()))
        of_group = {
            article.document_id: np.concatenate([of_articles[each.document_id] for each in group])
            for group in part.groups
            for article in group
        }
        texts = {article.document_id: article.text for article in part.articles}
        answers = {own.question_id: own.gold[0] for own in read_questions(part.number, folder)}
        for name, of_word in marked_of.items():
            place = answers[name]
            sentence = _lemmas_of(
                texts[place.document_id][place.span.start : place.span.end], lemmas
            )
            near_by = draw.choice(of_group[place.document_id], _N_RANDOM)
            drawn = draw.choice(of_part, _N_RANDOM).tolist()
            others = {*sentence.tolist(), *near_by.tolist(), *drawn}
            for word, marked in of_word.items():
                rows += [(word, other, True, weight) for other, weight in marked.items()]
                unmarked = others - marked.keys() - {word, UNKNOWN}
                rows += [(word, other, False, 1.0) for other in unmarked]
    asked, found, is_linked, weights = zip(*rows, strict=True) if rows else ((), (), (), ())
    return MarkedPairs(
        np.array(asked, dtype=np.int64),
        np.array(found, dtype=np.int64),
        np.array(is_linked, dtype=np.bool_),
        np.array(weights, dtype=np.float64),
    )


def fit_links(
    pairs: MarkedPairs, features: PairFeatures, seed: int
) -> HistGradientBoostingClassifier:
    """Fit how surely one lemma of a pair carries the other, on linked pairs and others."""
    model = HistGradientBoostingClassifier(
        max_iter=_N_TREES,
        learning_rate=0.05,
        max_leaf_nodes=_N_LEAVES,
        min_samples_leaf=100,
        l2_regularization=10.0,
        early_stopping=False,
        random_state=seed,
    )
    values = features.of(pairs.asked, pairs.found)
    return model.fit(values, pairs.is_linked, sample_weight=pairs.weights)


def make_word_links(
    model: HistGradientBoostingClassifier,
    features: PairFeatures,
    on_lemmas: Callable[[int], None],
) -> WordLinks:
    """Give every lemma those that most surely carry it.

    Those may that are near or related, that carry the one or are carried by it as judged by hand,
    of one concept that is not too large, or among the nearest by meaning.

    Args:
        model: From `fit_links`.
        features: Of pairs.
        on_lemmas: Called with the number of lemmas that are done.

    Returns:
        `N_LINKS` of each lemma, or fewer where fewer may carry it; of equal strengths that of the
        commoner lemma first.
    """
    meaning, knowledge = features.meaning, features.knowledge
    n_lemmas = knowledge.n_lemmas
    entries = np.zeros((n_lemmas, N_LINKS), dtype=LINK)
    sizes = np.asarray((knowledge.concepts > 0).sum(axis=0)).ravel()
    small = (knowledge.concepts[:, sizes <= _MOST_MEMBERS] > 0).astype(np.float32)
    n_neighbours = min(_N_NEIGHBOURS, n_lemmas - 1)
    carries = knowledge.carries
    for start in range(0, n_lemmas, _AT_ONCE):
        asked = np.arange(start, min(start + _AT_ONCE, n_lemmas))
        cosines = meaning[asked] @ meaning.T
        nearest = np.argpartition(-cosines, n_neighbours, axis=1)[:, : n_neighbours + 1]
        keys = [(asked[:, None] * n_lemmas + nearest).ravel()]
        for links in (
            knowledge.near[asked],
            knowledge.related[asked],
            knowledge.carried[asked],
            carries[asked],
            small[asked] @ small.T,
        ):
            rows, others = links.nonzero()
            keys.append(asked[rows] * n_lemmas + others)
        of_one, of_other = np.divmod(np.unique(np.concatenate(keys)), n_lemmas)
        is_other = of_one != of_other
        of_one, of_other = of_one[is_other], of_other[is_other]
        strengths = _strengths(model, features, of_one, of_other)
        order = np.lexsort((-strengths.astype(np.int64), of_one))
        place = np.arange(len(order)) - np.searchsorted(of_one[order], of_one[order])
        kept = order[place < N_LINKS]
        at = (of_one[kept], place[place < N_LINKS])
        entries["lemma"][at] = of_other[kept]
        entries["strength"][at] = strengths[kept]
        on_lemmas(int(asked[-1]) + 1)
    return WordLinks(entries)


def _strengths(
    model: HistGradientBoostingClassifier,
    features: PairFeatures,
    asked: NDArray[np.int64],
    found: NDArray[np.int64],
) -> NDArray[np.uint8]:
    """Return how surely lemmas carry others, as `LINK` has it, below `SURE`."""
    odds = np.empty(len(asked))
    for at in range(0, len(asked), _MAX_ROWS):
        rows = slice(at, at + _MAX_ROWS)
        odds[rows] = model.decision_function(features.of(asked[rows], found[rows]))
    shares = 1 / (1 + np.exp(-(odds + _LIFT)))
    return np.minimum(np.round(shares * SURE), SURE - 1).astype(np.uint8)


def _by_word(links: Sequence[WordLink], lemmas: Lemmas) -> dict[str, dict[int, dict[int, float]]]:
    """Return what was marked: question -> lemma of its word -> lemma of the text -> weight."""
    asked = lemmas_of_words([link.word for link in links], lemmas).tolist()
    found = lemmas_of_words([link.other for link in links], lemmas).tolist()
    marked: dict[str, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    for link, word, other in zip(links, asked, found, strict=True):
        if UNKNOWN not in (word, other) and word != other:
            weight = _WEIGHT_OF_CLUE if link.kind is LinkKind.CLUE else 1.0
            of_word = marked[link.question_id][word]
            of_word[other] = max(weight, of_word.get(other, 0.0))
    return marked


def _lemmas_of(text: str, lemmas: Lemmas) -> NDArray[np.int32]:
    return lemmas_of_words(split_words(matching_key(text)), lemmas)
