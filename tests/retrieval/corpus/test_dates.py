from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.arabic.normalize import matching_key
from retrieval.corpus.dates import date_of_address, find_date, is_impossible, months, settle_date


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2024-05-01T10:00:00+03:00", "2024-05-01"),
        ("٢٠٢٤-٠٥-٠١", "2024-05-01"),
        ("2024/5/1", "2024-05-01"),
        ("١٤ تموز/يوليو ٢٠١٨", "2018-07-14"),
        ("14 نوفمبر/ تشرين الثاني 2018", "2018-11-14"),
        ("الأربعاء 20 مارس (آذار) 2024", "2024-03-20"),
        ("3 جويلية 2019", "2019-07-03"),
        ("Sun, 18 Feb 2018 21:35:43 +0400", "2018-02-18"),
        ("May 1st, 2024", "2024-05-01"),
        ("04/05/2024", "2024-05-04"),
        ("04/20/2024", "2024-04-20"),
        ("20 رمضان 1445 هـ الموافق 30 مارس 2024 م", "2024-03-30"),
    ],
)
def test_a_date_is_told_in_whatever_form_it_is_stated(stated: str, expected: str):
    assert settle_date(stated) == expected


@pytest.mark.parametrize(
    "stated",
    ["20 رمضان 1445 هـ", "1445/09/20", "2024", "2024-05", "مايو 2024", "ربيع 2019", "14/7/18", ""],
)
def test_what_tells_no_day_of_our_calendar_stays_as_it_is_written(stated: str):
    assert settle_date(stated) == stated
    assert not is_impossible(stated)


@pytest.mark.parametrize(
    "stated", ["2024-13-45", "31/02/2024", "٣٠-٠٢-٢٠٢٤", "2023-02-29T10:00:00Z"]
)
def test_a_day_that_there_is_not_is_told(stated: str):
    assert is_impossible(stated)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://news.example/2018/07/14/خبر.html", "2018-07-14"),
        ("https://news.example/ar/20180218-عنوان", "2018-02-18"),
        ("https://news.example/2018-07-14-a", "2018-07-14"),
        ("https://news.example/20180714/a", "2018-07-14"),
        ("https://news.example/2018/13/40/a", ""),
        ("https://news.example/1445/09/20/a", ""),
        ("https://news.example/world-43105384", ""),
        ("https://news.example/2018/07/a", ""),
        ("https://news.example/a?day=/2018/07/14/", ""),
        ("https://2018-07-14-a.example/", ""),
        ("", ""),
    ],
)
def test_the_day_that_an_address_names_is_found(url: str, expected: str):
    assert date_of_address(url) == expected


@given(st.dates(date(1700, 1, 1), date(2199, 12, 31)), st.data())
def test_every_day_is_found_in_every_form(day: date, data: st.DataObject):
    names = sorted(name for name, number in months().items() if number == day.month)
    name = data.draw(st.sampled_from(names))
    separator = data.draw(st.sampled_from(["-", "/", "."]))

    assert find_date(f"{day.day} {name} {day.year}") == day.isoformat()
    assert find_date(separator.join(map(str, (day.year, day.month, day.day)))) == day.isoformat()
    assert find_date(separator.join(map(str, (day.day, day.month, day.year)))) == day.isoformat()


@given(st.text(alphabet="0123456789٠٢-/. مايوtTZ:", max_size=40))
def test_a_settled_date_stays_settled(stated: str):
    settled = settle_date(stated)

    assert settle_date(settled) == settled
    assert settled == stated or find_date(matching_key(settled)) == settled
