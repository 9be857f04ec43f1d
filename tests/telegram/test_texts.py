"""The words: complete in both languages, in all plural forms, each line in its direction."""

import json
import re
import string
import unicodedata
from importlib.resources import files

import pytest
from pydantic import ValidationError

from bot.preferences import Digits, Language
from bot.telegram.display import utf16_length, visible_text
from bot.telegram.rendering import MAX_MESSAGE_UNITS
from bot.telegram.texts import Texts, Wording

CONTROLS = {"\u200e", "\u200f", "\u2066", "\u2067", "\u2068", "\u2069"}
LRM, FSI, PDI = "\u200e", "\u2068", "\u2069"
MAX_TOAST_UNITS = 200
MAX_BUTTON_UNITS = 64


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts.load("ar")


@pytest.fixture(scope="module")
def english() -> Texts:
    return Texts.load("en")


def leaves(value: object, path: str = "") -> dict[str, str]:
    """Return every text below a value, by the way that leads to it."""
    if isinstance(value, str):
        return {path: value}
    children = value.items() if isinstance(value, dict) else enumerate(value)  # type: ignore[arg-type]
    return {
        name: text
        for key, child in children
        for name, text in leaves(child, f"{path}.{key}".lstrip(".")).items()
    }


def source_of(language: str) -> dict[str, object]:
    source = files("bot.telegram").joinpath("wording", f"{language}.json")
    content: dict[str, object] = json.loads(source.read_text(encoding="utf-8"))
    return content


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


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


@pytest.mark.parametrize(
    ("n", "written"),
    [
        (0, "0 articles"),
        (1, "1 article"),
        (2, "2 articles"),
        (11, "11 articles"),
        (101, "101 articles"),
    ],
)
def test_things_are_counted_in_the_two_forms_of_english(english: Texts, n: int, written: str):
    assert Wording(english, Digits.WESTERN).count(n, "document") == written


def test_nothing_may_be_said_in_a_way_of_its_own(english: Texts):
    assert Wording(english, Digits.WESTERN).count(0, "second") == "less than a second"


@pytest.mark.parametrize("language", list(Language))
def test_a_plural_form_that_is_missing_is_an_error(language: Language):
    complete = Texts.load(language.value).model_dump(mode="json")
    for form in ("other", "few" if language is Language.ARABIC else "one"):
        for noun, forms in complete["counted"].items():
            fewer = {name: text for name, text in forms.items() if name != form}
            counted = {**complete["counted"], noun: fewer}

            with pytest.raises(ValidationError, match="plural forms"):
                Texts.model_validate_json(json.dumps({**complete, "counted": counted}))


def test_a_form_for_zero_is_missed_in_arabic_and_a_form_too_many_in_english():
    for language, change in (("ar", {"zero": None}), ("en", {"two": "two articles"})):
        complete = Texts.load(language).model_dump(mode="json")
        forms = complete["counted"]["document"] | change
        complete["counted"]["document"] = {k: v for k, v in forms.items() if v is not None}

        with pytest.raises(ValidationError, match="document"):
            Texts.model_validate_json(json.dumps(complete))


def test_a_noun_that_is_missing_is_an_error(english: Texts):
    complete = english.model_dump(mode="json")
    del complete["counted"]["file"]

    with pytest.raises(ValidationError, match="every noun"):
        Texts.model_validate_json(json.dumps(complete))


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


def test_dates_are_written_in_english(english: Texts):
    assert Wording(english, Digits.WESTERN).date("2016-08-09") == "9 August 2016"


def test_values_are_escaped(texts: Texts):
    assert Wording(texts).say("المسار: {path}", path="مقال <س>") == "المسار: مقال &lt;س&gt;"


@pytest.mark.parametrize("language", list(Language))
def test_a_value_turns_nothing_around_it(language: Language):
    wording = Wording(Texts.load(language))
    name = "\u202etxt.exe\x1b[31m \u0645\u200c\u0645"  # RIGHT-TO-LEFT OVERRIDE, ESCAPE, ZWNJ

    said = wording.say("{name}", name=name)

    assert not {"\u202e", "\x1b"} & set(said)
    assert "\u0645\u200c\u0645" in said


def test_a_missing_or_unknown_key_is_an_error(texts: Texts):
    complete = texts.model_dump()

    with pytest.raises(ValidationError):
        Texts.model_validate({name: complete[name] for name in complete if name != "help"})
    with pytest.raises(ValidationError):
        Texts.model_validate({**complete, "helpp": "x"})


def test_both_languages_say_the_same_things():
    arabic, english = (source_of(language) for language in ("ar", "en"))
    counted = {"counted"}

    assert set(leaves({k: arabic[k] for k in arabic.keys() - counted})) == set(
        leaves({k: english[k] for k in english.keys() - counted})
    )
    assert arabic["counted"].keys() == english["counted"].keys()  # type: ignore[attr-defined]


def test_both_languages_put_the_same_values_in():
    arabic, english = (leaves(source_of(language)) for language in ("ar", "en"))

    for name in arabic.keys() & english.keys():
        if not name.startswith("counted."):
            assert placeholders(arabic[name]) == placeholders(english[name]), name


@pytest.mark.parametrize("language", list(Language))
def test_the_data_is_clean(language: Language):
    for name, text in leaves(source_of(language)).items():
        assert text, name
        assert not CONTROLS & set(text), name
        assert text == text.strip(), name
        assert "  " not in text, name


def first_strong(line: str) -> str:
    """Return the direction that a client gives a line: that of its first strong letter."""
    bare = re.sub("\u2068[^\u2069]*\u2069", "", line)
    kinds = map(unicodedata.bidirectional, bare)
    return next((kind for kind in kinds if kind in {"L", "R", "AL"}), "")


def max_units_of(name: str) -> int:
    """Return what Telegram takes, or shows whole, of a text; values are put into some."""
    family = name.partition(".")[0]
    if name in {"settings.admins_only", "forget_me.not_yours"}:
        return MAX_TOAST_UNITS
    return {
        "commands": 256,
        "description": 512,
        "short_description": 120,
        "name": 64,
        "toasts": MAX_TOAST_UNITS,
        "buttons": MAX_BUTTON_UNITS,
        "refusals": MAX_TOAST_UNITS,
    }.get(family, MAX_MESSAGE_UNITS)


@pytest.mark.parametrize("language", list(Language))
def test_no_text_is_longer_than_telegram_takes(language: Language):
    wording = Wording(Texts.load(language.value))

    for name, text in leaves(source_of(language.value)).items():
        longest = dict.fromkeys(placeholders(text), "م" * 20)
        shown = visible_text(wording.say(text, **longest))
        assert utf16_length(shown) <= max_units_of(name), name


@pytest.mark.parametrize("value", ["مثال", "example", "«3 مثال»"])
@pytest.mark.parametrize("language", list(Language))
def test_every_line_is_laid_out_in_the_direction_of_its_language(
    language: Language, value: str
) -> None:
    wording = Wording(Texts.load(language))

    for name, text in leaves(source_of(language)).items():
        said = wording.say(text, **dict.fromkeys(placeholders(text), value))
        for line in filter(None, visible_text(said).split("\n")):
            expected = {"R", "AL"} if language is Language.ARABIC else {"L"}
            assert first_strong(line) in expected, name


@pytest.mark.parametrize("language", list(Language))
def test_what_reads_the_other_way_is_isolated(language: Language):
    foreign = {"L"} if language is Language.ARABIC else {"R", "AL"}
    wording = Wording(Texts.load(language))

    for name, text in leaves(source_of(language)).items():
        said = visible_text(wording.say(text, **dict.fromkeys(placeholders(text), "مثال")))
        outside = set(re.sub("\u2068[^\u2069]*\u2069", "", said)) - CONTROLS
        assert not [c for c in outside if unicodedata.bidirectional(c) in foreign], name


@pytest.mark.parametrize("value", ["403 Forbidden", "2024-05-12.md", "Who?", "https://a.b/c?d"])
def test_an_arabic_line_keeps_what_reads_the_other_way_together(texts: Texts, value: str):
    said = Wording(texts).say("لم يُضف {name}: {name}", name=value)

    assert said == f"لم يُضف {FSI}{value}{PDI}: {FSI}{value}{PDI}"


@pytest.mark.parametrize("name", ["2024.md", "تمور.txt"])
@pytest.mark.parametrize("language", list(Language))
def test_a_value_that_is_there_to_be_copied_is_what_it_is(language: Language, name: str):
    said = Wording(Texts.load(language)).say("<code>{name}</code>", name=name)

    assert f"<code>{name}</code>" in said


def test_an_english_line_keeps_an_arabic_title_together(english: Texts):
    said = Wording(english).say("• {title}", title="«أخبار» BBC اليوم")

    assert said == f"{LRM}• {FSI}«أخبار» BBC اليوم{PDI}"


def test_pieces_of_a_line_are_kept_apart_by_dots(texts: Texts, english: Texts):
    parts = ("1", '<a href="https://example.org/">«أخبار» اليوم</a>', "", "12 May 2024")

    assert Wording(english).line(parts) == (
        f'{LRM}1 · {FSI}<a href="https://example.org/">«أخبار» اليوم</a>{PDI} · 12 May 2024'
    )
    assert visible_text(Wording(texts).line(["خبر", "", "صحيفة"])) == "خبر · صحيفة"


def test_every_month_has_its_name(texts: Texts, english: Texts):
    assert len(set(texts.months)) == len(set(english.months)) == 12
