"""Questions a minute from one client."""

import pytest

from bot.errors import TooManyQuestionsError
from bot.web import quota
from bot.web.quota import ClientQuota


class SetClock:
    """Stands where the test sets it."""

    def __init__(self) -> None:
        self.moment = 0.0

    def now(self) -> float:
        return self.moment

    def unix_time(self) -> float:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.moment += seconds


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


def test_one_too_many_is_told_when_there_is_room_again(clock: SetClock):
    asking = ClientQuota(clock, 2)
    for moment in (0.0, 10.0):
        clock.moment = moment
        asking.admit("192.0.2.1")
    clock.moment = 25.5

    with pytest.raises(TooManyQuestionsError, match=r"at most 2 questions .* in 35 s") as caught:
        asking.admit("192.0.2.1")

    assert caught.value.retry_after_s == pytest.approx(34.5)


def test_what_was_asked_a_minute_ago_does_not_count_any_more(clock: SetClock):
    asking = ClientQuota(clock, 1)
    asking.admit("192.0.2.1")
    clock.moment = 60.0

    asking.admit("192.0.2.1")

    clock.moment = 119.9
    with pytest.raises(TooManyQuestionsError):
        asking.admit("192.0.2.1")


def test_what_was_turned_away_is_not_counted(clock: SetClock):
    asking = ClientQuota(clock, 1)
    asking.admit("192.0.2.1")
    clock.moment = 59.0
    with pytest.raises(TooManyQuestionsError):
        asking.admit("192.0.2.1")

    clock.moment = 60.0
    asking.admit("192.0.2.1")


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("unknown", "unknown", True),
    ],
)
def test_a_client_is_an_address_or_a_household(
    clock: SetClock, one: str, other: str, are_one: bool
):
    asking = ClientQuota(clock, 1)
    asking.admit(one)

    if are_one:
        with pytest.raises(TooManyQuestionsError):
            asking.admit(other)
    else:
        asking.admit(other)


def test_nought_is_no_limit(clock: SetClock):
    asking = ClientQuota(clock, 0)

    for _ in range(1000):
        asking.admit("192.0.2.1")


def test_only_those_that_asked_last_are_remembered(
    clock: SetClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(quota, "_REMEMBERED", 2)
    asking = ClientQuota(clock, 1)
    for client in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        asking.admit(client)

    asking.admit("192.0.2.1")

    with pytest.raises(TooManyQuestionsError):
        asking.admit("192.0.2.3")
