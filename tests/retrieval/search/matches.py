"""What made-up candidates have of the words of made-up questions."""

import numpy as np

from retrieval.search.word_matches import N_TRAITS, Match, WordMatches

DIMENSION = 6


def without_words(n_candidates: int) -> WordMatches:
    return WordMatches(
        values=np.zeros((n_candidates, 0, len(Match)), np.float32),
        traits=np.zeros((0, N_TRAITS), np.float32),
        importance=np.zeros(0, np.float32),
        vectors=np.zeros((0, DIMENSION), np.float32),
    )


def drawn_matches(n_candidates: int, n_words: int, draw: np.random.Generator) -> WordMatches:
    importance = draw.random(n_words)
    return WordMatches(
        values=draw.standard_normal((n_candidates, n_words, len(Match))).astype(np.float32),
        traits=draw.standard_normal((n_words, N_TRAITS)).astype(np.float32),
        importance=(importance / importance.sum()).astype(np.float32),
        vectors=draw.standard_normal((n_words, DIMENSION)).astype(np.float32),
    )
