import errno
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.datatypes import Document, DocumentId, SentenceRole
from retrieval.errors import SnapshotCorruptError, SnapshotMismatchError
from retrieval.index.collection import Collection
from retrieval.index.dense import DenseIndex
from retrieval.index.lexical import LexicalIndex, Postings, TermFrequencies
from retrieval.index.manifest import FORMAT, Manifest
from retrieval.index.snapshot import Snapshot, encode_document
from retrieval.index.sources import SourceRecord
from retrieval.index.store import SnapshotStore
from retrieval.index.words import WordTable
from retrieval.index.writing import SnapshotContent, write_snapshot
from retrieval.settings import DenseSettings
from tests.retrieval.index.arrays import make_collection
from tests.retrieval.index.corpora import ARTICLES, update, write, write_articles

FILES = (
    *("manifest.json", "documents.jsonl", "document_offsets.npy", "sources.json", "words.txt"),
    *("vectors.npy", "vectors.faiss"),
    *(f"collection.{field.name}.npy" for field in fields(Collection)),
    *(f"table.{field.name}.npy" for field in fields(WordTable)),
    *(f"{part}.{field.name}.npy" for part in ("base", "recent") for field in fields(Postings)),
    *("gone.keys.npy", "gone.counts.npy", "slots.npy", "lengths.npy"),
)
ORIGIN = {
    "created_at": "2026-01-02T03:04:05+00:00",
    "corpus": "مقالات",
    "analyzer": "0123",
    "encoder": "fake",
    "encoder_fingerprint": "fake-32",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("snapshot")
    corpus = write_articles(folder / "corpus")
    return update(corpus, SnapshotStore(folder / "store")).snapshot


@pytest.fixture
def copy(written: Path, tmp_path: Path) -> Path:
    return shutil.copytree(written, tmp_path / "copy")


def write_documents(folder: Path, documents: Sequence[Document]) -> SnapshotContent:
    """Write a snapshot of documents of one sentence and passage each; return what was written."""
    folder.mkdir(exist_ok=True)
    rows = [[row, 0] for row in range(len(documents))]
    lines = [encode_document(made) for made in documents]
    content = SnapshotContent(
        documents=lines,
        document_offsets=np.cumsum([0, *map(len, lines)]),
        sources=[SourceRecord(made.document_id, 7, 8, 1, ()) for made in documents],
        words=[f"كلمه{row}" for row in range(len(documents))],
        collection=make_collection(
            [([SentenceRole.BODY], [(0, 1)])] * len(documents), rows + [[]] * len(documents)
        ),
        table=WordTable.of([f"كلمه{row}" for row in range(len(documents))]),
        lexical=LexicalIndex(
            base=made_postings(3, 2**64 - 1),
            recent=made_postings(5),
            gone=TermFrequencies(np.array([3], dtype=np.uint64), np.array([1], dtype=np.int64)),
            slots=np.arange(len(documents), dtype=np.int32),
            lengths=np.full((len(documents), 4), 7, dtype=np.int32),
            n_base=len(documents) + 2,
        ),
        dense=DenseIndex.of(np.eye(len(documents), 8, dtype=np.float32), DenseSettings()),
    )
    write_snapshot(folder, content, ORIGIN)
    return content


def made_postings(*keys: int) -> Postings:
    """Postings of terms that one passage each holds."""
    return Postings(
        keys=np.array(keys, dtype=np.uint64),
        kinds=np.zeros(len(keys), dtype=np.uint8),
        offsets=np.arange(len(keys) + 1),
        slots=np.zeros(len(keys), dtype=np.int32),
        saturations=np.full(len(keys), 0.5, dtype=np.float32),
    )


def arrays_of(
    values: Collection | WordTable | LexicalIndex | Postings | TermFrequencies,
) -> dict[str, list[object]]:
    return {
        field.name: [str(array.dtype), *array.tolist()]
        for field in fields(values)
        if isinstance(array := getattr(values, field.name), np.ndarray)
    }


def document(text: str, name: str = "a.txt", title: str = "عنوان") -> Document:
    return Document(DocumentId(name), text, title)


def test_these_are_all_the_files_of_a_snapshot(written: Path):
    assert sorted(path.name for path in written.iterdir()) == sorted(FILES)


def test_a_snapshot_holds_what_was_written(tmp_path: Path):
    documents = [document("وصل القطار.", "a.txt"), document("نام الحارس.", "b.jsonl#1")]

    content = write_documents(tmp_path / "made", documents)

    snapshot = Snapshot.open(tmp_path / "made")
    assert [snapshot.document(row) for row in range(2)] == documents
    assert snapshot.document_ids() == ["a.txt", "b.jsonl#1"]
    assert snapshot.words() == ["كلمه0", "كلمه1"]
    assert snapshot.sources() == content.sources
    assert arrays_of(snapshot.collection) == arrays_of(content.collection)
    assert arrays_of(snapshot.table) == arrays_of(content.table)
    assert snapshot.lemmas.tolist() == content.table.lemmas.tolist()
    assert arrays_of(snapshot.lexical) == arrays_of(content.lexical)
    for part in ("base", "recent", "gone"):
        assert arrays_of(getattr(snapshot.lexical, part)) == arrays_of(
            getattr(content.lexical, part)
        )
    assert (snapshot.lexical.n_passages, snapshot.lexical.n_base) == (2, 4)
    assert snapshot.dense.vectors.tolist() == content.dense.vectors.tolist()
    assert snapshot.dense.search(np.eye(8, dtype=np.float32)[1], 1)[0].tolist() == [1]


NAMES = ["a.txt", "b.jsonl#2", "b.jsonl#10", "b.jsonl#9", 'c", "text": ".md', "\U0001f600.md"]


def test_a_row_is_found_by_id_where_articles_stand_in_another_order(tmp_path: Path):
    lines = [json.dumps({"id": name, "text": "وصل القطار متأخرا."}) for name in ("2", "10", "9")]
    corpus = tmp_path / "corpus"
    write(corpus, "b.jsonl", "\n".join(lines))
    for name in (NAMES[0], *NAMES[4:]):
        write(corpus, name, "وصل القطار متأخرا.")
    store = SnapshotStore(tmp_path / "store")
    update(corpus, store)
    write(corpus, "0.txt", "نام الحارس باكرا.")  # the others are taken over as they are stored

    snapshot = Snapshot.open(update(corpus, store).snapshot)

    names = ["0.txt", *NAMES]
    assert snapshot.document_ids() == names
    assert [snapshot.find_document(DocumentId(name)) for name in names] == [*range(7)]
    assert snapshot.find_document(DocumentId("b.jsonl#1")) is None
    snapshot.close()


def test_a_manifest_says_what_the_snapshot_is_and_holds(tmp_path: Path):
    write_documents(tmp_path / "made", [document("وصل القطار."), document("نام.", "b")])

    manifest = Snapshot.open(tmp_path / "made").manifest

    assert {name: getattr(manifest, name) for name in ORIGIN} == ORIGIN
    assert (manifest.n_documents, manifest.n_sentences, manifest.n_passages) == (2, 2, 2)
    assert (manifest.format, manifest.dimension) == (FORMAT, 8)
    assert set(manifest.files) == set(FILES) - {"manifest.json"}


def test_a_copied_snapshot_opens_wherever_it_lies(copy: Path):
    snapshot = Snapshot.open(copy)

    assert snapshot.document_ids() == sorted(ARTICLES)


@pytest.mark.parametrize("name", FILES)
def test_a_file_cut_short_is_named(copy: Path, name: str):
    os.truncate(copy / name, (copy / name).stat().st_size - 1)

    with pytest.raises(SnapshotCorruptError, match=name) as caught:
        Snapshot.open(copy)

    assert caught.value.path == copy
    assert "iqtibas index" in str(caught.value)


@pytest.mark.parametrize("name", FILES)
def test_an_empty_file_is_named(copy: Path, name: str):
    (copy / name).write_bytes(b"")

    with pytest.raises(SnapshotCorruptError, match=name):
        Snapshot.open(copy)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_gone_is_named(copy: Path, name: str):
    (copy / name).unlink()

    with pytest.raises(SnapshotCorruptError, match=name):
        Snapshot.open(copy)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_became_a_folder_is_named(copy: Path, name: str):
    (copy / name).unlink()
    (copy / name).mkdir()

    with pytest.raises(SnapshotCorruptError, match=name):
        Snapshot.open(copy)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0], ids=["first", "middle", "last"])
@pytest.mark.parametrize("name", FILES)
def test_a_file_with_one_bit_flipped_is_named(copy: Path, name: str, share: float):
    flip_bit(copy / name, int(share * ((copy / name).stat().st_size - 1)))

    with pytest.raises(SnapshotCorruptError, match=name):
        Snapshot.open(copy)


@pytest.mark.slow
def test_no_byte_of_the_manifest_can_change_unseen(copy: Path):
    path = copy / "manifest.json"
    content = path.read_bytes()

    for position in range(len(content)):
        flip_bit(path, position, position % 8)
        with pytest.raises(SnapshotCorruptError, match="manifest"):
            Manifest.read(copy)
        path.write_bytes(content)


def flip_bit(path: Path, position: int, bit: int = 0) -> None:
    content = bytearray(path.read_bytes())
    content[position] ^= 1 << bit
    path.write_bytes(content)


@pytest.mark.parametrize("content", ["", "[]", "{}", '"format"', "null", "1", "\ufeff{}"])
def test_a_manifest_that_is_none_is_damaged(copy: Path, content: str):
    (copy / "manifest.json").write_text(content, encoding="utf-8")

    with pytest.raises(SnapshotCorruptError, match=r"manifest\.json"):
        Snapshot.open(copy)


def test_a_folder_that_is_not_there_is_no_snapshot(tmp_path: Path):
    with pytest.raises(SnapshotCorruptError, match=r"manifest\.json"):
        Snapshot.open(tmp_path / "nowhere")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
@pytest.mark.parametrize("name", sorted(set(FILES) - {"manifest.json"}))
def test_a_full_disk_is_told_as_such_whichever_file_meets_it(tmp_path: Path, name: str):
    (tmp_path / name).symlink_to("/dev/full")

    with pytest.raises(OSError, match="space") as caught:
        write_documents(tmp_path, [document("وصل القطار.")])

    assert caught.value.errno == errno.ENOSPC


def test_another_format_is_told_from_damage(copy: Path):
    replace(Manifest.read(copy), format=FORMAT + 1).write(copy)

    with pytest.raises(SnapshotMismatchError, match="iqtibas index") as caught:
        Snapshot.open(copy)

    assert (caught.value.expected, caught.value.found) == (str(FORMAT), str(FORMAT + 1))
    assert caught.value.path == copy


def test_several_snapshots_may_be_open_at_once(tmp_path: Path):
    made = [document("وصل القطار."), document("رحل الحارس عن المدينة.")]
    for number, written in enumerate(made):
        write_documents(tmp_path / str(number), [written])

    first, second, again = (Snapshot.open(tmp_path / name) for name in ("0", "1", "0"))
    first.close()

    assert [second.document(0), again.document(0)] == [made[1], made[0]]


def test_what_a_snapshot_shares_with_an_open_one_is_not_checked_again(tmp_path: Path):
    write_documents(tmp_path / "first", [document("وصل القطار.")])
    shutil.copytree(tmp_path / "first", tmp_path / "linked", copy_function=os.link)
    shutil.copytree(tmp_path / "first", tmp_path / "copied")
    served = Snapshot.open(tmp_path / "first")

    for name in ("linked", "copied"):
        with (tmp_path / name / "slots.npy").open("r+b") as file:
            file.seek(-1, os.SEEK_END)
            file.write(b"!")

    Snapshot.open(tmp_path / "linked", beside=served).close()
    with pytest.raises(SnapshotCorruptError, match="slots"):
        Snapshot.open(tmp_path / "copied", beside=served)


def test_a_file_that_an_open_snapshot_says_something_else_of_is_checked(tmp_path: Path):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder, text in ((first, "وصل القطار."), (second, "رحل الحارس عن المدينة.")):
        write_documents(folder, [document(text)])
    served = Snapshot.open(first)
    (second / "documents.jsonl").unlink()
    os.link(first / "documents.jsonl", second / "documents.jsonl")

    with pytest.raises(SnapshotCorruptError, match="documents"):
        Snapshot.open(second, beside=served)


def test_a_closed_snapshot_gives_no_document(copy: Path):
    snapshot = Snapshot.open(copy)

    snapshot.close()

    with pytest.raises(ValueError, match="closed"):
        snapshot.document(0)


@given(st.text(st.characters(exclude_categories=[])), st.text(st.characters()))
def test_a_document_of_any_characters_is_one_line_and_read_back(text: str, title: str):
    made = document(text, title=title)

    lines = encode_document(made)

    assert lines.index(b"\n") == len(lines) - 1
    assert Document(**json.loads(lines)) == made


@pytest.mark.parametrize(
    "text",
    [
        "وصل \ud83d القطار.",  # a high surrogate alone
        "\udfff\ud800 وصل.",  # two in the wrong order
        "سطر\u2028سطر\u2029سطر\x85سطر\x0bسطر\x1cسطر",
        "a\0b\ufeff\u200f",
        "😀👨‍👩‍👧 \U0010ffff",
        "é e\u0301",
        "\r\n\r\n وصل. \r",
    ],
    ids=ascii,
)
def test_odd_characters_survive(tmp_path: Path, text: str):
    made = document(text, "مجلد/\u200f.txt", "عنوان \U0001f600")
    write_documents(tmp_path / "made", [document("قبل."), made, document("بعد.", "z")])

    snapshot = Snapshot.open(tmp_path / "made")

    assert snapshot.document(1) == made
    assert snapshot.document(2).text == "بعد."
