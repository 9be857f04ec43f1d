"""The program with one part off."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.quality_ablation import (
    LEANT_ON,
    RANKER,
    TITLES,
    WHOLE,
    Variant,
    ask_variant,
    variants,
)
from retrieval.datatypes import DocumentId, Span
from retrieval.engine import Engine, SnapshotStore, update_snapshot
from retrieval.evaluation.results import DEPTH, N_QUOTES, Ask, Place, Results, ask_all
from tests.fakes import FakeEncoder

TRAIN = "قال المدير يوسف النجار إن القطار السريع سيصل قريبا. وأضاف أن القطار ينقل ستين راكبا."
RAIN = "هطل المطر غزيرا طوال النهار."
OPENED = "افتتح المتحف رسميا. ثم افتتح الوزير المتحف الكبير أمام الزوار في 12 أيار 2019."
GOLD = (Place(DocumentId("a.jsonl#1"), Span(0, len(TRAIN))),)
ASKS = [Ask("كم راكبا ينقل القطار؟", GOLD, "a"), Ask("أين بحيرة؟", GOLD, "b")]
DATED = (Place(DocumentId("a.jsonl#3"), Span(OPENED.index("ثم"), len(OPENED))),)
BY_NAME = {variant.name: variant for variant in variants()}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ablation")
    corpus = folder / "corpus"
    corpus.mkdir()
    lines = [
        json.dumps({"id": f"{number}", "title": "قمر", "text": text})
        for number, text in enumerate([TRAIN, RAIN, OPENED], 1)
    ]
    (corpus / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    store = SnapshotStore(folder / "snapshots")
    update_snapshot(corpus, store, FakeEncoder())
    return store.current()


def ask(variant: Variant, snapshot: Path, asks: Sequence[Ask] = ASKS) -> Results:
    return ask_variant(variant, asks, snapshot, FakeEncoder(), lambda: None)


def test_the_whole_is_what_the_engine_answers(snapshot: Path):
    engine = Engine.open(snapshot, FakeEncoder())

    expected = ask_all(
        ASKS, lambda asked: engine.search(asked, n_quotes=N_QUOTES, n_passages=DEPTH)
    )
    found = ask(BY_NAME[WHOLE], snapshot)

    engine.close()
    assert found.confidences.tolist() == expected.confidences.tolist()
    for column in ("ranks", "hits", "n_chars"):
        assert getattr(found, column).tolist() == getattr(expected, column).tolist()
    assert found.outcomes == expected.outcomes


def test_without_vectors_nothing_is_found_that_shares_no_word(snapshot: Path):
    assert ask(BY_NAME[WHOLE], snapshot).ranks.tolist()[1] > 0
    assert ask(BY_NAME["vectors"], snapshot).ranks.tolist() == [1, 0]


def test_without_the_learned_ranker_the_sentence_of_the_most_matching_words_is_first(
    snapshot: Path,
):
    asks = [Ask("متى افتتح المتحف؟", DATED, "c")]

    assert ask(BY_NAME[WHOLE], snapshot, asks).hits.tolist() == [1]
    assert ask(BY_NAME[RANKER], snapshot, asks).hits.tolist() == [2]


def test_without_the_sentence_that_one_leans_on_a_quote_is_one_sentence(snapshot: Path):
    second = TRAIN.partition(". ")[2]

    assert ask(BY_NAME[WHOLE], snapshot).n_chars[0] == len(TRAIN)
    assert ask(BY_NAME[LEANT_ON], snapshot).n_chars[0] == len(second)


def test_each_part_is_off_in_a_way_of_its_own():
    ways = {
        (
            repr(each.search),
            repr(each.lexical),
            each.has_vectors,
            each.has_titles,
            each.has_ranker,
        )
        for each in variants()
    }

    assert len(ways) == len(BY_NAME) == len(variants())
    assert [each.name for each in variants() if not each.has_titles] == [TITLES]
