from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from retrieval.index.lexical import LexicalIndex
from retrieval.search.rarities import Rarities
from tests.retrieval.search.shelf import Article, open_shelf

TEXTS = ("وصل القطار صباحا.", "وصل الوفد مساء.", "هطل المطر غزيرا طوال النهار.")


def test_a_word_is_as_rare_as_the_passages_that_hold_its_stem_are_few(tmp_path: Path):
    with open_shelf(tmp_path, *map(Article, TEXTS)) as snapshot:
        rarities = Rarities(snapshot.lexical)

        found = rarities.of(["وصل", "القطار", "قطار", "بركان"])

        assert rarities.count_passages(["وصل", "القطار", "بركان"]) == [2, 1, 0]

    assert found == pytest.approx(
        {"وصل": np.log(1 + 1.5 / 2.5), "القطار": np.log(1 + 2.5 / 1.5), "قطار": np.log(8 / 3)}
    )


@pytest.mark.parametrize("max_known", [0, 1, 2, 9])
def test_what_is_remembered_and_what_was_forgotten_is_told_alike(tmp_path: Path, max_known: int):
    asked = [["وصل", "بركان"], ["القطار"], ["وصل", "المطر", "القطار"], ["بركان", "وصل"]]
    with open_shelf(tmp_path, *map(Article, TEXTS)) as snapshot:
        remembering = Rarities(snapshot.lexical, max_known)

        told = [remembering.of(words) for words in asked]

        assert told == [Rarities(snapshot.lexical).of(words) for words in asked]


def test_no_more_words_are_remembered_than_may_be(tmp_path: Path):
    with open_shelf(tmp_path, *map(Article, TEXTS)) as snapshot:
        rarities = Rarities(snapshot.lexical, max_known=4)

        n_known = []
        for word in ("وصل", "بركان", "القطار", "النهار", "المطر", "الوفد", "صباحا"):
            rarities.of([word])
            n_known.append(len(rarities))

    assert n_known == [1, 2, 3, 4, 3, 4, 3]


class Telling(Rarities):
    """Tells what it looked up."""

    def __init__(self, lexical: LexicalIndex, max_known: int) -> None:
        super().__init__(lexical, max_known)
        self.looked_up: list[str] = []

    def count_passages(self, words: Sequence[str]) -> list[int]:
        self.looked_up += words
        return super().count_passages(words)


def test_a_word_that_is_asked_for_again_and_again_is_not_forgotten(tmp_path: Path):
    with open_shelf(tmp_path, *map(Article, TEXTS)) as snapshot:
        rarities = Telling(snapshot.lexical, max_known=4)

        for number in range(9):
            rarities.of(["القطار"])
            rarities.of([f"كلمة{number}"])

    assert rarities.looked_up.count("القطار") == 1
    assert len(rarities.looked_up) == 10
