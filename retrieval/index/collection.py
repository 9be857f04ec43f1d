"""Documents, sentences, passages and their words, as arrays that a snapshot maps from disk.

Rows are numbered over the whole collection; documents stand in the order of their files (articles
of one ``.jsonl`` as they stand in it), sentences and passages in the order of their documents.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retrieval.datatypes import SentenceRole
from retrieval.index.ragged import number_anew

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_SEARCHED_ROLES = (SentenceRole.BODY, SentenceRole.HEADING, SentenceRole.CAPTION)


@dataclass(frozen=True, slots=True)
class Collection:
    """The arrays. An ``x_offsets`` array has one entry more than its rows.

    Attributes:
        document_hashes: uint64, shape (n_documents,): of everything a document holds.
        documents_by_id: int32, shape (n_documents,): their rows in the order of their ids.
        sentence_offsets: int64: a document's sentences.
        passage_offsets: int64: a document's passages.
        starts: int32, shape (n_sentences,): code points into the document's text.
        ends: int32, shape (n_sentences,).
        roles: uint8, shape (n_sentences,): `SentenceRole`.
        paragraphs: int32, shape (n_sentences,): from 0 in each document.
        places: int32, shape (n_sentences,): sentences of the body that stand before it in its
            document.
        sketches: uint32, shape (n_sentences, N_HASHES): `retrieval.index.sketches.sketch`.
        lemma_lengths: float32, shape (n_sentences,): `retrieval.index.lemma_lengths`.
        token_offsets: int64: the words of a sentence; after the sentences, one row a document
            for its title where the body does not hold it already.
        tokens: int32: word numbers, as they follow each other.
        firsts: int32, shape (n_passages,): a passage's first sentence.
        lasts: int32, shape (n_passages,): the sentence after a passage's last.
        passage_hashes: uint64, shape (n_passages,): of the text that is encoded.
    """

    document_hashes: NDArray[np.uint64]
    documents_by_id: NDArray[np.int32]
    sentence_offsets: NDArray[np.int64]
    passage_offsets: NDArray[np.int64]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    roles: NDArray[np.uint8]
    paragraphs: NDArray[np.int32]
    places: NDArray[np.int32]
    sketches: NDArray[np.uint32]
    lemma_lengths: NDArray[np.float32]
    token_offsets: NDArray[np.int64]
    tokens: NDArray[np.int32]
    firsts: NDArray[np.int32]
    lasts: NDArray[np.int32]
    passage_hashes: NDArray[np.uint64]

    @property
    def n_documents(self) -> int:
        """Rows of documents."""
        return len(self.document_hashes)

    @property
    def n_sentences(self) -> int:
        """Rows of sentences."""
        return len(self.starts)

    @property
    def n_passages(self) -> int:
        """Rows of passages."""
        return len(self.firsts)

    def tokens_of(self, sentence: int) -> NDArray[np.int32]:
        """Return the word numbers of the sentence of a row."""
        start, end = self.token_offsets[sentence : sentence + 2].tolist()
        return self.tokens[start:end]

    @staticmethod
    def places_in_body(
        roles: NDArray[np.uint8], sentence_offsets: NDArray[np.int64]
    ) -> NDArray[np.int32]:
        """Return `places`, made of the other two."""
        before = np.concatenate([[0], np.cumsum(roles == int(SentenceRole.BODY))])
        firsts = np.repeat(sentence_offsets[:-1], np.diff(sentence_offsets))
        places: NDArray[np.int32] = (before[:-1] - before[firsts]).astype(np.int32)
        return places

    def documents_of(self, passages: NDArray[np.integer]) -> NDArray[np.int64]:
        """Return the row of the document of each passage."""
        return np.searchsorted(self.passage_offsets, passages, side="right") - 1

    def word_counts(
        self, passages: NDArray[np.int64], n_words: int
    ) -> tuple[NDArray[np.int64], "csr_array"]:
        """Count the words that the encoder sees of some passages: the title's and all it spans.

        Args:
            passages: Rows of passages.
            n_words: Distinct words of the collection.

        Returns:
            The words that they have, ascending; and their counts, shape (len(passages), words).
        """
        from scipy.sparse import csr_array  # noqa: PLC0415 -- .1 s that only building needs

        titles = self.n_sentences + self.documents_of(passages)
        bounds = self.token_offsets[
            np.stack([titles, titles + 1, self.firsts[passages], self.lasts[passages]], axis=1)
        ].reshape(-1, 2)
        lengths = bounds[:, 1] - bounds[:, 0]
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        at = np.arange(offsets[-1]) + np.repeat(bounds[:, 0] - offsets[:-1], lengths)
        words, columns = number_anew(self.tokens[at], n_words)
        ones = np.ones(len(at), dtype=np.float32)
        return words, csr_array((ones, columns, offsets[::2]), shape=(len(passages), len(words)))

    def searched_by(
        self, passages: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return which rows of `token_offsets` some passages are searched by.

        Args:
            passages: Rows of passages.

        Returns:
            Pairs of a position in `passages` and a row: the sentences of its body, headings and
            captions, and its document's title.
        """
        firsts = self.firsts[passages].astype(np.int64)
        lengths = self.lasts[passages] - firsts
        passage_of = np.repeat(np.arange(len(passages)), lengths)
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        sentences = np.arange(offsets[-1]) - (offsets[:-1] - firsts)[passage_of]
        searched = np.isin(self.roles[sentences], _SEARCHED_ROLES)
        # A document may hold nothing but a title or repeats: then these are what it is found by.
        has_body = np.bincount(passage_of[searched], minlength=len(passages)) > 0
        searched |= ~has_body[passage_of]
        titles = self.n_sentences + self.documents_of(passages)
        return (
            np.concatenate([passage_of[searched], np.arange(len(passages))]),
            np.concatenate([sentences[searched], titles]),
        )
