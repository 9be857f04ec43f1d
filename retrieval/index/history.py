"""The snapshots that are kept, told apart for whoever wants to go back to one."""

from dataclasses import dataclass
from pathlib import Path

from retrieval.errors import SnapshotError
from retrieval.index.manifest import Manifest
from retrieval.index.store import SnapshotStore


@dataclass(frozen=True, slots=True)
class KeptSnapshot:
    """A snapshot as it tells of itself.

    Attributes:
        name: In its store.
        created_at: ISO 8601, UTC.
        n_documents: That it holds.
        n_sentences: That it holds.
        n_passages: That it holds.
        encoder: The model that made its vectors.
        n_bytes: Of its files; those that it shares with others are counted in each.
        is_current: Answers are given from it, or will be from the next start.
        is_held: It is current because a person went back to it, whatever the corpus says.
    """

    name: str
    created_at: str
    n_documents: int
    n_sentences: int
    n_passages: int
    encoder: str
    n_bytes: int
    is_current: bool
    is_held: bool


@dataclass(frozen=True, slots=True)
class History:
    """The snapshots of a store.

    Attributes:
        snapshots: Newest first; those that cannot say what they are are left out.
        n_bytes: That the store takes on the disk, everything in it counted once.
    """

    snapshots: tuple[KeptSnapshot, ...]
    n_bytes: int


def read_history(store: SnapshotStore) -> History:
    """Return the snapshots of a store; what they hold is not checked."""
    try:
        current: Path | None = store.current()
    except SnapshotError:
        current = None
    is_held = store.is_held()
    kept = []
    for folder in store.snapshots():
        try:
            manifest = Manifest.read(folder)
        except SnapshotError:
            continue
        kept.append(
            KeptSnapshot(
                name=folder.name,
                created_at=manifest.created_at,
                n_documents=manifest.n_documents,
                n_sentences=manifest.n_sentences,
                n_passages=manifest.n_passages,
                encoder=manifest.encoder,
                n_bytes=sum(size for size, _ in manifest.files.values()),
                is_current=folder == current,
                is_held=folder == current and is_held,
            )
        )
    return History(tuple(kept), store.n_bytes())
