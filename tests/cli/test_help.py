"""What is said before any work: help and version."""

from importlib.metadata import version

import pytest

from tests.cli.running import Iqtibas

COMMANDS = ["index", "ask", "chat", "evaluate", "calibrate", "corpus", "feeds", "doctor", "run"]


def test_the_help_lists_every_command(iqtibas: Iqtibas):
    ran = iqtibas("--help")

    assert ran.status == 0
    assert all(command in ran.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_its_own_help(iqtibas: Iqtibas, command: str):
    ran = iqtibas(command, "--help")

    assert ran.status == 0
    assert f"iqtibas {command}" in ran.out


@pytest.mark.parametrize(
    "command", ["fetch", "add", "list", "show", "remove", "restore", "verify", "rollback"]
)
def test_each_command_about_the_corpus_has_its_own_help(iqtibas: Iqtibas, command: str):
    ran = iqtibas("corpus", command, "--help")

    assert ran.status == 0
    assert f"iqtibas corpus {command}" in ran.out


@pytest.mark.parametrize("command", ["add", "list", "remove", "fetch"])
def test_each_command_about_feeds_has_its_own_help(iqtibas: Iqtibas, command: str):
    ran = iqtibas("feeds", command, "--help")

    assert ran.status == 0
    assert f"iqtibas feeds {command}" in ran.out


def test_no_command_at_all_is_wrong_usage_and_shows_the_help(iqtibas: Iqtibas):
    assert iqtibas().status == 2


def test_the_version_is_the_packages(iqtibas: Iqtibas):
    assert iqtibas("--version").out == f"iqtibas {version('iqtibas')}\n"


@pytest.mark.slow
def test_the_help_loads_nothing_that_a_command_needs(iqtibas_process: Iqtibas):
    ran = iqtibas_process("--help", PYTHONPROFILEIMPORTTIME="1")

    loaded = {line.rpartition("|")[2].strip() for line in ran.err.splitlines()}
    assert "bot.cli" in loaded
    assert (
        loaded & {"numpy", "faiss", "pydantic_settings", "telegram", "torch", "asyncio"} == set()
    )
