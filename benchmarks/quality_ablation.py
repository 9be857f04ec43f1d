"""What each part of the search is worth: the same questions with one part off.

Only what the settings can switch is here. What is folded into the shipped models (a feature, a
sign of the confidence) is weighed where those are trained.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.questions import analyse_question
from retrieval.datatypes import Answer
from retrieval.evaluation.results import DEPTH, N_QUOTES, Ask, Results, Search, ask_all
from retrieval.index.snapshot import Snapshot
from retrieval.protocols import Encoder
from retrieval.search.calibration import judge
from retrieval.search.confidence import bundled_confidence, read_signs
from retrieval.search.features import Feature
from retrieval.search.fusion import best_first
from retrieval.search.searcher import Findings, Searcher
from retrieval.settings import (
    FieldSettings,
    LexicalSettings,
    SearchSettings,
    SentenceSettings,
    WordingSettings,
)

WHOLE = "whole"
RANKER = "the learned ranker"
TITLES = "titles"
LEANT_ON = "the sentence that one leans on"
_WRITTEN = WordingSettings(share=0.0)
_KNOWN = WordingSettings(reads_unknown=False)


@dataclass(frozen=True, slots=True)
class Variant:
    """The program with a part off.

    Attributes:
        name: Of the part; `WHOLE` for none.
        has_vectors: Whether questions are encoded.
        has_titles: Whether the collection has them.
        has_ranker: Whether the learned ranker orders the candidates; otherwise the BM25 of the
            sentence and of its passage do.
    """

    name: str
    search: SearchSettings
    lexical: LexicalSettings
    has_vectors: bool = True
    has_titles: bool = True
    has_ranker: bool = True


def variants() -> tuple[Variant, ...]:
    """Return the whole, then each part off."""
    search, lexical = SearchSettings(), LexicalSettings()
    sentences = search.sentences

    def field(name: str, in_sentences: SentenceSettings, in_passages: LexicalSettings) -> Variant:
        return Variant(name, replace(search, sentences=in_sentences), in_passages)

    return (
        Variant(WHOLE, search, lexical),
        Variant(RANKER, search, lexical, has_ranker=False),
        Variant("vectors", search, lexical, has_vectors=False),
        Variant(TITLES, search, lexical, has_titles=False),
        field("stems", replace(sentences, stem=0.0), replace(lexical, stem=_off(lexical.stem))),
        field(
            "skeletons",
            replace(sentences, skeleton=0.0),
            replace(lexical, skeleton=_off(lexical.skeleton)),
        ),
        field("4-grams", replace(sentences, gram=0.0), replace(lexical, gram=_off(lexical.gram))),
        field("pairs", sentences, replace(lexical, pair=_off(lexical.pair))),
        field("sharpened idf", sentences, replace(lexical, idf_power=1.0)),
        Variant("words in a word's place", replace(search, wording=_WRITTEN), lexical),
        Variant("readings of unknown words", replace(search, wording=_KNOWN), lexical),
        Variant(LEANT_ON, replace(search, quotes=replace(search.quotes, max_chars=0)), lexical),
        field("passages after the first", replace(sentences, n_passages=1), lexical),
    )


def _off(field: FieldSettings) -> FieldSettings:
    return replace(field, weight=0.0)


def ask_variant(
    variant: Variant,
    asks: Sequence[Ask],
    snapshot: Path,
    encoder: Encoder,
    on_question: Callable[[], None],
) -> Results:
    """Ask questions of a snapshot as a variant would answer them."""
    opened = Snapshot.open(snapshot)
    try:
        return ask_all(asks, _searching(variant, opened, encoder), on_question)
    finally:
        opened.close()


def _searching(variant: Variant, snapshot: Snapshot, encoder: Encoder) -> Search:
    if not variant.has_vectors:
        encoder = _Mute(encoder)
    searcher = Searcher(snapshot, encoder, variant.search, variant.lexical)

    def search(question: str) -> Answer:
        findings = searcher.find(analyse_question(question))
        if not variant.has_ranker:
            findings = _ordered_by_terms(snapshot, findings)
        return Answer(
            question,
            findings.outcome,
            findings.confidence,
            searcher.quotes(findings, N_QUOTES),
            searcher.passages(findings, DEPTH),
        )

    return search


def _ordered_by_terms(snapshot: Snapshot, findings: Findings) -> Findings:
    """Put the candidates in the order of two features, and judge the one that is then first."""
    scores = findings.features.values[:, [Feature.BM25, Feature.PASSAGE]].sum(axis=1)
    order = best_first(scores, len(scores))
    if not len(order):
        return findings
    signs = read_signs(
        snapshot,
        findings.question,
        findings.ranking,
        findings.candidates,
        findings.features,
        best=int(order[0]),
    )
    judgement = judge(bundled_confidence(), None, signs, None)
    return replace(findings, scores=scores, order=order, signs=signs, judgement=judgement)


class _Mute:
    """An encoder that says nothing of questions."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.name = encoder.name
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension

    def encode_questions(self, questions: Sequence[str]) -> NDArray[np.float32]:
        return np.zeros((len(questions), self.dimension), dtype=np.float32)

    def encode_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        return self._encoder.encode_passages(passages)
