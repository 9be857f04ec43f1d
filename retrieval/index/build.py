"""A corpus folder to the next snapshot, doing again only what changed.

A file with the size and time of the last reading is not read; a document that says what it said
is not analysed; a passage that says what it said is not encoded. Whatever goes wrong, the current
snapshot stays as it is and current.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from retrieval.corpus.folder import list_files
from retrieval.corpus.formats import SUFFIXES
from retrieval.corpus.source import SkippedFile, SourceFile
from retrieval.datatypes import DocumentId
from retrieval.errors import CorpusError, SnapshotError
from retrieval.index.before import Before
from retrieval.index.dense import DenseIndex
from retrieval.index.disk import disk_errors_told
from retrieval.index.journal import VectorJournal
from retrieval.index.manifest import Manifest
from retrieval.index.progress import Progress, Stage, Teller
from retrieval.index.reading import Reading
from retrieval.index.snapshot import read_sources
from retrieval.index.sources import SourceRecord
from retrieval.index.store import SnapshotStore
from retrieval.index.vectors import PassageVectors
from retrieval.index.writing import SnapshotContent, write_snapshot
from retrieval.protocols import Encoder
from retrieval.settings import IndexSettings

_SHAPING = ("arabic", "corpus", "index")


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update found and did.

    Attributes:
        snapshot: The current snapshot's folder afterwards.
        n_unchanged: Documents that are as they were.
        n_encoded: Passages whose vectors were computed.
        skipped: What gave no document, and why; and remarks on what did.
        is_new: Whether a snapshot was written; if not, nothing had changed.
        rebuilt_because: Why the snapshot before could not be built upon, or "".
        took_s: From listing the files to the report.
        left: The snapshot that a person had gone back to, and that is not held any more; or "".
        n_bytes: That all snapshots of the store take on the disk.
        n_foreign: Documents among the added and changed ones that are not in Arabic.
        untidy: What is not wanted any more and could not be removed, or "".
    """

    snapshot: Path
    n_documents: int
    n_sentences: int
    n_passages: int
    added: tuple[DocumentId, ...]
    changed: tuple[DocumentId, ...]
    removed: tuple[DocumentId, ...]
    n_unchanged: int
    n_encoded: int
    skipped: tuple[SkippedFile, ...]
    is_new: bool
    rebuilt_because: str
    took_s: float
    left: str = ""
    n_bytes: int = 0
    n_foreign: int = 0
    untidy: str = ""

    @property
    def encoded_per_s(self) -> float:
        """Passages encoded in a second, everything else included."""
        return self.n_encoded / self.took_s


@cache
def analyzer_fingerprint(settings: IndexSettings) -> str:
    """Return a digest of all that shapes a snapshot besides the corpus and the encoder.

    It covers this package's own source and data, so no version number has to be remembered.
    """
    digest = sha256(repr(asdict(settings)).encode())
    for package in _SHAPING:
        for name, content in package_sources(files("retrieval") / package, package):
            digest.update(name.encode())
            digest.update(content)
    return digest.hexdigest()[:16]


def is_current(
    corpus: Path, store: SnapshotStore, encoder: Encoder, settings: IndexSettings
) -> bool:
    """Tell, from the sizes and times of files alone, whether an update would change nothing.

    A snapshot that is held is current whatever the files say, until an update is asked for.

    Raises:
        CorpusError: The folder is not there.
    """
    corpus_files = list_files(corpus).files
    try:
        folder = store.current()
        manifest = Manifest.read(folder)
        records = read_sources(folder)
    except SnapshotError:
        return False
    return (
        manifest.analyzer == analyzer_fingerprint(settings)
        and manifest.encoder_fingerprint == encoder.fingerprint
        and (store.is_held() or _has_same_files(records, corpus_files))
    )


def _has_same_files(records: Sequence[SourceRecord], corpus_files: Sequence[SourceFile]) -> bool:
    return len(records) == len(corpus_files) and all(
        map(SourceRecord.is_unchanged, records, corpus_files)
    )


def update_snapshot(
    corpus: Path,
    store: SnapshotStore,
    encoder: Encoder,
    settings: IndexSettings,
    on_progress: Callable[[Progress], None] = lambda _progress: None,
    clock: Callable[[], float] = time.monotonic,
) -> UpdateReport:
    """Bring the store's current snapshot up to date with a corpus folder.

    Args:
        corpus: The folder of articles.
        store: Where snapshots go.
        encoder: Makes the vectors.
        settings: How documents are cut and weighed.
        on_progress: Called often, from this thread.
        clock: Seconds that only grow.

    Raises:
        CorpusError: The folder is not there, or holds no article that can be read.
        SnapshotError: The snapshot cannot be written (the disk is full, say).
        EncoderError: From the encoder.
    """
    began_at = clock()
    listing = list_files(corpus)
    with store.building() as folder:
        held = store.current().name if store.is_held() else ""
        before = Before.open(store, encoder, analyzer_fingerprint(settings))
        try:
            teller = Teller(on_progress, clock, before.reason)
            journal = VectorJournal(store.root, encoder)
            vectors = PassageVectors(before, encoder, journal)
            reading = Reading(before, vectors, settings.passages, teller)
            reading.skipped += listing.skipped
            reading.read(listing.files)
            if not reading.assembly.lines:
                raise CorpusError(corpus, _nothing_to_read(corpus, reading.skipped))
            place = reading.unchanged_place()
            is_new = place is None
            if place is None:
                content = _index(reading, settings, teller)
                teller.tell(Stage.WRITE, 0, 2)
                with disk_errors_told(store.root):
                    manifest = write_snapshot(folder, content, _origin(corpus, encoder, settings))
                teller.tell(Stage.WRITE, 1, 2)
                with disk_errors_told(store.root):
                    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{manifest.analyzer[:4]}"
                    place = store.publish(folder, name)
            untidy = _tidy(store, journal, before)
            teller.tell(Stage.WRITE, 2, 2)
            report = _report(reading, place, is_new=is_new, took_s=clock() - began_at)
            left = "" if store.is_held() else held
            return replace(report, left=left, n_bytes=store.n_bytes(), untidy=untidy)
        finally:
            before.close()


def _tidy(store: SnapshotStore, journal: VectorJournal, before: Before) -> str:
    """Remove what is not wanted any more; return what could not be, or "".

    By now a snapshot is published, and whatever fails here must not make a failure of that.
    """
    untidy = []
    served = [before.snapshot.folder] if before.snapshot else []
    for step in (partial(store.prune, *served), store.release, journal.drop):
        try:
            step()
        except OSError as error:
            untidy.append(str(error))
    return "; ".join(untidy)


def _index(reading: Reading, settings: IndexSettings, teller: Teller) -> SnapshotContent:
    """Build the searchable structures."""
    teller.tell(Stage.INDEX, 0, 2)
    collection, words, table = reading.assembly.finish()
    lexical = reading.lexical(collection, table, settings.lexical)
    teller.tell(Stage.INDEX, 1, 2)
    dense = DenseIndex.of(reading.vectors.finish(collection, words), settings.dense)
    teller.tell(Stage.INDEX, 2, 2)
    return SnapshotContent(
        documents=reading.assembly.lines,
        document_offsets=reading.assembly.document_offsets,
        sources=reading.records,
        words=words,
        collection=collection,
        table=table,
        lexical=lexical,
        dense=dense,
        before=reading.before.snapshot,
    )


def _origin(corpus: Path, encoder: Encoder, settings: IndexSettings) -> dict[str, str]:
    return {
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "corpus": str(corpus),
        "analyzer": analyzer_fingerprint(settings),
        "encoder": encoder.name,
        "encoder_fingerprint": encoder.fingerprint,
    }


def _report(reading: Reading, place: Path, *, is_new: bool, took_s: float) -> UpdateReport:
    """Say what was found; `place` is the current snapshot."""
    manifest = Manifest.read(place)
    return UpdateReport(
        snapshot=place,
        n_documents=manifest.n_documents,
        n_sentences=manifest.n_sentences,
        n_passages=manifest.n_passages,
        added=tuple(reading.added),
        changed=tuple(reading.changed),
        removed=tuple(sorted(reading.before.rows.keys() - reading.seen)),
        n_unchanged=len(reading.seen) - len(reading.added) - len(reading.changed),
        n_encoded=reading.vectors.n_encoded,
        skipped=tuple(reading.skipped),
        is_new=is_new,
        rebuilt_because=reading.before.reason,
        took_s=took_s,
        n_foreign=reading.n_foreign,
    )


def package_sources(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of every source and data file below a package, in order."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{prefix}/{entry.name}"
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from package_sources(entry, name)
        elif not entry.name.endswith(".pyc"):
            yield name, entry.read_bytes()


def _nothing_to_read(corpus: Path, skipped: list[SkippedFile]) -> str:
    message = f"no article in {corpus}: put {' '.join(SUFFIXES)} files of Arabic text there"
    for file in skipped[:3]:
        message += f"\n  {file.path}: {file.reason}"
    if len(skipped) > 3:
        message += f"\n  and {len(skipped) - 3} more"
    return message
