import re
from pathlib import Path

import pytest

from retrieval.models.static import BUNDLED_MODEL
from training import __main__ as command_line


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["training", *arguments])
    return command_line.main()


def test_without_a_step_the_steps_are_listed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    assert run(monkeypatch) == 0

    printed = capsys.readouterr().out
    assert "encoder" in printed
    assert "measure" in printed


def test_make_train_makes_whatever_a_step_makes_in_the_order_of_the_steps(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    run(monkeypatch)
    listed = re.search(r"{(.+?)}", capsys.readouterr().out)
    makefile = (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8")

    made = re.findall(r"-m training (\S+)", makefile)

    assert listed is not None
    assert set(listed[1].split(",")) - set(made) == {"measure", "wording"}  # they print
    assert made.index("common-words") < made.index("word-vectors") < made.index("word-links")
    assert made.index("word-links") < made.index("ranker") < made.index("confidence")


@pytest.mark.parametrize("step", ["encoder", "measure"])
def test_absent_data_is_named_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    step: str,
):
    model = BUNDLED_MODEL if step == "measure" else tmp_path / "model"
    status = run(monkeypatch, step, "--data", str(tmp_path / "absent"), "--model", str(model))

    assert status == 2
    printed = capsys.readouterr().err
    assert f"there is no folder {tmp_path / 'absent' / 'train'}" in printed
    assert "--data" in printed
    assert not (tmp_path / "model").exists()
