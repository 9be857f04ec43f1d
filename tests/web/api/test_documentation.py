"""What the READMEs say of the API."""

import json
import re

import pytest

from bot.settings import Settings
from bot.web.api.openapi import describe
from tests.cli.running import ROOT
from tests.web.api.client import QUOTED, Client

READMES = ["README.md", "README.ar.md"]


@pytest.mark.parametrize("readme", READMES)
def test_the_readmes_list_every_request_that_the_document_describes(readme: str):
    text = (ROOT / readme).read_text(encoding="utf-8")
    document = describe(Settings.model_validate({"admin_api_key": "a-key-for-administrators"}))

    listed = re.findall(r"^\| `([A-Z]+) (/api/\S+)` \|", text, re.MULTILINE)

    assert set(listed) == {
        (method.upper(), path) for path, methods in document["paths"].items() for method in methods
    }


@pytest.mark.slow
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("readme", READMES)
async def test_the_readmes_example_is_answered(api: Client, readme: str):
    text = (ROOT / readme).read_text(encoding="utf-8")
    command = r"^curl \S+/api/v1/ask -H 'Content-Type: application/json' \\\n +-d '(.+)'$"
    (body,) = re.findall(command, text, re.MULTILINE)

    reply = await api.post("ask", json.loads(body))

    assert [quote["text"] for quote in reply.content["quotes"]] == [QUOTED]
