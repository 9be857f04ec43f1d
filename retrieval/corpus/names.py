"""What a file's name alone says: whether it may be an article, and of which format."""

import re
from pathlib import PurePosixPath

from retrieval.corpus.fields import SUFFIX as LABELS
from retrieval.corpus.formats import COLLECTIONS, FORMATS, SUFFIXES, suffix_of
from retrieval.corpus.signatures import find_remedy
from retrieval.corpus.source import SkippedFile
from retrieval.errors import Refusal

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""Line breaks among them: a name with one would be two lines of every report."""


def skip_by_name(name: str) -> SkippedFile | None:
    """Return why a file is none for its name alone, else None.

    Args:
        name: Its path below the corpus folder, `/` between its parts.
    """
    if printable(name) != name:
        reason = "its name is not UTF-8, or has control characters in it: rename it"
        return SkippedFile(printable(name), reason, Refusal.NAME)
    suffix = suffix_of(name)
    if file := tells_of(name):
        beside = f"it tells of {PurePosixPath(file).name}, which does not lie beside it"
        reason = f"{beside}: put it there, or remove this"
        return SkippedFile(name, reason, Refusal.LABELS)
    if suffix not in FORMATS:
        remedy = find_remedy(suffix)
        reason = f"not one of {' '.join(SUFFIXES)}: {remedy or 'save it as one of these'}"
        return SkippedFile(name, reason, Refusal.UNSUPPORTED)
    if "readme" in name.casefold() and PurePosixPath(name).stem.casefold() == "readme":
        reason = "a README tells of its folder; rename it if it is an article"
        return SkippedFile(name, reason, Refusal.README)
    for collection in COLLECTIONS if "#" in name else ():
        if f"{collection}#" in name.lower():
            reason = f"its path reads like an article of a {collection} file: rename it"
            return SkippedFile(name, reason, Refusal.NAME)
    return None


def tells_of(name: str) -> str:
    """Return which file the labels of this name would be of; "" where it is no name of labels."""
    stem = name.removesuffix(LABELS)
    return stem if stem != name and suffix_of(stem) in FORMATS else ""


def is_hidden(name: str) -> bool:
    """Tell whether a file or folder of this name is the system's."""
    return name.startswith(".") or name == "__MACOSX"


def printable(name: str) -> str:
    """Return a name with what is not Unicode escaped, and what would command a terminal."""
    if name.isascii() and name.isprintable():
        return name
    decoded = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _CONTROLS.sub(lambda match: f"\\x{ord(match.group()):02x}", decoded)
