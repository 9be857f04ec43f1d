"""Documents that stand more than once in a collection."""

from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import split_words
from retrieval.index.copies import MIN_SHARE, Copied, Copy, find_copies
from tests.retrieval.search.shelf import Article, open_shelf

TRAIN = (
    "وصل القطار السريع القادم من الجبل إلى محطة المدينة متأخرا ساعة كاملة بسبب الثلوج. "
    "نزل الركاب جميعا في دقائق وعادوا إلى بيوتهم. غادر الوزير المحطة مسرعا مع مرافقيه."
)
BRIDGE = "افتتح رئيس البلدية جسر النخيل صباح الأحد بعد ثلاث سنوات من أعمال البناء."


def copies_of(folder: Path, *articles: Article) -> tuple[Copied, ...]:
    with open_shelf(folder, *articles) as snapshot:
        return find_copies(snapshot.collection)


def runs(text: str) -> set[tuple[str, ...]]:
    """Runs of four words, one after the other."""
    words = split_words(matching_key(text))
    return set(zip(*(words[start:] for start in range(4)), strict=False))


def test_the_same_text_under_two_titles_is_a_copy(tmp_path: Path):
    decorated = TRAIN.replace("الجبل", "«الجبل»").replace("إلى", "الى")

    found = copies_of(
        tmp_path, Article(TRAIN, "قطار"), Article(BRIDGE), Article(decorated, "محطة")
    )

    assert found == (Copied(0, (Copy(2, 1.0, is_equal=True),)),)


def test_a_shorter_version_is_a_copy_of_the_fuller_one_wherever_it_stands(tmp_path: Path):
    shorter, _, _ = TRAIN.rpartition(" غادر")

    found = copies_of(tmp_path, Article(shorter), Article(TRAIN))

    assert found == (Copied(1, (Copy(0, 1.0, is_equal=False),)),)


def test_a_copy_with_a_word_changed_has_the_share_of_its_runs(tmp_path: Path):
    changed = TRAIN.replace("الثلوج", "الأمطار")
    shared, own = runs(TRAIN) & runs(changed), runs(changed)

    found = copies_of(tmp_path, Article(TRAIN), Article(changed))

    assert (len(shared), len(own)) == (21, 25)
    assert found == (Copied(0, (Copy(1, 21 / 25, is_equal=False),)),)


def test_articles_with_less_in_common_are_no_copies(tmp_path: Path):
    assert copies_of(tmp_path, Article(TRAIN), Article(BRIDGE)) == ()
    half, _, _ = TRAIN.partition(" نزل")
    mixed = f"{half} {BRIDGE}"
    assert len(runs(mixed) & runs(TRAIN)) < MIN_SHARE * len(runs(mixed))
    assert copies_of(tmp_path / "mixed", Article(TRAIN), Article(mixed)) == ()


def test_copies_of_a_copy_are_copies_of_the_fullest(tmp_path: Path):
    shorter, _, _ = TRAIN.rpartition(" غادر")
    texts = (shorter, TRAIN, shorter, TRAIN)

    found = copies_of(tmp_path, *map(Article, texts))

    assert found == (
        Copied(
            1,
            (
                Copy(0, 1.0, is_equal=False),
                Copy(2, 1.0, is_equal=False),
                Copy(3, 1.0, is_equal=True),
            ),
        ),
    )


def test_what_the_fullest_does_not_hold_is_no_copy_of_it(tmp_path: Path):
    words = [f"كلمة{letter}{other}" for letter in "ابتثجحخدذر" for other in "زسشصضطظعغف"]
    long, middle, short = words[:60], words[10:65], words[30:70]
    texts = [f"{' '.join(text)}." for text in (long, middle, short)]
    of_middle, of_long = (
        len(runs(texts[2]) & runs(text)) / len(runs(texts[2])) for text in (texts[1], texts[0])
    )

    found = copies_of(tmp_path, *map(Article, texts))

    assert of_middle > MIN_SHARE > of_long
    assert [(copied.row, [copy.row for copy in copied.copies]) for copied in found] == [(0, [1])]


def test_a_phrase_that_many_documents_use_makes_no_copies(tmp_path: Path):
    phrase = "وقالت وكالة الأنباء الرسمية في بيان نشرته اليوم على موقعها إن"
    texts = [f"{phrase} {word}." for word in "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"]

    assert copies_of(tmp_path, *map(Article, texts[:2])) != ()
    assert copies_of(tmp_path / "many", *map(Article, texts)) == ()


def test_documents_too_short_for_a_run_are_copies_only_if_equal(tmp_path: Path):
    found = copies_of(
        tmp_path, *map(Article, ("وصل القطار أمس.", "غادر القطار أمس.", "وصل القطار أمس."))
    )

    assert found == (Copied(0, (Copy(2, 1.0, is_equal=True),)),)


@pytest.mark.slow
def test_copies_are_those_that_comparing_every_two_texts_finds(tmp_path: Path):
    random = Random(3)  # noqa: S311 - no secret
    words = ["".join(random.choices("ابتثجحخدذرزسشصضطظعغفقكلمن", k=5)) for _ in range(300)]
    texts: list[str] = []
    for _ in range(30):
        text = random.choices(words, k=random.randint(20, 120))
        texts.append(f"{' '.join(text)}.")
        changed = [random.choice(words) if random.random() < 0.05 else word for word in text]
        texts.append(f"{' '.join(changed[: random.randint(15, 120)])}.")

    found = copies_of(tmp_path, *map(Article, texts))

    expected = set()
    for first, second in zip(texts[::2], texts[1::2], strict=True):
        shorter, longer = sorted((runs(first), runs(second)), key=len)
        share = len(shorter & longer) / len(shorter)
        if share >= MIN_SHARE:
            expected.add((texts.index(first) // 2, round(share, 9)))
    assert 5 < len(expected) < 25
    assert {
        (copied.row // 2, round(copy.share, 9)) for copied in found for copy in copied.copies
    } == expected
    assert all(first.row < second.row for first, second in pairwise(found))
