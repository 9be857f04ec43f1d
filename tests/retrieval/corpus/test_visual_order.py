"""Lines as the bidirectional algorithm draws them, each told by hand, glyph by glyph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.corpus.visual_order import reading_order


def read(drawn: str, *, from_right: bool = True) -> str:
    order, _ = reading_order(list(drawn), from_right=from_right)
    return "".join(drawn[at] for at in order)


def draw(text: str) -> str:
    """Return Arabic words as they are drawn, from the left."""
    return text[::-1]


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        (draw("قال الوزير."), "قال الوزير."),
        (f"{draw(' نسخة')}1234{draw('بيعت ')}", "بيعت 1234 نسخة"),
        (f"{draw(' زائرا')}١٢٣٤{draw('بلغوا ')}", "بلغوا ١٢٣٤ زائرا"),
        (f"{draw(' كتابا')}15,300.5{draw('تضم ')}", "تضم 15,300.5 كتابا"),
        (f".17:45{draw(' و')}8:30{draw('بين ')}", "بين 8:30 و17:45."),
        (f"2024/5/12{draw('يوم ')}", "يوم 2024/5/12"),
        (f"%12{draw('بزيادة ')}", "بزيادة 12%"),
        (f"2024-2020{draw('بين ')}", "بين 2020-2024"),
        (f"{draw(' عامي')}2020 2019{draw('في ')}", "في 2019 2020 عامي"),
        (f"{draw(' المفتوح')}Koha{draw('نظام ')}", "نظام Koha المفتوح"),
        (f"John Smith{draw(' و')}Jane Doe{draw('كتبه ')}", "كتبه Jane Doe وJohn Smith"),
        (f"{draw(' يعرض')}www.example.org{draw('الموقع ')}", "الموقع www.example.org يعرض"),
        (f"{draw(' أمس')}COVID-19{draw('وباء ')}", "وباء COVID-19 أمس"),
        (f"{draw(' أمس')}Windows 11{draw('نظام ')}", "نظام Windows 11 أمس"),
        (f"{draw(' سريعة')}5G{draw('شبكة ')}", "شبكة 5G سريعة"),
        (f"{draw(' أمس')}Koha (v2){draw('نظام ')}", "نظام Koha (v2) أمس"),
        ("", ""),
    ],
)
def test_a_line_from_the_right_is_read_as_it_was_written(drawn: str, expected: str):
    assert read(drawn) == expected


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        ("plain text, 3.5", "plain text, 3.5"),
        (f"the word {draw('كتاب جديد')} means", "the word كتاب جديد means"),
        (f"in {draw(' عام')}2024{draw('سنة ')} there", "in سنة 2024 عام there"),
    ],
)
def test_a_line_from_the_left_turns_its_arabic_words_only(drawn: str, expected: str):
    assert read(drawn, from_right=False) == expected


def test_what_is_read_from_the_right_is_told():
    drawn = f"){draw('نحو')}( Koha"

    _, leftward = reading_order(list(drawn), from_right=True)

    assert {drawn[at] for at in leftward} == set("()نحو ")


@given(
    st.lists(st.sampled_from(["ا", "لا", "a", "1", "٢", ".", "(", ")", " ", "-"])), st.booleans()
)
def test_every_piece_is_read_once(pieces: list[str], from_right: bool):
    order, leftward = reading_order(pieces, from_right=from_right)

    assert sorted(order) == list(range(len(pieces)))
    assert leftward <= set(order)
