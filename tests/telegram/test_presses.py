"""What buttons carry: short, versioned, and read back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.answers import new_answer_id
from bot.telegram.presses import Action, Press


@given(st.sampled_from(Action), st.integers(0, 999))
def test_a_press_comes_back_as_it_was_and_fits(action: Action, number: int) -> None:
    press = Press(action, new_answer_id(), str(number))

    data = press.encode()

    assert Press.decode(data) == press
    assert Press.decode(data) is not None
    assert press.number == number
    assert len(data.encode()) <= 64


@pytest.mark.parametrize(
    "data", ["", "1", "1p:abc", "0p:abc:1", "2p:abc:1", "1Z:abc:1", "1p:a:b:c"]
)
def test_what_another_version_wrote_is_known_as_such(data: str):
    assert Press.decode(data) is None


@pytest.mark.parametrize("argument", ["", "x", "-1", "1.5"])
def test_an_argument_that_is_no_number_is_none_that_exists(argument: str):
    assert Press(Action.PAGE, "abc", argument).number == -1
