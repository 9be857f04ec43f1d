"""A corpus in which every article stands several times answers as one without copies.

Each quote cites all outlets once. Scores differ a little, as the rarity of a word is counted over
passages, copies included: so two quotes that are about as good may change places.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.datatypes import Answer, Outcome, Quote
from retrieval.engine import Engine, SnapshotStore, load_encoder, update_snapshot
from retrieval.settings import EncoderSettings

SEEDS = Path(__file__).parents[2] / "seeds"
OUTLET = "source: اقتباس، مقالات نموذجية"
OUTLETS = ("الصحيفة", "الوكالة", "الإذاعة")
QUESTIONS = [
    item["question"]
    for item in map(json.loads, (SEEDS / "questions.jsonl").read_text("utf-8").splitlines())
]


def opened(folder: Path, outlets: tuple[str, ...]) -> Engine:
    for outlet in outlets:
        (folder / "corpus" / outlet).mkdir(parents=True)
        for article in SEEDS.glob("*.md"):
            text = article.read_text("utf-8")
            assert OUTLET in text
            copied = text.replace(OUTLET, f"source: {outlet}")
            (folder / "corpus" / outlet / article.name).write_text(copied, "utf-8")
    encoder, store = load_encoder(EncoderSettings()), SnapshotStore(folder / "snapshots")
    update_snapshot(folder / "corpus", store, encoder)
    return Engine.open(store.current(), encoder)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[Answer, Answer]]]:
    """Every question's answer without copies, and with three of every article."""
    once = opened(tmp_path_factory.mktemp("once"), OUTLETS[:1])
    thrice = opened(tmp_path_factory.mktemp("thrice"), OUTLETS)
    yield [
        (found, thrice.search(question))
        for question in QUESTIONS
        if (found := once.search(question)).quotes
    ]
    once.close()
    thrice.close()


def place(quote: Quote) -> tuple[str, int, int]:
    return quote.document_id.split("/")[1], quote.start, quote.end


@pytest.mark.slow
def test_the_first_quote_is_the_one_without_copies(answers: list[tuple[Answer, Answer]]):
    is_same = [place(once.quotes[0]) == place(thrice.quotes[0]) for once, thrice in answers]
    is_sure = [once.outcome is Outcome.ANSWER for once, _ in answers]

    assert sum(is_same) >= 0.9 * len(answers)
    assert sum(is_sure) > 10
    assert all(same for same, sure in zip(is_same, is_sure, strict=True) if sure)


@pytest.mark.slow
def test_every_quote_cites_every_outlet_once(answers: list[tuple[Answer, Answer]]):
    for _, thrice in answers:
        for quote in thrice.quotes:
            assert sorted(cited.source for cited in quote.cited) == sorted(OUTLETS)
            assert {place(cited) for cited in quote.cited} == {place(quote)}


@pytest.mark.slow
def test_no_answer_says_the_same_twice(answers: list[tuple[Answer, Answer]]):
    for _, thrice in answers:
        assert len({place(quote) for quote in thrice.quotes}) == len(thrice.quotes)
