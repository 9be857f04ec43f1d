from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arabic.common_words import stem_checksum
from retrieval.arabic.lemmas import UNKNOWN, Lemmas, bundled_lemmas
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import light_stem
from retrieval.arabic.word_vectors import bundled_word_vectors


def lemma_of(word: str) -> int:
    return int(bundled_lemmas().numbers_of([light_stem(matching_key(word))])[0])


def lemmas_of(*stems: str) -> Lemmas:
    """Lemmas of one stem each, numbered as they come here."""
    checksums = np.array([stem_checksum(stem) for stem in stems], dtype=np.uint32)
    order = np.argsort(checksums)
    return Lemmas(checksums[order], order.astype(np.int32))


@pytest.mark.parametrize(
    "forms",
    [
        ("زيارة", "بزيارة", "لزيارة", "زيارتهم", "زياراتهم"),
        ("هدف", "هدفا", "هدفهم"),
        ("مدينة", "مدينتهم", "مدينتنا", "كمدينة"),
        ("صغار", "لصغار", "صغارهم"),
        ("أبناء", "أبنائه", "أبناؤهم", "لأبنائهم"),
        ("رفض", "رفضت", "يرفض", "سيرفض", "رفضهم"),
        ("أعلن", "أعلنت", "يعلن", "ستعلن", "سيعلن"),
        ("عاش", "عاشت", "يعيش", "عشت", "يعش"),
        ("قام", "يقوم", "ستقوم", "قمنا", "تقم"),
        ("أراد", "يريد", "نريد"),
        ("دعا", "يدعو", "دعت", "تدعو"),
        ("وصل", "وصلت", "يصل"),
        ("استقبل", "يستقبل", "استقبلنا"),
        ("تعرض", "تعرضت", "يتعرض", "سيتعرض"),
    ],
)
def test_the_inflected_forms_of_a_word_are_one_lemma(forms: tuple[str, ...]):
    assert {lemma_of(form) for form in forms} == {lemma_of(forms[0])} != {UNKNOWN}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("عرض", "تعرض"),
        ("تمويل", "أموال"),
        ("لبنان", "بنان"),
        ("لندن", "ندن"),
        ("بيروت", "بيرو"),
        ("بنك", "بن"),
        ("سلام", "سلم"),
        ("ولاية", "وال"),
        ("مدرسة", "دراسة"),
    ],
)
def test_words_that_only_look_alike_stay_apart(one: str, other: str):
    assert lemma_of(one) != lemma_of(other)


@pytest.mark.parametrize("word", ["قفطبنش", "2019", "ب52", "", "لب52"])
def test_what_is_no_known_word_has_no_lemma(word: str):
    assert lemma_of(word) == UNKNOWN


def test_every_lemma_has_a_vector_and_the_commonest_come_first():
    lemmas = bundled_lemmas()

    assert (np.diff(lemmas.checksums.astype(np.int64)) > 0).all()
    assert np.unique(lemmas.numbers).tolist() == list(range(len(bundled_word_vectors())))
    assert lemma_of("في") == 0
    assert lemma_of("شركة") < lemma_of("قلق") < lemma_of("توجس")


@pytest.mark.parametrize(
    ("stem", "known"),
    [
        ("بزيار", "زيار"),
        ("فزيار", "زيار"),
        ("سيزور", "يزور"),
        ("ستزور", "يزور"),
        ("بيزوروا", "يزور"),
        ("زيارتهم", "زيار"),
        ("زيارا", "زيار"),
        ("بوزير", "زير"),  # what the stemmer takes off «وزير»
        ("بحياته", "حياته"),  # and where what it would leave is unknown
        ("زارت", "زار"),
        ("تزور", "زار"),
    ],
)
def test_an_unknown_stem_has_the_lemma_of_what_it_may_be_a_form_of(stem: str, known: str):
    assert lemmas_of("قطار", known).numbers_of([stem]).tolist() == [1]


def test_of_several_known_bases_the_likeliest_counts():
    lemmas = lemmas_of("قطار", "كتاب", "كتابهم")

    assert lemmas.numbers_of(["بكتابهم", "قفطبن", "لكتاب"]).tolist() == [2, UNKNOWN, 1]


def test_a_stem_with_a_lemma_of_its_own_keeps_it():
    assert lemmas_of("زيار", "بزيار").numbers_of(["بزيار"]).tolist() == [1]


@pytest.mark.parametrize("stem", ["ب52", "ب1998", "لb", "زيار5"])
def test_what_clings_to_digits_and_latin_letters_is_no_word(stem: str):
    lemmas = lemmas_of("52", "1998", "زيار")

    assert lemmas.numbers_of([stem]).tolist() == [UNKNOWN]
    assert lemmas.number_of(stem) == UNKNOWN


@given(st.lists(st.sampled_from(["زيار", "بزيار", "يزور", "قفطبن", "زير", "سيزور", "", "1998"])))
def test_a_stem_has_one_lemma_in_whatever_company_it_is_looked_up(stems: list[str]):
    lemmas = lemmas_of("زيار", "يزور", "زير")

    numbers = lemmas.numbers_of(stems)

    assert numbers.dtype == np.int32
    assert numbers.tolist() == [int(lemmas.numbers_of([stem])[0]) for stem in stems]
    assert numbers.tolist() == [lemmas.number_of(stem) for stem in stems]


def test_one_stem_is_found_as_among_many():
    lemmas = lemmas_of("زيار", "سيزور", "قلم", "يزور", "كتابهم", "كتاب")
    stems = ["زيار", "بزيار", "سيزور", "هيزور", "لقلم", "بكتابهم", "ب52", "زيار5", "وطن", "", "ب"]

    numbers = [lemmas.number_of(stem) for stem in stems]

    assert numbers == lemmas.numbers_of(stems).tolist()
    assert numbers == [0, 0, 1, 3, 2, 4, *[UNKNOWN] * 5]


def test_what_is_written_is_what_is_read(tmp_path: Path):
    made = lemmas_of("زيار", "يزور")

    made.write(tmp_path / "lemmas.npy")

    read = Lemmas.read(tmp_path / "lemmas.npy")
    assert read.checksums.tolist() == made.checksums.tolist()
    assert read.numbers_of(["يزور", "زيار"]).tolist() == [1, 0]


@pytest.mark.parametrize("number", [UNKNOWN, 65_536])
def test_a_number_that_a_file_cannot_hold_is_not_written(tmp_path: Path, number: int):
    made = Lemmas(np.array([1], dtype=np.uint32), np.array([number], dtype=np.int32))

    with pytest.raises(ValueError, match="from 0 to 65535"):
        made.write(tmp_path / "lemmas.npy")

    assert not (tmp_path / "lemmas.npy").exists()
