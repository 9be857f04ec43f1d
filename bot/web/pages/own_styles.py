"""Style that stands in a page itself, so that its first paint waits for nothing but the page.

A style sheet of its own costs a page a second way to the server and back, and there and back again
between the browser's processes, before anything is painted. Where that counts, the sheets stand in
the page, and the page's policy names the digest of exactly this text: no other style runs.

Source:
    https://www.w3.org/TR/CSP3/#match-element-to-source-list
"""

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from markupsafe import Markup

from bot.web.pages.static_files import StaticFile
from bot.web.policy import CONTENT_SECURITY_POLICY, content_security_policy

_FOR_PEOPLE = re.compile(r"\s*/\*.*?\*/\s*|\n\s*", re.DOTALL)
"""Comments, empty lines and indentation."""


@dataclass(frozen=True, slots=True)
class OwnStyle:
    """Style sheets as they stand in a page.

    Attributes:
        text: What is put between the tags, as it is.
        headers: What the page has to be sent with, or a browser ignores them.
    """

    text: Markup
    headers: dict[str, str]

    @classmethod
    def of(cls, *sheets: StaticFile) -> Self:
        """Join sheets, in their order, without what is written for people.

        Raises:
            ValueError: The end tag stands in one, where it would end the style.
        """
        text = "\n".join(sheet.content.decode() for sheet in sheets)
        text = _FOR_PEOPLE.sub("\n", text).strip()
        if "</style" in text.lower():
            raise ValueError("expected style sheets without an end tag in them")
        digest = b64encode(sha256(text.encode()).digest()).decode()
        policy = content_security_policy(styles=f"'sha256-{digest}'")
        return cls(Markup(text), {CONTENT_SECURITY_POLICY: policy})  # noqa: S704 - files of ours
