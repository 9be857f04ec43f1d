"""What the bot says to administrators of its own work, by command; `texts` explains the rest."""

from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from bot.storage.questions import Ending
from bot.telegram.findings import Fact


class StatsTexts(BaseModel):
    """What stands in the figures, and in their picture."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    none: str
    heading: str
    ending: str
    endings: dict[Ending, str]
    times: str
    milliseconds: str
    inline: str
    feedback: str
    most_asked: str
    most_quoted: str
    item: str
    after: str
    lacking: str
    chart_title: str
    chart_legend: str

    @model_validator(mode="after")
    def _check_complete(self) -> Self:
        if missing := set(Ending) - set(self.endings):
            raise ValueError(f"expected a line for every ending, found none for {sorted(missing)}")
        return self


class FeedsTexts(BaseModel):
    """What is said of feeds: where articles come from by themselves."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: str
    none: str
    usage: str
    schedule: str
    no_schedule: str
    item: str
    address: str
    never: str
    polled: str
    refused: str
    waiting: str
    failed: str
    remove: str
    removed: str
    stopped: str
    looking: str
    added: str
    already: str
    entries: str
    sitemaps: str
    coming: str
    not_added: str
    not_stored: str


class DoctorTexts(BaseModel):
    """What is said of the parts of the bot, a line for each fact there is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fine: str
    problems: str
    ok: str
    note: str
    problem: str
    facts: dict[Fact, str]

    @model_validator(mode="after")
    def _check_complete(self) -> Self:
        if missing := set(Fact) - set(self.facts):
            raise ValueError(f"expected a line for every fact, found none for {sorted(missing)}")
        return self


class UnansweredTexts(BaseModel):
    """What is said of questions without a good answer, and what stands in their file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    none: str
    heading: str
    more: str
    file: str
    columns: tuple[str, str, str, str, str, str, str]
