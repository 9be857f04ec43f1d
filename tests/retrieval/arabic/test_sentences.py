import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arabic.sentences import SOFT_LIMIT, split_sentences

ARABIC_TEXT = st.lists(
    st.sampled_from(
        [*'اب تهـدم.،؛:؟!…"«»“”()[]0159a-\n\r', "\u064e", "\u200f", "\u2029", ". ", "قال ", "\n\n"]
    ),
    max_size=120,
).map("".join)


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


def paragraphs(text: str) -> list[int]:
    return [span.paragraph for span in split_sentences(text)]


# Each text is cut at every bar: the sentences are what stands between.
HAND_CUT = {
    "full stops, with and without a space": (
        "افتتح الوزير الجسر صباحا.| وحضر الحفل سكان الحي.|ثم غادر الوفد المدينة.| انتهى."
    ),
    "a question and a cry": "متى يبدأ الموسم؟| لا أحد يعرف!| ننتظر الإعلان؟!| ربما غدا.",
    "a stop after a space": "ارتفع سعر القمح .|وكان السعر قد هبط أمس .| واستقر الذرة .",
    "an ARABIC FULL STOP, as in Urdu": "وصل القطار متأخرا\u06d4| ونزل الركاب.",
    "a comma after the stop": "بلغ عدد الزوار ألفا.،| وأغلق المتحف أبوابه.،| ثم رحل الجميع.",
    "a quotation that the stop follows": 'قال المدير: "نعمل ليلا ونهارا".| ثم صمت.',
    "a quotation that the stop ends": "قال المدير: «نعمل ليلا ونهارا.»| ثم صمت.",
    "a comma after a quotation that the stop ends": "قال: «نعمل كل يوم.»،| وخرج المدير مسرعا.",
    "the speaker after the quotation": "«نعمل ليلا ونهارا.»، قال المدير أمس.| ثم صمت.",
    "a stop in an open quotation": (
        'أعلن المصنع أنه "يوسع خط الإنتاج. وسيوظف مئة عامل"، بحسب بيانه الأخير.| وانتهى البيان.'
    ),
    "no space after a stop behind a quotation": (
        'تعاونت الجمعية مع فريق "النجوم".|في الأثناء بدأ التدريب.'
    ),
    "a lone quotation mark": 'وصفها بأنها "أجمل المدن وأقدمها. |ثم عاد إلى بيته. |ونام.',
    "three straight quotation marks": (
        'قال الكاتب: "قرأت كتاب "الأيام" في صباي وأحببته. |ثم كتب رواية جديدة. |ونجحت.'
    ),
    "a mark after a letter": 'اشتهر ب"شاعر النيل" و"أبو الفقراء". |وتوفي شابا.',
    "a title with a question mark": "عرض فيلم «من سرق القمر؟» في ثلاث مدن. |وفاز بجائزة.",
    "a question asked aloud": "سأل الصبي: «أين البحر؟» |أشار الشيخ إلى الغرب.",
    "a question with its speaker": "«أين البحر؟» سأل الصبي وهو يجري. |لم يجبه أحد.",
    "mixed marks": "قال “نحن جاهزون. وسنبدأ غدا» في حديث إذاعي. |ثم ودعنا.",
    "inserted sentences": "وصل الوفد ليلا.، |[وكان في استقباله حشد كبير.] |وقال رئيسه إنه متفائل.",
    "an inserted sentence with no stop before": "وصل الوفد [وكان ينتظره حشد كبير.] |وغادر فجرا.",
    "an aside with a stop": "بلغ الارتفاع (نحو 3.5 م. فوق البحر) حدا خطيرا. |وفر الناس.",
    "a title before a name": "استقبل د. سمير الضيف مع أ.د. ليلى وم. حسام. |ثم بدأ اللقاء.",
    "an era after a year": "ولد سنة 820 هـ. الموافق 1417 م. في دمشق. |وعاش فيها.",
    "an era that ends a sentence": "توفي سنة 820 هـ. |وكان عالما جليلا.",
    "before our era": "بنيت القلعة عام 300 ق.م. على تل عال. |وهدمت لاحقا.",
    "an agency in letters": "نقلت وكالة د.ب.أ عن شاهد قوله ذلك. |وقالت أ.ف.ب. إن النار أخمدت.",
    "a title with a space before its dot": "قال د . سمير إنه بخير. |وشكر الأطباء.",
    "an agency in names of letters": "بثت قناة إن. بي. سي تقريرا عن موقع أخبار.كوم. |ثم حذف.",
    "names of letters without spaces": "تراجع سهم آي.بي.إم قليلا. |وعاد سي.إن.",
    "a page of a book": "ورد ذلك في Smith, p. 12 وفي Vol. 3 منه. |وأعيد طبعه.",
    "an agency in brackets at the end": "أغلق المطار ساعتين. |ثم عاد إلى العمل. (رويترز)",
    "and so on, inside": "باع الخضر والفواكه إلخ. في السوق القديمة. |ثم عاد.",
    "and so on, before a number": "باع الخضر إلخ. 5 مرات في السوق. |ثم عاد.",
    "a number after a stop": "بلغ الحضور ألفا.|20 منهم من القرية. |وغنوا.",
    "and so on, at the end": "باع الخضر والفواكه إلخ. |وعاد إلى بيته.",
    "decimals and dates": "بلغ المعدل 3.5 في 12.10.2019 ثم 22 .1 بعد عام. |وهبط إلى ٢.٥ لاحقا.",
    "addresses": "راسلونا على info@example.com أو زوروا example.org يوميا. |نرحب بكم.",
    "an address with a question mark": "الرابط example.org/a?page=2 مفتوح. |ادخلوه.",
    "Latin initials": "كتب الرواية J. K. Rowling وترجمها Dr. Smith عام 2001. |ونفدت.",
    "Latin initials in one": "اجتازت الرواية U.S. Congress بهدوء. |ونفدت.",
    "a list's numbers": "1. غسل الأرز جيدا.\n|2. نقعه ساعة.",
    "an ellipsis within": "ثم قال... من دون أن يلتفت إلينا ... إنه تعب. |وخرج.",
    "an ellipsis that ends": (
        "وقف طويلا أمام البحر ينتظر السفينة البعيدة... |لم يكن يعرف أنها غرقت في الليل."
    ),
    "an ellipsis in brackets": "نص المادة على أن «لكل مواطن (...) حق في التعليم». |وصدقت.",
    "notes": "تأسست الجامعة عام 1908.[1][12] |وتضم عشر كليات.[3]",
    "stray dots": "صلى الناس في الساحة. . |ترك الإمام المنبر باكرا.",
    "a hyphen stuck to a word": "قال الوزير- في حديث له - إن الأمر بسيط. |وانصرف.",
}


@pytest.mark.parametrize("marked", HAND_CUT.values(), ids=HAND_CUT.keys())
def test_sentences_are_cut_as_a_reader_would_cut_them(marked: str):
    text = marked.replace("|", "")

    actual = [re.sub(r"\s+", " ", sentence) for sentence in cut(text)]

    expected = [re.sub(r"\s+", " ", piece).strip(" ،") for piece in marked.split("|")]
    assert [sentence.removesuffix(" .") for sentence in actual] == [
        piece.removesuffix(" .") for piece in expected
    ]


def test_a_long_quotation_is_cut_at_its_own_sentences():
    sentence = "وهذه جملة طويلة بعض الشيء تصف ما جرى في القرية من أحداث بعد المطر الغزير"
    text = f"روى الشيخ: «{sentence}. {sentence}. {sentence}. {sentence}». ثم سكت."

    assert cut(text) == [
        f"روى الشيخ: «{sentence}.",
        f"{sentence}.",
        f"{sentence}.",
        f"{sentence}».",
        "ثم سكت.",
    ]


def test_only_a_long_sentence_breaks_at_semicolons():
    clause = "وكان الطريق إلى الجبل وعرا يحتاج إلى صبر ورفيق يعرف الدروب جيدا"
    short = f"{clause}؛ {clause}."
    long = "؛ ".join([clause] * 8) + "."

    assert cut(short) == [short]
    assert len(long) > SOFT_LIMIT
    assert cut(long) == [f"{clause}؛"] * 7 + [f"{clause}."]


def test_a_hard_wrapped_text_is_read_through_its_line_breaks():
    text = (
        "افتتحت البلدية صباح اليوم حديقة عامة واسعة على ضفة النهر بعد\n"
        "عامين من العمل المتواصل.\n"
        "وقال المهندس المشرف على المشروع إن الحديقة تضم ألف شجرة وملعبا\n"
        "للأطفال ومكتبة صغيرة، وإن الدخول إليها مجاني طوال العام. وأضاف\n"
        "أن البلدية ستبني حديقة مثلها في الحي الشرقي خلال السنوات الثلاث\n"
        "المقبلة.\n"
    )

    assert cut(text) == [
        text[: text.index("\nوقال")],
        text[text.index("وقال") : text.index(" وأضاف")],
        text[text.index("وأضاف") : -1],
    ]
    assert paragraphs(text) == [0, 1, 1]


def test_a_heading_in_a_wrapped_text_stands_alone():
    text = (
        "موسم القطاف\n"
        "يبدأ قطاف الزيتون في القرى الجبلية مع أول مطر من شهر تشرين وتشارك\n"
        "فيه العائلات كلها، صغارا وكبارا، من الفجر إلى مغيب الشمس ثم يحمل\n"
        "المحصول إلى المعصرة القريبة.\n"
    )

    assert cut(text)[0] == "موسم القطاف"
    assert len(cut(text)) == 2


def test_one_paragraph_a_line_is_cut_at_the_lines():
    text = (
        "متحف جديد في المدينة\n"
        "زوار أمام بوابة المتحف يوم الافتتاح\n"
        "افتتح اليوم متحف الخط العربي في المدينة القديمة بحضور مئات الزوار من محبي الفن.\n"
        "ويضم المتحف ثلاث قاعات ومخطوطات نادرة جمعت على مدى أربعين عاما. والدخول إليه مجاني.\n"
        "أخبار ذات صلة\n"
    )

    assert cut(text) == [
        "متحف جديد في المدينة",
        "زوار أمام بوابة المتحف يوم الافتتاح",
        "افتتح اليوم متحف الخط العربي في المدينة القديمة بحضور مئات الزوار من محبي الفن.",
        "ويضم المتحف ثلاث قاعات ومخطوطات نادرة جمعت على مدى أربعين عاما.",
        "والدخول إليه مجاني.",
        "أخبار ذات صلة",
    ]
    assert paragraphs(text) == [0, 1, 2, 3, 3, 4]


def test_a_line_that_ends_in_a_comma_or_preposition_goes_on():
    text = "حضر الحفل كبار السن،\nوالأطفال أيضا.\nوانتهى الحفل في\nمنتصف الليل."

    assert cut(text) == ["حضر الحفل كبار السن،\nوالأطفال أيضا.", "وانتهى الحفل في\nمنتصف الليل."]


def test_bullets_are_left_outside_the_sentences():
    assert cut("شروط القبول:\n• شهادة الثانوية\n• اجتياز المقابلة\n") == [
        "شروط القبول:",
        "شهادة الثانوية",
        "اجتياز المقابلة",
    ]


def test_directional_controls_around_sentences_are_left_outside():
    # RIGHT-TO-LEFT MARK, RIGHT-TO-LEFT OVERRIDE, POP DIRECTIONAL FORMATTING
    assert cut("\u200fوصل القطار. \u202eنزل الركاب.\u202c") == ["وصل القطار.", "نزل الركاب."]


def test_lines_of_verse_stay_apart():
    text = "يا نهر حدثني عن السفن القديمة\nوعن الذين مضوا\nولم يتركوا سوى ظل وأغنية\n"

    assert len(cut(text)) == 3


def test_quotation_marks_are_counted_anew_in_each_paragraph():
    text = 'فتح قوسا ولم يغلقه: "هكذا بدأ. وهكذا مضى.\n\nثم قال "نعم" ومضى. وعاد.'

    assert cut(text) == [
        'فتح قوسا ولم يغلقه: "هكذا بدأ.',
        "وهكذا مضى.",
        'ثم قال "نعم" ومضى.',
        "وعاد.",
    ]


def test_a_blank_line_ends_a_sentence_whatever_the_line_break():
    for line_break in ("\n", "\r\n", "\r"):
        assert cut(f"عنوان المقال{line_break}{line_break}نص المقال") == [
            "عنوان المقال",
            "نص المقال",
        ]


SEEDS = Path(os.environ.get("IQTIBAS_SHARED") or Path(__file__).parents[4] / "shared", "seeds")
# For words within a sentence of a real article: how that sentence begins and ends.
SEED_SENTENCES = [
    ("000", "منتتدى سوتشي", "وأضاف لافروف، في", "نتائج ملموسة."),
    ("000", "تربة خصبة", "[إن استمرار", "لمواجهته.]"),
    ("000", "وتم قبول الدعوة", "وقال الكرملين إن", "أنقرة هجوماً."),
    ("000", "سندعم التعاون", "لافروف أضاف:", 'على الحدود".'),
    ("001", "2155", "وأشار بيان الوزارة", "2155”."),
    ("001", "رويتنو مارسودي", "وزير الخارجية الروسي", "في جاكرتا"),
    ("001", "أقسام", "أقسام", "أقسام"),
    ("001", "أخبار متعلقة", "أخبار متعلقة", "أخبار متعلقة"),
    ("002", "حظينا", "وأضاف لافروف- في", 'الوضع في سوريا".'),
    ("003", "بتوقيت القدس", "20-04-2024", "المحتلة"),
    ("003", "وأردف قائلا", "وأردف قائلا:", 'بعين الاعتبار".'),
    ("003", "الجيش السوري الحر", "وجدد لافروف", 'السوري الحر".'),
    ("003", "الجيش الحر", "لافروف: مستعدون", "مكافحة الإرهاب"),
    ("004", "غير كافٍ", "قال الرئيس الروسي", "غير كافٍ."),
    ("004", "تعاونت مع", "وأبدى لافروف", '"داعش".'),
    ("004", "الأممي إلى", "في السياق ذاته أعلن", "جديدة."),
    ("004", "قبل توجهه", "وفي مؤتمر صحافي", "تصعيد عسكري."),
]


@pytest.mark.shared
@pytest.mark.skipif(not SEEDS.is_dir(), reason="needs ../shared/seeds; set IQTIBAS_SHARED")
@pytest.mark.parametrize(("file", "needle", "start", "end"), SEED_SENTENCES)
def test_sentences_of_real_articles(file: str, needle: str, start: str, end: str):
    text = next(SEEDS.glob(f"{file}_*.txt")).read_text(encoding="utf-8")

    found = next(sentence for sentence in cut(text) if needle in sentence)

    assert found.startswith(start)
    assert found.endswith(end)


@pytest.mark.shared
@pytest.mark.skipif(not SEEDS.is_dir(), reason="needs ../shared/seeds; set IQTIBAS_SHARED")
@pytest.mark.parametrize(
    ("file", "n_sentences"), [("000", 19), ("001", 14), ("002", 11), ("003", 16), ("004", 11)]
)
def test_real_articles_have_as_many_sentences_as_counted_by_hand(file: str, n_sentences: int):
    text = next(SEEDS.glob(f"{file}_*.txt")).read_text(encoding="utf-8")

    assert len(cut(text)) == n_sentences


def test_a_text_without_letters_has_no_sentences():
    assert cut("") == []
    assert cut(" \n ... \n--- ؟! \u200f") == []


@pytest.mark.parametrize(
    "unit",
    ['"', "(", "a. ", "1. ", ". ", "سطر\n", "«قال. ", "(ا. ", "ا. ) ", '(" ', "[1]. ", "؛ كلمة "],
)
def test_time_grows_in_step_with_length(unit: str):
    """A quadratic rule would take minutes here, not a fraction of a second."""
    text = unit * (60_000 // len(unit))

    assert all(0 <= span.start < span.end <= len(text) for span in split_sentences(text))


@given(st.one_of(st.text(max_size=200), ARABIC_TEXT))
def test_nothing_is_lost_and_nothing_reordered(text: str):
    spans = split_sentences(text)

    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    assert edges == sorted(edges)
    assert all(span.start < span.end for span in spans)
    gaps = [text[end:start] for end, start in zip(edges[::2], edges[1::2], strict=True)]
    assert not re.search(r"[^\W_]", "".join(gaps))
    sentences = [text[span.start : span.end] for span in spans]
    assert all(sentence == sentence.strip() for sentence in sentences)


@given(st.one_of(st.text(max_size=200), ARABIC_TEXT))
def test_paragraphs_are_numbered_without_gaps(text: str):
    numbers = paragraphs(text)

    assert sorted(set(numbers)) == list(range(len(set(numbers))))
    assert numbers == sorted(numbers)
