"""The words: complete, in six plural forms, from right to left."""

import json
import string
import unicodedata
from importlib.resources import files

import pytest
from pydantic import ValidationError

from bot.preferences import Digits
from bot.telegram.display import visible_text
from bot.telegram.texts import Texts, Wording

CONTROLS = {"\u200e", "\u200f", "\u2066", "\u2067", "\u2068", "\u2069"}


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts.load("ar")


def leaves(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    children = value.values() if isinstance(value, dict) else value
    assert not isinstance(children, str)
    return [leaf for child in children for leaf in leaves(child)]  # type: ignore[attr-defined]


def every_text() -> list[str]:
    source = files("bot.telegram").joinpath("wording", "ar.json")
    return leaves(json.loads(source.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("n", "written"),
    [
        (0, "لا مقالات"),
        (1, "مقال واحد"),
        (2, "مقالان"),
        (3, "٣ مقالات"),
        (10, "١٠ مقالات"),
        (11, "١١ مقالًا"),
        (99, "٩٩ مقالًا"),
        (100, "١٠٠ مقال"),
        (102, "١٠٢ مقال"),
        (103, "١٠٣ مقالات"),
        (111, "١١١ مقالًا"),
        (1000, "١٠٠٠ مقال"),
    ],
)
def test_things_are_counted_in_the_six_forms(texts: Texts, n: int, written: str):
    assert Wording(texts).count(n, "document") == written


def test_a_chat_may_read_western_digits(texts: Texts):
    wording = Wording(texts, Digits.WESTERN)

    assert wording.count(12, "passage") == "12 فقرة"
    assert wording.date("2016-08-09") == "9 أغسطس 2016"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2016-08-09", "٩ أغسطس ٢٠١٦"),
        ("2016-12-31T10:00:00+03:00", "٣١ ديسمبر ٢٠١٦"),
        ("2016-08", "2016-08"),
        ("صيف 2016", "صيف 2016"),
        ("", ""),
    ],
)
def test_dates_are_written_with_the_months_name(texts: Texts, written: str, shown: str):
    assert Wording(texts).date(written) == shown


def test_values_are_escaped(texts: Texts):
    assert Wording(texts).say("المسار: {path}", path="مقال <س>") == "المسار: مقال &lt;س&gt;"


def test_a_missing_or_unknown_key_is_an_error(texts: Texts):
    complete = texts.model_dump()

    with pytest.raises(ValidationError):
        Texts.model_validate({name: complete[name] for name in complete if name != "help"})
    with pytest.raises(ValidationError):
        Texts.model_validate({**complete, "helpp": "x"})


@pytest.mark.parametrize("text", every_text())
def test_the_data_holds_no_control_characters_and_no_stray_spaces(text: str):
    assert not CONTROLS & set(text)
    assert text == text.strip()
    assert "  " not in text


@pytest.mark.parametrize("text", every_text())
def test_every_line_is_laid_out_from_right_to_left(texts: Texts, text: str):
    names = [name for _, name, _, _ in string.Formatter().parse(text) if name]

    said = Wording(texts).say(text, **dict.fromkeys(names, "مثال"))

    for line in visible_text(said).split("\n"):
        strong = next((c for c in line if unicodedata.bidirectional(c) in "R AL L"), "\u200f")
        assert unicodedata.bidirectional(strong) in {"R", "AL"}, line


def test_every_month_has_its_name(texts: Texts):
    assert len(set(texts.months)) == 12
