"""The thesaurus of ``synonyms/``, as a question's words are looked up in it.

Its groups of words that may replace each other are used; a word counts for .3 of what the asked
one would. Off / .3 / .5 on arcd-train, TyDi QA and MLQA-dev, as the files were at first: nDCG@10
.880 / .880 / .877, .945 / .947 / .948, .813 / .820 / .816; the right sentence in three
.929 / .931 / .931, .941 / .943 / .940, .737 / .747 / .747; first .749 / .749 / .749, .802 / .804 /
.806, .540 / .542 / .536. The groups of words of one field gave nothing beside them that all three
sets share, and are not read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from retrieval.arabic.normalize import fold_letters
from retrieval.arabic.terms import light_stem

SHARE = 0.3
_PARTS = ("actions", "things")


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Groups of words and expressions that may replace each other.

    Attributes:
        groups: The words of each group, without its expressions, which no single word stands for.
        stems: Stem of a word -> the groups that hold it.
        phrases: Stems of an expression of two words -> the groups that hold it.
    """

    groups: list[list[str]]
    stems: dict[str, list[int]]
    phrases: dict[tuple[str, str], list[int]]


@lru_cache(maxsize=1)
def bundled_thesaurus() -> Thesaurus:
    """Read the files, once."""
    thesaurus = Thesaurus([], {}, {})
    folder = files(__package__) / "synonyms"
    for part in _PARTS:
        text = fold_letters((folder / f"{part}.tsv").read_text(encoding="utf-8"))
        for line in text.splitlines():
            _add(thesaurus, line.split("\t"))
    return thesaurus


def words_for(stem: str) -> tuple[str, ...]:
    """Return what may replace words with a stem, of other stems, in the order of spelling."""
    thesaurus = bundled_thesaurus()
    return _of_other_stems(thesaurus, thesaurus.stems.get(stem, ()), {stem})


def words_for_both(stems: tuple[str, str]) -> tuple[str, ...]:
    """Return what may replace an expression of two words with these stems, of other stems."""
    thesaurus = bundled_thesaurus()
    return _of_other_stems(thesaurus, thesaurus.phrases.get(stems, ()), set(stems))


def _of_other_stems(
    thesaurus: Thesaurus, numbers: Iterable[int], stems: set[str]
) -> tuple[str, ...]:
    words = {word for number in numbers for word in thesaurus.groups[number]}
    if not words:  # as of nearly all expressions of two words
        return ()
    return tuple(sorted(word for word in words if light_stem(word) not in stems))


def _add(thesaurus: Thesaurus, entries: list[str]) -> None:
    number = len(thesaurus.groups)
    thesaurus.groups.append([entry for entry in entries if " " not in entry])
    for entry in entries:
        stem, *rest = map(light_stem, entry.split())
        if not rest:
            thesaurus.stems.setdefault(stem, []).append(number)
        elif len(rest) == 1:
            thesaurus.phrases.setdefault((stem, rest[0]), []).append(number)
