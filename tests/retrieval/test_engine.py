import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from retrieval.corpus.outline import outline
from retrieval.datatypes import Answer, Article, DocumentId, Outcome, Span, Suggestion
from retrieval.engine import (
    Engine,
    SnapshotStore,
    is_current,
    load_encoder,
    update_snapshot,
)
from retrieval.errors import (
    EncoderError,
    SnapshotCorruptError,
    SnapshotMismatchError,
)
from retrieval.index.manifest import Manifest
from retrieval.models.static import StaticEncoder
from retrieval.protocols import Encoder
from retrieval.settings import EncoderSettings
from tests.fakes import FakeEncoder

BAKERY = (
    "مخبز النهر\r\n\r\nافتتحت سلمى مخبز النهر عام 1974. يبيع المخبز خبز الشعير.\r\n"
    "تعجن سلمى الدقيق قبل الفجر،\r\nثم توقد الفرن بحطب الزيتون.\r\n"
)
LIBRARY = """---
title: مكتبة الحي الشرقي
source: صحيفة الوادي
date: 2019-03-04
---
# مكتبة الحي الشرقي

تضم المكتبة العامة أربعين ألف كتاب. يزورها في الشتاء ثلاثمئة قارئ كل يوم.
"""
TRAIN = "يصل قطار الجبل إلى قرية الصنوبر عند الفجر.\nتستغرق الرحلة سبع ساعات بين الوديان."
HARBOUR = "غادرت السفينة الزرقاء ميناء المرجان يوم الخميس 😀. كان على متنها عشرون بحارا."
QUESTIONS = {
    "متى افتتحت سلمى مخبز النهر؟": ("bakery.txt", "افتتحت سلمى مخبز النهر عام 1974."),
    "كم كتابا تضم المكتبة العامة؟": ("library.md", "تضم المكتبة العامة أربعين ألف كتاب."),
    "كم ساعة تستغرق رحلة القطار؟": (
        "news.jsonl#train",
        "تستغرق الرحلة سبع ساعات بين الوديان.",
    ),
    "متى غادرت السفينة الزرقاء ميناء المرجان؟": (
        "news.jsonl#2",
        "غادرت السفينة الزرقاء ميناء المرجان يوم الخميس 😀.",
    ),
}


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return StaticEncoder.load()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "bakery.txt").write_bytes(b"\xef\xbb\xbf" + BAKERY.encode())
    (folder / "library.md").write_bytes(LIBRARY.encode())
    articles = [{"id": "train", "title": "قطار الجبل", "text": TRAIN}, {"text": HARBOUR}]
    lines = [
        json.dumps(article, ensure_ascii=number == 0) for number, article in enumerate(articles)
    ]
    (folder / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    for path in folder.iterdir():
        os.utime(path, (1_600_000_000, 1_600_000_000))  # a time that can be trusted
    return folder


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory, corpus: Path, encoder: Encoder) -> Path:
    store = SnapshotStore(tmp_path_factory.mktemp("store"))
    return update_snapshot(corpus, store, encoder).snapshot


@pytest.fixture(scope="module")
def engine(snapshot: Path, encoder: Encoder) -> Iterator[Engine]:
    engine = Engine.open(snapshot, encoder)
    yield engine
    engine.close()


def texts_of(corpus: Path) -> dict[str, str]:
    """Return the text of every document, read from the files without our readers."""
    lines = (corpus / "news.jsonl").read_text(encoding="utf-8").split("\n")
    train, harbour = map(json.loads, lines)
    return {
        "bakery.txt": (corpus / "bakery.txt").read_bytes().decode("utf-8-sig"),
        "library.md": (corpus / "library.md").read_bytes().decode(),
        "news.jsonl#train": train["text"],
        "news.jsonl#2": harbour["text"],
    }


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_first_quote_is_the_sentence_that_answers(engine: Engine, question: str):
    answer = engine.answer(question, n_passages=1)

    document_id, text = QUESTIONS[question]
    assert answer.outcome is not Outcome.NONE
    assert (answer.quotes[0].document_id, answer.quotes[0].text) == (document_id, text)
    assert answer.passages[0].document_id == document_id
    assert answer.question == question


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_quote_and_passage_is_a_slice_of_the_file_itself(
    engine: Engine, corpus: Path, question: str
):
    texts = texts_of(corpus)

    answer = engine.answer(question, n_quotes=10, n_passages=10)

    for quote in answer.quotes:
        assert quote.text == texts[quote.document_id][quote.start : quote.end]
        assert quote.text == quote.text.strip() != ""
        for match in quote.matches:
            assert 0 <= match.start < match.end <= len(quote.text)
    for hit in answer.passages:
        assert 0 <= hit.start < hit.end <= len(texts[hit.document_id])


def test_a_quote_over_two_lines_keeps_the_files_own_line_end(engine: Engine, corpus: Path):
    answer = engine.answer("متى تعجن سلمى الدقيق وتوقد الفرن بحطب الزيتون؟")

    assert answer.quotes[0].text == "تعجن سلمى الدقيق قبل الفجر،\r\nثم توقد الفرن بحطب الزيتون."
    assert answer.quotes[0].text.encode() in (corpus / "bakery.txt").read_bytes()


def test_a_quote_carries_what_its_file_says_of_its_source(engine: Engine):
    quote = engine.answer("كم كتابا تضم المكتبة العامة؟").quotes[0]

    assert (quote.title, quote.source, quote.date, quote.url) == (
        *("مكتبة الحي الشرقي", "صحيفة الوادي", "2019-03-04"),
        "",
    )


@pytest.mark.parametrize(
    "question",
    [
        "",
        " \n\t",
        "؟",
        "😀👍",
        "\u200f\u0640\u064b",
        "في من على",
        "متى؟",
        "السلام عليكم",
        "\0",
        "\ud83d",
    ],
    ids=ascii,
)
def test_no_question_at_all_is_answered_with_nothing(engine: Engine, question: str):
    answer = engine.answer(question)

    assert answer == Answer(question, Outcome.NONE, 0.0, (), ())


@pytest.mark.parametrize(
    "question",
    [
        "متى غادرت " * 1000,
        "x" * 10_000,
        "م" * 10_000,
        "1974 " * 2000,
        "متى افتتحت سلمى \ud800 المخبز\0؟",
        "مَتَى اِفْتَتَحَتْ سلمى المخبز؟",
        "mata uftutiha almakhbaz?",
        "When did the bakery open?",
        "' OR 1=1; --",
    ],
    ids=range(9),
)
def test_any_question_is_answered_by_the_same_contract(
    engine: Engine, corpus: Path, question: str
):
    texts = texts_of(corpus)

    answer = engine.answer(question)

    assert answer.question == question
    assert 0 <= answer.confidence <= 1
    assert (answer.outcome is Outcome.NONE) == (not answer.quotes)
    for quote in answer.quotes:
        assert quote.text == texts[quote.document_id][quote.start : quote.end]


@pytest.mark.parametrize("n", [0, 1, 2, 100])
def test_at_most_as_many_quotes_and_passages_are_given_as_asked_for(engine: Engine, n: int):
    question = "متى افتتحت سلمى مخبز النهر؟"
    full = engine.answer(question, n_quotes=100, n_passages=100)

    answer = engine.answer(question, n_quotes=n, n_passages=n)

    assert answer.passages == full.passages[:n]
    assert len(answer.quotes) <= n
    if n:
        assert answer.quotes[0] == full.quotes[0]
    owners = [hit.document_id for hit in full.passages]
    assert len(owners) == len(set(owners)), "one passage a document"


@pytest.mark.slow
def test_eight_threads_get_the_answers_that_one_gets(engine: Engine):
    questions = [
        f"{question} {n % 7}" for n in range(50) for question in [*QUESTIONS][n % 4 :][:1]
    ]
    expected = [engine.answer(question) for question in questions]

    def ask_all(first: int) -> list[Answer]:
        turned = questions[first:] + questions[:first]
        answers = [engine.answer(question) for question in turned]
        return answers[len(answers) - first :] + answers[: len(answers) - first]

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(ask_all, range(0, 48, 6)))

    assert found == [expected] * 8


@pytest.mark.parametrize(
    "name", ["bakery.txt", "library.md", "news.jsonl#train", "news.jsonl#2"], ids=str
)
def test_a_document_is_found_by_its_id(engine: Engine, corpus: Path, name: str):
    document = engine.document(DocumentId(name))

    assert document is not None
    assert (document.document_id, document.text) == (name, texts_of(corpus)[name])


@pytest.mark.parametrize("name", ["", "bakery", "news.jsonl#1", "news.jsonl", "zzz.txt", '"', "ي"])
def test_a_document_that_is_not_there_is_none(engine: Engine, name: str):
    assert engine.document(DocumentId(name)) is None
    assert engine.quote(DocumentId(name), 0, 1) is None


def test_an_article_is_read_with_its_sentences_as_its_text_is_outlined(engine: Engine):
    document = engine.document(DocumentId("bakery.txt"))
    assert document is not None

    assert engine.read_article(DocumentId("bakery.txt")) == Article(document, outline(document))
    assert engine.read_article(DocumentId("gone.txt")) is None


def test_a_quote_is_cut_again_as_it_was(engine: Engine):
    first = engine.answer("كم كتابا تضم المكتبة العامة؟").quotes[0]

    again = engine.quote(first.document_id, first.start, first.end, matches=first.matches)

    assert again == replace(first, score=0.0)


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 3), (0, 1000)])
def test_a_span_that_the_document_does_not_have_gives_no_quote(
    engine: Engine, start: int, end: int
):
    assert engine.quote(DocumentId("bakery.txt"), start, end) is None


def test_a_context_is_the_paragraph_of_a_quote_with_the_quote_marked(engine: Engine):
    quote = engine.answer("متى افتتحت سلمى مخبز النهر؟").quotes[0]

    context = engine.context(quote)

    assert context is not None
    assert context.text == "افتتحت سلمى مخبز النهر عام 1974. يبيع المخبز خبز الشعير."
    assert context.matches == (Span(0, len(quote.text)),)
    assert context.start == quote.start


def test_a_quote_of_a_document_that_is_gone_has_no_context(engine: Engine):
    quote = engine.answer("متى افتتحت سلمى مخبز النهر؟").quotes[0]

    assert engine.context(replace(quote, document_id=DocumentId("gone.txt"))) is None
    assert engine.context(replace(quote, text="افتتحت سلمى مخبز النهر عام 1975.")) is None


def test_two_engines_answer_from_two_snapshots_and_closing_one_leaves_the_other(
    tmp_path: Path, engine: Engine, encoder: Encoder
):
    question = "متى افتتحت سلمى مخبز النهر؟"
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text(BAKERY.replace("1974", "1931"), encoding="utf-8")
    store = SnapshotStore(tmp_path / "store")
    other = engine.open_another(update_snapshot(tmp_path / "corpus", store, encoder).snapshot)

    years = [opened.answer(question).quotes[0].text[-5:-1] for opened in (engine, other)]
    other.close()

    assert years == ["1974", "1931"]
    assert engine.answer(question).quotes[0].text.endswith("1974.")


def test_an_open_engine_answers_on_after_its_snapshot_is_pruned(tmp_path: Path, encoder: Encoder):
    (tmp_path / "corpus").mkdir()
    store = SnapshotStore(tmp_path / "store")
    file = tmp_path / "corpus" / "a.txt"
    file.write_text(BAKERY, encoding="utf-8")
    opened = Engine.open(update_snapshot(tmp_path / "corpus", store, encoder).snapshot, encoder)

    for year in range(1980, 1984):
        file.write_text(BAKERY.replace("1974", str(year)), encoding="utf-8")
        update_snapshot(tmp_path / "corpus", store, encoder)

    assert not opened.summary.path.exists()
    assert opened.answer("متى افتتحت سلمى مخبز النهر؟").quotes[0].text.endswith("1974.")
    opened.close()


def test_a_summary_says_what_the_engine_answers_from(
    engine: Engine, snapshot: Path, corpus: Path, encoder: Encoder
):
    summary = engine.summary

    assert (summary.path, summary.corpus) == (snapshot, str(corpus))
    assert (summary.encoder, summary.dimension) == (encoder.name, encoder.dimension)
    assert (summary.n_documents, summary.n_passages) == (4, 4)
    assert datetime.fromisoformat(summary.created_at).utcoffset() == timedelta(0)


def test_another_encoder_than_the_snapshots_is_refused(snapshot: Path, encoder: Encoder):
    other = FakeEncoder(name="other")

    with pytest.raises(SnapshotMismatchError, match="iqtibas index") as caught:
        Engine.open(snapshot, other)

    assert (caught.value.expected, caught.value.found) == (other.fingerprint, encoder.fingerprint)
    assert caught.value.path == snapshot
    assert encoder.name in str(caught.value)


def test_another_analysis_than_the_engines_is_refused(
    tmp_path: Path, corpus: Path, encoder: Encoder
):
    snapshot = update_snapshot(corpus, SnapshotStore(tmp_path), encoder).snapshot
    manifest = Manifest.read(snapshot)
    replace(manifest, analyzer="0123456789abcdef").write(snapshot)

    with pytest.raises(SnapshotMismatchError, match="iqtibas index") as caught:
        Engine.open(snapshot, encoder)

    assert (caught.value.expected, caught.value.found) == (manifest.analyzer, "0123456789abcdef")


def test_a_folder_that_is_no_snapshot_is_refused(tmp_path: Path, encoder: Encoder):
    with pytest.raises(SnapshotCorruptError):
        Engine.open(tmp_path, encoder)


def test_a_corpus_is_current_after_an_update_and_not_before(
    tmp_path: Path, corpus: Path, encoder: Encoder
):
    store = SnapshotStore(tmp_path)
    stages = []

    before = is_current(corpus, store, encoder)
    update_snapshot(corpus, store, encoder, on_progress=lambda seen: stages.append(seen.stage))

    assert not before
    assert is_current(corpus, store, encoder)
    assert [str(stage) for stage in dict.fromkeys(stages)] == ["read", "index", "write"]


def test_a_corpus_without_arabic_words_answers_nothing(tmp_path: Path, encoder: Encoder):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "lines.txt").write_text("\u0640" * 40, encoding="utf-8")  # TATWEEL
    store = SnapshotStore(tmp_path / "store")
    opened = Engine.open(update_snapshot(tmp_path / "corpus", store, encoder).snapshot, encoder)

    answer = opened.answer("متى افتتحت سلمى مخبز النهر؟")

    assert (answer.outcome, answer.quotes) == (Outcome.NONE, ())
    opened.close()


def test_the_bundled_encoder_is_the_one_that_needs_no_name(encoder: Encoder):
    assert load_encoder(EncoderSettings()).fingerprint == encoder.fingerprint


def test_a_model_that_is_not_there_is_named():
    with pytest.raises(EncoderError) as caught:
        load_encoder(EncoderSettings(model="./no-such-model"))

    assert caught.value.model == "./no-such-model"


def test_a_refusal_names_the_article_that_is_near_and_an_answer_names_none(engine: Engine):
    refused = engine.answer("متى استوردت مكتبة الحي الشرقي سيارات كهربائية؟")
    answered = engine.answer("متى افتتحت سلمى مخبز النهر؟")
    far = engine.answer("من فاز بكأس العالم في كرة القدم؟")

    assert refused.suggestions == (Suggestion(DocumentId("library.md"), "مكتبة الحي الشرقي"),)
    assert (refused.outcome, refused.quotes) == (Outcome.NONE, ())
    assert answered.suggestions == far.suggestions == ()
    assert far.outcome is Outcome.NONE
