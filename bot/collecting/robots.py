"""robots.txt: what a site asks of its visitors.

Not `urllib.robotparser`: it takes the first rule that fits where the standard takes the longest,
and knows neither ``*`` nor ``$``, which most news sites use.

Source:
    RFC 9309. Crawl-delay is not in it, but is widely used and kept to here.
"""

import re
from dataclasses import dataclass
from math import isfinite
from typing import Final
from urllib.parse import quote, unquote

_MAX_RULES: Final = 10_000
_MAX_DELAY_S: Final = 30.0
_UNRESERVED: Final = "!$&'()*+,;=:@/?~-._%"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A path's pattern, and whether it opens or closes."""

    pattern: str
    is_allowed: bool

    def fits(self, path: str) -> bool:
        is_anchored = self.pattern.endswith("$")
        parts = (self.pattern[:-1] if is_anchored else self.pattern).split("*")
        if not path.startswith(parts[0]):
            return False
        # Without backtracking, for a site could make a slow pattern: each part at its first place
        # is right for all but the last, which, anchored, must end the path.
        position = len(parts[0])
        if len(parts) == 1:
            return not is_anchored or position == len(path)
        for part in parts[1:-1]:
            found = path.find(part, position)
            if found < 0:
                return False
            position = found + len(part)
        if is_anchored:
            return len(path) - position >= len(parts[-1]) and path.endswith(parts[-1])
        return path.find(parts[-1], position) >= 0


@dataclass(frozen=True, slots=True)
class Robots:
    """What a site asks of one visitor.

    Attributes:
        rules: Those that hold for it.
        delay_s: How long it should wait between two requests, in seconds; at most half a minute.
    """

    rules: tuple[_Rule, ...] = ()
    delay_s: float = 0.0

    @classmethod
    def parse(cls, text: str, agent: str) -> "Robots":
        """Read a robots.txt; whatever is in it, it is read.

        Args:
            text: The file.
            agent: The visitor's name, without its version.
        """
        groups = _groups(text)
        named = [group for group in groups if agent.casefold() in group.agents]
        held = named or [group for group in groups if "*" in group.agents]
        rules = [rule for group in held for rule in group.rules]
        delay_s = max((group.delay_s for group in held), default=0.0)
        return cls(tuple(rules[:_MAX_RULES]), min(delay_s, _MAX_DELAY_S))

    def allows(self, path: str) -> bool:
        """Tell whether `path`, with its query, may be fetched: the longest rule that fits says."""
        path = _escaped(path)
        fitting = [rule for rule in self.rules if rule.fits(path)]
        # Of two equally long the one that allows.
        longest = max(fitting, key=lambda rule: (len(rule.pattern), rule.is_allowed), default=None)
        return longest is None or longest.is_allowed


@dataclass(slots=True)
class _Group:
    """The rules below one or several user agents."""

    agents: set[str]
    rules: list[_Rule]
    delay_s: float = 0.0


def _groups(text: str) -> list[_Group]:
    groups: list[_Group] = []
    is_naming = False
    for line in text.removeprefix("\ufeff").splitlines():  # ZERO WIDTH NO-BREAK SPACE
        name, colon, value = line.partition("#")[0].partition(":")
        name, value = name.strip().casefold(), value.strip()
        if not colon:
            continue
        if name == "user-agent":
            if not is_naming:
                groups.append(_Group(set(), []))
            # A version after the name says nothing.
            groups[-1].agents.add(re.split(r"[/\s]", value.casefold())[0])
            is_naming = True
        elif groups and name in {"allow", "disallow"}:
            is_naming = False
            if value:
                groups[-1].rules.append(_Rule(_escaped(value), name == "allow"))
        elif groups and name == "crawl-delay":
            is_naming = False
            groups[-1].delay_s = _seconds(value)
    return groups


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        return 0.0
    return max(seconds, 0.0) if isfinite(seconds) else 0.0


def _escaped(path: str) -> str:
    """Return a path written in one way, whichever of its characters were escaped."""
    return quote(
        unquote(path, errors="surrogateescape"), safe=_UNRESERVED, errors="surrogateescape"
    )
