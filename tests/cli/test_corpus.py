"""Keeping the articles from the shell."""

import json
import os
import time
from hashlib import sha256
from pathlib import Path

import pytest

from bot.settings import load_settings
from tests.cli.running import BRIDGE, Iqtibas

pytestmark = pytest.mark.slow

WHEN = "متى افتتحت المكتبة العامة؟"


def test_the_articles_are_listed_with_id_date_sentences_and_title(iqtibas: Iqtibas):
    ran = iqtibas("corpus", "list")

    assert (ran.status, len(ran.out.splitlines())) == (0, 3)
    assert "مدن/library.md  2020-05-01  ar  4 sentences  مكتبة الميناء\n" in ran.out
    assert "bridge.txt  -  ar  4 sentences  جسر الوادي الجديد\n" in ran.out
    assert "3 of 3 articles" in ran.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["المكتبه"], []),
        (["مكتبه", "مَدينة"], ["مدن/library.md"]),
        (["EXAMPLE.org"], ["مدن/library.md"]),
        (["txt"], ["bridge.txt", "harvest.txt"]),
        (["txt", "الزيتون"], ["harvest.txt"]),
    ],
)
def test_a_list_is_narrowed_by_words_as_a_search_compares_them(
    iqtibas: Iqtibas, words: list[str], expected: list[str]
):
    ran = iqtibas("corpus", "list", "--json", *words)

    assert [record["id"] for record in ran.objects] == expected


def test_a_list_for_programs_tells_everything(iqtibas: Iqtibas, corpus: Path):
    text = (corpus / "مدن" / "library.md").read_text(encoding="utf-8")

    (record,) = iqtibas("corpus", "list", "--json", "library").objects

    assert record == {
        "id": "مدن/library.md",
        "title": "مكتبة الميناء",
        "source": "صحيفة المدينة",
        "url": "https://example.org/library",
        "date": "2020-05-01",
        "language": "ar",
        "sentences": 4,
        "characters": len(text),
    }


def test_an_article_is_shown_as_it_is_stored(iqtibas: Iqtibas):
    ran = iqtibas("corpus", "show", "bridge.txt")
    record = iqtibas("corpus", "show", "--json", "bridge.txt").objects[0]

    assert ran.out.endswith(f"\n\n{BRIDGE}")
    assert "title:      جسر الوادي الجديد\n" in ran.out
    assert record["text"] == BRIDGE


def test_an_article_cannot_command_the_terminal(iqtibas: Iqtibas, corpus: Path):
    (corpus / "evil.txt").write_text(f"{BRIDGE}\u009b2J", encoding="utf-8")

    ran = iqtibas("corpus", "show", "evil.txt")

    assert "\u009b" not in ran.out
    assert "\N{REPLACEMENT CHARACTER}2J" in ran.out


def test_an_article_that_is_not_there_is_told_with_what_is_near(iqtibas: Iqtibas):
    ran = iqtibas("corpus", "show", "bridges.txt")

    assert (ran.status, ran.out) == (1, "")
    assert "near: bridge.txt\n" in ran.err
    assert "iqtibas: bridges.txt: the corpus folder has no such" in ran.err


def test_files_are_added_if_they_can_be_read(iqtibas: Iqtibas, corpus: Path, tmp_path: Path):
    good, bad = tmp_path / "new.txt", tmp_path / "bad.txt"
    good.write_text(BRIDGE.replace("جسر", "نفق"), encoding="utf-8")
    bad.write_bytes(bytes(range(256)))
    (tmp_path / "photo.png").touch()
    (tmp_path / "bridge.txt").write_text("غيره تماما كما ترى", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text(BRIDGE, encoding="utf-8")
    files = [good, bad, *map(tmp_path.__truediv__, ("photo.png", "bridge.txt", ".hidden.txt"))]

    ran = iqtibas("corpus", "add", *map(str, files), str(tmp_path), "nowhere.txt")
    again = iqtibas("corpus", "add", str(good))
    lines = tmp_path / "lines.jsonl"
    lines.write_text(f"{json.dumps({'text': BRIDGE})}\n{{broken\n", encoding="utf-8")
    in_part = iqtibas("corpus", "add", str(lines))

    assert (ran.status, ran.out) == (1, "added     new.txt  نفق الوادي الجديد\n")
    assert (again.status, again.out) == (0, "unchanged new.txt  نفق الوادي الجديد\n")
    assert in_part.out.startswith("added     lines.jsonl  ")
    assert "  lines.jsonl: line 2: " in in_part.err
    assert (corpus / "new.txt").read_bytes() == good.read_bytes()
    for told in (
        "bad.txt: binary, not text",
        "photo.png: not one of .txt",
        "the corpus has another file bridge.txt",
        ".hidden.txt: a corpus passes hidden files over",
        f"{tmp_path}: a folder",
        "nowhere.txt: there is no such file",
    ):
        assert told in ran.err
    assert sorted(path.name for path in corpus.iterdir()) == [
        "bridge.txt", "harvest.txt", "lines.jsonl", "new.txt", "مدن",
    ]  # fmt: skip


def test_of_a_row_of_a_table_the_whole_file_is_named_and_how_much_it_gives(
    iqtibas: Iqtibas, corpus: Path
):
    rows = "id,text\n1,وصل القطار عند الفجر.\n2,غادرت السفينة الميناء أمس.\n"
    (corpus / "two rows.csv").write_text(rows, encoding="utf-8")
    iqtibas("index")

    row = iqtibas("corpus", "remove", "two rows.csv#1")
    file = iqtibas("corpus", "remove", "two rows.csv")

    assert (row.status, row.out) == (1, "")
    assert "is a part of two rows.csv, which gives 2 articles" in row.err
    assert "`iqtibas corpus remove 'two rows.csv'` removes all" in row.err
    assert (file.status, file.out) == (0, "removed   two rows.csv\n")


def test_what_is_removed_answers_no_more_until_it_is_restored(iqtibas: Iqtibas):
    name = "مدن/library.md"

    removed = iqtibas("corpus", "remove", name, "nothing.txt")
    without = iqtibas("ask", "--json", WHEN).objects[0]
    listed = iqtibas("corpus", "restore")
    restored = iqtibas("corpus", "restore", name)
    twice = iqtibas("corpus", "restore", name)

    assert (removed.status, removed.out) == (1, f"removed   {name}\n")
    assert "iqtibas: nothing.txt: the corpus folder has no such file" in removed.err
    assert name not in {quote["document"] for quote in without["quotes"]}
    assert listed.out.endswith(f"  {name}\n")
    assert (restored.status, restored.out) == (0, f"restored  {name}\n")
    assert twice.status == 1
    assert iqtibas("ask", "--json", WHEN).objects[0]["quotes"][0]["document"] == name


def test_an_index_of_what_the_files_hold_is_proved(iqtibas: Iqtibas, corpus: Path):
    iqtibas("index")

    ran = iqtibas("corpus", "verify")

    assert ran.status == 0
    assert ran.out == (
        f"{corpus}: 3 documents, 12 sentences, 3 passages: every offset cuts the words that "
        "stand in the files\n"
    )


def test_what_differs_is_told_document_by_document(iqtibas: Iqtibas, corpus: Path):
    iqtibas("index")
    (corpus / "bridge.txt").write_text(BRIDGE.replace("سبعمئة", "ثمانمئة"), encoding="utf-8")
    library = corpus / "مدن" / "library.md"
    library.write_text(library.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    (corpus / "harvest.txt").rename(corpus / "olives.txt")

    ran = iqtibas("corpus", "verify")

    assert ran.status == 1
    lines = ran.out.splitlines()
    assert lines[0].endswith("2 documents, 8 sentences, 2 passages compared, 4 documents differ")
    assert lines[1].startswith("  text    bridge.txt: [")
    assert "سبعمئة" in lines[1]
    assert "ثمانمئة" in lines[1]
    assert lines[2:4] == ["  gone    harvest.txt", "  new     olives.txt"]
    assert lines[4].endswith("; every offset holds")
    assert f"iqtibas index --corpus {corpus}" in lines[5]


def test_a_file_that_is_not_what_came_is_told(iqtibas: Iqtibas, corpus: Path):
    digest = sha256((corpus / "bridge.txt").read_bytes()).hexdigest()
    (corpus / "bridge.txt.yaml").write_text(f"sha256: {digest}\n", encoding="utf-8")
    (corpus / "harvest.txt.yaml").write_text(f"sha256: {digest}\n", encoding="utf-8")
    iqtibas("index")

    ran = iqtibas("corpus", "verify")

    assert ran.status == 1
    (line,) = ran.out.splitlines()[1:]
    assert line.startswith("  sha256  harvest.txt: it is not what came; if that is meant, remove")


def test_a_title_that_changed_alone_is_told(iqtibas: Iqtibas, corpus: Path):
    (corpus / "news.jsonl").write_text(
        json.dumps({"title": "الأول", "text": BRIDGE}), encoding="utf-8"
    )
    iqtibas("index")
    (corpus / "news.jsonl").write_text(
        json.dumps({"title": "الآخر", "text": BRIDGE}), encoding="utf-8"
    )

    ran = iqtibas("corpus", "verify")

    assert ran.status == 1
    assert "  labels  news.jsonl#1: title was «الأول», is «الآخر»\n" in ran.out


def test_nothing_can_be_verified_before_it_is_indexed(iqtibas: Iqtibas):
    ran = iqtibas("corpus", "verify")

    assert ran.status == 1
    assert "iqtibas index" in ran.err


def test_a_rollback_holds_until_an_index_is_asked_for(iqtibas: Iqtibas, corpus: Path):
    iqtibas("index")
    (first,) = iqtibas("corpus", "rollback", "--json").objects
    article = corpus / "tunnel.txt"
    article.write_text(BRIDGE.replace("جسر", "نفق"), encoding="utf-8")
    an_hour_ago = time.time() - 3600
    os.utime(article, (an_hour_ago, an_hour_ago))
    iqtibas("index")

    back = iqtibas("corpus", "rollback", first["name"][:-2])
    held = iqtibas("corpus", "list", "--json").objects
    listed = iqtibas("corpus", "rollback", "--json").objects
    told = iqtibas("doctor").out
    iqtibas("index")
    after = iqtibas("corpus", "list", "--json").objects

    assert (back.status, back.out) == (0, "")
    assert first["name"] in back.err
    assert (len(held), len(after)) == (3, 4)
    assert [(line["documents"], line["is_current"], line["is_held"]) for line in listed] == [
        (4, False, False),
        (3, True, True),
    ]
    assert "held since a rollback" in told
    assert "current  4 documents" in iqtibas("corpus", "rollback").out


def test_a_snapshot_that_is_not_there_or_damaged_is_not_gone_back_to(
    iqtibas: Iqtibas, corpus: Path
):
    iqtibas("index")
    (corpus / "bridge.txt").unlink()
    iqtibas("index")
    store = load_settings().store_for(corpus)
    newest, oldest = store.snapshots()
    (oldest / "documents.jsonl").write_bytes(b"")

    unknown = iqtibas("corpus", "rollback", "1999")
    several = iqtibas("corpus", "rollback", "20")
    damaged = iqtibas("corpus", "rollback", oldest.name)

    assert (unknown.status, several.status, damaged.status) == (1, 1, 1)
    assert "1999: there is no such snapshot" in unknown.err
    assert "20: several snapshots begin so" in several.err
    assert "documents.jsonl" in damaged.err
    assert store.current() == newest
