from pathlib import Path

from retrieval.engine import SnapshotStore, update_snapshot
from retrieval.index.catalogue import CatalogueEntry, read_catalogue
from retrieval.index.snapshot import Snapshot
from tests.fakes import FakeEncoder

BRIDGE = """---
title: جسر النخيل
source: صحيفة الميناء
url: https://example.org/bridge
date: 2024-05-12
---
افتُتح جسر النخيل صباح الأحد. وبلغت كلفته أربعين مليون دينار.
"""
NEWS = """\
{"id": "train", "title": "قطار الجبل", "text": "يصل قطار الجبل إلى القرية عند الفجر."}
{"title": "ميناء المرجان", "text": "غادرت السفينة الزرقاء ميناء المرجان يوم الخميس."}
"""


def test_every_document_is_listed_under_the_file_that_gave_it(tmp_path: Path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "bridge.md").write_text(BRIDGE, encoding="utf-8")
    (corpus / "empty.txt").write_bytes(b"")
    (corpus / "news.jsonl").write_text(NEWS, encoding="utf-8")
    store = SnapshotStore(tmp_path / "store")
    snapshot = Snapshot.open(update_snapshot(corpus, store, FakeEncoder()).snapshot)

    catalogue = read_catalogue(snapshot)

    snapshot.close()
    bridge, train, harbour = catalogue.entries
    assert catalogue.snapshot == store.current()
    assert [file.document_id for file in catalogue.files] == [
        "bridge.md",
        "empty.txt",
        "news.jsonl",
    ]
    assert bridge == CatalogueEntry(
        document_id=bridge.document_id,
        file=bridge.document_id,
        title="جسر النخيل",
        source="صحيفة الميناء",
        url="https://example.org/bridge",
        date="2024-05-12",
        language="ar",
        n_sentences=3,  # the front matter is one
        n_passages=1,
    )
    assert [(entry.document_id, entry.file) for entry in (train, harbour)] == [
        ("news.jsonl#train", "news.jsonl"),
        ("news.jsonl#2", "news.jsonl"),
    ]
    assert (train.title, train.n_sentences) == ("قطار الجبل", 1)
