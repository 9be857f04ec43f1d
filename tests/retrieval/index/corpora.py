"""Small corpora on disk, with times that do not depend on when a test runs."""

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from retrieval.index.build import UpdateReport, update_snapshot
from retrieval.index.store import SnapshotStore
from retrieval.protocols import Encoder
from retrieval.settings import IndexSettings, LexicalSettings
from tests.fakes import FakeEncoder

SETTINGS = IndexSettings()
SHARING = IndexSettings(lexical=replace(LexicalSettings(), most_changed=1e9))
"""However much changes, postings are shared while passages keep their mean length."""
LONG_AGO_S = 1_600_000_000

LIBRARY = """# مكتبة الحي

افتتحت المكتبة العامة في الحي الشرقي عام 1987. وتضم رفوفها أربعين ألف كتاب.

## القراء

يزورها في الشتاء ثلاثمئة قارئ كل يوم، ويقل عددهم في الصيف.
"""
TRAIN = """قطار الجبل

يصل القطار إلى قرية الصنوبر عند الفجر. تستغرق الرحلة سبع ساعات بين الوديان.

قال السائق إن الثلج أوقف القطار مرتين في شهر يناير.
"""
BAKERY = """مخبز النهر

يبيع المخبز القديم خبز الشعير منذ قرن كامل. ورثت سلمى المخبز عن جدها.

تعجن سلمى الدقيق قبل الفجر، ثم توقد الفرن بحطب الزيتون.
"""
ARTICLES = {"bakery.txt": BAKERY, "library.md": LIBRARY, "trips/train.txt": TRAIN}


def write(corpus: Path, name: str, content: str | bytes, *, at_s: int = 0) -> Path:
    """Write a file as if `at_s` seconds after a time long ago."""
    path = corpus / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    os.utime(path, (LONG_AGO_S + at_s, LONG_AGO_S + at_s))
    return path


def write_articles(corpus: Path, names: Iterable[str] = ARTICLES) -> Path:
    """Write some of `ARTICLES`; return the folder."""
    corpus.mkdir(parents=True, exist_ok=True)
    for name in names:
        write(corpus, name, ARTICLES[name])
    return corpus


def update(
    corpus: Path,
    store: SnapshotStore,
    encoder: Encoder | None = None,
    settings: IndexSettings = SETTINGS,
) -> UpdateReport:
    """Bring a store up to date, with the settings of every day unless there are others."""
    return update_snapshot(corpus, store, encoder or FakeEncoder(), settings)


def litter(store: SnapshotStore) -> list[str]:
    """Return what lies in a store besides its snapshots, its pointer, its lock and vectors."""
    kept = {"current", ".lock", *(path.name for path in store.snapshots())}
    left = {path.name for path in store.root.iterdir()} - kept
    return sorted(left - set(journals(store)))


def journals(store: SnapshotStore) -> list[str]:
    """Return the files of vectors that no snapshot holds yet."""
    return sorted(path.name for path in store.root.glob(".vectors-*"))
