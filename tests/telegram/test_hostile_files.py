"""``/add``: files that give no article are refused in a line, and leave nothing behind."""

from pathlib import Path

import pytest

from tests.hostile_files import HOSTILE
from tests.telegram.bot_api import BotApi
from tests.telegram.fakes import ImpatientClock
from tests.telegram.harness import ADMIN, RunningBot, ScriptedLibrary


@pytest.mark.slow
async def test_each_is_refused_with_its_reason_and_nothing_of_it_is_kept(
    api: BotApi, scripted: ScriptedLibrary, articles: Path
):
    async with RunningBot(api, scripted, ImpatientClock(), corpus_dir=articles):
        for number, file in enumerate(HOSTILE):
            await api.send_file(ADMIN, file.name, file.content, "/add")
            await api.sent_to(ADMIN, number + 1)
            await api.until(lambda: "لم يُضف" in api.in_chat(ADMIN)[-1].text, within_s=30)
    lines = [
        sent.text.translate(dict.fromkeys(map(ord, "\u200f\u2068\u2069")))
        for sent in api.in_chat(ADMIN)
    ]

    for file, line in zip(HOSTILE, lines, strict=True):
        assert line.startswith(f"• لم يُضف {file.name}: ")
        assert file.chat in line
        assert "\n" not in line
    assert {path.name for path in articles.iterdir()} == {"bridge.md", "library.md"}
    assert scripted.n_reloads == 0
