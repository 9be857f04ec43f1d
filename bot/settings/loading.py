"""All settings together: read from the environment, then `.env`, then the defaults."""

import hashlib
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ConfigError
from bot.redaction import redact
from bot.settings.models import ModelSettings
from bot.settings.telegram import TelegramSettings
from bot.settings.web import WebSettings
from retrieval.index.store import SnapshotStore

ENV_FILE: Final = Path(".env")


class Settings(ModelSettings, WebSettings, TelegramSettings, BaseSettings):
    """The settings, validated. Variables are the fields' names in capitals, or their alias."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        populate_by_name=True,
    )

    corpus_dir: Path = Field(default=Path("seeds"), description="a folder of articles")
    watch_corpus: bool = Field(
        default=False, description="true to read the articles anew when they change, or false"
    )
    data_dir: Path = Field(default=Path("var"), description="a folder for what the bot writes")
    snapshots_kept: int = Field(
        default=3,
        ge=2,
        le=20,  # as many as a message lists with a button each
        description="a whole number of snapshots from 2 to 20",
    )

    feeds_every_minutes: int = Field(
        default=30,
        ge=0,
        le=10_080,
        description="a whole number of minutes from 1 to 10080, or 0 to poll no feeds",
    )

    n_quotes: int = Field(
        default=3,
        ge=1,
        le=10,
        validation_alias="QUOTES",
        description="a whole number of quotes from 1 to 10",
    )
    max_question_chars: int = Field(
        default=1000, ge=20, le=4096, description="a whole number of characters from 20 to 4096"
    )
    queue_size: int = Field(
        default=1024,
        ge=1,
        le=100_000,
        description="a whole number of waiting questions from 1 to 100000",
    )
    answer_processes: Literal["auto"] | Annotated[int, Field(ge=0, le=8)] = Field(
        default="auto", description="auto, or a whole number of processes from 0 to 8"
    )
    concurrent_chats: int = Field(
        default=64, ge=1, le=1024, description="a whole number of chats from 1 to 1024"
    )
    chat_queue_size: int = Field(
        default=50, ge=1, le=10_000, description="a whole number of messages from 1 to 10000"
    )
    user_questions_per_minute: int = Field(
        default=20, ge=1, le=10_000, description="a whole number of questions from 1 to 10000"
    )
    chat_questions_per_minute: int = Field(
        default=60, ge=1, le=10_000, description="a whole number of questions from 1 to 10000"
    )
    follow_up_window_s: float = Field(
        default=600.0, ge=0.0, le=86_400.0, description="seconds from 0 to 86400"
    )
    edit_window_s: float = Field(
        default=300.0, ge=0.0, le=86_400.0, description="seconds from 0 to 86400"
    )
    max_question_age_s: float = Field(
        default=43_200.0, ge=60.0, le=86_400.0, description="seconds from 60 to 86400"
    )
    answers_kept_days: int = Field(
        default=30, ge=1, le=3650, description="a whole number of days from 1 to 3650"
    )
    answer_timeout_s: float = Field(
        default=20.0, gt=0.0, le=600.0, description="seconds, more than 0 and at most 600"
    )
    shutdown_timeout_s: float = Field(
        default=10.0, gt=0.0, le=600.0, description="seconds, more than 0 and at most 600"
    )

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="DEBUG, INFO, WARNING or ERROR"
    )
    log_format: Literal["console", "json"] = Field(
        default="console", description="console or json"
    )

    @field_validator("corpus_dir", "data_dir")
    @classmethod
    def _expand_home(cls, path: Path) -> Path:
        return path.expanduser()

    @field_validator("log_level", mode="before")
    @classmethod
    def _raise_case(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @classmethod
    def variable(cls, field_name: str) -> str:
        """Return the environment variable that sets a field."""
        alias = cls.model_fields[field_name].validation_alias
        return alias if isinstance(alias, str) else field_name.upper()

    @classmethod
    def variables(cls) -> tuple[str, ...]:
        """Return every environment variable there is, in the order of the fields."""
        return tuple(cls.variable(name) for name in cls.model_fields)

    def store_for(self, corpus: Path) -> SnapshotStore:
        """Return where a corpus's snapshots lie."""
        root = self.data_dir / "snapshots" / corpus_key(corpus)
        return SnapshotStore(root, n_kept=self.snapshots_kept)

    def bin_for(self, corpus: Path) -> Path:
        """Return where a corpus's removed articles lie."""
        return self.data_dir / "bin" / corpus_key(corpus)

    @property
    def database_path(self) -> Path:
        """Where everything that is remembered over restarts lies."""
        return self.data_dir / "iqtibas.db"

    @classmethod
    def load(cls) -> Self:
        """Read the settings; see `load_settings`."""
        try:
            return cls()
        except ValidationError as error:
            # No chaining: pydantic's errors carry the values, and one may be the token.
            raise _config_error(cls, error.errors()[0]) from None
        except UnicodeDecodeError as error:
            raise ConfigError(
                str(ENV_FILE),
                f"expected a file in UTF-8, found another encoding at byte {error.start}; "
                "save it as UTF-8",
            ) from None


def corpus_key(corpus: Path) -> str:
    """Return a name for a corpus, another for each, that can be told apart by eye.

    The hash keeps two folders of one name apart; the name is there for people.
    """
    resolved = corpus.expanduser().resolve()
    name = re.sub(r"[^\w.-]+", "-", resolved.name).strip("-.")[:40] or "corpus"
    digest = hashlib.sha256(str(resolved).encode()).hexdigest()[:8]
    return f"{name}-{digest}"


def load_settings() -> Settings:
    """Read the settings from the environment and `.env` in the current folder.

    Raises:
        ConfigError: At the first wrong value, naming its variable.
    """
    return Settings.load()


def misspelt_variables() -> dict[str, str]:
    """Find the names in `.env` that set nothing but nearly name a setting.

    Returns:
        What is written there, to what was probably meant.
    """
    if not ENV_FILE.is_file():
        return {}
    known = Settings.variables()
    found = {}
    for name in dotenv_values(ENV_FILE, encoding="utf-8-sig"):
        if name.upper() not in known:
            near = get_close_matches(name.upper(), known, n=1, cutoff=0.75)
            if near:
                found[name] = near[0]
    return found


def _config_error(settings: type[Settings], problem: ErrorDetails) -> ConfigError:
    """Say of the first problem what was expected and found, but no token, wherever it stands."""
    place = str(problem["loc"][0])
    names = {settings.variable(name): name for name in settings.model_fields}
    name = place if place in settings.model_fields else names[place.upper()]
    field = settings.model_fields[name]
    is_secret = field.annotation == SecretStr | None
    found = "something else" if is_secret else redact(repr(problem["input"]))
    return ConfigError(
        settings.variable(name),
        f"expected {field.description}; found {found}",
    )
