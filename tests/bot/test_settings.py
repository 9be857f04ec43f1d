"""Settings: defaults, errors that name the variable, masked secrets, misspelt names."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.settings import Settings, load_settings, misspelt_variables
from retrieval.settings import EncoderSettings, RerankerSettings

TOKEN = "123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TqcW1gAbCdE"  # noqa: S105 - nobody's token


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for variable in Settings.variables():
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


def write_env(folder: Path, text: str) -> None:
    (folder / ".env").write_text(text, encoding="utf-8")


def test_without_any_setting_the_defaults_hold():
    settings = load_settings()

    assert settings.corpus_dir == Path("seeds")
    assert settings.data_dir == Path("var")
    assert settings.telegram_bot_token is None
    assert settings.n_quotes == 3
    assert settings.admin_ids == frozenset()
    assert settings.answer_processes == "auto"


def test_the_environment_wins_over_the_file(
    empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_env(empty_folder, "QUOTES=5\nCORPUS_DIR=articles\n")
    monkeypatch.setenv("QUOTES", "2")

    settings = load_settings()

    assert settings.n_quotes == 2
    assert settings.corpus_dir == Path("articles")


def test_an_empty_value_means_the_default(empty_folder: Path):
    write_env(empty_folder, "QUOTES=\nADMIN_IDS=\nTELEGRAM_BOT_TOKEN=\nENCODER_MODEL=\n")

    assert load_settings() == Settings()


@pytest.mark.parametrize("written", ["7,8", "7 8", " 7 , 8 ", "7;8", "7، 8"])
def test_administrators_are_numbers_between_commas_or_spaces(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADMIN_IDS", written)

    assert load_settings().admin_ids == {7, 8}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("QUOTES", "many"),
        ("QUOTES", "11"),
        ("ADMIN_IDS", "7, @somebody"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("ANSWER_PROCESSES", "on"),
        ("ANSWER_PROCESSES", "9"),
        ("ANSWER_TIMEOUT_S", "0"),
        ("TELEGRAM_BASE_URL", "http://localhost:8081"),
        ("TELEGRAM_BASE_FILE_URL", "localhost:8081/file/bot"),
        ("ENCODER_BATCH_SIZE", "0"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_expected_and_found(
    variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(ConfigError, match=f"^{variable}: expected .*; found ") as caught:
        load_settings()

    assert caught.value.variable == variable
    assert value.rsplit(maxsplit=1)[-1].upper() in str(caught.value).upper()


def test_a_wrong_token_is_not_repeated_in_the_error(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:short-secret")

    with pytest.raises(ConfigError) as caught:
        load_settings()

    assert caught.value.variable == "TELEGRAM_BOT_TOKEN"
    assert "short-secret" not in str(caught.value)
    assert "@BotFather" in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_token_in_the_wrong_place_is_not_repeated_either(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TELEGRAM_BASE_URL", f"https://api.telegram.org/bot{TOKEN}")

    with pytest.raises(ConfigError, match=r"found 'https://api\.telegram\.org/bot<token>'"):
        load_settings()


def test_the_token_is_masked_wherever_settings_are_printed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f" {TOKEN} ")

    settings = load_settings()

    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TOKEN
    assert TOKEN not in repr(settings)
    assert TOKEN not in settings.model_dump_json()


def test_a_file_in_another_encoding_is_an_error_that_says_so(empty_folder: Path):
    (empty_folder / ".env").write_bytes("CORPUS_DIR=مقالات".encode("windows-1256"))

    with pytest.raises(ConfigError, match=r"^\.env: expected a file in UTF-8"):
        load_settings()


def test_a_name_that_nearly_names_a_setting_is_found(empty_folder: Path):
    write_env(empty_folder, "TELEGRAM_TOKEN=1\nCORPUS_DIRECTORY=x\nquotes=3\nHTTP_PROXY=x\n")

    assert misspelt_variables() == {
        "TELEGRAM_TOKEN": "TELEGRAM_BOT_TOKEN",
        "CORPUS_DIRECTORY": "CORPUS_DIR",
    }


def test_how_many_processes_answer_is_a_number_or_left_to_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ANSWER_PROCESSES", "2")

    assert load_settings().answer_processes == 2

    monkeypatch.setenv("ANSWER_PROCESSES", "auto")

    assert load_settings().answer_processes == "auto"


def test_the_setting_that_knew_of_one_process_only_is_not_passed_over(empty_folder: Path):
    write_env(empty_folder, "ANSWER_PROCESS=off\n")

    assert misspelt_variables() == {"ANSWER_PROCESS": "ANSWER_PROCESSES"}


def test_without_a_file_no_name_is_misspelt():
    assert misspelt_variables() == {}


def test_two_folders_of_one_name_keep_their_snapshots_apart(empty_folder: Path):
    settings = load_settings()

    first = settings.store_for(Path("a/مقالات 2026")).root
    second = settings.store_for(Path("b/مقالات 2026")).root

    assert first != second
    assert first.parent == Path("var/snapshots")
    assert first.name.startswith("مقالات-2026-")
    assert settings.store_for(empty_folder / "b" / ".." / "a" / "مقالات 2026").root == first


def test_the_root_folder_can_be_a_corpus_too():
    assert load_settings().store_for(Path("/")).root.name.startswith("corpus-")


def test_the_encoder_is_the_bundled_one_unless_another_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bundled = load_settings().encoder()
    monkeypatch.setenv("ENCODER_MODEL", "intfloat/multilingual-e5-small")
    monkeypatch.setenv("ENCODER_QUESTION_PROMPT", "query: ")
    other = load_settings().encoder()

    assert bundled == EncoderSettings()
    assert other == EncoderSettings(
        model="intfloat/multilingual-e5-small", question_prompt="query: "
    )


def test_there_is_no_reranker_unless_one_is_named(monkeypatch: pytest.MonkeyPatch):
    none = load_settings().reranker()
    for name, value in {
        "MODEL": "BAAI/bge-reranker-v2-m3",
        "DEVICE": "cuda",
        "BACKEND": "onnx",
        "BATCH_SIZE": "4",
        "CANDIDATES": "12",
        "WEIGHT": "2.5",
        "BUDGET_MS": "300",
    }.items():
        monkeypatch.setenv(f"RERANKER_{name}", value)
    named = load_settings().reranker()

    assert none == RerankerSettings()
    assert named == RerankerSettings(
        model="BAAI/bge-reranker-v2-m3",
        device="cuda",
        backend="onnx",
        batch_size=4,
        n_candidates=12,
        weight=2.5,
        budget_ms=300,
    )


def test_proxies_are_addresses_and_networks(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WEB_TRUSTED_PROXIES", "10.0.0.5, 192.168.0.0/16 2001:db8::1")

    assert load_settings().web_trusted_proxies == {
        ip_network("10.0.0.5/32"),
        ip_network("192.168.0.0/16"),
        ip_network("2001:db8::1/128"),
    }


@pytest.mark.parametrize(("written", "is_on"), [("off", False), ("on", True), ("false", False)])
def test_the_web_is_on_or_off(monkeypatch: pytest.MonkeyPatch, written: str, is_on: bool):
    monkeypatch.setenv("WEB", written)

    assert load_settings().web is is_on


@pytest.mark.parametrize("variable", ["API_KEY", "ADMIN_API_KEY"])
def test_keys_are_masked_wherever_settings_are_printed(
    monkeypatch: pytest.MonkeyPatch, variable: str
):
    key = "correct-horse-battery-staple"
    monkeypatch.setenv(variable, f" {key} ")

    settings = load_settings()

    found = settings.api_key if variable == "API_KEY" else settings.admin_api_key
    assert found
    assert found.get_secret_value() == key
    assert key not in repr(settings)
    assert key not in settings.model_dump_json()
