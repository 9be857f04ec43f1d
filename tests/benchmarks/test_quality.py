"""`python -m benchmarks quality` as a whole, over our own set: the data folder is not there."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import main

pytestmark = pytest.mark.slow

Run = tuple[int, str, str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the report and its store lie."""
    folder = tmp_path / "stored"
    folder.mkdir()
    return folder


def run(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *options: str,
) -> Run:
    data = str(folder / "nowhere")
    arguments = ["quality", "--data", data, "--into", str(folder), *options]
    monkeypatch.setattr(sys, "argv", ["benchmarks", *arguments])
    status = main()
    told = capsys.readouterr()
    return status, told.out, told.err


def test_a_report_is_stored_and_a_fall_is_named_and_keeps_it(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    report, store = folder / "quality.md", folder / "quality.json"

    readme = folder.parent / "README.md"
    block = "<!-- quality: written by make quality -->\n%s<!-- quality ends -->\n"
    readme.write_text(f"قبل\n{block % 'old'}بعد\n", encoding="utf-8")

    first = run(folder, capsys, monkeypatch)
    assert first[0] == 0
    assert first[2].count("not measured: ") == 3
    assert report.read_text(encoding="utf-8") == first[1]
    assert re.search(r"\| right sentence first \| 0\.\d{3} \[", first[1])
    assert "| without vectors | " in first[1]
    assert "(reliability.svg)" in first[1]
    assert ">ours" in (folder / "reliability.svg").read_text(encoding="utf-8")

    told = readme.read_text(encoding="utf-8")
    assert re.fullmatch(f"قبل\n{block % '(.*)'}بعد\n", told, re.DOTALL)
    assert re.search(r"\| ours.*, held \| 0\.\d{3} \[", told)
    assert "old" not in told

    # Better than it can be, as if this run had lost it.
    content = json.loads(store.read_text(encoding="utf-8"))
    name = next(name for name in content if name.endswith("dev"))
    n_questions = len(content[name]["hits"])
    content[name]["hits"] = "1" * n_questions
    store.write_text(json.dumps(content), encoding="utf-8")
    before = store.read_bytes()

    fallen = run(folder, capsys, monkeypatch, "--quick")
    assert fallen[0] == 1
    assert f"{name}: hit@1 fell from 1.000 [1.000, 1.000] to 0." in fallen[2]
    assert store.read_bytes() == before

    content["TyDi QA"] = content[name]
    store.write_text(json.dumps(content), encoding="utf-8")
    lacking = run(folder, capsys, monkeypatch, "--quick", "--accept")
    assert lacking[0] == 0
    assert "nothing was stored: this run lacks TyDi QA\n" in lacking[2]
    store.write_bytes(before)

    accepted = run(folder, capsys, monkeypatch, "--accept")
    assert accepted[0] == 0
    assert report.read_text(encoding="utf-8") == first[1]
    assert store.read_bytes() != before


def test_ctrl_c_ends_it_with_a_word_and_stores_nothing(folder: Path):
    command = [sys.executable, "-m", "benchmarks", "quality"]
    process = subprocess.Popen(  # noqa: S603 -- our own command
        [*command, "--data", str(folder / "nowhere"), "--into", str(folder)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "arcd-train" in line:  # the last of the sets that are looked for
            break
    process.send_signal(signal.SIGINT)

    _, told = process.communicate(timeout=60)

    assert process.returncode == 130
    assert told.splitlines()[-1] == "stopped"
    assert list(folder.iterdir()) == []
