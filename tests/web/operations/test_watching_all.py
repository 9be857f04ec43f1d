"""What is told of a bot that answers on Telegram and over HTTP at once."""

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from prometheus_client.parser import text_string_to_metric_families

from tests.telegram.bot_api import BotApi
from tests.telegram.harness import RunningBot, ScriptedLibrary, toast_of

LEILA, GROUP = 100, -200


@pytest.fixture
async def api(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[BotApi]:
    # What `bot.telegram.application` opts in to; without it python-telegram-bot warns.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    async with BotApi() as server:
        yield server


async def test_questions_and_votes_of_every_place_are_told_to_prometheus(
    api: BotApi, script: ScriptedLibrary, unused_tcp_port: int, visitor: ClientSession
):
    api.group(GROUP)
    url = f"http://127.0.0.1:{unused_tcp_port}"
    async with RunningBot(api, script, web=True, web_port=unused_tcp_port):
        await api.write(LEILA, "سؤال")
        [reply] = await api.sent_to(LEILA)
        await api.say(GROUP, LEILA, "/ask لا جواب عن هذا؟")
        await api.sent_to(GROUP)
        await api.type_inline(LEILA, "سؤال")
        for question in ("سؤال", "لا جواب عن هذا؟", "شكرا"):
            async with visitor.post(f"{url}/api/v1/ask", json={"question": question}) as asked:
                assert asked.status == 200
        await toast_of(api, await api.press(LEILA, reply, "👍"))

        async with visitor.get(f"{url}/readyz") as response:
            ready = json.loads(await response.text())
        async with visitor.get(f"{url}/metrics") as response:
            told = await response.text()

    counted = {
        (sample.labels["place"], sample.labels["outcome"]): sample.value
        for family in text_string_to_metric_families(told)
        for sample in family.samples
        if sample.name == "iqtibas_questions_total" and sample.value
    }
    assert ready == {
        "status": "ready",
        "checks": {"queue": True, "snapshot": True, "telegram": True},
    }
    assert counted == {
        ("private", "answered"): 1,
        ("group", "none"): 1,
        ("inline", "answered"): 1,
        ("web", "answered"): 1,
        ("web", "none"): 1,
    }
    assert 'iqtibas_votes_total{vote="up"} 1.0' in told
    assert 'iqtibas_stage_seconds_count{stage="whole"} 5.0' in told
