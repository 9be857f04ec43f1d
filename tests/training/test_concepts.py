from pathlib import Path

import pytest

from training.concepts import MAX_LABELS, Concept, Thesaurus, ThesaurusError, read_thesaurus

CONCEPTS = "فوز\tرياضة\tفاز انتصر\nوفاة\tموت\tمات فارق_الحياة\n"
WORDS = "مات\tوفاة\nانتصر\tفوز وفاة\n"
WIN = Concept("فوز", "رياضة", ("فاز", "انتصر"))
DEATH = Concept("وفاة", "موت", ("مات", "فارق الحياة"))


@pytest.fixture(scope="module")
def ours() -> Thesaurus:
    return read_thesaurus()


def written(folder: Path, *, concepts: str = CONCEPTS, words: str = WORDS) -> Path:
    (folder / "concepts.tsv").write_text(concepts, encoding="utf-8")
    (folder / "words.tsv").write_text(words, encoding="utf-8")
    return folder


def labels(thesaurus: Thesaurus, word: str) -> list[str]:
    return [concept.label for concept in thesaurus.words[word]]


def test_concepts_and_words_are_read_in_their_order(tmp_path: Path):
    thesaurus = read_thesaurus(written(tmp_path))

    assert list(thesaurus.concepts.items()) == [("فوز", WIN), ("وفاة", DEATH)]
    assert list(thesaurus.words.items()) == [("مات", (DEATH,)), ("انتصر", (WIN, DEATH))]


@pytest.mark.parametrize(
    ("concepts", "line", "message"),
    [
        (f"{CONCEPTS}قتل\tموت\n", 3, "expected 3 columns parted by tabs, label, field, words"),
        (f"{CONCEPTS}قتل\tموت\tقتل\tاغتال\n", 3, "expected 3 columns"),
        ("قتل\t \tقتل\n", 1, "expected 3 columns"),
        (f"{CONCEPTS}\nقتل\tموت\tقتل\n", 3, "expected 3 columns"),
        (f"{CONCEPTS}فوز\tحرب\tغلب\n", 3, "a second concept is called فوز"),
    ],
)
def test_a_broken_line_of_concepts_is_named(
    tmp_path: Path, concepts: str, line: int, message: str
):
    folder = written(tmp_path, concepts=concepts)

    with pytest.raises(ThesaurusError, match=message) as caught:
        read_thesaurus(folder)

    assert (caught.value.path, caught.value.line) == (folder / "concepts.tsv", line)
    assert f"concepts.tsv, line {line}: " in str(caught.value)


@pytest.mark.parametrize(
    ("words", "line", "message"),
    [
        ("مات\n", 1, "expected 2 columns parted by tabs, word, labels"),
        (f"{WORDS}رحل\t\n", 3, "expected 2 columns"),
        (f"{WORDS}قتل\tفوز قتل\n", 3, "no concept is called قتل"),
        (f"{WORDS}مات\tفوز\n", 3, "مات is listed a second time"),
        (f"{WORDS}رحل\tوفاة وفاة\n", 3, "رحل has a label twice"),
        (f"{WORDS}أردى\tوفاة\n", 3, "أردى is written اردي as a key"),
    ],
)
def test_a_broken_line_of_words_is_named(tmp_path: Path, words: str, line: int, message: str):
    folder = written(tmp_path, words=words)

    with pytest.raises(ThesaurusError, match=message) as caught:
        read_thesaurus(folder)

    assert (caught.value.path, caught.value.line) == (folder / "words.tsv", line)
    assert f"words.tsv, line {line}: " in str(caught.value)


def test_a_word_has_so_many_concepts_and_no_more(tmp_path: Path):
    names = [f"معنى{number}" for number in range(MAX_LABELS + 1)]
    concepts = "".join(f"{name}\tحقل\tمثال\n" for name in names)
    full = written(tmp_path, concepts=concepts, words=f"كلمه\t{' '.join(names[:-1])}\n")

    thesaurus = read_thesaurus(full)

    assert labels(thesaurus, "كلمه") == names[:-1]
    with pytest.raises(ThesaurusError, match="has 5 labels, expected 4 at most"):
        read_thesaurus(written(tmp_path, concepts=concepts, words=f"كلمه\t{' '.join(names)}\n"))


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("وفاه", "مصرعهم", "وفاة"),
        ("ماكرون", "باريس", "فرنسا"),
        ("الشعور", "الاحساس", "إحساس"),
        ("مونديال", "الفيفا", "كأس_العالم"),
        ("هتلر", "برلين", "ألمانيا"),
        ("السيارات", "حافله", "سيارة"),
    ],
)
def test_words_that_may_answer_for_each_other_share_a_concept(
    ours: Thesaurus, one: str, other: str, shared: str
):
    assert shared in labels(ours, one)
    assert shared in labels(ours, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("وفاه", "ولاده"), ("الشمس", "القمر"), ("باريس", "هتلر"), ("طبيب", "محامي")],
)
def test_words_that_are_only_of_one_field_share_no_concept(ours: Thesaurus, one: str, other: str):
    one, other = (known(ours, word) for word in (one, other))

    assert not set(labels(ours, one)) & set(labels(ours, other))


def test_the_best_concept_of_a_word_comes_first(ours: Thesaurus):
    assert labels(ours, "المهاجم") == ["هداف", "لاعب", "هجوم"]


def known(thesaurus: Thesaurus, word: str) -> str:
    """Return the word as it is listed, with the article or without."""
    return word if word in thesaurus.words else f"ال{word}"
