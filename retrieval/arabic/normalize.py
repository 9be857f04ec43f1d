"""The matching key: text in which spellings that readers take for the same are the same.

The order matters. Composition comes first (and decomposition never: it would split a hamza from
its alef), then one pass drops what carries no letter and folds the letters, then separators
between digits, case and white space. A key is matched and indexed, never shown;
`retrieval.arabic.offsets` keeps the way back to the source.
"""

import re
import unicodedata

_DROPPED_RANGES = (
    (0x0610, 0x061A),  # honorifics and small Quranic vowels
    (0x061C, 0x061C),  # Arabic letter mark, a directional control
    (0x0640, 0x0640),  # tatweel
    (0x064B, 0x065F),  # harakat
    (0x0670, 0x0670),  # superscript alef
    (0x06D6, 0x06ED),  # Quranic annotation signs
    (0x200B, 0x200F),  # zero-width characters, directional marks
    (0x202A, 0x202E),  # directional embeddings and overrides
    (0x2060, 0x2060),  # word joiner
    (0x2066, 0x2069),  # directional isolates
    (0xFEFF, 0xFEFF),  # byte-order mark
)
_PRESENTATION_RANGES = ((0xFB50, 0xFDFF), (0xFE70, 0xFEFE))
_FOLDED = str.maketrans(
    "أإآٱىةؤئکی٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫",
    "اااايهويكي01234567890123456789.",
)
DIGIT_SEPARATOR = re.compile(r"(?<=\d)\u066c(?=\d)")
"""ARABIC THOUSANDS SEPARATOR, dropped from folded text."""


def _letter_table() -> dict[int, str | None]:
    table: dict[int, str | None] = {
        code: None for first, last in _DROPPED_RANGES for code in range(first, last + 1)
    }
    table.update({code: chr(target) for code, target in _FOLDED.items()})
    for first, last in _PRESENTATION_RANGES:
        for code in range(first, last + 1):
            base = unicodedata.normalize("NFKC", chr(code))
            if base != chr(code):
                # A vowel sign on its own decomposes to a space and the sign: no space of the text.
                table[code] = base.translate(table).strip() or None
    return table


# Letters that stay are listed too: `str.translate` takes half as long again for absent ones.
LETTER_TABLE = {code: chr(code) for code in range(0x0700)} | _letter_table()
"""For `str.translate`: code point to what stands for it in a key; None where it is dropped."""

_OFTEN = tuple((letter, LETTER_TABLE[ord(letter)] or "") for letter in "أإآىةؤئ")
_MARKS = "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652"  # tatweel, harakat
_MARK = re.compile(f"[{_MARKS}]")
_RANGES = "".join(
    f"{chr(first)}-{chr(last)}" for first, last in (*_DROPPED_RANGES, *_PRESENTATION_RANGES)
)
_OTHERS = re.compile(f"[{_RANGES}{''.join(map(chr, _FOLDED))}]+")


def fold_letters(text: str) -> str:
    """Drop what carries no letter, fold letters and lower case; white space stays as it is.

    As `str.translate` does it by `LETTER_TABLE`, in a fifth of its time: most letters stay.
    """
    folded = unicodedata.normalize("NFC", text)
    for letter, target in _OFTEN:
        folded = folded.replace(letter, target)
    if _MARK.search(folded):
        for mark in _MARKS:
            folded = folded.replace(mark, "")
    if _OTHERS.search(folded):
        folded = _OTHERS.sub(lambda run: run[0].translate(LETTER_TABLE), folded)
    if "\u066c" in folded:
        folded = DIGIT_SEPARATOR.sub("", folded)
    return folded.lower()


def matching_key(text: str) -> str:
    """Return the key of `text`: folded, runs of white space as one space, none at the ends."""
    return " ".join(fold_letters(text).split())
