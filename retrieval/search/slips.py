"""The spellings that one slip of the pen or finger makes of a word, and how likely each is.

A letter is left out, put in, put for another, or swapped with its neighbour. ``slips.json`` says
what a slip costs: letters that sound or look alike and neighbours on the keyboard cost less, and
so do weak and doubled letters. The spellings are some hundreds, made all at once.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Spellings:
    """Spellings of one length.

    Attributes:
        letters: uint64, shape (n_spellings, length): code points.
        costs: float64, shape (n_spellings,): above 0, 1 for an unlikely slip.
    """

    letters: NDArray[np.uint64]
    costs: NDArray[np.float64]

    def text(self, row: int) -> str:
        """Return one spelling as a word."""
        return "".join(map(chr, self.letters[row].tolist()))


@dataclass(frozen=True, slots=True)
class _Costs:
    """What slips cost; the last row or entry is of letters that are not listed.

    Attributes:
        letters: uint64, shape (n_letters,): those that may be put in.
        numbers: Letter -> its number among them.
        replacing: float64, shape (n_letters + 1, n_letters): by the letter put for another.
        adding: float64, shape (n_letters + 1,): of a letter too many or too few.
        doubling: The same, of one that stands beside its like.
        swapping: Of two neighbours in the wrong order.
        first: More, where the first letter is concerned.
    """

    letters: NDArray[np.uint64]
    numbers: dict[str, int]
    replacing: NDArray[np.float64]
    adding: NDArray[np.float64]
    doubling: float
    swapping: float
    first: float


def one_slip_away(word: str) -> Iterator[Spellings]:
    """Yield the spellings that one slip makes of a word of two letters or more.

    The word itself is among them, and a spelling may come twice with different costs.
    """
    costs = _costs()
    codes = np.array(list(map(ord, word)), dtype=np.uint64)
    numbers = np.array([costs.numbers.get(letter, len(costs.letters)) for letter in word])
    at_first = np.zeros(len(codes) + 1)
    at_first[0] = costs.first
    yield _replaced(codes, costs.replacing[numbers] + at_first[:-1, None])
    yield _inserted(codes, _cost_of_inserting(numbers, at_first))
    is_double = np.concatenate([[False], codes[1:] == codes[:-1]])
    of_dropping = np.where(is_double, costs.doubling, costs.adding[numbers] + at_first[:-1])
    yield Spellings(np.array([np.delete(codes, at) for at in range(len(codes))]), of_dropping)
    yield _swapped(codes, costs.swapping + at_first[:-2])


def _replaced(codes: NDArray[np.uint64], costs: NDArray[np.float64]) -> Spellings:
    letters, places = _costs().letters, np.arange(len(codes))
    spelled = np.tile(codes, (len(codes), len(letters), 1))
    spelled[places[:, None], np.arange(len(letters)), places[:, None]] = letters
    return Spellings(spelled.reshape(-1, len(codes)), costs.ravel())


def _inserted(codes: NDArray[np.uint64], costs: NDArray[np.float64]) -> Spellings:
    letters, length = _costs().letters, len(codes) + 1
    spelled = np.empty((length, len(letters), length), dtype=np.uint64)
    for at in range(length):
        spelled[at, :, :at] = codes[:at]
        spelled[at, :, at] = letters
        spelled[at, :, at + 1 :] = codes[at:]
    return Spellings(spelled.reshape(-1, length), costs.ravel())


def _cost_of_inserting(
    numbers: NDArray[np.int64], at_first: NDArray[np.float64]
) -> NDArray[np.float64]:
    costs = _costs()
    n_letters = len(costs.letters)
    inserting = costs.adding[:n_letters] + at_first[:, None]
    listed = np.flatnonzero(numbers < n_letters)
    inserting[listed + 1, numbers[listed]] = costs.doubling
    return inserting


def _swapped(codes: NDArray[np.uint64], costs: NDArray[np.float64]) -> Spellings:
    spelled = np.tile(codes, (len(codes) - 1, 1))
    rows = np.arange(len(codes) - 1)
    spelled[rows, rows], spelled[rows, rows + 1] = codes[1:], codes[:-1]
    return Spellings(spelled, costs)


@lru_cache(maxsize=1)
def _costs() -> _Costs:
    raw = json.loads((files(__package__) / "slips.json").read_text(encoding="utf-8"))
    numbers = {letter: at for at, letter in enumerate(raw["letters"])}
    replacing = np.full((len(numbers) + 1, len(numbers)), raw["replacing"], dtype=np.float64)
    for row in raw["keyboard"]:
        _allow(replacing, [numbers[letter] for letter in row], raw["neighbouring"], apart=1)
    for group in raw["alike"]:
        _allow(
            replacing, [numbers[letter] for letter in group], raw["confusing"], apart=len(group)
        )
    adding = np.full(len(numbers) + 1, raw["adding"], dtype=np.float64)
    adding[[numbers[letter] for letter in raw["weak"]]] = raw["adding_weak"]
    return _Costs(
        letters=np.array(list(map(ord, numbers)), dtype=np.uint64),
        numbers=numbers,
        replacing=replacing,
        adding=adding,
        doubling=float(raw["doubling"]),
        swapping=float(raw["swapping"]),
        first=float(raw["first"]),
    )


def _allow(replacing: NDArray[np.float64], row: Sequence[int], cost: float, *, apart: int) -> None:
    """Set what it costs to put letters of a row for others that stand at most so far apart."""
    for place, letter in enumerate(row):
        for other in row[place + 1 : place + 1 + apart]:
            replacing[letter, other] = replacing[other, letter] = cost
