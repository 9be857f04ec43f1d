"""Words of a key, and the terms under which the index files a word.

Four kinds of term complement each other: the light stem joins inflections, the skeleton joins
broken plurals and dropped long vowels, the grams bridge misspellings and clitics, and pairs of
neighbouring stems (made where the order is known, in the index) reward phrases. On MLQA-dev
without titles, stems and grams with textbook constants reach nDCG@10 .769, all four .787.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

GRAM_LENGTH = 4
_WORD = re.compile(r"[^\W_]+")
_ARTICLES = ("وال", "بال", "كال", "فال", "ال", "لل")
_SUFFIXES = {"ها": 3, "ان": 2, "ات": 2, "ون": 3, "ين": 3, "يه": 3, "ه": 2, "ي": 3}
"""What a stem loses in this order, and how many letters have to be left then.

«قوي» and «دين» are no endings on two letters; «لغة» and «لغات» are to be one. «سكان» with three
left would have the skeleton of «سكني», and more such.
"""
_ANY_SUFFIX = tuple(_SUFFIXES)
_AFTER_TA = frozenset({"ها", "ان", "ين", "ه", "ي"})
"""What turns a ta marbuta before it into a ت: a pronoun or the dual."""
_MIN_WITH_TA = 4
"""Letters from which a ت before these is taken for one: «بيت» and «وقت» end in their own."""
_IMPERFECT_AND_M = ("ي", "ت", "م")
_PREPOSITIONS = ("ل", "ب")
_LONG_VOWELS = str.maketrans("", "", "اوي")


@dataclass(frozen=True, slots=True)
class WordTerms:
    """The terms of one word; what the index holds of it."""

    stem: str
    skeleton: str
    grams: tuple[str, ...]


def split_words(key: str) -> list[str]:
    """Return the words of a key in order: runs of letters and digits."""
    return _WORD.findall(key)


def light_stem(word: str) -> str:
    """Strip conjunction, article and the inflectional endings of a folded word.

    Two or three letters are left at least, three where a conjunction goes. A first «و» goes after
    the article too, where it is the word's own: it went without the article, and «وزير» and
    «الوزير» are to be one. So are «عاصمة» and «عاصمتها», whose ت is the ta marbuta.

    Without the ta and with two letters left everywhere /
    with both: the right sentence first on arcd-train .755 / .765, TyDi QA .807 / .809, MLQA-dev
    .553 / .553; in three .929 / .932, .940 / .940, .749 / .747; nDCG@10 the same within .001.

    Source:
        light10: Larkey, Ballesteros & Connell, Light Stemming for Arabic Information Retrieval,
        2007, doi:10.1007/978-1-4020-6046-5_12.
    """
    stem = _without_conjunction(word)
    if stem.startswith(_ARTICLES):  # asked of all at once, as most words begin with none
        for article in _ARTICLES:
            if stem.startswith(article) and len(stem) - len(article) >= 2:
                stem = _without_conjunction(stem[len(article) :])
                break
    if stem.endswith(_ANY_SUFFIX):
        for suffix, n_left in _SUFFIXES.items():
            if stem.endswith(suffix) and len(stem) - len(suffix) >= n_left:
                stem = stem[: -len(suffix)]
                if suffix in _AFTER_TA and stem.endswith("ت") and len(stem) >= _MIN_WITH_TA:
                    stem = stem[:-1]
    return stem


@lru_cache(maxsize=8_192)
def asked_stem(word: str) -> str:
    """Return `light_stem` of a word of a question, remembered: questions repeat their words."""
    return light_stem(word)


def _without_conjunction(stem: str) -> str:
    return stem[1:] if stem.startswith("و") and len(stem) > 3 else stem


def skeleton(stem: str) -> str:
    """Return the consonants of a stem, its first letter kept: what inflected forms share.

    Broken plurals and verbal nouns change the long vowels («زيارة»، «زوار»); the imperfect and
    many nouns put a letter before them («يزور»، «مزار»); «ل» and «ب» cling to a word («لزيارة»).
    Such a letter goes where enough others are left.
    """
    is_prefixed = (stem[:1] in _IMPERFECT_AND_M and len(stem) > 3) or (
        stem[:1] in _PREPOSITIONS and len(stem) > 4
    )
    body = stem[1:] if is_prefixed else stem
    return body[:1] + body[1:].translate(_LONG_VOWELS)


def grams(word: str) -> tuple[str, ...]:
    """Return the word's character 4-grams, its two boundaries marked; a short word is one gram."""
    marked = f"_{word}_"
    last = max(len(marked) - GRAM_LENGTH, 0)
    return tuple(dict.fromkeys(marked[i : i + GRAM_LENGTH] for i in range(last + 1)))


def word_terms(word: str) -> WordTerms:
    """Return the terms of one word of a key."""
    stem = light_stem(word)
    return WordTerms(stem=stem, skeleton=skeleton(stem), grams=grams(word))


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Words that name no topic, as keys, with the conjunctions they take."""
    listed = (files(__package__) / "stop_words.txt").read_text(encoding="utf-8").split()
    return frozenset(listed) | frozenset(
        f"{conjunction}{word}" for conjunction in "وف" for word in listed
    )
