"""Collections made by hand, of documents that nobody wrote."""

from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, pairwise

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import SentenceRole
from retrieval.index.collection import Collection
from retrieval.index.sketches import sketch
from retrieval.index.tokenizer import Tokenizer

DocumentShape = tuple[Sequence[SentenceRole], Sequence[tuple[int, int]]]
"""The roles of a document's sentences, and its passages by position of their sentences."""


def make_collection(
    documents: Sequence[DocumentShape], rows: Sequence[Sequence[int]] | None = None
) -> Collection:
    """Make a collection of documents of a shape.

    Args:
        documents: Their shapes.
        rows: The word numbers of each sentence, then of each document's title; none if None.
    """
    roles = np.array([role for held, _ in documents for role in held], dtype=np.uint8)
    rows = rows or [[]] * (len(roles) + len(documents))
    bases = offsets(held for held, _ in documents)
    bounds = [
        (base + first, base + last)
        for base, (_, passages) in zip(bases.tolist(), documents, strict=False)
        for first, last in passages
    ]
    firsts, lasts = np.array(bounds, dtype=np.int32).reshape(-1, 2).T
    numbers = np.arange(len(roles), dtype=np.int32)
    tokens = np.array(list(chain.from_iterable(rows)), dtype=np.int32)
    return Collection(
        document_hashes=np.arange(len(documents), dtype=np.uint64),
        documents_by_id=np.arange(len(documents), dtype=np.int32),
        sentence_offsets=bases,
        passage_offsets=offsets(passages for _, passages in documents),
        starts=numbers * 10,
        ends=numbers * 10 + 9,
        roles=roles,
        paragraphs=numbers // 2,
        places=Collection.places_in_body(roles, bases),
        sketches=sketch(tokens, offsets(rows)[: len(roles) + 1]),
        lemma_lengths=np.zeros(len(roles), dtype=np.float32),
        token_offsets=offsets(rows),
        tokens=tokens,
        firsts=firsts,
        lasts=lasts,
        passage_hashes=np.arange(len(bounds), dtype=np.uint64) + 100,
    )


def number_words(
    texts: Iterable[str], known: Sequence[str] = ()
) -> tuple[list[list[int]], list[str]]:
    """Return the numbers of the words of each text, and every word by number."""
    tokenizer = Tokenizer(known)
    chunks = [list(map(tokenizer.number, text.split())) for text in texts]
    known_as = tokenizer.finish()
    parts, lengths = known_as.spell(
        np.fromiter(chain.from_iterable(chunks), dtype=np.int32),
        np.fromiter(map(len, chunks), dtype=np.int64),
    )
    bounds = pairwise([0, *accumulate(lengths.tolist())])
    numbers = np.concatenate(parts)
    return [numbers[start:end].tolist() for start, end in bounds], known_as.words


def offsets(rows: Iterable[Sequence[object]]) -> NDArray[np.int64]:
    """Return where each row begins when all are laid end to end, and where the last one ends."""
    return np.array([0, *accumulate(map(len, rows))], dtype=np.int64)
