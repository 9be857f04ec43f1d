"""What only the pages say, from `wording/ar.json`.

What they say as Telegram does, such as «لم أجد», they have from `bot.telegram.texts`.
"""

from http import HTTPStatus
from importlib.resources import files
from typing import Self

from pydantic import BaseModel, ConfigDict

from bot.web.chat_texts import ChatTexts
from bot.web.reader_texts import ReaderTexts


class ProblemText(BaseModel):
    """What a page says that stands in the place of another."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    detail: str


class ProblemTexts(BaseModel):
    """What is said instead of a page, by what went wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bad_request: ProblemText
    not_found: ProblemText
    wrong_method: ProblemText
    too_slow: ProblemText
    too_large: ProblemText
    wrong_host: ProblemText
    too_many: ProblemText
    failed: ProblemText
    busy: ProblemText

    def of(self, status: HTTPStatus) -> ProblemText:
        """Return what is said for a status of 400 or more."""
        named = {
            HTTPStatus.NOT_FOUND: self.not_found,
            HTTPStatus.METHOD_NOT_ALLOWED: self.wrong_method,
            HTTPStatus.REQUEST_TIMEOUT: self.too_slow,
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE: self.too_large,
            HTTPStatus.MISDIRECTED_REQUEST: self.wrong_host,
            HTTPStatus.TOO_MANY_REQUESTS: self.too_many,
            HTTPStatus.SERVICE_UNAVAILABLE: self.busy,
        }
        is_ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return named.get(status, self.failed if is_ours else self.bad_request)


class WebTexts(BaseModel):
    """The pages' own texts. A key that is missing or unknown is an error when the file is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    title_asked: str
    home: str
    home_page: str
    skip: str
    chat: ChatTexts
    problems: ProblemTexts
    reader: ReaderTexts

    @classmethod
    def load(cls) -> Self:
        """Read the texts that come with the package."""
        source = files("bot.web").joinpath("wording", "ar.json")
        return cls.model_validate_json(source.read_text(encoding="utf-8"))
