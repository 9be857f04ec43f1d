"""What the documents tell of the settings and the commands is what the code does."""

import re
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import Settings

ROOT = Path(__file__).parents[2]
READMES = ["README.md", "README.ar.md"]


def example_settings() -> dict[str, str]:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"^#?([A-Z_]+)=(.*)$", text, flags=re.MULTILINE))


def configuration_table(readme: str) -> dict[str, str]:
    """Variable to default, from the rows `| NAME | default | meaning |`."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `([A-Z_]+)` \|([^|]*)\|", text, flags=re.MULTILINE))


def written(default: object) -> str:
    """Write a default as an operator would."""
    match default:
        case None | SecretStr():
            return ""
        case bool():
            return str(default).lower()
        case frozenset():
            return ",".join(str(item) for item in sorted(default))
        case tuple():
            return ",".join(default)
        case _:
            return str(default)


def defaults() -> dict[str, str]:
    return {
        Settings.variable(name): written(field.default)
        for name, field in Settings.model_fields.items()
    }


def test_the_example_names_every_setting_with_its_default_and_nothing_else():
    assert example_settings() == defaults()


def test_every_setting_of_the_example_is_preceded_by_its_meaning():
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    paragraphs = "\n".join(lines).split("\n\n")

    told = [p for p in paragraphs if re.search(r"^#?[A-Z_]+=", p, flags=re.MULTILINE)]

    assert told
    assert all(paragraph.startswith("# ") for paragraph in told)


def test_the_example_can_be_used_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in Settings.variables():
        monkeypatch.delenv(name, raising=False)
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    (tmp_path / ".env").write_text(
        re.sub(r"^#([A-Z_]+=)", r"\1", text, flags=re.MULTILINE), encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)

    loaded = Settings.load()

    assert {name: getattr(loaded, name) for name in Settings.model_fields} == {
        name: field.default for name, field in Settings.model_fields.items()
    }


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_every_setting_with_its_default_and_nothing_else(readme: str):
    table = {name: default.strip("` ") for name, default in configuration_table(readme).items()}

    assert table == defaults()


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_every_command(readme: str):
    text = (ROOT / readme).read_text(encoding="utf-8")

    for command in ["index", "ask", "chat", "evaluate", "calibrate", "doctor", "run"]:
        assert f"iqtibas {command}" in text
    for command in ["fetch", "add", "list", "duplicates", "remove", "verify", "rollback"]:
        assert f"iqtibas corpus {command}" in text
    for command in ["add", "fetch"]:
        assert f"iqtibas feeds {command}" in text


@pytest.mark.parametrize("readme", READMES)
def test_the_readmes_links_lead_to_files(readme: str):
    text = (ROOT / readme).read_text(encoding="utf-8")

    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
