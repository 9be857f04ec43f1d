"""What schemathesis finds when it holds the API against its document: nothing.

It makes up requests, good ones and bad ones, and checks what comes back: statuses, media types,
headers, members; whether what the document allows is accepted and everything else refused; whether
keys are wanted where it says so; whether the methods are those that it says.
"""

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from bot.web.api.openapi import describe
from tests.telegram.harness import ScriptedLibrary
from tests.web.site import SEEDS, Site, opened, serving

pytestmark = pytest.mark.slow

KEYS = {"api_key": "a-key-for-programs", "admin_api_key": "a-key-for-administrators"}
RELOAD = ("--include-path", "/api/v1/reload", "--phases", "coverage,fuzzing")
CONFIGURATION = f"""
[auth.openapi.apiKey]
bearer = "{KEYS["api_key"]}"
[auth.openapi.administratorKey]
bearer = "{KEYS["admin_api_key"]}"
"""


async def check(site: Site, folder: Path, n_examples: int, *options: str) -> None:
    """Fail with what schemathesis says of a site, if it finds anything."""
    configuration = folder / "schemathesis.toml"
    configuration.write_text(CONFIGURATION, encoding="utf-8")
    # From a file: what it fetches the document from, it does not test.
    document = folder / "openapi.json"
    document.write_text(json.dumps(describe(site.services.settings)), encoding="utf-8")
    # The same requests at every run of CI, others at each elsewhere.
    is_same = os.environ.get("CI")
    chosen = ("--generation-deterministic",) if is_same else ("--generation-database", "none")
    ran = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration)),
        *("run", str(document), "--url", site.url, "--checks", "all"),
        *("--max-examples", str(n_examples), "--no-color"),
        *("--continue-on-failure", "--warnings", "off", *chosen, *options),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        async with asyncio.timeout(240):
            said, _ = await ran.communicate()
    finally:
        if ran.returncode is None:
            ran.kill()
    if ran.returncode:
        pytest.fail(said.decode())


async def test_questions_articles_and_votes_are_as_they_are_described(
    snapshots: Path, tmp_path: Path
):
    async with (
        opened(SEEDS, snapshots) as library,
        serving(library, tmp_path, api_key=KEYS["api_key"]) as site,
    ):
        await check(site, tmp_path, 20)


async def test_the_reload_is_as_it_is_described(tmp_path: Path):
    async with serving(ScriptedLibrary(), tmp_path, **KEYS) as site:
        await check(site, tmp_path, 10, *RELOAD)
