"""The folder that keeps the snapshots of one corpus, and the way to the next one.

::

    <root>/current                 the name of the current snapshot
    <root>/held                    the name of a snapshot that a person went back to
    <root>/calibration.json        the confidence as fitted (`retrieval.search.calibration`)
    <root>/20261122T101500-3f2a/   a snapshot (`retrieval.index.snapshot`)
    <root>/.building-1f3a/         one being written; it is nobody's until it is renamed
    <root>/.removed-2026…/         one being removed
    <root>/.vectors-9c41…          vectors that no snapshot holds yet (`retrieval.index.journal`)
    <root>/.lock                   held by whoever builds

A snapshot is written aside, made durable, renamed into place, and only then named in `current`,
which is itself replaced by a rename: at every moment a reader finds a whole snapshot or the one
before it.
"""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock

from retrieval.errors import SnapshotError, SnapshotMissingError

_BUILDING = ".building-"
_REMOVED = ".removed-"
_N_SYNCED = 8
"""Files that are put on the disk at a time: a disk that is asked together answers together."""


class SnapshotStore:
    """The snapshots of one corpus.

    Args:
        root: The folder; made when the first snapshot is built.
        n_kept: Snapshots that stay when one more is published, that one included; at least 2.
    """

    def __init__(self, root: Path, *, n_kept: int = 3) -> None:
        if n_kept < 2:
            raise ValueError(f"2 snapshots or more are kept, not {n_kept}")
        self.root = root
        self.n_kept = n_kept

    def current(self) -> Path:
        """Return the folder of the current snapshot.

        Raises:
            SnapshotMissingError: Nothing was published yet, or what was published is gone.
            SnapshotError: The pointer cannot be read.
        """
        pointer = self.root / "current"
        try:
            name = pointer.read_bytes().decode("utf-8", "backslashreplace").strip()
        except (FileNotFoundError, NotADirectoryError):
            raise SnapshotMissingError(
                self.root, f"no snapshot in {self.root}", "run `iqtibas index` first"
            ) from None
        except OSError as error:
            raise SnapshotError(self.root, f"cannot read {pointer} ({error.strerror})") from error
        folder = self.root / name
        if folder not in self.snapshots():
            raise SnapshotMissingError(
                self.root,
                f"{pointer} names the snapshot {name!r}, which is not there",
            )
        return folder

    def snapshots(self) -> list[Path]:
        """Return the folders of every published snapshot, newest first."""
        if not self.root.is_dir():
            return []
        folders = (path for path in self.root.iterdir() if not path.name.startswith("."))
        return sorted((path for path in folders if path.is_dir()), reverse=True)

    def find(self, name: str) -> Path:
        """Return the folder of a published snapshot.

        Args:
            name: Of the snapshot; its first characters do where no other begins so.

        Raises:
            SnapshotMissingError: There is none of this name, or several begin so.
        """
        snapshots = self.snapshots()
        found = [path for path in snapshots if path.name == name]
        found = found or [path for path in snapshots if name and path.name.startswith(name)]
        if len(found) == 1:
            return found[0]
        problem = "several snapshots begin so" if found else "there is no such snapshot"
        remedy = "see `iqtibas corpus rollback` for their names"
        raise SnapshotMissingError(self.root, f"{name}: {problem}", remedy)

    def n_bytes(self) -> int:
        """Return the size of everything in the store; a file of several snapshots counts once."""
        sizes: dict[tuple[int, int], int] = {}
        for folder, _, names in os.walk(self.root):
            for name in names:
                try:
                    state = Path(folder, name).lstat()
                except FileNotFoundError:  # removed while we look
                    continue
                sizes[state.st_dev, state.st_ino] = state.st_size
        return sum(sizes.values())

    @contextmanager
    def building(self) -> Iterator[Path]:
        """Lend an empty folder on the same file system; it is removed unless published.

        Only one process builds at a time; a second one waits. What a killed one left is removed.

        Raises:
            SnapshotError: Nothing can be written there.
        """
        with ExitStack() as stack:
            try:
                stack.enter_context(self._locked())
                for left in (*self.root.glob(f"{_BUILDING}*"), *self.root.glob(f"{_REMOVED}*")):
                    shutil.rmtree(left)
                folder = self.root / f"{_BUILDING}{os.getpid():x}"
                folder.mkdir()
            except OSError as error:
                raise SnapshotError(
                    self.root,
                    f"cannot write in {self.root} ({error.strerror})",
                    "choose another DATA_DIR",
                ) from error
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            yield folder

    def publish(self, folder: Path, name: str) -> Path:
        """Make a folder from `building` the current snapshot, called `name`; return its place."""
        place = self.root / name
        with ThreadPoolExecutor(_N_SYNCED) as syncs:
            list(syncs.map(_sync, folder.iterdir()))  # or no error would show
        _sync(folder)
        folder.rename(place)
        self.point_to(place)
        return place

    def point_to(self, snapshot: Path) -> None:
        """Make a published snapshot the current one."""
        pointer = self.root / ".current"
        pointer.write_text(f"{snapshot.name}\n", encoding="utf-8")
        _sync(pointer)
        pointer.replace(self.root / "current")
        _sync(self.root)

    def hold(self, snapshot: Path) -> None:
        """Go back to a published snapshot, and stay there though the corpus says something else.

        It ends with `release`, and with the next snapshot that is published. Whoever builds at
        the moment is waited for.

        Raises:
            SnapshotMissingError: It was removed meanwhile.
            SnapshotError: Nothing can be written there.
        """
        try:
            with self._locked():
                self.find(snapshot.name)
                # In this order: until the pointer says the same, it holds nothing.
                (self.root / "held").write_text(f"{snapshot.name}\n", encoding="utf-8")
                self.point_to(snapshot)
        except OSError as error:
            problem = f"cannot write in {self.root} ({error.strerror})"
            raise SnapshotError(self.root, problem, "choose another DATA_DIR") from error

    def release(self) -> None:
        """Follow the corpus again."""
        (self.root / "held").unlink(missing_ok=True)

    def is_held(self) -> bool:
        """Tell whether the current snapshot is one that a person went back to."""
        names = []
        for pointer in ("current", "held"):
            try:
                names.append((self.root / pointer).read_bytes())
            except OSError:
                return False
        return names[0] == names[1]

    def prune(self, *before: Path) -> None:
        """Remove all but the `n_kept` newest snapshots.

        One that is in the way of being removed is no snapshot any more. What cannot be removed is
        left to the next build.

        Args:
            before: Stay in any case, as does the current one: what was current until now, and may
                still be served.
        """
        stay = {self.current(), *before}
        for folder in self.snapshots()[self.n_kept :]:
            if folder not in stay:
                removed = folder.rename(self.root / f"{_REMOVED}{folder.name}")
                shutil.rmtree(removed, ignore_errors=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        with FileLock(self.root / ".lock"):
            yield


def _sync(path: Path) -> None:
    """Have the operating system put a file or a folder's entries on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
