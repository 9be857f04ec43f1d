"""What articles are called and where they come from, found where their files do not state it."""

import os
from pathlib import Path

import pytest

from retrieval.corpus.folder import scan_folder
from retrieval.corpus.labels import complete, site_of
from retrieval.corpus.source import SkippedFile
from retrieval.datatypes import Document, DocumentId
from retrieval.errors import Refusal
from tests.retrieval.corpus.reading import documents, read, read_one

ROOT = Path(__file__).parents[3]
SHARED_SEEDS = Path(os.environ.get("IQTIBAS_SHARED", ROOT.parent / "shared")) / "seeds"

BODY = "افتتح المجلس مكتبة جديدة في حي الزيتون. وحضر الحفل مئتا شخص."


def document(**stated: str) -> Document:
    return Document(DocumentId("a.txt"), BODY, **({"title": "مكتبة"} | stated))


def test_what_is_stated_is_kept_and_only_settled():
    completed = complete(
        document(
            title="مكتبة جديدة | جريدة الحي",
            source="جريدة الحي",
            url="https://news.example/2018/07/14/a",
            date="١ مايو ٢٠٢٤",
            language="fr",
        ),
        f"القاهرة - رويترز: {BODY}",
    )

    assert completed == document(
        title="مكتبة جديدة",
        source="جريدة الحي",
        url="https://news.example/2018/07/14/a",
        date="2024-05-01",
        language="ar",
    )


def test_a_dateline_counts_before_the_address_and_the_address_before_nothing():
    url = "https://www.news.example/2018/07/14/a"

    by_dateline = complete(document(url=url), f"عدن 5 مايو 2019 (رويترز) - {BODY}")
    by_address = complete(document(url=url), BODY)
    by_nothing = complete(document(), BODY)

    assert (by_dateline.source, by_dateline.date) == ("وكالة رويترز", "2019-05-05")
    assert (by_address.source, by_address.date) == ("news.example", "2018-07-14")
    assert (by_nothing.source, by_nothing.date) == ("", "")


def test_completing_again_changes_nothing():
    once = complete(document(url="https://m.news.example/2018/07/14/a", date="2024"), BODY)

    assert complete(once, BODY) == once


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.news.example/a", "news.example"),
        ("http://amp.news.example:8080/a", "news.example"),
        ("https://xn--mgbh0fb.example/", "مثال.example"),
        ("https://xn--a.example/", ""),
        ("http://[1/", ""),
        ("news.example/a", ""),
        ("", ""),
    ],
)
def test_a_site_is_called_as_people_know_it(url: str, site: str):
    assert site_of(url) == site


def test_a_date_that_cannot_be_is_told_and_the_article_is_read_without_it():
    found = read("a.md", f"---\ntitle: مكتبة\ndate: 2024-02-30\n---\n{BODY}")

    (article,) = documents(found)
    assert article.date == ""
    assert found[1:] == (
        SkippedFile(
            "a.md",
            "read without its date: 2024-02-30 is no day of the calendar; "
            "write year, month and day as in 2024-05-31",
            Refusal.DATE,
        ),
    )


def test_the_same_labels_are_found_in_every_kind_of_text():
    text = f"مكتبة للحي\n\nالقاهرة - رويترز: {BODY}"
    files = {
        "a.txt": text,
        "a.md": text,
        "a.html": f"<title>مكتبة للحي</title><p>القاهرة - رويترز: {BODY}</p>",
        "a.jsonl": '{"text": "القاهرة - رويترز: افتتح المجلس مكتبة جديدة في حي الزيتون."}',
        "a.csv": "text\nالقاهرة - رويترز: افتتح المجلس مكتبة جديدة في حي الزيتون.\n",
    }

    found = {name: read_one(name, content) for name, content in files.items()}

    assert {name: (found[name].source, found[name].language) for name in files} == dict.fromkeys(
        files, ("وكالة رويترز", "ar")
    )


@pytest.mark.shared
@pytest.mark.skipif(not SHARED_SEEDS.is_dir(), reason=f"no folder {SHARED_SEEDS}")
def test_real_articles_have_the_labels_that_a_person_sees_in_them():
    found = {
        item.document_id[:3]: (item.title, item.source, item.date, item.language)
        for item in scan_folder(SHARED_SEEDS)
        if isinstance(item, Document)
    }

    assert found == {
        "000": (
            "لافروف: الصراع شمال سوريا سمح لداعش بالانتشار بكل أنحاء العالم",
            "",
            "",
            "ar",
        ),
        "001": (
            "لافروف يحذر من خطر داعش على الأمن الدولي رغم التقدم النسبي ضده في سوريا والعراق",
            "",
            "",
            "ar",
        ),
        # These two begin at once: their first words stand for a title.
        "002": (
            "قال وزير الخارجية الروسي سيرجي لافروف، اليوم الخميس: إن روسيا وتركيا متفقتان…",
            "",
            "",
            "ar",
        ),
        "003": (
            "لافروف: الجهود الدولية السياسية في سوريا مرتبطة بمدى الحزم في مكافحة الإرهاب",
            "",
            "2024-04-20",
            "ar",
        ),
        "004": (
            "الرئيس الروسي فلاديمير بوتين يحث الأطراف الغربية على تشجيع أطراف النزاع السوري…",
            "",
            "",
            "ar",
        ),
    }


def test_the_articles_of_a_fresh_checkout_are_arabic_and_name_their_outlet():
    found = list(scan_folder(ROOT / "seeds"))

    labels = {
        (item.source, item.language) if isinstance(item, Document) else item for item in found
    }
    assert labels == {("اقتباس، مقالات نموذجية", "ar")}
