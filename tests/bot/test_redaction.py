import pytest

from bot.redaction import REDACTED, redact

TOKEN = "123456789:AAHfiqksKZ8WmR2zSjiQ7_v4TqcW1gAbCdE"  # noqa: S105 - nobody's token


@pytest.mark.parametrize(
    "text",
    [
        f"POST https://api.telegram.org/bot{TOKEN}/getMe",
        f"The token `{TOKEN}` was rejected",
        f"https://example.org/?token={TOKEN.replace(':', '%3A')}",
    ],
)
def test_a_token_is_cut_out_of_any_text(text: str):
    assert REDACTED in redact(text)
    assert TOKEN.partition(":")[2] not in redact(text)


def test_dates_and_hashes_are_no_tokens():
    text = "2026-11-22T04:39:12 sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c"

    assert redact(text) == text
