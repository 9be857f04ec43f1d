"""Reading JSON that anybody may have written."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.api.json_bodies import MalformedBodyError, read_object

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17) + 1, 10**17 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), VALUES), st.booleans())
def test_an_object_is_read_as_it_was_written(content: dict[str, object], is_ascii: bool):
    body = json.dumps(content, ensure_ascii=is_ascii).encode()

    assert read_object(body) == content


@given(st.binary())
def test_no_bytes_do_anything_but_be_read_or_refused(body: bytes):
    try:
        content = read_object(body)
    except MalformedBodyError:
        return

    assert isinstance(content, dict)


def test_a_byte_order_mark_is_passed_over():
    assert read_object(b'\xef\xbb\xbf{"question": "\xd9\x85\xd8\xaa\xd9\x89"}') == {
        "question": "متى"
    }


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "expected JSON; line 1, column 1"),
        (b'{"question": "a"', "expected JSON; line 1, column 17"),
        (b"{} {}", "expected JSON; line 1, column 4: Extra data"),
        (b'{"a": 1, "b": 2, "a": 3}', "one stands twice"),
        (b'[{"a": 1, "a": 1}]', "one stands twice"),
        (b'{"quotes": NaN}', "expected JSON, which has no NaN"),
        (b'{"quotes": -Infinity}', "expected JSON, which has no -Infinity"),
        (b'{"\\ud800": 1}', "a name holds half a surrogate pair"),
        (b'{"question": "\xff"}', "expected UTF-8; byte 14 is not"),
        ('{"question": "متى"}'.encode("utf-16"), "expected UTF-8; byte 0 is not"),
        (b'{"question": "a\nb"}', "Invalid control character"),
        (b"[]", "expected a JSON object"),
        (b'"question"', "expected a JSON object"),
        (b"null", "expected a JSON object"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_plain_object_is_refused_with_the_place(body: bytes, told: str):
    with pytest.raises(MalformedBodyError) as refused:
        read_object(body)

    assert told in str(refused.value)


def test_a_number_of_any_length_is_read_at_once():
    content = read_object(b'{"a": ' + b"9" * 50_000 + b', "b": 1e999, "c": 12, "d": -0}')

    assert content == {"a": float("inf"), "b": float("inf"), "c": 12, "d": 0}
