"""Init data of Mini Apps: Telegram's are believed, and nobody else's."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.mini_app import MAX_AGE_S, InitData, InitDataError, sign
from tests.telegram.bot_api_checks import TOKEN

NOW = 1_795_305_700.0
FIELDS = {
    "auth_date": "1795305600",
    "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
    "signature": "c2lnbmVk",
    "user": '{"id":100,"first_name":"ليلى","username":"leila"}',
}
# By the system's OpenSSL, with the lines of FIELDS in a file and $1 for the token:
# key=$(printf %s "$1" | openssl dgst -sha256 -mac HMAC -macopt key:WebAppData -r | cut -c-64)
# openssl dgst -sha256 -mac HMAC -macopt hexkey:$key -r lines.txt
HASH = "795a35040cb465ad8c53e9a830aa2a8cffeee5c69c3bc3ce18ca5c1706214127"


def init_data(**changes: str) -> str:
    """Return init data that are signed rightly."""
    fields = {**FIELDS, **changes}
    return urlencode({**fields, "hash": sign(fields, TOKEN)})


def test_the_signature_is_the_one_that_openssl_makes():
    assert sign(FIELDS, TOKEN) == HASH


def test_signed_init_data_tell_who_opened_the_page_and_when():
    verified = InitData.verified(urlencode({**FIELDS, "hash": HASH}), TOKEN, NOW)

    assert verified == InitData(user_id=100, opened_at=1_795_305_600.0)


@pytest.mark.parametrize("name", FIELDS)
def test_whatever_was_changed_is_not_believed(name: str):
    forged = urlencode({**dict(parse_qsl(init_data())), name: "1795305601"})

    with pytest.raises(InitDataError, match="signed"):
        InitData.verified(forged, TOKEN, NOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hash=",
        "user",
        "%FF=1&hash=x",
        urlencode(FIELDS),
        urlencode({**FIELDS, "hash": "س"}),
        f"{urlencode({**FIELDS, 'hash': HASH})}&user=%7B%22id%22%3A7%7D",
        "a=1&" * 40 + "hash=x",
        "a=" + "x" * 9000,
        "hash=" + "0" * 64,
    ],
)
def test_what_is_not_signed_is_not_believed(text: str):
    with pytest.raises(InitDataError):
        InitData.verified(text, TOKEN, NOW)


def test_what_is_signed_for_another_bot_is_not_believed():
    with pytest.raises(InitDataError, match="signed"):
        InitData.verified(init_data(), f"9{TOKEN}", NOW)


@pytest.mark.parametrize("age_s", [MAX_AGE_S + 1, -301.0])
def test_what_is_too_old_or_of_the_future_is_not_believed(age_s: float):
    with pytest.raises(InitDataError, match="old"):
        InitData.verified(init_data(), TOKEN, 1_795_305_600.0 + age_s)


@pytest.mark.parametrize(
    "user", ["", "{}", "[]", "null", '{"id":true}', '{"id":-5}', '{"id":"7"}', "[" * 2000]
)
def test_who_is_nobody_is_not_believed(user: str):
    with pytest.raises(InitDataError, match="person"):
        InitData.verified(init_data(user=user), TOKEN, NOW)


@given(st.text(max_size=200))
def test_whatever_comes_is_told_to_be_no_init_data(text: str):
    with pytest.raises(InitDataError):
        InitData.verified(text, TOKEN, NOW)
