"""The stand-in in a process of its own."""

import pytest
from telegram import Bot

from tests.telegram.bot_api_checks import TOKEN
from tests.telegram.bot_api_process import BotApiProcess


@pytest.mark.slow
async def test_a_bot_elsewhere_is_written_to_and_reported_on():
    async with (
        BotApiProcess(has_limits=True) as api,
        Bot(TOKEN, base_url=api.base_url, base_file_url=api.base_file_url) as bot,
    ):
        asked, _ = await api.write([(1, "سؤال"), (-5, "/ask سؤال")])
        updates = await bot.get_updates(timeout=0)
        for update in updates:
            assert update.message
            await update.message.reply_text("جواب", do_quote=True)
        report = await api.until_sent(2)
        late = await api.until_sent(3, within_s=0.01)

    assert [(line.chat_id, line.text) for line in report.sent] == [(1, "جواب"), (-5, "جواب")]
    assert report.sent[0].reply_to == asked
    assert 0 < report.sent[0].sent_at <= report.sent[1].sent_at
    assert (report.n_refused, report.n_unconfirmed) == (0, 2)
    assert late == report
