"""Which form a counted noun takes, by language: Arabic has six, English two."""

from enum import StrEnum
from typing import Final

from bot.preferences import Language


class PluralForm(StrEnum):
    """The forms that languages choose from, as CLDR names them."""

    ZERO = "zero"
    ONE = "one"
    TWO = "two"
    FEW = "few"
    MANY = "many"
    OTHER = "other"


FORMS: Final = {
    Language.ARABIC: frozenset(PluralForm),
    Language.ENGLISH: frozenset({PluralForm.ONE, PluralForm.OTHER}),
}
"""The forms that a language cannot do without."""


def plural_form(language: Language, n: int) -> PluralForm:
    """Return the form that a noun takes after a whole number.

    Args:
        language: Of the noun.
        n: At least 0.

    Source:
        Unicode CLDR 46, Language Plural Rules, cardinals of `ar` and `en`.
    """
    if language is Language.ENGLISH:
        return PluralForm.ONE if n == 1 else PluralForm.OTHER
    if n <= 2:
        return (PluralForm.ZERO, PluralForm.ONE, PluralForm.TWO)[n]
    if 3 <= n % 100 <= 10:
        return PluralForm.FEW
    return PluralForm.MANY if n % 100 >= 11 else PluralForm.OTHER
