"""``index``: what an update did, and what it leaves alone."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from bot.terminal.indexing import report_lines
from tests.cli.running import Iqtibas
from tests.telegram.harness import REPORT

pytestmark = pytest.mark.slow


def test_the_first_index_adds_every_article(iqtibas: Iqtibas, corpus: Path):
    ran = iqtibas("index")

    assert ran.status == 0
    assert ran.out.startswith(f"{corpus}: 3 documents, ")
    assert "added: 3\n  bridge.txt\n  harvest.txt\n  مدن/library.md\n" in ran.out
    assert "changed: 0\nremoved: 0\nunchanged: 0\nskipped: 0\n" in ran.out


def test_an_update_tells_what_was_added_changed_removed_and_skipped(
    iqtibas: Iqtibas, corpus: Path
):
    iqtibas("index")
    (corpus / "bridge.txt").unlink()
    (corpus / "harvest.txt").write_text(
        "موسم الزيتون\n\nانتهى موسم قطاف الزيتون في القرى أمس وبلغ الإنتاج مئتي طن من الزيت.\n",
        encoding="utf-8",
    )
    (corpus / "market.txt").write_text(
        "سوق السمك\n\nافتتح التجار سوق السمك الجديد قرب المرفأ وفيه عشرون متجرًا للبيع.\n",
        encoding="utf-8",
    )
    (corpus / "photo.png").write_bytes(b"\x89PNG")

    ran = iqtibas("index")

    assert "added: 1\n  market.txt\n" in ran.out
    assert "changed: 1\n  harvest.txt\n" in ran.out
    assert "removed: 1\n  bridge.txt\n" in ran.out
    assert "unchanged: 1\n" in ran.out
    assert "skipped: 1\n  photo.png: not one of .txt" in ran.out


def test_an_index_of_an_unchanged_folder_encodes_nothing(iqtibas: Iqtibas):
    iqtibas("index")

    ran = iqtibas("index")

    assert "(0 encoded now)" in ran.out
    assert "unchanged: 3\n" in ran.out


def test_many_names_are_counted_rather_than_listed(iqtibas: Iqtibas, corpus: Path):
    for number in range(30):
        (corpus / f"{number:02}.pdf").touch()

    ran = iqtibas("index")

    assert "skipped: 30\n  00.pdf" in ran.out
    assert "  ... and 10 more\n" in ran.out


def test_names_command_no_terminal(iqtibas: Iqtibas, corpus: Path):
    with zipfile.ZipFile(corpus / "a.zip", "w") as archive:
        archive.writestr("../\x1b[2J.txt", "خبر")
        archive.writestr("b\nc.txt", "خبر")
    (corpus / "\x1b]0;title.txt").touch()

    ran = iqtibas("index")

    assert "\x1b" not in ran.out
    assert "skipped: 3\n  \\x1b]0;title.txt: its name" in ran.out
    assert "  a.zip/../\ufffd[2J.txt: its path leads out of the archive" in ran.out
    assert "  a.zip/b\\x0ac.txt: its name" in ran.out


def test_what_is_read_with_a_remark_is_not_counted_as_skipped(iqtibas: Iqtibas, corpus: Path):
    article = "افتتح المجلس البلدي مكتبة الحي صباح الأحد."
    (corpus / "a.md").write_text(f"---\ndate: 2024-02-31\n---\n{article}", encoding="utf-8")
    (corpus / "b.txt").write_text("Die Stadt hat eine neue Bibliothek in der Mitte.", "utf-8")

    ran = iqtibas("index")

    assert "\nnot in Arabic, of the new and changed: 1\n" in ran.out
    assert "\nskipped: 0\nread, with a remark: 1\n  a.md: read without its date" in ran.out


def test_on_the_way_to_an_answer_remarks_are_told_and_what_was_not_skipped_is_not(
    iqtibas: Iqtibas, corpus: Path
):
    article = "افتتح المجلس البلدي مكتبة الحي صباح الأحد."
    (corpus / "a.md").write_text(f"---\ndate: 2024-02-31\n---\n{article}", encoding="utf-8")

    ran = iqtibas("ask", "متى افتتح المجلس البلدي مكتبة الحي؟")

    assert "\nread, with a remark: 1\n  a.md: read without its date" in ran.err
    assert "skipped" not in ran.err


def test_what_could_not_be_tidied_up_is_told():
    tidy, untidy = (
        report_lines(Path("articles"), replace(REPORT, untidy=left)) for left in ("", "'a\x1bb'")
    )

    assert untidy == [*tidy, "could not be tidied up: 'a\N{REPLACEMENT CHARACTER}b'"]
