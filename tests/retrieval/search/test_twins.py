"""Sentences that say the same: twins to name, and passages that only repeat better ones."""

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from random import Random

import numpy as np
import pytest

from retrieval.corpus.duplicates import is_near_duplicate, sentence_words
from retrieval.index.snapshot import Snapshot
from retrieval.search.twins import Reader, Repeats
from tests.retrieval.search.shelf import Article, open_shelf, sentence_text

TRAIN = "وصل القطار السريع القادم من الجبل إلى محطة المدينة متأخرا ساعة كاملة بسبب الثلوج."
EDITED = TRAIN.replace("كاملة", "كامله").replace("القادم", "قادما")
OTHER = "غادر الوزير المحطة مسرعا."
LATER = "بلغ عدد ركاب القطار السريع القادم من الجبل في ذلك اليوم 228 راكبا."


def repeats(snapshot: Snapshot, *passages: int) -> Repeats:
    return Repeats(snapshot.collection, np.array(passages, dtype=np.int64))


def distinct(snapshot: Snapshot, passages: Sequence[int], n_passages: int) -> list[int]:
    """The rows of the passages that are kept of a ranking."""
    _, kept = repeats(snapshot, *passages).best_sentences(n_passages, Reader(snapshot))
    return [passages[position] for position in np.unique(kept).tolist()]


def twins(
    snapshot: Snapshot, passages: Sequence[int], quoted: Sequence[int], n_twins: int = 9
) -> list[list[int]]:
    """The rows of the twins of some sentences; in these shelves a row is a sentence's number."""
    return repeats(snapshot, *passages).find_twins(quoted, Reader(snapshot), n_twins)


@pytest.mark.parametrize(("ranking", "kept"), [([0, 1, 2], [0, 2]), ([1, 2, 0], [1, 2])])
def test_a_passage_that_repeats_a_better_one_makes_room_for_another(
    tmp_path: Path, ranking: list[int], kept: list[int]
):
    with open_shelf(tmp_path, *map(Article, (TRAIN, TRAIN, OTHER))) as snapshot:
        assert distinct(snapshot, ranking, 2) == kept


def test_a_passage_is_repeated_by_several_better_ones_together(tmp_path: Path):
    both = f"{TRAIN} {OTHER}"
    with open_shelf(tmp_path, *map(Article, (TRAIN, OTHER, both, LATER))) as snapshot:
        assert distinct(snapshot, [0, 1, 2, 3], 3) == [0, 1, 3]


def test_a_passage_with_a_sentence_of_its_own_is_kept(tmp_path: Path):
    with open_shelf(tmp_path, Article(TRAIN), Article(f"{TRAIN} {LATER}")) as snapshot:
        assert distinct(snapshot, [0, 1], 2) == [0, 1]


def test_a_passage_that_differs_by_a_word_is_a_repetition_and_one_with_another_number_is_not(
    tmp_path: Path,
):
    texts = (TRAIN, EDITED, LATER, LATER.replace("228", "229"))
    with open_shelf(tmp_path, *map(Article, texts)) as snapshot:
        assert distinct(snapshot, [0, 1, 2, 3], 4) == [0, 2, 3]


def test_repeats_further_down_do_not_count_either(tmp_path: Path):
    texts = (TRAIN, TRAIN, TRAIN, OTHER, OTHER, LATER)
    with open_shelf(tmp_path, *map(Article, texts)) as snapshot:
        assert distinct(snapshot, [0, 1, 2, 3, 4, 5], 3) == [0, 3, 5]


def test_passages_without_a_repeat_are_kept_up_to_the_number_wanted(tmp_path: Path):
    with open_shelf(tmp_path, *map(Article, (TRAIN, OTHER, LATER))) as snapshot:
        assert distinct(snapshot, [2, 0, 1], 2) == [2, 0]
        assert distinct(snapshot, [2, 0, 1], 9) == [2, 0, 1]
        assert distinct(snapshot, [], 9) == []


def test_twins_stand_in_other_documents_those_of_better_passages_first(tmp_path: Path):
    with open_shelf(tmp_path, *map(Article, (TRAIN, OTHER, EDITED, TRAIN))) as snapshot:
        assert twins(snapshot, [0, 1, 2, 3], [0, 1]) == [[2, 3], []]
        assert twins(snapshot, [3, 1, 2, 0], [0, 1]) == [[3, 2], []]


def test_a_document_is_named_once_and_never_beside_its_own_quote(tmp_path: Path):
    verbs = ("عاد", "ذهب", "مضى", "سعى", "نظر", "كتب")
    fillers = [f"{verb} الركاب إلى بيوتهم بعد ذلك." for verb in verbs]
    # Further down, where it is not looked for, a document may say the same in other words.
    long = " ".join([TRAIN, *fillers, EDITED])
    with open_shelf(tmp_path, Article(long), Article(long)) as snapshot:
        passages = range(snapshot.collection.n_passages)
        assert twins(snapshot, passages, [0]) == [[8]]
        assert twins(snapshot, passages, [7]) == [[8]]


def test_there_are_at_most_as_many_twins_as_wanted(tmp_path: Path):
    with open_shelf(tmp_path, *map(Article, [TRAIN] * 5)) as snapshot:
        assert twins(snapshot, range(5), [0], n_twins=2) == [[1, 2]]


def test_what_is_quoted_itself_is_no_twin(tmp_path: Path):
    with open_shelf(tmp_path, *map(Article, (TRAIN, EDITED))) as snapshot:
        assert twins(snapshot, [0, 1], [0, 1]) == [[], []]


@pytest.mark.slow
def test_sketches_find_what_a_comparison_of_every_pair_finds(tmp_path: Path):
    random = Random(7)  # noqa: S311 - no secret
    words = ["".join(random.choices("ابتثجحخدذرزسشصضطظعغفقكلمن", k=5)) for _ in range(400)]
    texts = []
    for _ in range(20):
        sentence = random.choices(words, k=random.randint(8, 40))
        texts.append(sentence)
        for n_changed in (0, 1, 1, 2, 3):
            changed = list(sentence)
            for at in random.sample(range(len(sentence)), n_changed):
                changed[at] = random.choice(words)
            texts.append(changed)
    with open_shelf(tmp_path, *(Article(f"{' '.join(text)}.") for text in texts)) as snapshot:
        rows = range(snapshot.collection.n_sentences)
        found = {
            (row, twin)
            for row in rows
            for twin in twins(snapshot, rows, [row], n_twins=len(rows))[0]
        }
        compared = [sentence_words(sentence_text(snapshot, row)) for row in rows]

    assert len(rows) == len(texts)
    assert len(found) > 150  # of the 600 that were made alike
    assert found == {
        (one, other)
        for one, other in permutations(rows, 2)
        if is_near_duplicate(compared[one], compared[other])
    }
