"""``doctor``: each part ok, skipped, or a problem with its remedy."""

import os
from pathlib import Path

import pytest

from tests.cli.bot_api import TOKEN, BotApi
from tests.cli.running import Iqtibas

pytestmark = pytest.mark.slow


def findings(out: str) -> dict[str, str]:
    """Part to its status and finding."""
    lines = [line for line in out.splitlines() if not line.startswith(" ")]
    return {line.split()[1]: " ".join([line.split()[0], *line.split()[2:]]) for line in lines}


def test_a_set_up_without_a_token_is_whole(iqtibas: Iqtibas, corpus: Path):
    iqtibas("index")

    ran = iqtibas("doctor")

    found = findings(ran.out)
    assert (ran.status, list(found)) == (
        0,
        [
            *("settings", "corpus", "encoder", "reranker", "snapshot", "calibration", "telegram"),
            "web",
        ],
    )
    assert found["corpus"] == f"ok {corpus}: 3 documents, 0 skipped"
    assert found["snapshot"].startswith("ok ")
    assert found["reranker"].startswith("skipped no RERANKER_MODEL")
    assert found["calibration"].startswith("skipped none")
    assert found["telegram"].startswith("skipped no TELEGRAM_BOT_TOKEN")
    assert found["web"] == f"ok http://127.0.0.1:{os.environ['WEB_PORT']}"
    assert "the API is open to whoever reaches it" in ran.out


def test_a_corpus_that_was_never_indexed_is_a_problem(iqtibas: Iqtibas, corpus: Path):
    ran = iqtibas("doctor")

    assert ran.status == 1
    assert findings(ran.out)["snapshot"].startswith("problem ")
    assert f"remedy: iqtibas index --corpus {corpus}" in ran.out


def test_a_corpus_that_changed_since_is_a_problem(iqtibas: Iqtibas, corpus: Path):
    iqtibas("index")
    (corpus / "bridge.txt").unlink()

    ran = iqtibas("doctor")

    assert ran.status == 1
    assert "the corpus has changed" in ran.out


def test_a_damaged_snapshot_is_a_problem(iqtibas: Iqtibas, workplace: Path):
    iqtibas("index")
    next(workplace.glob("var/snapshots/*/*/documents.jsonl")).write_bytes(b"{}\n")

    ran = iqtibas("doctor")

    assert ran.status == 1
    assert findings(ran.out)["snapshot"].startswith("problem ")


def test_a_missing_corpus_is_a_problem(iqtibas: Iqtibas, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CORPUS_DIR", "nowhere")

    ran = iqtibas("doctor")

    assert ran.status == 1
    assert findings(ran.out)["corpus"].startswith("problem there is no corpus folder nowhere")


def test_a_corpus_without_articles_is_a_problem_and_what_was_skipped_is_listed(
    iqtibas: Iqtibas, tmp_path: Path
):
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(8):
        (folder / f"{number}.png").touch()

    ran = iqtibas("doctor", "--corpus", str(folder))

    assert ran.status == 1
    assert findings(ran.out)["corpus"] == f"problem {folder}: 0 documents, 8 skipped"
    assert "4.png: not one of" in ran.out
    assert "... and 3 more" in ran.out


def test_a_wrong_setting_is_a_problem_and_the_rest_is_not_guessed_at(
    iqtibas: Iqtibas, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LOG_LEVEL", "loud")

    ran = iqtibas("doctor")

    assert ran.status == 1
    assert list(findings(ran.out)) == ["settings"]
    assert "LOG_LEVEL" in ran.out


def test_a_misspelt_setting_is_a_problem(iqtibas: Iqtibas, workplace: Path):
    (workplace / ".env").write_text("CORPUS_DIRR=articles\n", encoding="utf-8")

    ran = iqtibas("doctor")

    assert ran.status == 1
    assert "CORPUS_DIRR (meant: CORPUS_DIR?)" in ran.out


def test_an_encoder_that_is_not_there_is_a_problem(
    iqtibas: Iqtibas, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ENCODER_MODEL", "./no-such-model")

    ran = iqtibas("doctor")

    found = findings(ran.out)
    assert ran.status == 1
    assert found["encoder"].startswith("problem ")
    assert found["snapshot"] == "skipped needs the encoder"
    assert found["calibration"] == "skipped needs the models"


@pytest.mark.model
def test_a_reranker_that_is_not_there_is_a_problem(
    iqtibas: Iqtibas, monkeypatch: pytest.MonkeyPatch
):
    iqtibas("index")
    monkeypatch.setenv("RERANKER_MODEL", "./no-such-model")

    ran = iqtibas("doctor")

    found = findings(ran.out)
    assert ran.status == 1
    assert found["reranker"].startswith("problem There is no model folder ./no-such-model")
    assert found["calibration"] == "skipped needs the models"
    assert found["snapshot"].startswith("ok ")


@pytest.mark.usefixtures("bot_api")
def test_telegram_tells_whose_token_it_is_and_how_the_bot_is_set(iqtibas: Iqtibas):
    iqtibas("index")

    ran = iqtibas("doctor")

    assert ran.status == 0
    assert findings(ran.out)["telegram"] == "ok @iqtibas_bot (اقتباس)"
    for fact in ("updates: polling", "waiting: 2", "privacy mode: on", "inline mode: on"):
        assert fact in ran.out


@pytest.mark.usefixtures("bot_api")
def test_a_webhook_is_told_without_its_path_which_may_be_a_secret(
    iqtibas: Iqtibas, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(BotApi, "webhook", "https://bot.example.org/secret")

    ran = iqtibas("doctor")

    assert "webhook at bot.example.org; `iqtibas run` removes it and polls" in ran.out
    assert "secret" not in ran.out


@pytest.mark.usefixtures("bot_api")
def test_where_the_webhook_will_be_is_told(iqtibas: Iqtibas, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PUBLIC_URL", "https://iqtibas.example.org/hook")

    ran = iqtibas("doctor")

    assert "`iqtibas run` sets its webhook at iqtibas.example.org" in ran.out


@pytest.mark.usefixtures("bot_api")
def test_a_refused_token_is_a_problem_and_is_not_repeated(
    iqtibas: Iqtibas, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "987654321:" + "B" * 35)

    ran = iqtibas("doctor")

    assert ran.status == 1
    assert "refuses the token" in findings(ran.out)["telegram"]
    assert "BBB" not in ran.out + ran.err


def test_a_network_that_is_down_is_told_apart_from_a_wrong_token(
    iqtibas: Iqtibas, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TELEGRAM_BASE_URL", "http://127.0.0.1:1/bot")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)

    ran = iqtibas("doctor")

    assert ran.status == 1
    assert findings(ran.out)["telegram"].startswith("problem 127.0.0.1:1 cannot be reached")
    assert TOKEN not in ran.out + ran.err
