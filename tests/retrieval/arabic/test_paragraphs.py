from retrieval.arabic.paragraphs import split_paragraphs


def paragraphs(text: str) -> list[str]:
    return [text[start:end] for start, end in split_paragraphs(text)]


WRAPPED = (
    "تنطلق السفينة من الميناء القديم كل صباح محملة بالبضائع والركاب إلى\n"
    "الجزيرة التي لا جسر إليها، ثم تعود في المساء بما صاده أهلها من سمك\n"
    "طازج يباع في سوق المدينة قبل أن تغلق أبوابها.\n"
)


def test_the_lines_of_a_wrapped_paragraph_are_one():
    assert paragraphs(WRAPPED) == [WRAPPED.rstrip()]


def test_blank_lines_part_paragraphs():
    assert paragraphs(f"{WRAPPED}\n \n{WRAPPED}") == [WRAPPED.rstrip()] * 2


def test_a_short_last_line_ends_a_wrapped_paragraph():
    assert paragraphs(WRAPPED + WRAPPED) == [WRAPPED.rstrip()] * 2


def test_every_kind_of_line_break_counts_once():
    for line_break in ("\n", "\r\n", "\r", "\u2028", "\x85"):
        text = line_break.join(["أول سطر.", "ثاني سطر.", "", "ثالث سطر."])

        assert paragraphs(text) == ["أول سطر.", "ثاني سطر.", "ثالث سطر."]


def test_a_paragraph_separator_and_a_form_feed_part_paragraphs():
    assert paragraphs("حضر في\u2029الصباح") == ["حضر في", "الصباح"]
    assert paragraphs("حضر في\fالصباح") == ["حضر في", "الصباح"]


def test_a_line_broken_in_the_middle_of_a_wrapped_paragraph_goes_on():
    broken = WRAPPED.replace("ثم تعود", "ثم\nتعود")

    assert paragraphs(WRAPPED + broken) == [WRAPPED.rstrip(), broken.rstrip()]


def test_a_line_that_opens_with_and_is_no_heading():
    text = f"وفي حديث لنا معه أمس\n{WRAPPED}"

    assert paragraphs(text) == [text.rstrip()]


def test_a_line_with_an_end_mark_inside_is_no_heading():
    text = f"حل الصيف. وبدأ موسم\n{WRAPPED}"

    assert paragraphs(text) == [text.rstrip()]


def test_a_long_line_before_wrapped_text_stands_alone():
    lead = (
        "خلاصة المقال في سطر واحد طويل لم يلف كما لفت سطور النص الذي يليه، " * 3 + "وفيها كل شيء"
    )

    assert paragraphs(f"{lead}\n{WRAPPED}") == [lead, WRAPPED.rstrip()]


def test_items_of_a_list_are_not_taken_for_wrapped_text():
    items = [f"{number}. {'بند ' * 12}طويل من بنود هذا النظام" for number in range(1, 5)]

    assert paragraphs("\n".join(items)) == items


def test_two_open_lines_before_a_long_paragraph_are_headings():
    text = f"عنوان أول للمقال في الصحيفة\nعنوان ثان تحت الأول\n{'نص المقال طويل ' * 20}."

    assert len(paragraphs(text)) == 3


def test_an_empty_text_has_no_paragraphs():
    assert paragraphs("") == []
    assert paragraphs(" \n\t\n") == []
