"""Zip archives: each file in them is read as if it lay in a folder of the archive's name.

Nothing is unpacked to the disk, so that a path can lead nowhere; one that tries to is refused all
the same, for what it would have been elsewhere. How large files unpack is known from the archive's
own list before any is, and `zipfile` unpacks no more than the list says.
"""

import io
import stat
import zipfile
from collections.abc import Callable, Iterator

from retrieval.corpus.fields import MOST_BYTES as MOST_LABELS
from retrieval.corpus.fields import SUFFIX as LABELS
from retrieval.corpus.formats import ARCHIVE, FORMATS, most_bytes, suffix_of, too_large
from retrieval.corpus.names import is_hidden, skip_by_name, tells_of
from retrieval.corpus.package import ARCHIVE_ERRORS, ENCRYPTED_FLAG
from retrieval.corpus.signatures import check_kind
from retrieval.corpus.source import ReadLimits, SkippedFile, SourceFile
from retrieval.datatypes import Document, DocumentId
from retrieval.errors import Refusal, RefusedFileError

_ENTRY = b"PK\x01\x02"
_ENTRIES_A_MEMBER = 20
"""Documents that are archives themselves bring lists of their own."""
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2})
"""LZMA takes as much memory as a file demands."""
_SMALL = 1_000_000
"""Bytes: below, a ratio says nothing."""
_UTF8_FLAG = 0x800
_UNIX = 3
_OTHER_ENCODINGS = ("utf-8", "cp720", "cp1256")
"""Of names: macOS; Windows in Arabic, by its Explorer and by other programs."""
_ARABIC = range(0x060C, 0x0653)

_Found = Document | SkippedFile


def read_archive(
    source: SourceFile,
    content: bytes,
    limits: ReadLimits,
    parse: Callable[[SourceFile, bytes, bytes | None], tuple[_Found, ...]],
) -> tuple[_Found, ...]:
    """Return what the files of an archive give, by path, each called ``archive.zip/path``.

    Args:
        source: The archive.
        content: Its bytes.
        limits: How many files, and how large, are read.
        parse: Returns what the bytes of a file in it give, and those of its labels if it has any.
    """
    try:
        check_kind(source, content, ARCHIVE)
        return tuple(_read_members(source, content, limits, parse))
    except RefusedFileError as error:
        return (SkippedFile(source.document_id, str(error), error.refusal),)


def _read_members(
    source: SourceFile,
    content: bytes,
    limits: ReadLimits,
    parse: Callable[[SourceFile, bytes, bytes | None], tuple[_Found, ...]],
) -> Iterator[_Found]:
    archive = _open(source, content, limits)
    found = False
    names: set[str] = set()
    members = [(_name_of(member), member) for member in archive.infolist() if not member.is_dir()]
    named = dict(members)
    for name, member in sorted(members, key=lambda named: named[0]):
        document_id = f"{source.document_id}/{name}"
        if _leads_out(name):
            found = True
            reason = "its path leads out of the archive: pack it anew"
            yield SkippedFile(document_id, reason, Refusal.UNSAFE_PATH)
            continue
        if any(map(is_hidden, name.split("/"))) or tells_of(name) in named:
            continue
        found = True
        if skipped := _skip(name, document_id, member, taken=name in names):
            yield skipped
            continue
        names.add(name)
        file = SourceFile(source.path, DocumentId(document_id), member.file_size, source.mtime_ns)
        if file.size > (most := most_bytes(file, limits)):
            yield too_large(file, file.size, most)
            continue
        try:
            unpacked = archive.read(member)
            labels = _labels(archive, named.get(f"{name}{LABELS}"))
        except ARCHIVE_ERRORS as error:
            yield SkippedFile(document_id, _damage(error), Refusal.BROKEN)
            continue
        if unpacked.strip():
            yield from parse(file, unpacked, labels)
        else:
            yield SkippedFile(document_id, "empty: fill it, or pack without it", Refusal.EMPTY)
    if not found:
        raise RefusedFileError(
            source.path, Refusal.EMPTY, "empty: there is no file in it; pack the articles into it"
        )


def _labels(archive: zipfile.ZipFile, member: zipfile.ZipInfo | None) -> bytes | None:
    """Return what is stated beside a file, as far as it is read; None if nothing can be."""
    if member is None or member.flag_bits & ENCRYPTED_FLAG or member.compress_type not in _METHODS:
        return None
    with archive.open(member) as labels:
        return labels.read(MOST_LABELS)


def _open(source: SourceFile, content: bytes, limits: ReadLimits) -> zipfile.ZipFile:
    """Open an archive, unless it is one that was made to do harm.

    Raises:
        RefusedFileError: If it is damaged, or holds too much.
    """
    reason = f"it holds more than {limits.max_members:,} files; split it"
    # Opening it makes an object of each entry, so that they are counted before.
    if content.count(_ENTRY) > _ENTRIES_A_MEMBER * limits.max_members:
        raise RefusedFileError(source.path, Refusal.TOO_MANY_FILES, reason)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except ARCHIVE_ERRORS as error:
        raise RefusedFileError(source.path, Refusal.BROKEN, _damage(error)) from error
    if len(archive.infolist()) > limits.max_members:
        raise RefusedFileError(source.path, Refusal.TOO_MANY_FILES, reason)
    _check_sizes(source, archive, limits)
    return archive


def _check_sizes(source: SourceFile, archive: zipfile.ZipFile, limits: ReadLimits) -> None:
    total = 0
    for member in archive.infolist():
        if suffix_of(member.filename) not in FORMATS:
            continue  # it is not unpacked
        total += member.file_size
        is_bomb = member.file_size > limits.max_ratio * max(member.compress_size, 1)
        if is_bomb and member.file_size > _SMALL:
            reason = (
                f"a file in it unpacks to {limits.max_ratio} times its size, and no text does: "
                "pack the articles alone"
            )
            raise RefusedFileError(source.path, Refusal.UNPACKS_TOO_LARGE, reason)
    if total > limits.max_unpacked_bytes:
        most = limits.max_unpacked_bytes / 1e6
        reason = f"unpacks to {total / 1e6:,.0f} MB, at most {most:,.0f} MB are read; split it"
        raise RefusedFileError(source.path, Refusal.UNPACKS_TOO_LARGE, reason)


def _skip(
    name: str, document_id: str, member: zipfile.ZipInfo, *, taken: bool
) -> SkippedFile | None:
    """Return why a file is not even unpacked, else None."""
    if skipped := skip_by_name(document_id):
        return skipped
    found: tuple[Refusal, str] | None = None
    if member.create_system == _UNIX and stat.S_ISLNK(member.external_attr >> 16):
        found = Refusal.UNSAFE_PATH, "a link, not a file: pack the file itself"
    elif taken:
        found = Refusal.NAME, "another file of the archive has the same path: rename one"
    elif member.flag_bits & ENCRYPTED_FLAG:
        found = Refusal.ENCRYPTED, "a password opens it: pack it without one"
    elif member.compress_type not in _METHODS:
        method = f"packed by a method that is not read ({member.compress_type})"
        found = Refusal.UNSUPPORTED, f"{method}: pack it as usual"
    elif suffix_of(name) == ARCHIVE:
        found = Refusal.NESTED_ARCHIVE, "an archive within an archive: unpack it"
    return None if found is None else SkippedFile(document_id, found[1], found[0])


def _leads_out(name: str) -> bool:
    first, *_ = parts = name.split("/")
    return not first or ".." in parts or ":" in first


def _damage(error: Exception) -> str:
    return f"damaged: {' '.join(str(error).split())}; pack it anew"


def _name_of(member: zipfile.ZipInfo) -> str:
    """Return a file's path as its archiver meant it: most write other encodings than they say."""
    name = member.filename.replace("\\", "/").removeprefix("./")
    if member.flag_bits & _UTF8_FLAG or name.isascii():
        return name
    try:
        stored = name.encode("cp437")  # what `zipfile` takes it for
    except UnicodeEncodeError:
        return name
    for encoding in _OTHER_ENCODINGS:
        try:
            decoded = stored.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(character < "\x80" or ord(character) in _ARABIC for character in decoded):
            return decoded
    return name
