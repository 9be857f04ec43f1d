"""Files of this machine into the corpus folder, after a look at whether they can be read there."""

from pathlib import Path

from bot.collecting.shelf import Change
from bot.collecting.writing import write_whole
from retrieval.corpus.folder import skip_by_name
from retrieval.corpus.reader import FileReader
from retrieval.corpus.source import SkippedFile, SourceFile
from retrieval.datatypes import Document, DocumentId


def add_file(corpus: Path, file: Path) -> tuple[Change | None, str]:
    """Copy a file into a corpus folder under its own name.

    Returns:
        What that did, and the title of the first document; or None, and why it was not copied.

    Raises:
        StorageError: It cannot be written there.
    """
    reason = _reason_to_refuse(file)
    if reason:
        return None, reason
    name = DocumentId(file.name)
    source = SourceFile(file, name, file.stat().st_size, 0)
    with FileReader() as reader:
        content = reader.load(source)
        if isinstance(content, SkippedFile):
            return None, content.reason
        found = reader.parse(source, content)
    titles = [item.title for item in found if isinstance(item, Document)]
    if not titles:
        return None, next((item.reason for item in found if isinstance(item, SkippedFile)), "")
    target = corpus / file.name
    if target.exists():
        if target.read_bytes() == content:
            return Change.UNCHANGED, titles[0]
        return None, f"the corpus has another file {file.name}; rename one of them"
    write_whole(target, content)
    return Change.ADDED, titles[0]


def _reason_to_refuse(file: Path) -> str:
    if file.is_dir():
        return "a folder; name the files in it"
    if not file.is_file():
        return "there is no such file"
    if file.name.startswith("."):
        return "a corpus passes hidden files over; rename it"
    skipped = skip_by_name(file.name)
    return skipped.reason if skipped else ""
