import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from retrieval.errors import EncoderError
from retrieval.index.build import is_current, update_snapshot
from retrieval.index.manifest import Manifest
from retrieval.index.snapshot import Snapshot
from retrieval.index.store import SnapshotStore
from retrieval.models.static import StaticEncoder
from retrieval.protocols import Encoder
from retrieval.settings import IndexSettings, PassageSettings
from tests.fakes import FakeEncoder
from tests.retrieval.index.corpora import (
    ARTICLES,
    SETTINGS,
    SHARING,
    update,
    write,
    write_articles,
)

# A document each, of one passage each: so every count is known from the texts alone.
TEXTS = (
    "وصل القطار إلى القرية عند الفجر ونزل منه مسافران.",
    "تبيع سلمى خبز الشعير في السوق كل صباح.",
    "تضم المكتبة القديمة أربعين ألف كتاب ومخطوط.",
    "غرس الفلاحون ألف شجرة زيتون على سفح الجبل.",
    "1987 عام جفت فيه الآبار ورحل الرعاة شمالا.",
)
PLAIN, COLLECTED = ("a.txt", "m/b.txt", "z.md"), ("m/c.jsonl#1", "m/c.jsonl#2", "m/c.jsonl#x")
states = st.lists(
    st.dictionaries(st.sampled_from(PLAIN + COLLECTED), st.sampled_from(TEXTS), min_size=1),
    min_size=2,
    max_size=4,
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "corpus")


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "store")


def write_state(corpus: Path, texts: Mapping[str, str], *, at_s: int) -> None:
    """Make a folder hold these documents and nothing else; unchanged files are left alone."""
    files = {name: text for name, text in texts.items() if "#" not in name}
    articles = [(name.split("#")[1], texts[name]) for name in COLLECTED if name in texts]
    if articles:
        lines = [json.dumps({"id": name, "text": text}) for name, text in articles]
        files["m/c.jsonl"] = "\n".join(lines)
    for path in [path for path in corpus.rglob("*") if path.is_file()]:
        if path.relative_to(corpus).as_posix() not in files:
            path.unlink()
    for name, content in files.items():
        path = corpus / name
        if not path.exists() or path.read_bytes() != content.encode():
            write(corpus, name, content, at_s=at_s)


def assert_equal(first: Path, second: Path, but: tuple[str, ...] = ()) -> None:
    """Assert that two snapshots are the same to the byte, but for when they were made.

    Args:
        first: One.
        second: The other.
        but: How the names of files begin that may differ.
    """
    for path in first.iterdir():
        if not path.name.startswith(("manifest.json", *but)):
            assert path.read_bytes() == (second / path.name).read_bytes(), path.name
    if not but:
        manifests = [Manifest.read(folder) for folder in (first, second)]
        assert replace(manifests[0], created_at="") == replace(manifests[1], created_at="")


@pytest.mark.slow
@pytest.mark.parametrize("encoder", [FakeEncoder(8), StaticEncoder.load()], ids=["fake", "static"])
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sequence=states)
def test_a_snapshot_built_over_others_equals_one_built_from_nothing(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, sequence: list[dict[str, str]]
):
    for updated, anew in build_both(
        tmp_path_factory.mktemp("states"), encoder, sequence, SETTINGS
    ):
        assert_equal(updated, anew)


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(sequence=states)
def test_a_snapshot_that_shares_postings_scores_as_one_built_from_nothing(
    tmp_path_factory: pytest.TempPathFactory, sequence: list[dict[str, str]]
):
    folder, encoder = tmp_path_factory.mktemp("states"), FakeEncoder(8)
    for updated, anew in build_both(folder, encoder, sequence, SHARING):
        assert_equal(updated, anew, but=("base.", "recent.", "gone.", "slots."))
        assert scores_in(updated) == scores_in(anew)


def build_both(
    folder: Path, encoder: Encoder, sequence: list[dict[str, str]], made_with: IndexSettings
) -> Iterator[tuple[Path, Path]]:
    """Yield, for each state of a corpus, the snapshot over the one before and that of nothing."""
    (folder / "corpus").mkdir()
    for step, texts in enumerate(sequence):
        write_state(folder / "corpus", texts, at_s=step)
        stores = [SnapshotStore(folder / name) for name in ("updated", f"anew{step}")]
        first, second = (
            update(folder / "corpus", store, encoder, made_with).snapshot for store in stores
        )
        yield first, second
    shutil.rmtree(folder)


def scores_in(folder: Path) -> list[list[float]]:
    """Return the score of every passage for each word."""
    snapshot = Snapshot.open(folder)
    lexical, table = snapshot.lexical, snapshot.table
    found = [
        lexical.scores(
            lexical.find(np.unique(keys)), np.ones(len(np.unique(keys))), SHARING.lexical
        )
        for keys in np.split(table.keys, table.offsets[1:-1])
    ]
    snapshot.close()
    return [scores.tolist() for scores in found]


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(sequence=states)
def test_a_report_counts_what_was_added_changed_removed_kept_and_encoded(
    tmp_path_factory: pytest.TempPathFactory, sequence: list[dict[str, str]]
):
    folder = tmp_path_factory.mktemp("states")
    store, encoder = SnapshotStore(folder / "store"), FakeEncoder(8)
    (folder / "corpus").mkdir()
    before: dict[str, str] = {}

    for step, texts in enumerate(sequence):
        write_state(folder / "corpus", texts, at_s=step)
        n_encoded_so_far = encoder.n_encoded_passages
        report = update(folder / "corpus", store, encoder)
        changed = {name for name in texts.keys() & before if texts[name] != before[name]}
        touched = (texts.keys() - before) | changed
        assert list(report.added) == sorted(texts.keys() - before)
        assert list(report.changed) == sorted(changed)
        assert list(report.removed) == sorted(before.keys() - texts)
        assert report.n_unchanged == len(texts) - len(touched)
        assert report.n_encoded == sum(texts[name] not in before.values() for name in touched)
        assert encoder.n_encoded_passages - n_encoded_so_far == report.n_encoded
        assert (report.n_documents, report.n_passages) == (len(texts), len(texts))
        assert report.is_new == (texts != before)
        assert report.rebuilt_because == ""
        before = texts
    shutil.rmtree(folder)


def test_a_changed_sentence_costs_its_own_passages_only(corpus: Path, store: SnapshotStore):
    paragraphs = [" ".join(f"{text[:-1]} {n}." for n in range(12)) for text in TEXTS]
    write(corpus, "long.txt", "\n\n".join(paragraphs))
    n_passages = update(corpus, store).n_passages
    write(corpus, "long.txt", "\n\n".join([*paragraphs[:-1], "ثم نزل المطر على الوادي."]), at_s=1)

    report = update(corpus, store)

    assert report.changed == ("long.txt",)
    assert n_passages > 6
    assert report.n_encoded == 1


def test_a_touched_file_is_read_and_nothing_is_analysed(corpus: Path, store: SnapshotStore):
    first = update(corpus, store)
    write(corpus, "bakery.txt", ARTICLES["bakery.txt"], at_s=5)

    report = update(corpus, store)

    assert (report.added, report.changed, report.removed) == ((), (), ())
    assert (report.n_unchanged, report.n_encoded) == (3, 0)
    assert report.is_new, "the file's time is recorded, so that it need not be read again"
    assert_sources_differ_only(first.snapshot, report.snapshot)
    assert is_current(corpus, store, FakeEncoder(), SETTINGS)


def assert_sources_differ_only(first: Path, second: Path) -> None:
    differing = {
        path.name
        for path in first.iterdir()
        if path.read_bytes() != (second / path.name).read_bytes()
    }
    assert differing == {"sources.json", "manifest.json"}


def test_a_rewrite_within_the_clocks_resolution_is_noticed(corpus: Path, store: SnapshotStore):
    path = corpus / "clock.txt"
    path.write_text(TEXTS[0])
    update(corpus, store)
    written = path.read_text()
    path.write_text(written.replace("الفجر", "الظهر"))

    report = update(corpus, store)

    assert report.changed == ("clock.txt",)
    snapshot = Snapshot.open(report.snapshot)
    assert document_text(snapshot, "clock.txt") == path.read_text()


def test_articles_that_change_places_within_the_clocks_resolution_are_noticed(
    corpus: Path, store: SnapshotStore
):
    lines = [json.dumps({"id": str(n), "text": text}) for n, text in enumerate(TEXTS[:2])]
    path = corpus / "clock.jsonl"
    path.write_text("\n".join(lines))
    update(corpus, store)
    path.write_text("\n".join(reversed(lines)))

    report = update(corpus, store)

    ids = Snapshot.open(report.snapshot).document_ids()
    assert [name for name in ids if "#" in name] == ["clock.jsonl#1", "clock.jsonl#0"]


def document_text(snapshot: Snapshot, name: str) -> str:
    names: list[str] = [*snapshot.document_ids()]
    return snapshot.document(names.index(name)).text


def test_a_file_that_gives_nothing_is_listed_again_though_it_is_not_read_again(
    corpus: Path, store: SnapshotStore
):
    write(corpus, "empty.txt", "")
    write(corpus, "picture.png", "png")

    reports = [update(corpus, store) for _ in range(2)]

    for report in reports:
        assert sorted(file.path for file in report.skipped) == ["empty.txt", "picture.png"]
    assert not reports[1].is_new


def test_another_encoder_encodes_all_anew_and_says_why(corpus: Path, store: SnapshotStore):
    first = update(corpus, store, FakeEncoder())

    report = update(corpus, store, FakeEncoder(16, name="other"))

    assert report.n_encoded == report.n_passages == first.n_passages
    assert (report.added, report.changed, report.n_unchanged) == ((), (), 3)
    assert report.rebuilt_because == "the encoder was fake and is other"
    assert Snapshot.open(report.snapshot).dense.vectors.shape == (report.n_passages, 16)


def test_another_analysis_cuts_all_anew_and_encodes_what_differs(
    corpus: Path, store: SnapshotStore
):
    update(corpus, store)
    shorter = IndexSettings(passages=PassageSettings(max_chars=60, overlap=0))

    report = update_snapshot(corpus, store, FakeEncoder(), shorter)

    assert "analysis" in report.rebuilt_because
    assert (report.added, report.changed, report.n_unchanged) == ((), (), 3)
    assert 0 < report.n_encoded <= report.n_passages
    anew = update_snapshot(corpus, SnapshotStore(store.root / "x"), FakeEncoder(), shorter)
    assert_equal(report.snapshot, anew.snapshot)


@pytest.mark.parametrize(
    "name",
    [
        *("manifest.json", "sources.json", "words.txt", "vectors.npy", "documents.jsonl"),
        "base.slots.npy",
    ],
)
def test_a_damaged_snapshot_is_built_anew_and_says_why(
    corpus: Path, store: SnapshotStore, name: str
):
    first = update(corpus, store).snapshot
    content = (first / name).read_bytes()
    (first / name).write_bytes(content[:-1] + b"!")

    report = update(corpus, store)

    assert name in report.rebuilt_because
    assert report.added == tuple(sorted(ARTICLES))
    assert report.is_new
    Snapshot.open(store.current())


@pytest.mark.parametrize("has_links", [True, False])
def test_postings_that_stay_are_shared_between_snapshots(
    corpus: Path, store: SnapshotStore, monkeypatch: pytest.MonkeyPatch, has_links: bool
):
    first = update(corpus, store, settings=SHARING).snapshot
    write(corpus, "bakery.txt", ARTICLES["bakery.txt"].replace("سلمى", "هدى"), at_s=5)
    if not has_links:
        monkeypatch.setattr(os, "link", lambda *_: (_ for _ in ()).throw(OSError("no links")))

    second = update(corpus, store, settings=SHARING).snapshot

    shared = [path.name for path in second.iterdir() if path.samefile(first / path.name)]
    of_base = [path.name for path in second.iterdir() if path.name.startswith("base.")]
    assert sorted(shared) == (sorted(of_base) if has_links else [])
    assert all((first / name).read_bytes() == (second / name).read_bytes() for name in of_base)
    assert (Manifest.read(second).n_base, len(of_base)) == (Manifest.read(first).n_passages, 5)
    Snapshot.open(second).close()


class _NarrowEncoder(FakeEncoder):
    """Says one dimension and gives another."""

    def encode_passages(self, passages: Sequence[str]) -> NDArray[np.float32]:
        return super().encode_passages(passages)[:, :-1]


def test_vectors_of_another_shape_than_the_encoder_says_are_its_error(
    corpus: Path, store: SnapshotStore
):
    with pytest.raises(EncoderError, match=r"vectors of length 32 and gave .*\(\d+, 31\)"):
        update(corpus, store, _NarrowEncoder())

    assert store.snapshots() == []
