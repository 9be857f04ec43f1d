"""Reads a static sentence-transformers model without importing torch.

Such a model (`StaticEmbedding`) is a tokenizer and a table with a vector per token; the vector of
a text is the mean of its tokens' vectors, brought to length 1. The direction of a mean is that of
the sum, and the models that ``training`` makes tokenize each word apart from its neighbours. So
the vector of a text is the sum of what lies between its white space, each distinct piece is
tokenized once, and encoding is a look-up and a sum.
"""

import hashlib
import threading
from collections.abc import Collection, Iterable, Sequence
from itertools import chain, count, pairwise
from pathlib import Path

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from safetensors import SafetensorError
from tokenizers import Tokenizer

from retrieval.arabic.normalize import fold_letters
from retrieval.arabic.questions import analyse_question
from retrieval.arabic.terms import split_words
from retrieval.errors import EncoderError

BUNDLED_MODEL = Path(__file__).parent / "arabic_static"
"""The model that needs no download."""

_TABLE_FILE = "model.safetensors"
_TOKENIZER_FILE = "tokenizer.json"
_TABLE = "embedding.weight"
_REMEDY = "Install Iqtibas anew, or run `python -m training encoder`."
_WORD_START = "▁"
_TEXTS_AT_ONCE = 256
_WORDS_AT_ONCE = 16_384
_MAX_KEPT = 131_072
"""Pieces of passages whose vectors are kept: at 64 dimensions 32 MiB, and as much in strings."""
_MAX_KEPT_OF_QUESTIONS = 16_384
"""Of questions: 4 MiB, and as much in strings. They are few a time, and come for ever."""


class StaticEncoder:
    """Encodes texts as sums of word vectors; implements `retrieval.protocols.Encoder`."""

    def __init__(self, name: str, fingerprint: str, words: "_WordVectors") -> None:
        """Use `StaticEncoder.load`."""
        self._name = name
        self._fingerprint = fingerprint
        self._words = words
        self._pieces = _PieceVectors(words, _MAX_KEPT)
        self._pieces_of_questions = _PieceVectors(words, _MAX_KEPT_OF_QUESTIONS)

    @classmethod
    def load(cls, folder: Path = BUNDLED_MODEL) -> "StaticEncoder":
        """Read a model folder.

        Raises:
            EncoderError: If a file is absent or cannot be read, or the two do not fit together.
        """
        digest = hashlib.sha256()
        files = []
        for name in (_TABLE_FILE, _TOKENIZER_FILE):
            try:
                content = (folder / name).read_bytes()
            except OSError as error:
                raise EncoderError(
                    str(folder),
                    f"The model folder {folder} should hold {name}, which cannot be read "
                    f"({error.strerror}). {_REMEDY}",
                ) from error
            digest.update(hashlib.sha256(content).digest())
            files.append(content)
        return cls(folder.name, f"static-{digest.hexdigest()[:16]}", _read_words(folder, *files))

    @property
    def name(self) -> str:
        """The folder's name."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """Made from the contents of the model's files."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._words.dimension

    def encode_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        """Return shape ``(len(passages), dimension)``; length 1, or 0 where no word is known."""
        vectors = np.zeros((len(passages), self.dimension), dtype=np.float32)
        for first in range(0, len(passages), _TEXTS_AT_ONCE):
            texts = [passage.split() for passage in passages[first : first + _TEXTS_AT_ONCE]]
            vectors[first : first + len(texts)] = self._pieces.sums(texts)
        return _scaled_to_one(vectors)

    def encode_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        """Return shape ``(len(questions), dimension)``; length 1, or 0 where no word is known.

        Words that only ask («متى», «من هو») are left out: the passage that answers does not hold
        them. A question of nothing else is encoded as it stands.
        """
        asked = [_words_that_tell(text) for text in questions]
        return _scaled_to_one(self._pieces_of_questions.sums(asked))

    def word_vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return shape ``(len(words), dimension)``: what each word adds to a text's vector.

        Args:
            words: As `split_words` gives them. Their vectors are not brought to length 1: a word
                that tells little has a short one.
        """
        vectors = np.empty((len(words), self.dimension), dtype=np.float32)
        for first in range(0, len(words), _WORDS_AT_ONCE):
            some = words[first : first + _WORDS_AT_ONCE]
            vectors[first : first + len(some)] = self._words.of_words(some)
        return vectors


class _WordVectors:
    """The model as read: from a word of a key to its vector."""

    def __init__(self, tokenizer: Tokenizer, table: NDArray[np.floating]) -> None:
        self._model = tokenizer.model
        self._table = table
        self.dimension = int(table.shape[1])

    def of_words(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the vector of each word of a key, unremembered: an index asks for each once."""
        from scipy.sparse import csr_array  # noqa: PLC0415 -- .1 s that only building needs

        tokens = list(map(self._tokenize, words))
        flat = np.fromiter(chain.from_iterable(tokens), dtype=np.int32)
        ends = np.cumsum([0, *map(len, tokens)])
        ones = np.ones(len(flat), dtype=np.float32)
        # As a product it takes an eighth of the time, and adds in the same order.
        counts = csr_array((ones, flat, ends), shape=(len(tokens), len(self._table)))
        sums: NDArray[np.float32] = counts @ self._table.astype(np.float32, copy=False)
        return sums

    def of_pieces(self, pieces: Sequence[str]) -> NDArray[np.float32]:
        """Return for each piece the sum over its words; a piece holds no white space."""
        tokens: list[int] = []
        lengths: list[int] = []
        for key in fold_letters("\n".join(pieces)).split("\n") if pieces else ():
            n_before = len(tokens)
            for word in split_words(key):
                tokens += self._tokenize(word)
            lengths.append(len(tokens) - n_before)
        return _sums_of_runs(self._table[tokens], lengths)

    def _tokenize(self, word: str) -> list[int]:
        return [token.id for token in self._model.tokenize(_WORD_START + word)]


class _PieceVectors:
    """Remembers vectors of pieces; forgets all of them at once when there are too many.

    Forgetting everything costs a second look at the frequent pieces, and needs no bookkeeping
    when they are read, which happens a hundred times for every passage.

    Args:
        words: Look them up.
        max_kept: Pieces that are remembered, unless a single call has more.
    """

    def __init__(self, words: _WordVectors, max_kept: int) -> None:
        self._words = words
        self._max_kept = max_kept
        self._lock = threading.Lock()
        self._rows: dict[str, int] = {}
        self._vectors = np.empty((0, words.dimension), dtype=np.float32)

    def sums(self, texts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """Return a row for each text: the sum over its pieces, 0 where there are none."""
        pieces = list(chain.from_iterable(texts))
        with self._lock:
            try:
                rows = self._rows_of(pieces)
            except KeyError:
                self._learn(dict.fromkeys(pieces))
                rows = self._rows_of(pieces)
            vectors = self._vectors.take(rows, axis=0)
        return _sums_of_runs(vectors, map(len, texts))

    def _rows_of(self, pieces: Sequence[str]) -> NDArray[np.int64]:
        return np.fromiter(map(self._rows.__getitem__, pieces), np.int64, len(pieces))

    def _learn(self, pieces: Collection[str]) -> None:
        missing = [piece for piece in pieces if piece not in self._rows]
        if len(self._rows) + len(missing) > self._max_kept:
            self._rows.clear()
            missing = list(pieces)
        known = len(self._rows)
        self._make_room(known + len(missing))
        self._vectors[known : known + len(missing)] = self._words.of_pieces(missing)
        self._rows.update(zip(missing, count(known), strict=False))

    def _make_room(self, n_rows: int) -> None:
        if n_rows > len(self._vectors):
            n_grown = max(n_rows, min(2 * n_rows, self._max_kept))
            grown = np.empty((n_grown, self._words.dimension), dtype=np.float32)
            grown[: len(self._rows)] = self._vectors[: len(self._rows)]
            self._vectors = grown


def _sums_of_runs(vectors: NDArray[np.floating], lengths: Iterable[int]) -> NDArray[np.float32]:
    """Return the sum of each run of neighbouring rows; 0 for a run of none."""
    ends = np.cumsum([0, *lengths])
    sums = np.empty((len(ends) - 1, vectors.shape[1]), dtype=np.float32)
    for row, (start, end) in enumerate(pairwise(ends.tolist())):
        # Not np.add.reduceat, which takes ten times as long along this axis.
        vectors[start:end].sum(axis=0, out=sums[row])
    return sums


def _words_that_tell(question: str) -> list[str]:
    words = analyse_question(question).words
    return [word.text for word in words if word.weight > 0] or [word.text for word in words]


def _read_words(folder: Path, table_file: bytes, tokenizer_file: bytes) -> _WordVectors:
    try:
        table = safetensors.numpy.load(table_file)[_TABLE]
    except (SafetensorError, KeyError) as error:
        raise EncoderError(
            str(folder),
            f"{folder / _TABLE_FILE} should be a safetensors file with a tensor {_TABLE!r}: "
            f"{error}. {_REMEDY}",
        ) from error
    try:
        tokenizer = Tokenizer.from_buffer(tokenizer_file)
    except ValueError as error:
        raise EncoderError(
            str(folder),
            f"{folder / _TOKENIZER_FILE} is not a tokenizer: {error}. {_REMEDY}",
        ) from error
    if tokenizer.get_vocab_size() != len(table):
        raise EncoderError(
            str(folder),
            f"The files of {folder} do not belong together: {len(table)} vectors for "
            f"{tokenizer.get_vocab_size()} tokens. {_REMEDY}",
        )
    return _WordVectors(tokenizer, table)


def _scaled_to_one(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: NDArray[np.float32] = np.divide(vectors, lengths, out=vectors, where=lengths > 0)
    return scaled
