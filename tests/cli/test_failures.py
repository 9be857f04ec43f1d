"""Bad input, and what the person is told: one plain line, no traceback, nothing lost."""

import errno
import json
import os
import resource
import signal
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import load_settings
from bot.terminal.failures import failures_told
from retrieval.index.manifest import Manifest
from tests.cli.running import Iqtibas, start

pytestmark = pytest.mark.slow

WHEN = "متى افتتحت المكتبة العامة؟"


def current_snapshot(corpus: Path) -> Path:
    return load_settings().store_for(corpus).current()


def test_wrong_usage_leaves_with_2(iqtibas: Iqtibas):
    assert iqtibas("aks", WHEN).status == 2
    assert iqtibas("ask").status == 2
    assert iqtibas("ask", "--quotes", "0", WHEN).status == 2


def test_a_near_miss_of_a_command_is_suggested(iqtibas: Iqtibas):
    assert "ask" in iqtibas("aks", WHEN).err.split("mean")[1]


def test_a_missing_corpus_is_named(iqtibas: Iqtibas):
    ran = iqtibas("ask", "--corpus", "nowhere", WHEN)

    assert (ran.status, ran.out) == (1, "")
    assert "iqtibas: there is no corpus folder nowhere: create it" in ran.err


def test_an_empty_corpus_is_named(iqtibas: Iqtibas, tmp_path: Path):
    (tmp_path / "empty").mkdir()

    ran = iqtibas("index", "--corpus", str(tmp_path / "empty"))

    assert (ran.status, ran.out) == (1, "")
    assert str(tmp_path / "empty") in ran.err
    assert "Traceback" not in ran.err


def test_a_wrong_setting_is_named_with_its_variable(
    iqtibas: Iqtibas, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("QUOTES", "many")

    ran = iqtibas("ask", WHEN)

    assert (ran.status, ran.out) == (1, "")
    assert "iqtibas: QUOTES: expected a whole number of quotes from 1 to 10" in ran.err


def test_a_wrong_token_is_not_repeated(iqtibas: Iqtibas, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "123:secret")

    ran = iqtibas("run")

    assert ran.status == 1
    assert "TELEGRAM_BOT_TOKEN" in ran.err
    assert "secret" not in ran.err


def test_files_that_give_no_article_are_skipped_with_their_reason(iqtibas: Iqtibas, corpus: Path):
    (corpus / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (corpus / "huge.txt").touch()
    os.truncate(corpus / "huge.txt", 200_000_000)
    (corpus / "broken.md").write_text("---\ntitle: [غير مغلق\n---\n\nنص.\n", encoding="utf-8")
    (corpus / "gone.txt").symlink_to("nowhere.txt")

    ran = iqtibas("ask", WHEN)

    assert ran.status == 0
    assert "المكتبة" in ran.out
    for name in ("binary.txt", "huge.txt", "broken.md", "gone.txt"):
        assert f"  {name}: " in ran.err


@pytest.mark.parametrize("damage", ["cut short", "altered", "gone"])
def test_a_damaged_index_is_made_anew_from_the_articles(
    iqtibas: Iqtibas, corpus: Path, damage: str
):
    expected = iqtibas("ask", WHEN).out
    victim = current_snapshot(corpus) / "documents.jsonl"
    match damage:
        case "cut short":
            os.truncate(victim, victim.stat().st_size // 2)
        case "altered":
            victim.write_bytes(victim.read_bytes().replace(b"1932", b"1933"))
        case "gone":
            victim.unlink()

    ran = iqtibas("ask", WHEN)

    assert (ran.status, ran.out) == (0, expected)
    assert "The index is built anew: " in ran.err
    assert "documents.jsonl" in ran.err


def test_a_lost_pointer_means_indexing_anew(iqtibas: Iqtibas, corpus: Path):
    expected = iqtibas("ask", WHEN).out
    (load_settings().store_for(corpus).root / "current").write_text("gone\n", encoding="utf-8")

    ran = iqtibas("ask", WHEN)

    assert (ran.status, ran.out) == (0, expected)


def test_an_index_made_with_another_encoder_is_told_and_made_anew(iqtibas: Iqtibas, corpus: Path):
    expected = iqtibas("ask", WHEN).out
    snapshot = current_snapshot(corpus)
    manifest = Manifest.read(snapshot)
    replace(manifest, encoder="another", encoder_fingerprint="0").write(snapshot)

    checked = iqtibas("doctor")
    ran = iqtibas("ask", WHEN)

    assert checked.status == 1
    assert "was made with the encoder another" in checked.out
    assert (ran.status, ran.out) == (0, expected)
    assert "The index is built anew: the encoder was another and is arabic_static" in ran.err


def test_an_encoder_that_is_not_there_is_named_with_what_to_do(
    iqtibas: Iqtibas, monkeypatch: pytest.MonkeyPatch
):
    expected = iqtibas("ask", WHEN).out
    monkeypatch.setenv("ENCODER_MODEL", "./no-such-model")

    ran = iqtibas("ask", WHEN)

    assert (ran.status, ran.out) == (1, "")
    assert "no-such-model" in ran.err
    monkeypatch.delenv("ENCODER_MODEL")
    assert iqtibas("ask", WHEN).out == expected


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "no space is left on the disk"),
        (errno.EACCES, "permission denied"),
        (errno.EROFS, "the disk can only be read"),
    ],
)
def test_a_disk_that_refuses_is_told_with_the_remedy(
    capsys: pytest.CaptureFixture[str], number: int, remedy: str
):
    with pytest.raises(SystemExit) as left, failures_told():
        raise OSError(number, os.strerror(number), "var/snapshots")

    assert left.value.code == 1
    assert capsys.readouterr().err.startswith(f"iqtibas: var/snapshots: {remedy}")


def test_what_nobody_foresaw_keeps_its_traceback():
    with pytest.raises(OSError, match="Stale"), failures_told():
        raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_results_that_cannot_be_written_are_a_problem_that_is_told(iqtibas: Iqtibas):
    iqtibas("index")
    with Path("/dev/full").open("wb") as full:
        asking = start("ask", "--json", WHEN, stdout=full)
        _, told = asking.communicate(timeout=60)

    assert asking.returncode == 1
    assert "no space is left" in told.decode()
    assert "Traceback" not in told.decode()


def test_a_reader_that_leaves_early_hears_no_complaint(iqtibas: Iqtibas):
    iqtibas("index")
    asking = start("ask", "--json", "-")
    first = ask_line(asking)

    reader = asking.stdout
    assert reader
    reader.close()
    asking.stdout = None
    _, told = asking.communicate(f"{WHEN}\n".encode() * 3, timeout=60)

    assert json.loads(first)["question"] == WHEN
    assert (asking.returncode, told) == (1, b"")


def test_ctrl_c_leaves_with_130_a_word_and_a_whole_index(iqtibas: Iqtibas, corpus: Path):
    iqtibas("index")
    asking = start("chat")
    ask_line(asking)

    asking.send_signal(signal.SIGINT)
    _, told = asking.communicate(timeout=60)

    assert asking.returncode == 130
    assert told.decode() == "iqtibas: stopped; nothing was left half-written\n"
    assert current_snapshot(corpus).is_dir()


def grow(corpus: Path) -> None:
    """Add enough articles that indexing them takes a while and room."""
    with (corpus / "many.jsonl").open("w", encoding="utf-8") as file:
        for number in range(3000):
            text = f"زار الوفد رقم {number} مدينة الميناء وألقى رئيسه كلمة عن الصيد. " * 3
            article = {"id": str(number), "title": f"خبر {number}", "text": text}
            file.write(json.dumps(article, ensure_ascii=False) + "\n")


def left_behind(corpus: Path) -> list[str]:
    """What stands beside the current snapshot, the pointer to it and the lock."""
    store = load_settings().store_for(corpus)
    expected = {"current", ".lock", store.current().name}
    return [path.name for path in store.root.iterdir() if path.name not in expected]


def test_ctrl_c_while_indexing_leaves_the_index_before(iqtibas: Iqtibas, corpus: Path):
    iqtibas("index")
    before = current_snapshot(corpus)
    grow(corpus)
    indexing = start("index")
    assert indexing.stderr
    indexing.stderr.readline()

    indexing.send_signal(signal.SIGINT)
    _, told = indexing.communicate(timeout=60)

    assert (indexing.returncode, told.decode().splitlines()[-1]) == (
        130,
        "iqtibas: stopped; nothing was left half-written",
    )
    assert current_snapshot(corpus) == before
    assert left_behind(corpus) == []


def test_a_disk_that_fills_up_while_indexing_leaves_the_index_before(
    iqtibas: Iqtibas, corpus: Path
):
    iqtibas("index")
    before = current_snapshot(corpus)
    grow(corpus)

    # A limit on what a process may write in one file stands in for a full disk.
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    try:
        ran = iqtibas("index")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert (ran.status, ran.out) == (1, "")
    assert "iqtibas: cannot write a snapshot in " in ran.err
    assert current_snapshot(corpus) == before
    assert left_behind(corpus) == []


def test_a_full_disk_leaves_questions_answered_by_the_index_made_before(
    iqtibas: Iqtibas, corpus: Path
):
    iqtibas("index")
    grow(corpus)

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    try:
        ran = iqtibas("ask", "--json", WHEN)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert ran.status == 0
    assert ran.objects[0]["outcome"] == "answer"
    assert "cannot write a snapshot in " in ran.err
    assert "The index made before answers" in ran.err


def ask_line(process: "subprocess.Popen[bytes]") -> bytes:
    """Ask one question of a running command and wait for the first line back."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(f"{WHEN}\n".encode())
    process.stdin.flush()
    return process.stdout.readline()
