"""What all Telegram tests share."""

import pytest


@pytest.fixture(autouse=True)
def durations_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opt in to what `bot.app` opts in to; without it python-telegram-bot warns."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
