import pytest

from retrieval.arabic.answer_types import AnswerType
from retrieval.arabic.followups import CARRIED_WEIGHT, REPLACED_WEIGHT, FollowUp, follow_up
from retrieval.arabic.questions import QuestionKind
from retrieval.arabic.terms import split_words

VISIT = "من دعا أردوغان إلى زيارة روسيا؟"
TREATIES = "كم اتفاقا وقع في محافظة حلب؟"


def understand(question: str, *previous: str, is_reply: bool = False) -> FollowUp | None:
    return follow_up(question, previous or (VISIT,), is_reply=is_reply)


def weights(found: FollowUp | None) -> dict[str, float]:
    """The words that carry the topic, and how much of it."""
    assert found is not None
    return {word.text: word.weight for word in found.query.words if word.is_topic}


@pytest.mark.parametrize(
    "question",
    [
        *("ومتى؟", "متى؟", "وأين؟", "ولماذا؟", "وكيف؟", "كم؟", "ومن؟", "وبعد ذلك؟"),
        *("ومن قال ذلك؟", "كم كلفته؟", "ما سببها؟", "ومن رئيسها؟", "وكم عدد سكانها؟"),
        *("ما السبب؟", "والسبب؟", "وما النتيجة؟", "في أي عام؟", "وماذا حدث بعد ذلك؟"),
        *("وماذا عن تركيا؟", "ماذا عن تركيا", "وبالنسبة لتركيا؟", "وتركيا؟", "وفي حلب؟"),
        *("ومتى وصل؟", "ولماذا رفض؟", "ومن حضر معه؟"),
        *("وفين؟", "طب وفين؟", "طب ومين قال كده؟", "طب وتركيا؟", "إمتى؟", "وإمتى؟", "ليه؟"),
        *("وليش؟", "وين؟", "ووين؟", "طيب وشو السبب؟", "وشو عن تركيا؟", "وقديش؟"),
        *("وش السبب؟", "وشلون؟", "شكد؟", "ومنو؟", "علاش؟", "وفوقاش؟", "وشحال؟", "كيفاش؟"),
    ],
)
def test_a_question_without_a_topic_leans_on_the_one_before(question: str):
    found = understand(question)

    assert found is not None
    assert found.is_sure
    assert found.query.kind is QuestionKind.QUESTION
    assert {"اردوغان", "زياره", "روسيا"} <= weights(found).keys()


@pytest.mark.parametrize(
    "question",
    [
        "متى يلتقي دي ميستورا لافروف؟",
        "أين التقى لافروف تشاووش أوغلو؟",
        "ومن الأمين العام لمنظمة الأمن والتعاون في أوروبا؟",
        "ما القرار الذي طالب لافروف بأن تستند إليه التسوية؟",
        "بأي حجة أرسل أردوغان جنوده عبر الحدود؟",
        "ما عاصمة اليابان؟",
        "ماهي عاصمه اليابان",
        "من هو لافروف؟",
        "أين جنيف؟",
        "ما هو التضخم؟",
        "كم سعر صرف الدولار اليوم؟",
        "كم سعر الدولار هذا اليوم في لبنان؟",
        "واشنطن رفضت عرض موسكو الأخير",
        "وزير الخارجية الروسي",
        "طريقة عمل الكبسة",
        "طب الأسنان",
        "وشو قال لافروف عن الأكراد في سوتشي؟",
        "وماذا عن موقف تركيا من اللاجئين السوريين؟",
        "من اخترع المصباح الكهربائي؟",
        "ما سبب التضخم؟",
        "كم عدد المسلمين؟",
        "متى اليوم الوطني؟",
        "ما تاريخ القدس؟",
        "كيف طريقة الكبسة؟",
    ],
)
def test_a_question_with_a_topic_of_its_own_stands_alone(question: str):
    assert understand(question) is None


@pytest.mark.parametrize(
    "question",
    ["", "؟", "شكرا جزيلا", "السلام عليكم", "طيب", "من أنت؟", "when?", "emta?", "تمام", "😀"],
)
@pytest.mark.parametrize("is_reply", [False, True])
def test_what_asks_nothing_leans_on_nothing(question: str, is_reply: bool):
    assert understand(question, is_reply=is_reply) is None


@pytest.mark.parametrize(
    "question",
    ["متى وصل؟", "لماذا رفضت؟", "كم استغرقت؟", "هل قبلها بوتين؟", "هل هذا صحيح؟"],
)
def test_a_question_that_names_little_leans_perhaps(question: str):
    found = understand(question)

    assert found is not None
    assert not found.is_sure


@pytest.mark.parametrize("question", ["من لافروف؟", "أين التقى لافروف؟", "تركيا؟", "أين جنيف؟"])
def test_a_reply_leans_sooner(question: str):
    assert understand(question) is None

    found = understand(question, is_reply=True)

    assert found is not None
    assert not found.is_sure


def test_without_a_question_before_every_question_stands_alone():
    assert follow_up("ومتى؟", (), is_reply=True) is None
    assert follow_up("ومتى؟", ("السلام عليكم", "ولماذا؟", "😀"), is_reply=True) is None


def test_a_question_without_content_keeps_the_subject_whole():
    found = understand("ومتى؟")

    assert weights(found) == {"دعا": 1, "اردوغان": 1, "زياره": 1, "روسيا": 1}
    assert found is not None
    assert found.query.answer_type is AnswerType.TIME


def test_new_words_outweigh_the_subject_they_add_to():
    assert weights(understand("ومتى وصل؟")) == {
        **dict.fromkeys(("دعا", "اردوغان", "زياره", "روسيا"), CARRIED_WEIGHT),
        "وصل": 1,
    }


def test_a_new_name_outweighs_what_was_asked_before_of_another():
    found = understand("وماذا عن إدلب؟", TREATIES)

    assert weights(found) == {
        **dict.fromkeys(("اتفاقا", "وقع", "محافظه", "حلب"), REPLACED_WEIGHT),
        "ادلب": 1,
    }
    assert found is not None
    assert found.query.answer_type is AnswerType.NUMBER


def test_a_word_said_again_counts_once():
    assert weights(understand("ومتى الزيارة؟")) == {
        **dict.fromkeys(("دعا", "اردوغان", "روسيا"), CARRIED_WEIGHT),
        "الزياره": 1,
    }


def test_a_chain_of_questions_carries_its_subject_on():
    found = understand("ولماذا؟", VISIT, "ومتى؟", "شكرا", "وأين؟")

    assert weights(found) == {"دعا": 1, "اردوغان": 1, "زياره": 1, "روسيا": 1}
    assert found is not None
    assert found.query.answer_type is AnswerType.REASON


def test_a_chain_begins_anew_with_a_question_that_stands_alone():
    found = understand("وأين؟", VISIT, "ومتى؟", "متى يلتقي دي ميستورا لافروف؟")

    assert weights(found) == dict.fromkeys(("يلتقي", "دي", "ميستورا", "لافروف"), 1)


def test_what_was_put_in_the_place_of_a_name_is_carried_on():
    found = weights(understand("ولماذا؟", TREATIES, "وماذا عن إدلب؟"))

    assert found["ادلب"] == 1
    assert found["حلب"] == REPLACED_WEIGHT


def test_the_text_that_is_encoded_holds_both_questions():
    found = understand("ومتى؟")

    assert found is not None
    assert found.query.question == f"{VISIT} ومتى؟"
    assert [word.text for word in found.query.words if not word.is_carried] == split_words("ومتي")
    assert [found.query.words[at].text for at in found.query.asking] == ["ومتي"]
