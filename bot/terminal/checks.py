"""One part of the set-up, as ``iqtibas doctor`` found it."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How a part stands."""

    OK = "ok"
    SKIPPED = "skipped"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of one part, and what to do about it; a remedy for a problem only."""

    part: str
    status: Status
    finding: str
    remedy: str = ""
