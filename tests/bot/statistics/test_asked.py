"""One question in several spellings."""

from bot.statistics.asked import fold, lacking, most_asked
from bot.storage.questions import AskedQuestion


def asked(
    question: str, last_at: float, n: int = 1, n_none: int = 0, previous: tuple[str, ...] = ()
) -> AskedQuestion:
    return AskedQuestion(question, previous, n, n_none, 0, 0, n_none, last_at)


def test_spelling_vowels_and_punctuation_make_no_other_question():
    folded = fold(
        [
            asked("متى افتُتح الجسر؟", 1.0, n=2, n_none=1),
            asked("متي إفتتح  الجسر", 3.0, n=3),
            asked("متى افتتح المطار؟", 2.0),
        ]
    )

    assert folded == [
        asked("متي إفتتح  الجسر", 3.0, n=5, n_none=1),
        asked("متى افتتح المطار؟", 2.0),
    ]


def test_the_same_follow_up_after_another_question_is_another():
    folded = fold(
        [asked("ومتى؟", 1.0, previous=("من فاز؟",)), asked("ومتى؟", 2.0, previous=("من غادر؟",))]
    )

    assert len(folded) == 2


def test_thanks_and_greetings_are_no_questions():
    folded = fold([asked("شكرا", 1.0, n_none=1), asked("السلام عليكم", 2.0, n_none=1)])

    assert folded == []


def test_what_is_asked_most_was_asked_twice_at_least():
    first, second, once = asked("ثلاث مرات", 1.0, 3), asked("مرتان", 5.0, 2), asked("مرة", 9.0)
    also_twice = asked("مرتان أيضا", 7.0, 2)

    assert most_asked([once, also_twice, second, first], 5) == [first, also_twice, second]
    assert most_asked([once, also_twice, second, first], 1) == [first]


def test_what_lacks_an_answer_stays_in_its_order():
    answered, unanswered = asked("أ", 3.0), asked("ب", 2.0, 2, n_none=1)

    assert lacking([answered, unanswered]) == [unanswered]
