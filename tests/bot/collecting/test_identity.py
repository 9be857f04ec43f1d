"""When two addresses are one article, and what its file is called."""

import pytest

from bot.collecting.identity import canonical_address, file_name, outlet


@pytest.mark.parametrize(
    ("address", "stated", "expected"),
    [
        (
            "https://news.example/a?utm_source=x&id=7&FBCLID=y&at_link_id=1",
            "",
            "https://news.example/a?id=7",
        ),
        ("https://news.example/a?utm_source=x", "", "https://news.example/a"),
        ("https://news.example/a?b=%26&a=1", "", "https://news.example/a?b=%26&a=1"),
        ("https://m.news.example/amp/a?x=1", "/a", "https://m.news.example/a"),
        (
            "http://m.news.example/amp/a",
            "https://www.news.example/a#top",
            "https://www.news.example/a",
        ),
        ("https://news.example/a", "https://other.example/b", "https://news.example/a"),
        ("https://news.example/a", "https://news.example:8443/b", "https://news.example/a"),
        ("https://news.example/a", "https://news.example/", "https://news.example/a"),
        ("https://news.example/a", "javascript:void(0)", "https://news.example/a"),
        ("https://news.example/a", "http://[::1", "https://news.example/a"),
    ],
)
def test_an_article_is_known_by_one_address_of_its_own_site(
    address: str, stated: str, expected: str
):
    assert canonical_address(address, stated) == expected


@pytest.mark.parametrize(
    "alike",
    [
        "http://news.example/2026/a-b",
        "https://www.news.example/2026/a-b",
        "https://news.example/2026/a-b/",
        "https://news.example:443/2026/a-b",
    ],
)
def test_addresses_that_differ_in_form_alone_have_one_file(alike: str):
    expected = file_name("https://news.example/2026/a-b", ".md")

    assert file_name(alike, ".md") == expected
    assert expected.startswith("web/news.example/2026-a-b-")


def test_addresses_with_names_alike_have_files_apart():
    names = {
        file_name(f"https://news.example{path}", ".md")
        for path in ("/a-b", "/a/b", "/a?b", "/a?b=", "/A/b", "/a%2Fb")
    }

    assert len({name.casefold() for name in names}) == len(names) == 6


@pytest.mark.parametrize(
    ("address", "stem"),
    [
        ("https://news.example/", "web/news.example/index-"),
        ("https://news.example/%D8%AE%D8%A8%D8%B1-1", "web/news.example/خبر-1-"),
        ("https://news.example/n.php?id=7", "web/news.example/n-php-id-7-"),
        ("https://news.example/a.md", "web/news.example/a-"),
        ("https://news.example/../../.git/config", "web/news.example/git-config-"),
        ("https://news.example/%2e%2e/%00/a%0a", "web/news.example/a-"),
        ("http://news.example:8080/README", "web/news.example-8080/README-"),
        ("http://[2606:4700::1111]/a", "web/2606-4700-1111/a-"),
        ("https://مثال.example/a", "web/xn--mgbh0fb.example/a-"),
    ],
)
def test_a_file_is_named_for_people_and_stays_in_its_folder(address: str, stem: str):
    name = file_name(address, ".md")

    assert name.startswith(stem)
    assert len(name) == len(stem) + len("01234567.md")


def test_no_name_is_too_long_for_a_file():
    name = file_name("https://news.example/" + "خبر-" * 300, ".md")

    assert len(name.rpartition("/")[2].encode()) <= 255


def test_a_site_is_called_by_its_host():
    assert outlet("https://www.news.example/a") == "news.example"


def test_a_name_is_one_that_a_file_can_have_however_many_bytes_its_letters_take():
    letter = "\U00020000"  # CJK UNIFIED IDEOGRAPH-20000, of four bytes in UTF-8

    name = file_name(f"https://news.example/{letter * 90}", ".jsonl").rpartition("/")[2]

    assert name.startswith(letter * 58)
    assert len(f"{name}.yaml".encode()) <= 255
