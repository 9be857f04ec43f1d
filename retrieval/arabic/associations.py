"""What a word brings to mind: the hand-written lines of ``associations/``, asked by stem.

A question in other words than the text shares few stems with it; but the sentence that answers
«من كفل القرض؟» speaks of a guarantee or of a debt. What a line says holds both ways, so a stem
has its associates from all lines it stands in. Reading the files makes an index of their lines;
only stems that are asked for are looked up in it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from retrieval.arabic.normalize import fold_letters
from retrieval.arabic.terms import light_stem

_HEADS: Final = 0
"""The field of a line with the words that it is about."""
_PARTS: Final = ("alef", "ba_to_zay", "sin_to_qaf", "kaf_to_ya")
_PREPOSITIONS: Final = ("ب", "ل", "ك", "ف")
_FUTURE: Final = ("سي", "ست", "سن")
_PERFECT: Final = ("وا", "ت")


@dataclass(frozen=True, slots=True)
class Associated:
    """Light stems that a stem brings to mind; never itself, and each in one of the sets only.

    Both are symmetric: what is near a stem has that stem near it.

    Attributes:
        near: Of words that may stand for it, or that are made from it.
        related: Of words that are often found with it.
    """

    near: frozenset[str]
    related: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Index:
    """The lines, as written, and where stems stand in them.

    Attributes:
        lines: Words of a head, near ones and related ones, parted by tabs.
        stem_of: Word as written -> its stem.
        places_of: Stem -> the number of a line that holds it, and the field there.
    """

    lines: list[str]
    stem_of: dict[str, str]
    places_of: dict[str, list[tuple[int, int]]]


def associated_with(stem: str) -> Associated:
    """Return what a light stem brings to mind; nothing, if no line holds it.

    It is not remembered here: who asks for the same stems again keeps what it makes of them.

    A stem that no line holds stands for what is left of it without the alef of an indefinite
    object («بلدا»), a preposition, the particle of the future («بزيار»، «سيزور»), or an ending of
    the perfect («ظهرت»، «نزحوا»); or for the masculine («يعزف» for «تعزف»).
    """
    index = _bundled_index()
    for form in (stem, *_shorter(stem)):
        if form in index.places_of:
            return _gather(index, form)
    return Associated(frozenset(), frozenset())


def _shorter(stem: str) -> Iterator[str]:
    if stem.endswith("ا") and len(stem) > 3:
        yield stem[:-1]  # first: «بلدا» is no «لدا» with a preposition
    if stem.startswith(_PREPOSITIONS) and len(stem) > 3:
        yield light_stem(stem[1:])
    if stem.startswith(_FUTURE) and len(stem) > 4:
        yield from (stem[1:], f"ي{stem[2:]}")
    if stem.startswith("ت") and len(stem) > 3:
        yield f"ي{stem[1:]}"
    for ending in _PERFECT:
        if stem.endswith(ending) and len(stem) > len(ending) + 2:
            yield stem.removesuffix(ending)


def _gather(index: _Index, stem: str) -> Associated:
    found: tuple[set[str], ...] = (set(), set())
    for line, field in index.places_of[stem]:
        heads, *others = index.lines[line].split("\t")
        found[max(field - 1, 0)].update(map(index.stem_of.__getitem__, heads.split()))
        if field == _HEADS:
            for stems, words in zip(found, others, strict=False):
                stems.update(map(index.stem_of.__getitem__, words.split()))
    near, related = found
    return Associated(
        near=frozenset(near - {stem}),
        related=frozenset(related - near - {stem}),
    )


@lru_cache(maxsize=1)
def _bundled_index() -> _Index:
    """Read the files, once."""
    folder = files(__package__) / "associations"
    text = "".join((folder / f"{part}.tsv").read_text(encoding="utf-8") for part in _PARTS)
    words = list(set(text.split()))
    stems = map(light_stem, fold_letters(" ".join(words)).split())
    stem_of = dict(zip(words, stems, strict=True))
    lines = text.splitlines()
    places_of = defaultdict(list)
    for number, line in enumerate(lines):
        for field, held in enumerate(line.split("\t")):
            place = (number, field)
            for word in held.split():
                places_of[stem_of[word]].append(place)
    return _Index(lines, stem_of, dict(places_of))
