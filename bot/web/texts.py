"""What only the pages say, from `wording/ar.json`.

What they say as Telegram does, such as «لم أجد», they have from `bot.telegram.texts`.
"""

from importlib.resources import files
from typing import Self

from pydantic import BaseModel, ConfigDict


class WebTexts(BaseModel):
    """The pages' own texts. A key that is missing or unknown is an error when the file is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    title_asked: str
    tagline: str
    home: str
    home_page: str
    skip: str

    @classmethod
    def load(cls) -> Self:
        """Read the texts that come with the package."""
        source = files("bot.web").joinpath("wording", "ar.json")
        return cls.model_validate_json(source.read_text(encoding="utf-8"))
