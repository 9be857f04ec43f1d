import pytest

from retrieval.arabic.alternatives import find_alternatives
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.terms import light_stem
from retrieval.arabic.thesaurus import SHARE, bundled_thesaurus, words_for, words_for_both


@pytest.mark.parametrize(
    ("asked", "said"), [("تخوم", "حدود"), ("الحدود", "تخوم"), ("عاهل", "ملك"), ("وناطق", "متحدث")]
)
def test_words_that_may_replace_each_other_find_each_other(asked: str, said: str):
    assert matching_key(said) in words_for(light_stem(matching_key(asked)))


def test_an_expression_of_two_words_finds_the_words_that_may_replace_it():
    stems = (light_stem("رييس"), light_stem("البلديه"))

    assert "عمده" in words_for_both(stems)
    assert words_for_both(stems[::-1]) == ()


def test_no_expression_stands_for_a_word():
    groups = bundled_thesaurus().groups

    assert len(groups) > 4000
    assert [word for group in groups for word in group if " " in word] == []


def test_words_of_the_same_stem_are_left_out_and_the_others_stand_once():
    for stem in list(bundled_thesaurus().stems)[:500]:
        words = words_for(stem)
        assert stem not in {light_stem(word) for word in words}
        assert list(words) == sorted(set(words))


def test_an_unknown_stem_has_no_replacement():
    assert words_for("قفطبن") == words_for("") == ()


def test_replacements_are_alternatives_unless_a_list_of_relations_counts_them_for_more():
    of_word = {other.text: other.share for other in find_alternatives(["تخوم"], [True])[0]}
    of_birth = {other.text: other.share for other in find_alternatives(["ميلاد"], [True])[0]}

    assert of_word["حدود"] == SHARE
    assert of_birth["ولد"] == 0.7


def test_both_words_of_an_expression_have_its_replacements():
    first, second = find_alternatives(["رييس", "البلديه"], [True, True])

    assert "عمده" in {other.text for other in first}
    assert "عمده" in {other.text for other in second}
