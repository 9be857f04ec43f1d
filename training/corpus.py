"""Articles as numbers: the words of a corpus in flat arrays, a sentence being a slice of them."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.terms import split_words
from training.articles import Article


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus of words.

    Attributes:
        words: The distinct words, in the order in which they were met.
        counts: How often each occurs.
        stream: Positions in `words`, of all sentences on end.
        sentence_starts: Where sentence `i` begins in `stream`; one more than there are sentences.
        article_starts: Where article `i` begins among the sentences; one more than there are
            articles. An article's first sentence is its title, which may be empty.
    """

    words: list[str]
    counts: NDArray[np.int64]
    stream: NDArray[np.int32]
    sentence_starts: NDArray[np.int64]
    article_starts: NDArray[np.int64]


def number_words(articles: Iterable[Article]) -> Corpus:
    """Turn articles into a corpus."""
    number: dict[str, int] = {}
    stream = array("i")
    sentence_starts = array("q", [0])
    article_starts = array("q", [0])
    for article in articles:
        for sentence in (article.title, *article.sentences):
            stream.extend(number.setdefault(word, len(number)) for word in split_words(sentence))
            sentence_starts.append(len(stream))
        article_starts.append(len(sentence_starts) - 1)
    ids = np.array(stream, dtype=np.int32)
    return Corpus(
        words=list(number),
        counts=np.bincount(ids, minlength=len(number)).astype(np.int64),
        stream=ids,
        sentence_starts=np.array(sentence_starts, dtype=np.int64),
        article_starts=np.array(article_starts, dtype=np.int64),
    )
