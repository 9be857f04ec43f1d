import json
from importlib.resources import files

import numpy as np
import pytest

from retrieval.arabic.answer_types import AnswerType
from retrieval.arabic.terms import light_stem
from retrieval.index.words import TermKind, term_key
from retrieval.search.cues import bundled_cues, stem_keys

CONTENT = json.loads((files("retrieval.search") / "cues.json").read_text(encoding="utf-8"))


def key(word: str) -> int:
    return term_key(TermKind.STEM, light_stem(word))


@pytest.mark.parametrize(
    ("wanted", "word"),
    [
        (AnswerType.PLACE, "مدينه"),
        (AnswerType.REASON, "بسبب"),
        (AnswerType.NUMBER, "مليون"),
        (AnswerType.PERSON, "الملك"),
    ],
)
def test_a_type_of_answer_has_words_of_its_own(wanted: AnswerType, word: str):
    assert key(word) in bundled_cues().of_type(wanted)


def test_a_question_that_wants_nothing_of_a_kind_has_no_words_for_it():
    assert bundled_cues().of_type(AnswerType.OTHER).tolist() == []


def test_what_is_asked_of_something_has_words_that_tell_it():
    cues = bundled_cues().of_question(stem_keys("كم مساحة البحيرة"))

    assert {key("كيلومتر"), key("هكتار")} <= set(cues.tolist())
    assert key("نسمه") not in cues


def test_what_two_words_ask_is_told_by_the_words_of_both():
    cues = bundled_cues()
    area, people = stem_keys("مساحة"), stem_keys("سكان")

    both = cues.of_question(np.union1d(area, people))

    expected = set(cues.of_question(area).tolist()) | set(cues.of_question(people).tolist())
    assert both.tolist() == sorted(expected)


def test_words_that_ask_nothing_known_have_no_cues():
    assert bundled_cues().of_question(stem_keys("بحيرة زرقاء")).tolist() == []


def test_a_word_in_several_relations_has_the_cues_of_all():
    cues = bundled_cues()
    holding = [r for r in CONTENT["relations"] if key("عمر") in stem_keys(r["asked"])]
    told = [stem_keys(relation["answered"]) for relation in holding]

    assert cues.of_question(stem_keys("عمر")).tolist() == sorted({*np.concatenate(told).tolist()})


@pytest.mark.parametrize(
    "words",
    [
        *CONTENT["types"].values(),
        *(words for relation in CONTENT["relations"] for words in relation.values()),
    ],
)
def test_no_list_names_a_stem_twice(words: str):
    assert len(stem_keys(words)) == len(words.split())


def test_every_type_in_the_file_is_one_that_questions_have():
    assert {AnswerType(name) for name in CONTENT["types"]} < set(AnswerType)
