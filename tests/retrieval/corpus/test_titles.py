import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.titles import find_title_and_date, given_title

LEAD = "افتتح المجلس مكتبة جديدة في حي الزيتون تضم آلاف الكتب وقاعة للمطالعة، وحضر الحفل أهل الحي."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"مكتبة جديدة للحي\n\n{LEAD}", "مكتبة جديدة للحي"),
        (f"  مكتبة جديدة للحي  \n{LEAD}\n{LEAD}", "مكتبة جديدة للحي"),
        (f"20-04-2024 01:18 AM\n\n#مكتبة_جديدة لحي #الزيتون\n\n{LEAD}", "مكتبة جديدة لحي الزيتون"),
        (f"#أخبار #مكتبة\n\nمن يقرأ في الحي؟\n\n{LEAD}", "من يقرأ في الحي؟"),
        (LEAD, "افتتح المجلس مكتبة جديدة في حي الزيتون تضم آلاف الكتب وقاعة للمطالعة، وحضر…"),
        ("افتتحت المكتبة أمس في الحي القديم. وحضر أهله.", "افتتحت المكتبة أمس في الحي القديم"),
        (
            "وصف رئيس المجلس البلدي المكتبة الجديدة بأنها «بيت لكل أهل الحي الكبار والصغار معا».",
            "وصف رئيس المجلس البلدي المكتبة الجديدة بأنها…",
        ),
        ("#وسم", "ملف"),
        ("", "ملف"),
    ],
)
def test_a_text_has_a_title(text: str, expected: str):
    title, _ = find_title_and_date(text, "folder/ملف.txt")

    assert title == expected


def test_text_wrapped_at_a_fixed_width_has_no_title_line():
    words = (LEAD + " ") * 4
    lines = [words[:60].rpartition(" ")[0]]
    rest = words[len(lines[0]) + 1 :]
    while rest:
        line = rest if len(rest) <= 60 else rest[:60].rpartition(" ")[0]
        lines.append(line.strip())
        rest = rest[len(line) + 1 :]

    title, _ = find_title_and_date("\n".join(lines), "a.txt")

    assert title == "افتتح المجلس مكتبة جديدة في حي الزيتون تضم آلاف الكتب وقاعة للمطالعة، وحضر…"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("20-04-2024 01:18 AM بتوقيت مكة المكرمة", "2024-04-20"),
        ("تاريخ النشر: 2023/05/01", "2023-05-01"),
        ("الأحد ٧ كانون الثاني ٢٠٢٤", "2024-01-07"),
        ("12 تشرين الأول/أكتوبر 2022", "2022-10-12"),
        ("04/20/2024", "2024-04-20"),
        ("99-99-2024", ""),
        ("وقع الاتفاق في 20-04-2024 في المدينة", ""),
    ],
)
def test_the_date_line_of_the_page_is_its_date(line: str, expected: str):
    _, date = find_title_and_date(f"مكتبة جديدة للحي\n\n{line}\n\n{LEAD}", "a.txt")

    assert date == expected


def test_a_given_title_is_one_line_of_bearable_length():
    assert given_title(" مكتبة\n جديدة\u200f ") == "مكتبة جديدة"  # RIGHT-TO-LEFT MARK
    assert given_title("") == ""
    assert len(given_title("كلمة " * 500)) <= 301


@given(st.text(max_size=300))
def test_a_title_is_never_empty_and_always_one_line(text: str):
    title, _ = find_title_and_date(text, "a.txt")

    assert title
    assert title == " ".join(title.split())
