"""What a chat may choose for itself; everything else is the operator's to set."""

from dataclasses import dataclass, replace
from enum import StrEnum


class Language(StrEnum):
    """The language of the interface; quotes stay in theirs."""

    ARABIC = "ar"
    ENGLISH = "en"


class Digits(StrEnum):
    """Which digits a chat reads."""

    ARABIC_INDIC = "٠١٢"
    WESTERN = "012"


@dataclass(frozen=True, slots=True)
class Preferences:
    """A chat's choices.

    Attributes:
        n_quotes: Quotes in a message, at most; None is the operator's number.
        has_buttons: Whether answers carry buttons.
    """

    language: Language = Language.ARABIC
    digits: Digits = Digits.ARABIC_INDIC
    n_quotes: int | None = None
    has_buttons: bool = True

    def in_language(self, language: Language) -> "Preferences":
        """Return these with another language, and its own digits unless others were chosen."""
        is_usual = self.digits is _USUAL_DIGITS[self.language]
        digits = _USUAL_DIGITS[language] if is_usual else self.digits
        return replace(self, language=language, digits=digits)


_USUAL_DIGITS = {Language.ARABIC: Digits.ARABIC_INDIC, Language.ENGLISH: Digits.WESTERN}
