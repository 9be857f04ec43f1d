"""What a light stem may be an inflected form of.

The light stemmer leaves most of what Arabic does to a word: a preposition or the sign of the
future before it, a pronoun or a tanwin behind it, and all of the verb. The rules here undo one
thing each, and work on one another's results: «سيزورونهم» is «يزورونهم», then «يزورون», «يزور» and
«زار». A rule knows letters and no words, so what it finds may be no word or another word («بيت» is
no «يت»): `training.lemmas` takes a base whose company the stem keeps, and a stem that was never
seen gets the first base that was (`retrieval.arabic.lemmas`).
"""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from retrieval.arabic.terms import light_stem

_MIN_LETTERS: Final = 2
"""Of a base: «حق», «يد», «مر»."""
_MOST_TIMES_AS_LONG: Final = 2.5
"""What a stem may be, of its base; a longer one is some name that the rules have eaten."""
_OF_IMPERFECTS = frozenset("يتنا")
_PRONOUNS = ("هما", "هم", "هن", "كم", "نا")
_ENDINGS = ("ون", "وا", "تم", "نا", "ت", "ن", "و", "ا", "ك")
_ENDINGS_OF_SHORT = ("ت", "نا", "تم", "وا")
_WEAK = frozenset("ويا")
_FIRST, _LAST = 0, -1


class _Rule(NamedTuple):
    """What is asked of a letter of each form first, as most forms have none of these there."""

    place: int
    letters: str
    undo: Callable[[str], Iterator[str]]


def sure_bases(stem: str) -> tuple[str, ...]:
    """Return what a stem may be when something that is written onto words is taken off.

    Returns:
        Each once and never the stem itself, at least two letters long; what fewer rules lead to
        comes first.
    """
    return _after(stem, _WRITTEN_ON)


def bases(stem: str) -> tuple[str, ...]:
    """Return what a light stem may be an inflected form of, the likeliest first.

    Returns:
        `sure_bases`, then those to which a rule of verbs leads; each once and never the stem
        itself, at least two letters long.
    """
    return _after(stem, _ALL)


def _after(stem: str, rules: tuple[_Rule, ...]) -> tuple[str, ...]:
    """Return what rules make of a stem, each working on what those before it made."""
    if len(stem) <= _MIN_LETTERS:
        return ()
    forms = {stem: None}
    for place, letters, undo in rules:
        for form in tuple(forms):
            if form[place] in letters:
                forms.update(dict.fromkeys(undo(form)))
    if len(forms) == 1:
        return ()
    n_least = max(_MIN_LETTERS, len(stem) / _MOST_TIMES_AS_LONG)
    return tuple(form for form in forms if len(form) >= n_least and form != stem)


def _without_preposition(stem: str) -> Iterator[str]:
    """«بزيارة»: «زيار»; «كوزير»: «زير», as the stemmer has it without; «بحياته»: «حياته»."""
    if len(stem) > 3:
        yield light_stem(stem[1:])
        yield stem[1:]


def _without_future(stem: str) -> Iterator[str]:
    """«سيزور»: «يزور»; spoken «هيزور», «حتزور»: «يزور», «تزور»."""
    if len(stem) > 4 and stem[1] in _OF_IMPERFECTS:
        yield stem[1:]


def _without_pronoun(stem: str) -> Iterator[str]:
    """«هدفهم»: «هدف»; «مدينتهم»: «مدين», whose ت is the ta marbuta; «سياراتنا»: «سيار»."""
    for pronoun in _PRONOUNS:
        rest = stem.removesuffix(pronoun)
        if rest != stem and len(rest) >= _MIN_LETTERS:
            if rest[-1] == "ت" and len(rest) > 3:
                yield rest[:-1]
            yield light_stem(rest)
            yield rest


def _with_hamza(stem: str) -> Iterator[str]:
    """«ابنا», of «أبنائه», and «ابناو», of «أبناؤهم»: «ابناء»."""
    if len(stem) > 3 and stem[-1] == "ا":
        yield stem + "ء"
    if len(stem) > 4 and stem.endswith(("او", "اي")):
        yield stem[:-1] + "ء"


def _without_tanwin(stem: str) -> Iterator[str]:
    """«هدفا»: «هدف»; «سياسيا»: «سياس»."""
    if len(stem) > 3:
        yield light_stem(stem[:-1])
        yield stem[:-1]


def _without_ending(stem: str) -> Iterator[str]:
    """«زارت», «زاروا», «زارن»: «زار»; «يزورون»: «يزور»; «مهندسو»: «مهندس»."""
    for ending in _ENDINGS:
        rest = stem.removesuffix(ending)
        if rest != stem and len(rest) >= 3:
            yield light_stem(rest)
            yield rest


def _with_first_waw(stem: str) -> Iterator[str]:
    """«صلت»: «وصل», from «وصلت», of which the stemmer took a conjunction."""
    for ending in ("ت", "وا"):
        rest = stem.removesuffix(ending)
        if rest != stem and len(rest) == 2:
            yield "و" + rest


def _with_weak_letter(stem: str) -> Iterator[str]:
    """«زرت», «قلنا»: «زار», «قال»; «بنت», «دعوا»: «بني», «دعا»; «دعوت»: «دعا»."""
    for ending in _ENDINGS_OF_SHORT:
        rest = stem.removesuffix(ending)
        if rest == stem:
            continue
        if len(rest) == 2:
            yield f"{rest[0]}ا{rest[1]}"
            yield rest + "ي"
            yield rest + "ا"
        elif len(rest) == 3 and rest[-1] == "و":
            yield rest[:-1] + "ا"


def _as_he(stem: str) -> Iterator[str]:
    """«تزور», «نزور», «ازور»: «يزور»; «تعرض»: «يتعرض» first, whose perfect it is."""
    if len(stem) < 3:
        return
    if len(stem) == 5 and stem[-2] == "ي":  # «تنظيم», «تمويل»: no verbs
        return
    if stem[0] == "ت" and len(stem) > 3:
        yield "ي" + stem
    yield "ي" + stem[1:]


def _as_whole_imperfect(stem: str) -> Iterator[str]:
    """«يزر», «يسر», «ينم»: «يزور», «يسير», «ينام», as they are but behind «لم»."""
    if len(stem) == 3:
        for weak in "ويا":
            yield stem[:-1] + weak + stem[-1]


def _as_perfect(stem: str) -> Iterator[str]:
    """«يكتب»: «كتب»; «يعلن»: «اعلن»; «يزور»: «زار»; «يستطيع»: «استطاع»; «يصل»: «وصل»."""
    if len(stem) < 3:
        return
    rest = stem[1:]
    if rest.startswith("ست") and len(rest) > 4:
        if rest[-2] == "ي":
            yield f"ا{rest[:-2]}ا{rest[-1]}"
        yield "ا" + rest
        return
    if len(rest) == 3 and rest[1] in "وي":
        yield f"{rest[0]}ا{rest[2]}"
        yield f"ا{rest[0]}ا{rest[2]}"  # «يعيد»: «اعاد»
    if len(rest) > 2 and rest[-1] == "و":  # «يدعو»: «دعا»
        yield rest[:-1] + "ا"
    yield rest
    yield "ا" + rest
    if len(rest) == 2 and not _WEAK.intersection(rest):
        yield "و" + rest
        yield rest + "ي"  # «يبق», from «يبقى»: «بقي»


_WRITTEN_ON: Final = (
    _Rule(_FIRST, "بلكف", _without_preposition),
    _Rule(_FIRST, "سهح", _without_future),
    _Rule(_LAST, "امن", _without_pronoun),
    _Rule(_LAST, "اوي", _with_hamza),
    _Rule(_LAST, "ا", _without_tanwin),
)
_ALL: Final = (
    *_WRITTEN_ON,
    _Rule(_LAST, "ناتموك", _without_ending),
    _Rule(_LAST, "تا", _with_first_waw),
    _Rule(_LAST, "تام", _with_weak_letter),
    _Rule(_FIRST, "تنا", _as_he),
    _Rule(_FIRST, "ي", _as_whole_imperfect),
    _Rule(_FIRST, "ي", _as_perfect),
)
