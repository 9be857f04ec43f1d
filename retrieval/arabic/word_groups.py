"""Words that stand for each other, as the lists beside this module say.

- ``relations.tsv``: what questions ask about a thing, and how texts say it («مساحة»، «كم2»).
- ``countries.tsv``: a country's people, its capital and the institutions that speak for it.
- ``dialects.tsv``: spoken words and the written ones.
- ``months.tsv``: the months, which have two names and more.

A word is looked up by its light stem, a spoken one as it is written there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from retrieval.arabic.evidence import month_words
from retrieval.arabic.normalize import fold_letters
from retrieval.arabic.terms import light_stem

_COUNTRY = 0.6
_SAID_FOR_COUNTRY = (1.0, 0.8, 0.5, 0.5)
"""How near its names, its people, its capital and its institutions are to a country."""
SPOKEN = 0.9
"""What a written word counts for a spoken one."""
_MONTH = 0.9


@dataclass(frozen=True, slots=True)
class Group:
    """Words that stand for each other.

    Attributes:
        members: What a text may hold: a word of a key, its stem, and how near it is to what the
            group means, 0 to 1.
        share: What a member counts for another when both are as near as can be, 0 to 1.
    """

    members: tuple[tuple[str, str, float], ...]
    share: float

    @classmethod
    def of(cls, members: Sequence[tuple[str, float]], share: float) -> "Group":
        """Gather words that are as near as it says."""
        return cls(tuple((word, light_stem(word), near) for word, near in members), share)


@dataclass(frozen=True, slots=True)
class Place:
    """A group in which something stands, and how near that is to what the group means, 0 to 1."""

    group: Group
    near: float


@dataclass(frozen=True, slots=True)
class Written:
    """What is written for a spoken word, and what it counts for it, 0 to 1."""

    words: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class WordGroups:
    """The lists as a question's words are looked up in them.

    Attributes:
        stems: Stem of a word -> where it stands.
        phrases: Stems of two neighbours -> where they stand together.
        spoken: A word of a key -> what is written for it, which it does not stand for itself.
    """

    stems: dict[str, list[Place]]
    phrases: dict[tuple[str, str], list[Place]]
    spoken: dict[str, Written]

    def add(self, words: Sequence[str], share: float) -> None:
        """Add words that stand for each other alike."""
        group = Group.of([(word, 1.0) for word in words], share)
        for _, stem, near in group.members:
            self.stems.setdefault(stem, []).append(Place(group, near))

    def add_country(self, names: Sequence[tuple[str, float]], share: float) -> None:
        """Add names of one or two words; of two, those with a star stand for both."""
        parted = [(name.split(), near) for name, near in names]
        group = Group.of(
            [
                (word.strip("*"), near)
                for words, near in parted
                for word in words
                if len(words) == 1 or word.startswith("*")
            ],
            share,
        )
        for words, near in parted:
            stem, *rest = [light_stem(word.strip("*")) for word in words]
            if rest:
                self.phrases.setdefault((stem, rest[0]), []).append(Place(group, near))
            else:
                self.stems.setdefault(stem, []).append(Place(group, near))


@lru_cache(maxsize=1)
def word_groups() -> WordGroups:
    """Read the lists, once."""
    groups = WordGroups({}, {}, {})
    for share, *words in _rows("relations.tsv"):
        groups.add(words, float(share))
    for columns in _rows("countries.tsv"):
        groups.add_country(
            [
                (name.strip(), near)
                for column, near in zip(columns, _SAID_FOR_COUNTRY, strict=False)
                for name in column.split("،")
                if name.strip()
            ],
            _COUNTRY,
        )
    months: dict[str, list[str]] = {}
    for name, number in _rows("months.tsv"):
        if name in month_words() and not name.isascii():
            months.setdefault(number, []).append(name)
    for names in months.values():
        groups.add(names, _MONTH)
    for spoken, *columns in _rows("dialects.tsv"):
        spoken_share = float(columns.pop()) if columns[-1][0] == "0" else SPOKEN
        groups.spoken[spoken] = Written(tuple(columns), spoken_share)
    return groups


def _rows(name: str) -> Iterator[list[str]]:
    text = fold_letters((files(__package__) / name).read_text(encoding="utf-8"))
    for line in text.split("\n"):
        if line and not line.startswith("#"):
            yield line.split("\t")
