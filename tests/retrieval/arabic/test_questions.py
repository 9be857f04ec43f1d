import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arabic.keyboard import on_arabic_keys
from retrieval.arabic.normalize import matching_key
from retrieval.arabic.questions import AnswerType, QuestionKind, analyse_question
from retrieval.arabic.terms import split_words


def asking(question: str) -> str:
    """The words without weight, as words of the key."""
    return " ".join(word.text for word in analyse_question(question).words if not word.weight)


def content(question: str) -> str:
    return " ".join(word.text for word in analyse_question(question).words if word.weight == 1.0)


TYPES = {
    AnswerType.PERSON: [
        "من بنى هذا السد؟",
        "من هو مدير المصنع؟",
        "مين صاحب المطعم ده؟",
        "منو كتب القصيدة؟",
        "شكون ربح المباراة؟",
        "شكونو صاحب المطعم؟",
        "منهوا صاحب المطعم؟",
        "الجايزة راحت لمنو؟",
        "مع من يتعاون المصنع؟",
        "على يد من تأسست المدرسة؟",
        "ما اسم رئيس البلدية؟",
        "أي لاعب سجل الهدف؟",
        "بنيت القلعة في عهد والي المدينة، ومن هو؟",
    ],
    AnswerType.TIME: [
        "متى افتتح الجسر؟",
        "إمتى بدأ الموسم؟",
        "من متى يعمل المصنع؟",
        "في أي عام بني السد؟",
        "بأي سنة انتقلوا؟",
        "ما تاريخ الافتتاح؟",
        "ماهو موعد الحفل؟",
        "كم الساعة في مكة؟",
        "فوقاش غادي يبدا المهرجان؟",
        "وقتاه يبدا المهرجان؟",
        "شوكت يبدي المهرجان؟",
        "يمته بلش المهرجان؟",
    ],
    AnswerType.NUMBER: [
        "كم عدد الغرف؟",
        "كم يبلغ ارتفاع البرج؟",
        "بكام سعر الكيلو؟",
        "قديش سكان القرية؟",
        "شحال ديال الناس حضروا؟",
        "قد ايه طول الجسر؟",
        "قداه سوم الكيلو؟",
        "بيش الكيلو بالسوق؟",
        "بقديش بيبيعوا الكيلو؟",
        "ما عدد الغرف؟",
        "ما هي مساحة البحيرة؟",
        "ماهي نسبة النجاح؟",
        "عدد سكان القرية",
    ],
    AnswerType.PLACE: [
        "أين يقع المصنع؟",
        "وين صار الحريق؟",
        "فين المتحف الجديد؟",
        "منين جاء الوفد؟",
        "المصنع فينو؟",
        "وينها القرية؟",
        "من أين جاء الوفد؟",
        "أي مدينة استضافت المعرض؟",
        "ما هي أكبر مدينة في الإقليم؟",
        "ما عاصمة الولاية؟",
        "عاصمة الولاية ايه؟",
        "أي عاصمة أوروبية زارها الوفد؟",
    ],
    AnswerType.REASON: [
        "لماذا أغلق الطريق؟",
        "ليش سكروا الطريق؟",
        "علاش سدو الطريق؟",
        "عليش سدو الطريق؟",
        "عشان ايه قفلوا الطريق؟",
        "منشان شو سكروا الطريق؟",
        "اشمعنى الطريق ده اتقفل؟",
        "ما سبب الحريق؟",
        "شو سبب الحريق؟",
        "لأي سبب أغلق الطريق؟",
        "ما هي أهم أسباب الحريق؟",
    ],
    AnswerType.MANNER: [
        "كيف يصنع الزجاج؟",
        "إزاي بيتعمل الزجاج؟",
        "شلون يسوون الزجاج؟",
        "كيفاه يعملو الزجاج؟",
        "ما طريقة صنع الزجاج؟",
        "طريقة صنع الزجاج",
    ],
    AnswerType.STATEMENT: [
        "ماذا قال الوزير عن الجسر؟",
        "الوزير قال ايه عن الجسر؟",
        "الوزير قال عن الجسر ايه؟",
        "شو قال الوزير عن الجسر؟",
        "وش صرح الوزير؟",
        "ما الذي قاله الوزير؟",
        "ما موقف النقابة من القرار؟",
        "ايه رأي النقابة في القرار؟",
        "بم وصف الكاتب المدينة؟",
        "كيف علقت النقابة على القرار؟",
    ],
    AnswerType.DEFINITION: [
        "ما هو التضخم؟",
        "ماهو التضخم؟",
        "ما معنى كلمة بيدر؟",
        "يعني ايه بيدر؟",
        "بيدر معناها ايه؟",
        "شو يعني بيدر؟",
        "ما المقصود بالتضخم؟",
        "ما هي حرب البسوس؟",
    ],
    AnswerType.YES_NO: ["هل أغلق الطريق؟", "واش تسد الطريق؟", "أليس الطريق مفتوحا؟"],
    AnswerType.OTHER: [
        "ماذا حدث في الميناء؟",
        "ما لون العلم؟",
        "ما هي لغة الكتاب؟",
        "ما هي السفينة التي غرقت؟",
        "أخبار الميناء",
    ],
}


@pytest.mark.parametrize(
    ("expected", "question"),
    [(expected, question) for expected, questions in TYPES.items() for question in questions],
)
def test_the_answer_type_is_told_from_the_question(expected: AnswerType, question: str):
    query = analyse_question(question)

    assert (query.kind, query.answer_type) == (QuestionKind.QUESTION, expected)


def test_question_words_carry_nothing_stop_words_little_and_content_all():
    query = analyse_question("ماذا قال المدير عن المصنع؟")

    assert [(word.text, word.weight) for word in query.words] == [
        ("ماذا", 0.0),
        ("قال", 0.7),
        ("المدير", 1.0),
        ("عن", 0.7),
        ("المصنع", 1.0),
    ]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("أين تقع المكتبة العامة؟", "المكتبه العامه"),
        ("في أي مدينة يوجد المتحف؟", "مدينه المتحف"),
        ("وين موجود السد؟", "السد"),
        ("هل تقع حلب في سوريا؟", "تقع حلب سوريا"),
        ("ماذا يوجد في المتحف؟", "يوجد المتحف"),
        ("كم عدد سكان حلب؟", "سكان حلب"),
        ("قديش عدد الاتفاقيات", "الاتفاقيات"),
        ("من زاد عدد المقاعد؟", "زاد عدد المقاعد"),
        ("في أي عام افتتح المتحف؟", "افتتح المتحف"),
        ("ما سبب إغلاق الجسر؟", "اغلاق الجسر"),
        ("في أي مكان توفي؟", "توفي"),
        ("ما أعداد القتلى؟", "القتلي"),
        ("في أي يوم سقطت غرناطة؟", "سقطت غرناطه"),
        ("ما هو تاريخ ميلاد المتنبي؟", "ميلاد المتنبي"),
        ("ما أسباب الحرب؟", "الحرب"),
        ("ما طريقة صنع الورق؟", "صنع الورق"),
        ("بأي كيفية يصنع الورق؟", "يصنع الورق"),
        ("أين وقع العام الدراسي الأول؟", "وقع العام الدراسي الاول"),
        ("متى استقال الأمين العام؟", "استقال الامين العام"),
        ("متى يوم الأرض؟", "يوم الارض"),
        ("متى صدر كتاب تاريخ الطبري؟", "صدر كتاب تاريخ الطبري"),
        ("كم العدد الذري للذهب؟", "العدد الذري للذهب"),
    ],
)
def test_what_only_says_again_what_is_asked_for_is_no_topic(question: str, topic: str):
    assert content(question) == topic


def test_whom_is_told_from_from():
    assert asking("من بنى السد؟") == "من"
    assert asking("ومن هو المهندس؟") == "ومن"
    assert asking("اكتمل السد على يد من؟") == "من"
    assert asking("من خلال المشروع متى نستفيد؟") == "متي"
    assert asking("كم مترا يرتفع السد من القاع؟") == "كم"


def test_what_is_told_from_the_particle():
    assert asking("ما لون السد؟") == "ما"
    assert asking("السد ما هو؟") == "ما"
    assert asking("ليش ما اكتمل السد؟") == "ليش"
    assert asking("ما زال السد مغلقا متى يفتح؟") == "متي"


def test_when_in_iraq_is_told_from_the_name():
    assert asking("شوكت يفتح السد؟") == "شوكت"
    assert asking("متى زار آصف شوكت السد؟") == "متي"


def test_how_many_is_told_from_the_kilometre():
    assert asking("كم يبعد السد؟") == "كم"
    assert asking("أين تقع القرية التي تبعد 20 كم عن السد؟") == "اين"


def test_a_verse_is_not_the_egyptian_what():
    assert asking("آية الكرسي كم كلمة فيها؟") == "كم"
    assert asking("عملوا ايه في السد؟") == "ايه"


def test_conjunctions_do_not_hide_a_question_word():
    assert asking("وكم يبعد السد؟") == "وكم"
    assert asking("وين السد؟") == "وين"


@pytest.mark.parametrize(
    "question",
    [
        "عايز أعرف متى افتتح السد",
        "يا بوت ممكن تقول لي متى افتتح السد لو سمحت",
        "السلام عليكم ورحمة الله وبركاته، أريد أن أسأل عن متى افتتح السد؟ وشكرا جزيلا",
        "لو سمحت قل لي متى افتتح السد",
        "صباح الخير، عندي سؤال: متى افتتح السد يا صديقي؟",
        "بدي أعرف متى افتتح السد",
        "هل تعرف متى افتتح السد؟",
        "عافاك وقتاش افتتح السد",
        "بلا زحمة عليك شوقت افتتح السد",
        "إمتى افتتح السد الله يخليك",
    ],
)
def test_politeness_around_a_question_carries_nothing(question: str):
    query = analyse_question(question)

    assert content(question) == "افتتح السد"
    assert (query.kind, query.answer_type) == (QuestionKind.QUESTION, AnswerType.TIME)


@pytest.mark.parametrize(
    "question",
    [
        "السلام عليكم",
        "السلام عليكم ورحمة الله وبركاته 🌹",
        "سلام",
        "وعليكم السلام",
        "صباح الخير",
        "مساء النور",
        "مرحبا",
        "هلا والله",
        "أهلا وسهلا بك",
        "كيف حالك اليوم؟",
        "ازيك عامل ايه",
        "ازيك عامل ايه النهارده",
        "شلونك",
        "شكرا جزيلا لك",
        "شكراً لكم على جهودكم",
        "شكرا جزيلا على الرد",
        "مشكور على المعلومات",
        "شكرا للمساعدة",
        "جزاك الله خيرا",
        "يعطيك العافية",
        "مع السلامة",
        "من أنت؟",
        "hi",
        "Hello!",
        "thank you",
        "salam alaikum",
        "saba7 el5er",
    ],
)
def test_small_talk_is_not_a_question(question: str):
    assert analyse_question(question).kind is QuestionKind.SMALL_TALK


@pytest.mark.parametrize(
    "question",
    ["ما معنى السلام في الشعر؟", "كيف حال الاقتصاد؟", "من كتب صباح الخير يا وطني؟", "سلام من هو؟"],
)
def test_a_greeting_within_a_question_is_content(question: str):
    assert analyse_question(question).kind is QuestionKind.QUESTION


@pytest.mark.parametrize("question", ["", " \n", "؟!", "😀😀", "\u200f", "…", "\u064e"])
def test_nothing_but_marks_is_empty(question: str):
    query = analyse_question(question)

    assert (query.kind, query.words) == (QuestionKind.EMPTY, ())


@pytest.mark.parametrize("question", ["ما هو؟", "من", "متى؟", "ماذا عن ذلك", "لو سمحت", "في على"])
def test_stop_words_alone_have_no_content(question: str):
    assert analyse_question(question).kind is QuestionKind.NO_CONTENT


@pytest.mark.parametrize(
    "question",
    [
        "shu 2al el wazir 3an el jisr",
        "wein el matar",
        "emta yiftah el mat7af",
        "meen howa el modir",
    ],
)
def test_arabic_in_latin_letters_is_recognised(question: str):
    assert analyse_question(question).kind is QuestionKind.ARABIZI


@pytest.mark.parametrize(
    "question",
    [
        "who is the minister?",
        "When did Al Jazeera open its 2nd office in 2019?",
        "où est le musée",
        "кто такой министр?",
        "部長は誰ですか",
        "NATO",
        "covid19 mp3 5km",
        "where is El Nino",
    ],
)
def test_other_languages_are_foreign(question: str):
    assert analyse_question(question).kind is QuestionKind.FOREIGN


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lh hsl hgvzds hgv,sd", "ما اسم الرئيس الروسي"),
        ("lh`h jkh,g hgvzdshk td hgl;hglm?", "ماذا تناول الرئيسان في المكالمة؟"),
        ("lh hg`d ]hv fdk vzdsd hGv;hk", "ما الذي دار بين رئيسي الأركان"),
    ],
)
def test_arabic_typed_on_an_english_keyboard_is_read(typed: str, meant: str):
    assert analyse_question(typed) == analyse_question(meant)


def test_a_greeting_typed_on_an_english_keyboard_greets():
    assert analyse_question("lshx hgodv").kind is QuestionKind.SMALL_TALK


@pytest.mark.parametrize(
    "text",
    ["how old is he", "who is Putin?", "qui est le président", "covid-19", "s400", "unicef", "x"],
)
def test_other_languages_do_not_turn_into_arabic(text: str):
    assert on_arabic_keys(text) is None


@pytest.mark.parametrize("filler", ["اللي", "غادي", "ديال", "دلوقتي", "هيك"])
def test_small_words_of_the_dialects_carry_nothing(filler: str):
    query = analyse_question(f"علاش روسيا {filler} توقف العمليات")

    assert {word.text: word.weight for word in query.words}[matching_key(filler)] == 0


def test_latin_words_in_an_arabic_question_are_content():
    query = analyse_question("متى تأسست شركة SpaceX؟")

    assert query.kind is QuestionKind.QUESTION
    assert content("متى تأسست شركة SpaceX؟") == "تاسست شركه spacex"


def test_a_number_alone_is_a_question():
    assert analyse_question("١٩٤٨").kind is QuestionKind.QUESTION
    assert content("١٩٤٨") == "1948"


@given(st.one_of(st.text(max_size=100), st.text(alphabet="من ماهويكتشدري؟ ", max_size=60)))
def test_every_string_has_an_analysis_with_all_words_of_its_key(question: str):
    query = analyse_question(question)

    assert query.question in (question, on_arabic_keys(question))
    assert query.key == matching_key(query.question)
    assert [word.text for word in query.words] == split_words(query.key)
    assert all(word.weight in {0.0, 0.7, 1.0} for word in query.words)


@pytest.mark.parametrize("phrase", ["ما هو ", "لو سمحت ", "السلام عليكم ", "ا"])
def test_a_very_long_question_is_analysed(phrase: str):
    query = analyse_question(phrase * (10_000 // len(phrase)))

    assert "".join(word.text for word in query.words) == "".join(split_words(query.key))
