"""What feeds and sitemaps list."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.collecting.listings import Entry, Listing, read_listing

URL = "https://news.example/feed/"
NOON = 1_795_348_800.0  # 22 November 2026, 12:00 UTC


def listed(text: str) -> Listing:
    found = read_listing(text.encode(), URL)
    assert found
    return found


def test_rss_is_read_newest_first():
    found = listed(
        """<?xml version="1.0"?><rss version="2.0"><channel><title> أخبار  الحي </title>
        <item><link>https://news.example/1?a=1&amp;b=2</link></item>
        <item><link>/2</link><pubDate>Sun, 22 Nov 2026 15:00:00 +0300</pubDate></item>
        <item><title>بلا عنوان</title></item>
        <item><link>3</link><pubDate>not a date</pubDate></item>
        </channel></rss>"""
    )

    assert found == Listing(
        "أخبار الحي",
        (
            Entry("https://news.example/2", NOON),
            Entry("https://news.example/1?a=1&b=2"),
            Entry("https://news.example/feed/3"),
        ),
    )


def test_atom_is_read():
    found = listed(
        """<feed xmlns="http://www.w3.org/2005/Atom"><title>الحي</title>
        <entry><link rel="alternate" href="/1"/><updated>2026-11-22T12:00:00Z</updated></entry>
        </feed>"""
    )

    assert found == Listing("الحي", (Entry("https://news.example/1", NOON),))


@pytest.mark.parametrize(
    ("lastmod", "expected"),
    [
        ("2026-11-22T12:00:00Z", NOON),
        ("2026-11-22T14:00:00+02:00", NOON),
        ("2026-11-22", NOON - 43_200),
        ("2026-11", NOON - 43_200 - 21 * 86_400),
        ("2026", NOON - 43_200 - 21 * 86_400 - 304 * 86_400),
        ("yesterday", 0.0),
        ("", 0.0),
    ],
)
def test_a_sitemap_tells_when_each_changed(lastmod: str, expected: float):
    found = listed(
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<url><loc> https://news.example/1 </loc><lastmod>{lastmod}</lastmod></url></urlset>"
    )

    assert found == Listing("", (Entry("https://news.example/1", expected),))


def test_a_sitemap_of_sitemaps_lists_no_articles():
    found = listed(
        "<!-- by a plug-in --><s:sitemapindex xmlns:s='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        "<s:sitemap><s:loc>/1.xml</s:loc></s:sitemap>"
        "<s:sitemap><s:loc>/2.xml</s:loc><s:lastmod>2026-11-22T12:00:00Z</s:lastmod></s:sitemap>"
        "</s:sitemapindex>"
    )

    assert found.entries == ()
    assert [entry.url for entry in found.sitemaps] == [
        "https://news.example/2.xml",
        "https://news.example/1.xml",
    ]


def test_a_sitemap_names_no_files_of_this_machine():
    found = listed(
        '<!DOCTYPE urlset [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
        "<urlset><url><loc>https://news.example/&secret;</loc></url></urlset>"
    )

    assert "root" not in str(found)


@pytest.mark.parametrize(
    ("opening", "item", "closing"),
    [
        ('<rss version="2.0"><channel>', "<item><link>{}</link></item>", "</channel></rss>"),
        (
            '<feed xmlns="http://www.w3.org/2005/Atom">',
            '<entry><link href="{}"/></entry>',
            "</feed>",
        ),
        ("<urlset>", "<url><loc>{}</loc></url>", "</urlset>"),
    ],
)
def test_entities_neither_grow_nor_bring_files_in(opening: str, item: str, closing: str):
    grown = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    entities = f'<!ENTITY l0 "lol">{grown}<!ENTITY secret SYSTEM "file:///etc/hostname">'
    items = item.format("https://news.example/&l9;&secret;")
    hostname = Path("/etc/hostname").read_text(encoding="utf-8").strip()

    found = listed(
        f"<!DOCTYPE x [{entities}]>{opening}<title>&l9;&secret;</title>{items}{closing}"
    )

    assert len(str(found)) < 1_000
    assert hostname not in str(found)


def test_of_a_list_without_end_no_more_is_taken_than_the_standard_allows():
    items = "".join(f"<url><loc>/{number}</loc></url>" for number in range(50_010))

    found = listed(f"<urlset>{items}</urlset>")

    assert len(found.entries) == 50_000


def test_a_feed_is_called_by_no_more_than_a_line():
    found = listed(
        f'<rss version="2.0"><channel><title>{"عنوان " * 9_000}</title></channel></rss>'
    )

    assert len(found.title) == 300


@pytest.mark.parametrize(
    "text", ["", "<html><body>خبر</body></html>", '{"items": []}', "خبر", "https://news.example/"]
)
def test_anything_else_is_no_list(text: str):
    assert read_listing(text.encode(), URL) is None


@pytest.mark.slow
@given(text=st.text(max_size=100), root=st.sampled_from(["urlset", "rss", "feed", "sitemapindex"]))
def test_whatever_it_holds_it_is_read(text: str, root: str):
    for content in (f"<{root}>{text}", f"<{root}><url><loc>{text}</loc></url></{root}>"):
        found = read_listing(content.encode("utf-8", "ignore"), URL)

        assert found is None or found.title == " ".join(found.title.split())
