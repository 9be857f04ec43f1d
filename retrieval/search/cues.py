"""Words that an answer tends to hold, by what is asked: a data file of ours, `cues.json`.

A question for a place is seldom answered without «تقع» or «مدينة», one for an area hardly without
«كم²». The lists were written by hand from what questions ask for; words are told by their stems.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from retrieval.arabic.answer_types import AnswerType
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import light_stem, split_words
from retrieval.index.words import TermKind, term_key

_FILE = "cues.json"
_NONE = np.empty(0, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Cues:
    """The lists, as keys of stems.

    Attributes:
        types: uint64, shape (n,), ascending: what stands in answers of a type.
        relations: For the stem of a word that a question asks with, what stands in answers.
    """

    types: dict[AnswerType, NDArray[np.uint64]]
    relations: dict[int, NDArray[np.uint64]]

    def of_type(self, wanted: AnswerType) -> NDArray[np.uint64]:
        """Return the stems that speak for an answer of a type, ascending."""
        return self.types.get(wanted, _NONE)

    def of_question(self, stems: NDArray[np.uint64]) -> NDArray[np.uint64]:
        """Return the stems that speak for an answer to any of the words of a question."""
        found = [self.relations[stem] for stem in stems.tolist() if stem in self.relations]
        return np.unique(np.concatenate(found)) if found else _NONE


@cache
def bundled_cues() -> Cues:
    """Return the lists that come with the program."""
    content = json.loads((files(__package__) / _FILE).read_text(encoding="utf-8"))
    types = {AnswerType(name): stem_keys(words) for name, words in content["types"].items()}
    relations: dict[int, NDArray[np.uint64]] = {}
    for relation in content["relations"]:
        answered = stem_keys(relation["answered"])
        for stem in stem_keys(relation["asked"]).tolist():
            relations[stem] = np.union1d(relations.get(stem, _NONE), answered)
    return Cues(types, relations)


def stem_keys(words: str) -> NDArray[np.uint64]:
    """Return the keys of the stems of words, ascending, each once."""
    stems = {light_stem(word) for word in split_words(matching_key(words))}
    keys = sorted(term_key(TermKind.STEM, stem) for stem in stems)
    return np.array(keys, dtype=np.uint64)
