"""What the reader says around an article."""

from pydantic import BaseModel, ConfigDict


class ReaderProblem(BaseModel):
    """What is said where there is no article to be shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    detail: str


class ReaderTexts(BaseModel):
    """The reader's own texts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    original: str
    to_mark: str
    labels: str
    changed: str
    turning: str
    position: str
    earlier: str
    later: str
    answer: str
    vote: str
    up: str
    down: str
    thanks: str
    taken_back: str
    failed: str
    no_article: ReaderProblem
    no_place: ReaderProblem
    wrong_place: ReaderProblem
