"""What a check of the running bot can find; `checkup` looks, and each has a line in the texts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Fact(StrEnum):
    """What can be found."""

    SETTINGS = "settings"
    MISSPELT = "misspelt"
    CORPUS = "corpus"
    CORPUS_EMPTY = "corpus_empty"
    CORPUS_MISSING = "corpus_missing"
    INDEX = "index"
    UNREAD = "unread"
    HELD = "held"
    RERANKER_BEHIND = "reranker_behind"
    CALIBRATION_UNUSED = "calibration_unused"
    POLLING = "polling"
    WEBHOOK = "webhook"
    WEBHOOK_FAILING = "webhook_failing"
    TELEGRAM_FAILING = "telegram_failing"
    PRIVACY_ON = "privacy_on"
    PRIVACY_OFF = "privacy_off"
    INLINE_OFF = "inline_off"
    FEEDS = "feeds"
    FEEDS_FAILING = "feeds_failing"
    NO_FEEDS = "no_feeds"
    DATABASE = "database"
    DATABASE_DAMAGED = "database_damaged"
    DISK = "disk"
    DISK_LOW = "disk_low"


PROBLEMS: Final = frozenset(
    {
        Fact.MISSPELT,
        Fact.CORPUS_EMPTY,
        Fact.CORPUS_MISSING,
        Fact.UNREAD,
        Fact.RERANKER_BEHIND,
        Fact.CALIBRATION_UNUSED,
        Fact.WEBHOOK_FAILING,
        Fact.TELEGRAM_FAILING,
        Fact.FEEDS_FAILING,
        Fact.DATABASE_DAMAGED,
        Fact.DISK_LOW,
    }
)
"""What somebody should do something about."""
NOTES: Final = frozenset(
    {Fact.HELD, Fact.PRIVACY_ON, Fact.PRIVACY_OFF, Fact.INLINE_OFF, Fact.NO_FEEDS}
)
"""What is as somebody chose it to be, either way."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fact.

    Attributes:
        values: What its text has places for; numbers are written as the chat reads them.
    """

    fact: Fact
    values: Mapping[str, str | int] = field(default_factory=dict)
