"""Pages as news sites write them, for tests."""

from collections.abc import Sequence
from typing import Final

SENTENCES: Final = [
    f"افتتح المجلس البلدي المكتبة رقم {number} في حي الزيتون، وقال رئيسه إن الأهالي انتظروها."
    for number in range(1, 5)
]


def page(
    title: str = "مكتبة جديدة في حي الزيتون",
    sentences: list[str] = SENTENCES,
    head: str = "",
    charset: str = "utf-8",
) -> str:
    paragraphs = "".join(f"<p>{sentence}</p>\n" for sentence in sentences)
    return f"""<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}</title>
<meta property="og:site_name" content="جريدة الحي">
<meta property="article:published_time" content="2024-05-01T10:00:00+03:00">{head}</head>
<body><nav><a href="/">الرئيسية</a> <a href="/sport">رياضة</a></nav>
<article><h1>{title}</h1>
{paragraphs}</article><footer>جميع الحقوق محفوظة</footer></body></html>"""


LIST_OF_ARTICLES: Final = (
    "<title>أخبار</title><body><ul>"
    + "".join(f'<li><a href="/{i}">خبر قصير رقم {i}</a></li>' for i in range(40))
    + "</ul></body>"
)


def rss(addresses: Sequence[str], title: str = "أخبار الحي") -> str:
    """Return a feed, the newest first."""
    items = "".join(
        f"<item><title>خبر</title><link>{address}</link>"
        f"<pubDate>Sun, 22 Nov 2026 {23 - number:02}:00:00 GMT</pubDate></item>"
        for number, address in enumerate(addresses)
    )
    return f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'


def sitemap(addresses: Sequence[str], *, is_index: bool = False) -> str:
    root, item = ("sitemapindex", "sitemap") if is_index else ("urlset", "url")
    items = "".join(f"<{item}><loc>{address}</loc></{item}>" for address in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{items}</{root}>'
    )
