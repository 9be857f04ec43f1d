"""The tokenizer: unigram pieces of words, over text that its own normalizer turns into our key.

Whoever loads the model with sentence-transformers hands raw text to the tokenizer, so folding
must happen inside it. The normalizer is generated from the table that folds keys, never retyped;
a test compares both over every code point. Words are split as `split_words` splits them and
everything between them is dropped, so that a word's pieces depend on nothing but the word.
"""

import json
from collections.abc import Iterable, Mapping

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from retrieval.arabic.normalize import LETTER_TABLE
from training.corpus import Corpus

WORD_START = "▁"
UNKNOWN = "<unk>"
_SCORE_DIGITS = 3
_DIGIT_SEPARATOR = r"(?<=\d)\x{66C}(?=\d)"
# Lower case of a capital sigma at a word's end, which `Lowercase` takes letter by letter.
_FINAL_SIGMA = r"(?<=\p{L})\x{3A3}(?!\p{L})"
# `[^\W_]` means letters and numbers to Python; Oniguruma's `\w` takes in combining marks as well.
_WORD = r"[\p{L}\p{N}]+"


def untrained_tokenizer() -> Tokenizer:
    """Return a tokenizer that folds and splits, its vocabulary still empty."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            *_replacements(LETTER_TABLE),
            normalizers.Replace(Regex(_DIGIT_SEPARATOR), ""),
            normalizers.Replace(Regex(_FINAL_SIGMA), "ς"),
            normalizers.Lowercase(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_WORD), "removed", invert=True),
            pre_tokenizers.Metaspace(replacement=WORD_START, prepend_scheme="always", split=False),
        ]
    )
    return tokenizer


def train_tokenizer(corpus: Corpus, *, vocabulary_size: int, min_count: int) -> Tokenizer:
    """Learn the pieces from the corpus's words; a word met `min_count` times or fewer is left out.

    Frequencies are halved in their exponent (square roots): a list of words in which the most
    frequent does not drown the names that questions ask about.
    """
    tokenizer = untrained_tokenizer()
    normalizer = tokenizer.normalizer
    tokenizer.normalizer = normalizers.Sequence([])  # the words are keys already
    trainer = trainers.UnigramTrainer(
        vocab_size=vocabulary_size,
        special_tokens=[UNKNOWN],
        unk_token=UNKNOWN,
        show_progress=False,
    )
    tokenizer.train_from_iterator(_repeated_words(corpus, min_count), trainer)
    tokenizer.normalizer = normalizer
    tokenizer.model = _in_one_order(tokenizer)
    return tokenizer


def _in_one_order(tokenizer: Tokenizer) -> models.Unigram:
    """Order the pieces by name and drop the last digits, which differ from one run to the next."""
    unknown, *pieces = json.loads(tokenizer.to_str())["model"]["vocab"]
    rounded = sorted((piece, round(score, _SCORE_DIGITS)) for piece, score in pieces)
    return models.Unigram([tuple(unknown), *rounded], unk_id=0, byte_fallback=False)


def _repeated_words(corpus: Corpus, min_count: int) -> Iterable[str]:
    for word, count in zip(corpus.words, corpus.counts.tolist(), strict=True):
        if count > min_count:
            yield " ".join([word] * round(count**0.5))


def _replacements(table: Mapping[int, str | None]) -> list[normalizers.Normalizer]:
    """One replacement for all characters that fold to the same text.

    They run one after the other where `str.translate` runs at once; it comes to the same because
    no text that a character folds to holds a character that folds further.
    """
    sources: dict[str, list[int]] = {}
    for code, target in table.items():
        if target != chr(code):
            sources.setdefault(target or "", []).append(code)
    return [
        normalizers.Replace(
            Regex("[" + "".join(f"\\x{{{code:X}}}" for code in codes) + "]"), target
        )
        for target, codes in sources.items()
    ]
