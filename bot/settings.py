"""Everything an operator can set: from the environment, then `.env`, then the defaults below.

Each field's description completes «expected …» in the error that a wrong value raises; an empty
value means the default. Secrets are masked in every `repr` and never quoted in an error.
"""

import hashlib
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import ConfigError
from bot.redaction import redact
from retrieval.index.store import SnapshotStore
from retrieval.settings import EncoderSettings, RerankerSettings

ENV_FILE: Final = Path(".env")

# Telegram documents no length; every token seen has 8 to 10 digits, and 35 characters after the
# colon. What is taken for one here must be what the logs know to cut out.
_TOKEN = re.compile(r"\d{5,20}:[A-Za-z0-9_-]{35,}")
_SEPARATORS = re.compile(r"[\s,;،؛]+")


class Settings(BaseSettings):
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

    telegram_bot_token: SecretStr | None = Field(
        default=None,
        description="the token as @BotFather gave it, digits, a colon and 35 letters or more "
        "(send /mybots to @BotFather to read it again)",
    )
    telegram_base_url: str = Field(
        default="https://api.telegram.org/bot",
        description="an http(s) address that ends in /bot",
    )
    telegram_base_file_url: str = Field(
        default="https://api.telegram.org/file/bot",
        description="an http(s) address that ends in /bot",
    )
    telegram_limits: bool = Field(
        default=True,
        description="true to keep to Telegram's flood limits, or false",
    )
    admin_ids: Annotated[frozenset[int], NoDecode] = Field(
        default=frozenset(),
        description="Telegram user ids, numbers with commas or spaces between them "
        "(the bot's answer to /reload tells yours)",
    )

    bot_name: str = Field(
        default="",
        max_length=64,
        description="a name of at most 64 characters, or nothing to leave the bot's as it is",
    )
    triggers: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("اقتباس",),
        description="words with commas between them that begin a question in groups and channels",
    )
    corpus_channels: Annotated[frozenset[int], NoDecode] = Field(
        default=frozenset(),
        description="ids of channels, numbers such as -1001234567890 with commas between them",
    )

    feeds_every_minutes: int = Field(
        default=30,
        ge=0,
        le=10_080,
        description="a whole number of minutes from 1 to 10080, or 0 to poll no feeds",
    )

    public_url: str = Field(
        default="",
        description="an https address at which Telegram reaches this bot, or nothing for polling",
    )
    web_host: str = Field(default="127.0.0.1", description="an address of this machine")
    web_port: int = Field(
        default=8080, ge=1, le=65535, description="a whole number from 1 to 65535"
    )
    web_socket: Path | None = Field(
        default=None, description="the path of a unix socket to listen at instead of a port"
    )

    encoder_model: str = Field(
        default="",
        description="a sentence-transformers model's id or folder, or nothing for the bundled one",
    )
    encoder_device: str = Field(default="", description="cpu, cuda, mps, or nothing to choose")
    encoder_backend: Literal["torch", "onnx", "openvino"] = Field(
        default="torch", description="torch, onnx or openvino"
    )
    encoder_question_prompt: str | None = Field(
        default=None, description="text put before a question"
    )
    encoder_passage_prompt: str | None = Field(
        default=None, description="text put before a passage"
    )
    encoder_batch_size: int = Field(
        default=32, ge=1, le=4096, description="a whole number of texts from 1 to 4096"
    )

    reranker_model: str = Field(
        default="",
        description="a CrossEncoder's id or folder, or nothing for the built-in order alone",
    )
    reranker_device: str = Field(default="", description="cpu, cuda, mps, or nothing to choose")
    reranker_backend: Literal["torch", "onnx", "openvino"] = Field(
        default="torch", description="torch, onnx or openvino"
    )
    reranker_batch_size: int = Field(
        default=8, ge=1, le=4096, description="a whole number of sentences from 1 to 4096"
    )
    reranker_candidates: int = Field(
        default=16, ge=2, le=200, description="a whole number of sentences from 2 to 200"
    )
    reranker_weight: float = Field(
        default=1.0, gt=0.0, le=100.0, description="a number, more than 0 and at most 100"
    )
    reranker_budget_ms: int = Field(
        default=1000,
        ge=1,
        le=60_000,
        description="a whole number of milliseconds from 1 to 60000",
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

    @field_validator("corpus_dir", "data_dir", "web_socket")
    @classmethod
    def _expand_home(cls, path: Path | None) -> Path | None:
        return path.expanduser() if path else None

    @field_validator("telegram_bot_token")
    @classmethod
    def _check_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is None:
            return None
        value = token.get_secret_value().strip()
        if not _TOKEN.fullmatch(value):
            raise ValueError("not shaped like a token")
        return SecretStr(value)

    @field_validator("telegram_base_url", "telegram_base_file_url")
    @classmethod
    def _check_address(cls, address: str) -> str:
        if not re.fullmatch(r"https?://[^\s/]+(/\S*)?/bot", address):
            raise ValueError("not an address of a Bot API")
        return address

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, address: str) -> str:
        # Telegram calls https only; a server of one's own on this machine may go without.
        if address and not re.fullmatch(
            r"https://[^\s/]+(/\S*)?|http://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(/\S*)?",
            address,
        ):
            raise ValueError("not an address that Telegram calls")
        return address.rstrip("/")

    @field_validator("admin_ids", "corpus_channels", "triggers", mode="before")
    @classmethod
    def _split(cls, items: object) -> object:
        if isinstance(items, str):
            return [part for part in _SEPARATORS.split(items) if part]
        return items

    @field_validator("corpus_channels")
    @classmethod
    def _check_channels(cls, ids: frozenset[int]) -> frozenset[int]:
        if any(channel_id >= 0 for channel_id in ids):
            raise ValueError("channels have negative ids")
        return ids

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

    def encoder(self) -> EncoderSettings:
        """Return which encoder to load, and how."""
        return EncoderSettings(
            model=self.encoder_model,
            device=self.encoder_device,
            backend=self.encoder_backend,
            question_prompt=self.encoder_question_prompt,
            passage_prompt=self.encoder_passage_prompt,
            batch_size=self.encoder_batch_size,
        )

    def reranker(self) -> RerankerSettings:
        """Return which reranker to load, if any, and how long it may take."""
        return RerankerSettings(
            model=self.reranker_model,
            device=self.reranker_device,
            backend=self.reranker_backend,
            batch_size=self.reranker_batch_size,
            n_candidates=self.reranker_candidates,
            weight=self.reranker_weight,
            budget_ms=self.reranker_budget_ms,
        )

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
    is_secret = name == "telegram_bot_token"
    found = "something else" if is_secret else redact(repr(problem["input"]))
    return ConfigError(
        settings.variable(name),
        f"expected {field.description}; found {found}",
    )
