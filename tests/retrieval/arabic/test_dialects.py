"""The list of spoken words is well formed: every line says what the stemmer and others do not."""

import re
from collections import Counter
from importlib.resources import files

from retrieval.arabic.normalize import matching_key
from retrieval.arabic.question_words import question_lists
from retrieval.arabic.terms import light_stem, stop_words
from retrieval.arabic.word_groups import word_groups

LETTERS = re.compile("[\u0621-\u063a\u0641-\u064a\u067e\u0686\u06a4\u06ad\u06af]+")
SHARE = re.compile(r"0\.[1-9]")
LINES = [
    line.split("\t")
    for line in (files("retrieval.arabic") / "dialects.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def test_a_line_is_a_spoken_word_and_written_ones_and_at_most_a_share():
    for spoken, *written in LINES:
        words = written[:-1] if SHARE.fullmatch(written[-1]) else written

        assert words, spoken
        assert all(LETTERS.fullmatch(word) for word in (spoken, *words)), spoken


def test_no_spoken_word_stands_on_two_lines():
    counts = Counter(matching_key(spoken) for spoken, *_ in LINES)

    assert [word for word, count in counts.items() if count > 1] == []
    assert len(word_groups().spoken) == len(LINES) > 1500


def test_no_spoken_word_has_the_stem_of_what_is_written_for_it():
    own = [
        word
        for word, written in word_groups().spoken.items()
        if light_stem(word) in set(map(light_stem, written.words))
    ]

    assert own == []


def test_what_is_written_for_a_word_differs_by_stem_and_names_a_topic():
    for word, written in word_groups().spoken.items():
        assert len(set(map(light_stem, written.words))) == len(written.words), word
        assert not stop_words() & set(written.words), word


def test_no_spoken_word_is_passed_over_as_one_of_asking_or_of_no_topic():
    lists = question_lists()
    passed_over = stop_words() | lists.fillers | lists.anywhere.keys() | lists.pronouns

    assert word_groups().spoken.keys() & passed_over == set()
