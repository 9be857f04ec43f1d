import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.outlets import Origin, find_origin, split_title

REST = "قال وزير الخارجية إن اللقاء كان مثمرا، وشكر كل من حضره."


@pytest.mark.parametrize(
    ("dateline", "outlet", "date"),
    [
        ("القاهرة - رويترز: ", "وكالة رويترز", ""),
        ("القاهرة - رويترز\n\n", "وكالة رويترز", ""),
        ("لندن / الأناضول\n\n", "وكالة الأناضول", ""),
        ("دبي، الإمارات العربية المتحدة (CNN) -- ", "CNN", ""),
        ("موسكو - (أ ف ب): ", "وكالة فرانس برس", ""),
        ("الرياض (أ.ف.ب) \u2013 ", "وكالة فرانس برس", ""),  # EN DASH
        ("رام الله - معا - ", "وكالة معا", ""),
        ("غزة: «الخليج»، وكالات: ", "الخليج", ""),
        ("واشنطن 5 مايو 2019 (رويترز) - ", "وكالة رويترز", "2019-05-05"),
        ("عنوان الخبر\n\nبقلم أحمد سالم \u2013 14 يوليو 2018\n\n", "", "2018-07-14"),
    ],
)
def test_a_dateline_names_the_outlet_and_maybe_the_day(dateline: str, outlet: str, date: str):
    assert find_origin(dateline + REST) == Origin(outlet, date)


@pytest.mark.parametrize(
    "text",
    [
        "السعودية - اليمن: " + REST,
        "نقلت وكالة الأنباء الرسمية السورية (سانا) عن مصدر أن الطريق فتح.",
        "قال مدير شركة سوني - الخليج في تصريحات إن الأسعار ثابتة.",
        "معا - نحو مستقبل أفضل: " + REST,
        "كوستا برافا (Costa Brava) (العربية: الساحل الوعر) منطقة سياحية.",
        "ثورة يوليو - 23 يوليو 1952\n\n" + REST,
        "أحداث 14 يوليو 2018\n\n" + REST,
        "نقلا عن مسؤولين في السكك الحديدية\n\n" + REST,
        f"{REST}\n\nالمصدر: وكالات",
        f"{REST}\n\nالمصدر: https://example.org/a",
    ],
)
def test_what_is_no_dateline_names_nothing(text: str):
    assert find_origin(text) == Origin()


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("المصدر: الجزيرة + وكالات", "الجزيرة"),
        ("المصدر : وكالات، رويترز", "وكالة رويترز"),
        ("المصدر: جريدة الحي", "جريدة الحي"),
        ('* نقلاً عن "الأهرام" المصرية', "الأهرام المصرية"),
        ("نقلا عن صحيفة الحي", "صحيفة الحي"),
    ],
)
def test_a_line_that_names_its_source_does(line: str, outlet: str):
    assert find_origin(f"{REST}\n\n{line}") == Origin(outlet)


@pytest.mark.parametrize(
    ("title", "known", "expected"),
    [
        ("لقاء في جنيف | الجزيرة نت", "", ("لقاء في جنيف", "الجزيرة نت")),
        ("لقاء في جنيف - BBC News عربي", "", ("لقاء في جنيف", "BBC News عربي")),
        ("لقاء في جنيف \u2013 جريدة الحي", "جريدة الحي", ("لقاء في جنيف", "جريدة الحي")),
        ("لقاء في جنيف | الجزيرة نت", "aljazeera.net", ("لقاء في جنيف", "aljazeera.net")),
        ("صراع النفوذ | الخليج", "", ("صراع النفوذ", "الخليج")),
        ("صراع النفوذ - الخليج", "", ("صراع النفوذ - الخليج", "")),
        ("لقاء في جنيف - جريدة الحي", "", ("لقاء في جنيف - جريدة الحي", "")),
        ("هيا بنا - معا", "", ("هيا بنا - معا", "")),
        ("رويترز - رويترز", "", ("رويترز - رويترز", "")),
    ],
)
def test_the_outlet_behind_a_title_leaves_it(title: str, known: str, expected: tuple[str, str]):
    assert split_title(title, known) == expected


_WORDS = st.sampled_from(
    ["القاهرة", "رويترز", "-", ":", "(", "«الخليج»", "5 مايو 2019", "\n\n", '"']
)


@given(st.lists(_WORDS | st.text(max_size=5), max_size=20).map(" ".join))
def test_whatever_a_text_begins_with_its_origin_is_one_line(text: str):
    origin = find_origin(text)

    assert origin.outlet == " ".join(origin.outlet.split())
    assert len(origin.date) in {0, 10}
