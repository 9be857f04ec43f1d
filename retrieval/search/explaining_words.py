"""What the words of a question are to the search, and what the index knows them by.

Terms are keys in the index, not text; here they are made of the words once more, so that they can
be read.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.alternatives import find_alternatives
from retrieval.arabic.questions import Query, QueryWord
from retrieval.arabic.terms import GRAM_LENGTH, light_stem, word_terms
from retrieval.arabic.thesaurus import SHARE, words_for, words_for_both
from retrieval.index.words import TermKind, WordTable, pair_keys
from retrieval.search.explanation import Origin, Reading, Role, Substitute, Term, Word
from retrieval.search.searcher import Findings


def words_of(typed: Query, searched: Query, findings: Findings | None) -> tuple[Word, ...]:
    """Say what each word of a question is to the search.

    Args:
        typed: As it came.
        searched: In the words of the corpus.
        findings: Of the search, if there was one.
    """
    known = {word.text for word in typed.words}
    importance = iter(findings.question.importance.tolist() if findings else ())
    stems = ["", *(light_stem(word.text) for word in searched.words), ""]
    return tuple(
        Word(
            text=word.text,
            role=_role(word),
            weight=word.weight,
            importance=next(importance, 0.0) if word.weight > 0 else 0.0,
            substitutes=tuple(
                _substitutes(word, stems[at : at + 3], is_read=word.text not in known)
            ),
        )
        for at, word in enumerate(searched.words)
    )


def readings_of(typed: Query, searched: Query) -> tuple[Reading, ...]:
    """Return the words of a question that were taken for others."""
    before, after = ([word.text for word in query.words] for query in (typed, searched))
    return tuple(
        Reading(" ".join(before[first:end]), " ".join(after[start:stop]))
        for change, first, end, start, stop in SequenceMatcher(
            None, before, after, autojunk=False
        ).get_opcodes()
        if change != "equal"
    )


def _role(word: QueryWord) -> Role:
    if word.is_topic:
        return Role.TOPIC
    return Role.STOP_WORD if word.weight > 0 else Role.ASKING


def _substitutes(word: QueryWord, stems: Sequence[str], *, is_read: bool) -> Iterator[Substitute]:
    """Yield what may stand for a word.

    Args:
        word: Of the question.
        stems: Of the word before it, its own, of the word after it; "" where there is none.
        is_read: Whether another word was typed in its place.
    """
    (listed,) = find_alternatives([word.text], [word.is_topic])
    of_lists = {other.text for other in listed}
    before, own, after = stems
    alike = {*words_for(own), *words_for_both((before, own)), *words_for_both((own, after))}
    in_thesaurus = {other.text for other in listed if other.share <= SHARE} & alike
    in_thesaurus |= alike - of_lists
    for other in word.alternatives:
        has_digits = any(character.isdigit() for character in other.text + word.text)
        if other.text in in_thesaurus:
            origin = Origin.THESAURUS
        elif is_read and other.text not in of_lists:
            origin = Origin.CORPUS
        else:
            origin = Origin.NUMBER if has_digits else Origin.LIST
        yield Substitute(other.text, other.share, origin)


def terms_of(findings: Findings) -> Iterator[Term]:
    """Yield the terms of the question's words, word by word, then its pairs."""
    question = findings.question
    rows = {key: row for row, key in enumerate(question.terms.keys.tolist())}
    words = [word.text for word in findings.query.words if word.weight > 0]
    told: dict[int, tuple[TermKind, str]] = {}
    stems: list[NDArray[np.uint64]] = []
    for word in words:
        table = WordTable.of([word])
        stems.append(table.stem_keys)
        names = (word_terms(word).stem, word_terms(word).skeleton, *_grams(word))
        for key, kind, name in zip(table.keys.tolist(), table.kinds.tolist(), names, strict=True):
            told.setdefault(key, (TermKind(kind), name))
    for (first, second), both in zip(pairwise(stems), pairwise(words), strict=True):
        (key,) = pair_keys(first, second).tolist()
        if key in rows:
            text = " ".join(word_terms(word).stem for word in both)
            told.setdefault(key, (TermKind.PAIR, text))
    for key, (kind, name) in told.items():
        row = rows[key]
        yield Term(
            kind=kind.name.lower(),
            text=name,
            weight=float(question.terms.weights[row]),
            n_passages=int(question.frequencies[row]),
            idf=float(question.idf[row]),
        )


def _grams(word: str) -> list[str]:
    """Return the grams of a word, those that come twice, too: as the index counts them."""
    marked = f"_{word}_"
    last = max(len(marked) - GRAM_LENGTH, 0)
    return [marked[first : first + GRAM_LENGTH] for first in range(last + 1)]
