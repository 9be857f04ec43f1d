"""By what a server tells one version of a page from another; apart, since files remember it too.

Source:
    RFC 9110, section 8.8.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server calls a version of a page, so that it need not send it again.

    Attributes:
        etag: As it stood in ETag, or "".
        last_modified: As it stood in Last-Modified, or "".
    """

    etag: str = ""
    last_modified: str = ""


NOTHING_KNOWN: Final = Validators()
