"""Files into the corpus folder, after a look at whether they can be read there."""

from collections.abc import Mapping
from pathlib import Path

from bot.collecting.locking import corpus_locked
from bot.collecting.provenance import digest_of, write_labels
from bot.collecting.shelf import Change, Kept
from bot.collecting.writing import read_whole, write_whole
from bot.errors import AddingError, AddingFailure
from retrieval.corpus.folder import skip_by_name
from retrieval.corpus.reader import FileReader
from retrieval.corpus.source import SkippedFile, SourceFile
from retrieval.datatypes import Document, DocumentId
from retrieval.errors import Refusal


def add_file(
    corpus: Path, file: Path, stated: Mapping[str, str] | None = None
) -> Kept | SkippedFile:
    """Copy a file into a corpus folder under its own name.

    Args:
        corpus: The folder.
        file: To copy.
        stated: What is to stand beside it, with its SHA-256; nothing if None.

    Returns:
        What that did; or why the file, which was not copied, gives no article.

    Raises:
        AddingError: It is no file, or its name will not do.
        StorageError: It cannot be written there, nor what lies there be read.
    """
    if file.is_dir():
        raise AddingError(AddingFailure.FOLDER, str(file))
    if not file.is_file():
        raise AddingError(AddingFailure.MISSING, str(file))
    if file.name.startswith("."):
        raise AddingError(AddingFailure.HIDDEN, str(file))
    if skipped := skip_by_name(file.name):
        return skipped
    name = DocumentId(file.name)
    source = SourceFile(file, name, file.stat().st_size, 0)
    with FileReader() as reader:
        content = reader.load(source)
        if isinstance(content, SkippedFile):
            return content
        found = reader.parse(source, content)
    titles = [item.title for item in found if isinstance(item, Document)]
    remarks = tuple(item for item in found if isinstance(item, SkippedFile))
    if not titles:
        return next(iter(remarks), SkippedFile(name, "it holds no article", Refusal.EMPTY))
    target = corpus / file.name
    with corpus_locked(corpus):
        if target.exists():
            if read_whole(target) == content:
                return Kept(name, titles[0], Change.UNCHANGED)
            raise AddingError(AddingFailure.TAKEN, str(file))
        write_whole(target, content)
        if stated is not None:
            write_labels(target, {**stated, "sha256": digest_of(content)}, {})
    return Kept(name, titles[0], Change.ADDED, remarks)
