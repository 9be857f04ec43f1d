"""``index``: files that give no article cost no other, and each is told with its reason."""

from pathlib import Path

import pytest

from tests.cli.running import Iqtibas
from tests.hostile_files import HOSTILE, TEXT


@pytest.mark.slow
def test_each_is_told_what_is_wrong_with_it_and_the_others_are_indexed(
    iqtibas: Iqtibas, corpus: Path, tmp_path: Path
):
    (corpus / "good.txt").write_text(f"مكتبة الزيتون\n\n{TEXT}", encoding="utf-8")
    before = {path.name for path in tmp_path.iterdir()}
    reports = []
    for start in range(0, len(HOSTILE), 10):  # the report lists twenty
        for file in HOSTILE[start : start + 10]:
            (corpus / file.name).write_bytes(file.content)
        reports.append(iqtibas("index"))
        for file in HOSTILE[start : start + 10]:
            (corpus / file.name).unlink()
    told = [line.strip() for report in reports for line in report.out.splitlines()]

    assert [report.status for report in reports] == [0] * len(reports)
    assert "good.txt" in told
    for file in HOSTILE:
        [line] = [line for line in told if line.startswith(f"{file.name}{file.member}: ")]
        assert file.shell in line
    # Nothing was unpacked beside the corpus, or above it.
    assert {path.name for path in tmp_path.iterdir()} - before <= {"var"}
