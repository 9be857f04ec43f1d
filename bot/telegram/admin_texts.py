"""What the bot says to administrators, by command; `texts` has the rest, and explains."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, model_validator

from bot.collecting.shelf import Change
from bot.errors import AddingFailure, FetchFailure, RemovalFailure
from retrieval.corpus.languages import OTHER
from retrieval.errors import Refusal


class SourcesTexts(BaseModel):
    """What stands in the list of articles."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str
    heading_search: str
    unread: str
    new: str
    changed: str
    gone: str
    item: str
    file_changed: str
    file_gone: str
    page: str
    hint: str
    languages: dict[str, str]

    @model_validator(mode="after")
    def _check_others(self) -> Self:
        if OTHER not in self.languages:
            raise ValueError(f"expected a line for {OTHER}, which stands for all that have none")
        return self


class RemovalTexts(BaseModel):
    """What is said where an article is removed, or put back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    usage: str
    restorable: str
    restorable_item: str
    choose: str
    none: str
    confirm: str
    part: str
    file: str
    kept: str
    cancelled: str
    removed: str
    removed_file: str
    no_longer_quoted: str
    still_quoted: str
    restored: str
    quoted_again: str
    not_quoted_yet: str
    refused: str
    not_restored: str


class AddingTexts(BaseModel):
    """What is said where articles are added."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    usage: str
    started: str
    stopped: str
    try_it: str
    too_many: str
    changes: dict[Change, str]
    refused: str
    remark: str
    remark_on_all: str
    remarks_more: str
    at_line: str
    too_large: str
    not_downloaded: str
    not_stored: str
    quoted: str
    not_quoted_yet: str

    @model_validator(mode="after")
    def _check_complete(self) -> Self:
        _check(self.changes, Change)
        return self


class RollbackTexts(BaseModel):
    """What is said where answers are to come from an earlier snapshot."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str
    item: str
    moment: str
    current: str
    held: str
    size: str
    only_one: str
    confirm: str
    effect: str
    stayed: str
    done: str
    failed: str
    missing: str
    mismatch: str
    damaged: str


class RefusalTexts(BaseModel):
    """Why something is not done, a line for each reason there is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fetch: dict[FetchFailure, str]
    file: dict[Refusal, str]
    adding: dict[AddingFailure, str]
    removal: dict[RemovalFailure, str]

    @model_validator(mode="after")
    def _check_complete(self) -> Self:
        _check(self.fetch, FetchFailure)
        _check(self.file, Refusal)
        _check(self.adding, AddingFailure)
        _check(self.removal, RemovalFailure)
        return self


def _check(lines: Mapping[Any, str], reasons: type[StrEnum]) -> None:
    if missing := set(reasons) - set(lines):
        raise ValueError(f"expected a line for every reason, found none for {sorted(missing)}")
