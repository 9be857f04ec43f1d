"""Where a file of the corpus came from, as it stands in the file or beside it.

An article of a page has front matter; a file that came as it is has its labels in a file of their
own beside it (`retrieval.corpus.fields`). The SHA-256 is of what came: by that it is told whether
a person has changed it since, and anybody can prove that it is what was fetched.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import yaml

from bot.collecting.validators import Validators
from bot.collecting.writing import read_whole, write_whole
from retrieval.corpus.fields import SUFFIX

_LONGEST_LINE: Final = 10_000


def compose_yaml(fields: Mapping[str, str]) -> str:
    """Return fields as lines of YAML, those that are "" left out."""
    stated = {name: value for name, value in fields.items() if value}
    return yaml.safe_dump(stated, allow_unicode=True, sort_keys=False, width=_LONGEST_LINE)


def parse_yaml(lines: str) -> dict[str, Any]:
    """Return fields; none where a person left something else."""
    try:
        fields = yaml.safe_load(lines)
    except (yaml.YAMLError, RecursionError):
        return {}
    return {str(name): value for name, value in fields.items()} if isinstance(fields, dict) else {}


def fetching_fields(fetched_at: str, digest: str, validators: Validators) -> dict[str, str]:
    """Return what is stated of a fetching, as it will be asked for again."""
    return {
        "fetched_at": fetched_at,
        "sha256": digest,
        "etag": validators.etag,
        "last_modified": validators.last_modified,
    }


def validators_in(fields: Mapping[str, Any]) -> Validators:
    """Return what a server called the version that was fetched."""
    return Validators(str(fields.get("etag", "")), str(fields.get("last_modified", "")))


def labels_of(path: Path) -> Path:
    """Return where the labels of a file lie."""
    return path.with_name(f"{path.name}{SUFFIX}")


def read_labels(path: Path) -> dict[str, Any] | None:
    """Return what is stated beside a file; None if nothing is.

    Raises:
        StorageError: It cannot be read.
    """
    labels = labels_of(path)
    if not labels.exists():
        return None
    return parse_yaml(read_whole(labels).decode("utf-8", "replace"))


def write_labels(path: Path, fields: Mapping[str, str], before: Mapping[str, Any]) -> None:
    """State something beside a file; what a person has added stays.

    Raises:
        StorageError: It cannot be written.
    """
    added = {name: str(value) for name, value in before.items() if name not in _OURS}
    write_whole(labels_of(path), compose_yaml({**added, **fields}).encode())


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of what came."""
    return sha256(content).hexdigest()


_OURS: Final = frozenset({"fetched_at", "added_at", "sha256", "etag", "last_modified"})
