"""A few articles as an open snapshot, and a question's way through it, step by step."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.lemmas import bundled_lemmas
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.questions import analyse_question
from retrieval.arabic.terms import light_stem
from retrieval.arabic.word_links import SURE, bundled_word_links
from retrieval.engine import SnapshotStore, update_snapshot
from retrieval.index.snapshot import Snapshot
from retrieval.search.candidates import Candidates, find_candidates
from retrieval.search.coverage import Question
from retrieval.search.features import Feature, Features
from retrieval.search.hybrid import PassageRanking, rank_passages
from retrieval.search.measuring import measure
from retrieval.search.terms import QueryTerms, query_terms
from retrieval.settings import FusionSettings, LexicalSettings, SentenceSettings
from tests.fakes import FakeEncoder

SETTINGS = SentenceSettings()


@dataclass(frozen=True, slots=True)
class Article:
    text: str
    title: str = "قمر"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What every step makes of one question; `sentences` are the texts of the candidates."""

    question: Question
    ranking: PassageRanking
    candidates: Candidates
    features: Features
    sentences: list[str]

    def of(self, feature: Feature) -> dict[str, float]:
        """One feature of every candidate, by its text."""
        values = self.features.values[:, feature].tolist()
        return dict(zip(self.sentences, values, strict=True))

    def coverage(self) -> dict[str, float]:
        """Share of the question that each candidate covers, by its text."""
        return dict(zip(self.sentences, self.features.coverage.tolist(), strict=True))


@contextmanager
def open_shelf(folder: Path, *articles: Article) -> Iterator[Snapshot]:
    """Index articles with the fake encoder; they are called a.jsonl#1, a.jsonl#2, and so on."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    lines = [
        json.dumps({"id": f"{number}", **asdict(article)})
        for number, article in enumerate(articles, start=1)
    ]
    (corpus / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with open_corpus(folder) as snapshot:
        yield snapshot


@contextmanager
def open_corpus(folder: Path) -> Iterator[Snapshot]:
    """Index ``folder/corpus`` with the fake encoder."""
    store = SnapshotStore(folder / "snapshots")
    update_snapshot(folder / "corpus", store, FakeEncoder())
    snapshot = Snapshot.open(store.current())
    try:
        yield snapshot
    finally:
        snapshot.close()


def terms_of(question: str) -> QueryTerms:
    return query_terms(analyse_question(question))


def question_of(snapshot: Snapshot, text: str) -> Question:
    return Question.of(analyse_question(text), terms_of(text), snapshot)


def vector_of(question: str) -> NDArray[np.float32]:
    vector: NDArray[np.float32] = FakeEncoder().encode_questions([question])[0]
    return vector


def rank(
    snapshot: Snapshot, question: str, fusion: FusionSettings | None = None
) -> PassageRanking:
    return rank_passages(
        snapshot,
        question_of(snapshot, question),
        vector_of(question),
        LexicalSettings(),
        fusion or FusionSettings(),
    )


def ask(snapshot: Snapshot, text: str) -> Asked:
    ranking = rank(snapshot, text)
    question = question_of(snapshot, text)
    candidates = find_candidates(snapshot, question.terms, ranking, SETTINGS)
    features = measure(snapshot, question, ranking, candidates, SETTINGS)
    sentences = [sentence_text(snapshot, row) for row in candidates.sentences.tolist()]
    return Asked(question, ranking, candidates, features, sentences)


def sentence_text(snapshot: Snapshot, row: int) -> str:
    collection = snapshot.collection
    document = int(np.searchsorted(collection.sentence_offsets, row, side="right")) - 1
    text = snapshot.document(document).text
    return text[int(collection.starts[row]) : int(collection.ends[row])]


def lemma_of(word: str) -> int:
    """The lemma of a word as it is written, or UNKNOWN."""
    return bundled_lemmas().number_of(light_stem(matching_key(word)))


def link(asked: str, found: str) -> float:
    """How surely one word carries another, by the table that comes with Iqtibas, 0 to 1."""
    row = bundled_word_links().entries[lemma_of(asked)]
    strengths = row["strength"][row["lemma"] == lemma_of(found)]
    return float(strengths.max(initial=0)) / SURE
