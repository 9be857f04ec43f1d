"""Which articles stand more than once, told from the shell."""

from pathlib import Path

import pytest

from tests.cli.running import BRIDGE, Iqtibas

pytestmark = pytest.mark.slow


def test_copies_are_listed_below_the_article_that_they_repeat(iqtibas: Iqtibas, corpus: Path):
    library = (corpus / "مدن" / "library.md").read_text("utf-8")
    (corpus / "نسخة.md").write_text(library.replace("صحيفة المدينة", "وكالة البحر"), "utf-8")
    longer = f"{BRIDGE}\nوقال المهندس سمير إن الأشغال انتهت قبل موعدها بثلاثة أشهر كاملة.\n"
    (corpus / "long.txt").write_text(longer, "utf-8")

    ran = iqtibas("corpus", "duplicates")

    assert ran.out.splitlines() == [
        "long.txt  -  -  جسر الوادي الجديد",
        "  100 %  bridge.txt  -  -  جسر الوادي الجديد",
        "مدن/library.md  2020-05-01  صحيفة المدينة  مكتبة الميناء",
        "  equal  نسخة.md  2020-05-01  وكالة البحر  مكتبة الميناء",
    ]
    assert "2 of 5 articles say what another says" in ran.err


def test_copies_are_told_to_programs(iqtibas: Iqtibas, corpus: Path):
    (corpus / "copy.txt").write_text(BRIDGE, "utf-8")

    [record] = iqtibas("corpus", "duplicates", "--json").objects

    facts = {"title": "جسر الوادي الجديد", "source": "", "url": "", "date": ""}
    copy = {"id": "copy.txt", **facts, "share": 1.0, "is_equal": True}
    assert record == {"id": "bridge.txt", **facts, "copies": [copy]}


def test_a_corpus_without_copies_has_nothing_to_list(iqtibas: Iqtibas):
    ran = iqtibas("corpus", "duplicates")

    assert (ran.status, ran.out) == (0, "")
    assert "0 of 3 articles" in ran.err
