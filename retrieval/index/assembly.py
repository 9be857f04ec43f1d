"""A collection in the making: documents go in, analysed now or taken from the snapshot before."""

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from hashlib import blake2b
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.word_vectors import bundled_word_vectors
from retrieval.corpus.outline import outline
from retrieval.corpus.passages import split_passages
from retrieval.datatypes import Document, DocumentId, Passage, Sentence
from retrieval.index.collection import Collection
from retrieval.index.lemma_lengths import lemma_lengths
from retrieval.index.sketches import sketch
from retrieval.index.snapshot import Snapshot
from retrieval.index.tokenizer import Tokenizer
from retrieval.index.words import WordTable
from retrieval.settings import PassageSettings


def content_hash(content: bytes) -> int:
    """Return 64 bits of BLAKE2b: equal for equal content only, but by chance."""
    return int.from_bytes(blake2b(content, digest_size=8).digest())


def passage_text(
    document: Document, title: str, sentences: Sequence[Sentence], passage: Passage
) -> str:
    """Return what the encoder is given of a passage: the title, then its words as they stand."""
    start, end = sentences[passage.first].start, sentences[passage.end - 1].end
    return f"{title}\n{document.text[start:end]}"


class Assembly:
    """Gathers the arrays of a `Collection`, document by document.

    Args:
        settings: How documents are cut.
        before: What `add_stored` takes documents from; words are numbered on from its numbers.
    """

    def __init__(self, settings: PassageSettings, before: Snapshot | None) -> None:
        self._settings = settings
        self._before = before
        self._tokenizer = Tokenizer(before.words() if before else ())
        self.lines: list[bytes] = []
        self._line_lengths = array("q")
        self._ids: list[DocumentId] = []
        self._hashes = array("Q")
        self._n_sentences = array("q", [0])
        self._n_passages = array("q", [0])
        self._starts, self._ends = array("i"), array("i")
        self._roles, self._paragraphs = array("B"), array("i")
        self._lemma_lengths = array("f")
        self._tokens, self._token_counts = array("i"), array("q")
        self._title_tokens, self._title_counts = array("i"), array("q")
        self._firsts, self._lasts = array("i"), array("i")
        self.passage_hashes = array("Q")

    def add(self, document: Document, line: bytes) -> list[str]:
        """Analyse a document; return the text of each of its passages, for the encoder."""
        sentences = outline(document)
        passages = split_passages(
            sentences, max_chars=self._settings.max_chars, overlap=self._settings.overlap
        )
        base = len(self._starts)
        self.lines.append(line)
        self._line_lengths.append(len(line))
        self._ids.append(document.document_id)
        self._hashes.append(content_hash(line))
        self._n_sentences.append(base + len(sentences))
        self._n_passages.append(len(self._firsts) + len(passages))
        title = "" if _opens_with_title(document, sentences) else document.title
        number = self._tokenizer.number
        for sentence in sentences:
            self._starts.append(sentence.start)
            self._ends.append(sentence.end)
            self._roles.append(sentence.role)
            self._paragraphs.append(sentence.paragraph)
            self._lemma_lengths.append(nan)  # until its words have numbers
            chunks = document.text[sentence.start : sentence.end].split()
            self._tokens.extend(map(number, chunks))
            self._token_counts.append(len(chunks))
        chunks = title.split()
        self._title_tokens.extend(map(number, chunks))
        self._title_counts.append(len(chunks))
        texts = [passage_text(document, title, sentences, passage) for passage in passages]
        self._firsts.extend(base + passage.first for passage in passages)
        self._lasts.extend(base + passage.end for passage in passages)
        self.passage_hashes.extend(content_hash(text.encode("utf-8", "replace")) for text in texts)
        return texts

    def add_stored(self, ids: Sequence[DocumentId], first: int) -> None:
        """Take documents as the snapshot before holds them.

        Args:
            ids: Of documents that stand together there, in their order.
            first: The row of the first of them.

        Raises:
            ValueError: There is no snapshot before.
        """
        if self._before is None:
            raise ValueError("there is no snapshot to take documents from")
        stored, end = self._before.collection, first + len(ids)
        sentences = slice(*stored.sentence_offsets[[first, end]].tolist())
        passages = slice(*stored.passage_offsets[[first, end]].tolist())
        tokens = slice(*stored.token_offsets[[sentences.start, sentences.stop]].tolist())
        title_rows = slice(stored.n_sentences + first, stored.n_sentences + end + 1)
        title_offsets = stored.token_offsets[title_rows]
        titles = slice(*title_offsets[[0, -1]].tolist())
        shift = len(self._starts) - sentences.start
        line_offsets = self._before.document_offsets[first : end + 1]
        self.lines.append(self._before.document_lines(first, end))
        self._ids += ids
        for target, values in (
            (self._line_lengths, np.diff(line_offsets)),
            (self._hashes, stored.document_hashes[first:end]),
            (self._n_sentences, stored.sentence_offsets[first + 1 : end + 1] + shift),
            (
                self._n_passages,
                stored.passage_offsets[first + 1 : end + 1] + (len(self._firsts) - passages.start),
            ),
            (self._starts, stored.starts[sentences]),
            (self._ends, stored.ends[sentences]),
            (self._roles, stored.roles[sentences]),
            (self._paragraphs, stored.paragraphs[sentences]),
            (self._lemma_lengths, stored.lemma_lengths[sentences]),
            (self._tokens, stored.tokens[tokens]),
            (
                self._token_counts,
                np.diff(stored.token_offsets[sentences.start : sentences.stop + 1]),
            ),
            (self._title_tokens, stored.tokens[titles]),
            (self._title_counts, np.diff(title_offsets)),
            (self._firsts, stored.firsts[passages] + np.int32(shift)),
            (self._lasts, stored.lasts[passages] + np.int32(shift)),
            (self.passage_hashes, stored.passage_hashes[passages]),
        ):
            target.frombytes(np.ascontiguousarray(values).data.cast("B"))

    @property
    def document_offsets(self) -> NDArray[np.int64]:
        """Where each document begins when `lines` are laid end to end, and where the last ends."""
        return np.cumsum(np.concatenate([[0], _array(self._line_lengths)]), dtype=np.int64)

    def finish(self) -> tuple[Collection, list[str], WordTable]:
        """Return the collection, its words and their terms.

        Only words that occur are kept, numbered in the order of their spelling: so what is built
        over an earlier snapshot equals what is built anew.
        """
        known_as = self._tokenizer.finish()
        words = known_as.words
        parts, n_of_sentences = known_as.spell(_array(self._tokens), _array(self._token_counts))
        more, n_of_titles = known_as.spell(_array(self._title_tokens), _array(self._title_counts))
        tokens = np.concatenate([*parts, *more])
        occurrences = np.bincount(tokens, minlength=len(words))
        known = self._before.table if self._before else WordTable.of(())
        used = _by_spelling(np.flatnonzero(occurrences), words, len(known.classes))
        renumbered = np.zeros(len(words), dtype=np.int32)
        renumbered[used] = np.arange(len(used), dtype=np.int32)
        counts = np.concatenate([[0], n_of_sentences, n_of_titles])
        roles, sentence_offsets = _array(self._roles), _array(self._n_sentences)
        tokens, token_offsets = renumbered[tokens], np.cumsum(counts, dtype=np.int64)
        table = known.extended(words[len(known.classes) :]).take(used)
        lengths = _array(self._lemma_lengths).copy()
        new = np.flatnonzero(np.isnan(lengths))
        lengths[new] = lemma_lengths(
            table.lemmas[tokens], token_offsets, new, bundled_word_vectors()
        )
        collection = Collection(
            document_hashes=_array(self._hashes),
            documents_by_id=np.array(
                sorted(range(len(self._ids)), key=self._ids.__getitem__), dtype=np.int32
            ),
            sentence_offsets=sentence_offsets,
            passage_offsets=_array(self._n_passages),
            starts=_array(self._starts),
            ends=_array(self._ends),
            roles=roles,
            paragraphs=_array(self._paragraphs),
            places=Collection.places_in_body(roles, sentence_offsets),
            sketches=sketch(tokens, token_offsets[: len(roles) + 1]),
            lemma_lengths=lengths,
            token_offsets=token_offsets,
            tokens=tokens,
            firsts=_array(self._firsts),
            lasts=_array(self._lasts),
            passage_hashes=_array(self.passage_hashes),
        )
        return collection, [words[number] for number in used.tolist()], table


def _by_spelling(
    numbers: NDArray[np.int64], words: Sequence[str], n_sorted: int
) -> NDArray[np.int64]:
    """Return ascending numbers of words in the order of the words.

    Args:
        numbers: Ascending.
        words: By number.
        n_sorted: So many of them, the first, are in order already.
    """
    n_known = int(np.searchsorted(numbers, n_sorted))
    known = numbers[:n_known]
    new = sorted(numbers[n_known:].tolist(), key=words.__getitem__)
    places = [bisect_left(known, words[number], key=words.__getitem__) for number in new]
    return np.insert(known, places, new)


def _opens_with_title(document: Document, sentences: Sequence[Sentence]) -> bool:
    """Tell whether the title is only the first words of what the body says anyway."""
    first = next((sentence for sentence in sentences if sentence.role.is_quotable), None)
    if first is None:
        return False
    title = matching_key(document.title).rstrip("…. ")
    return matching_key(document.text[first.start : first.end]).startswith(title)


def _array(values: "array[int] | array[float]") -> NDArray[Any]:
    return np.frombuffer(values, dtype=values.typecode) if values else np.empty(0, values.typecode)
