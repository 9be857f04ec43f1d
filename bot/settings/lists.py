"""Several values in one variable."""

import re

_SEPARATORS = re.compile(r"[\s,;،؛]+")


def split_list(items: object) -> object:
    """Split what an operator wrote, at commas, semicolons or spaces, Arabic ones too."""
    if isinstance(items, str):
        return [part for part in _SEPARATORS.split(items) if part]
    return items
