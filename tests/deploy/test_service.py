"""The example for systemd is one that systemd takes, and gives the program the time it needs."""

import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest

from bot.settings import Settings

UNIT = Path(__file__).parents[2] / "deploy" / "iqtibas.service"
ANALYZE = shutil.which("systemd-analyze")


def service() -> dict[str, str]:
    parser = ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign] # names as they are written
    parser.read(UNIT, encoding="utf-8")
    return dict(parser["Service"])


def test_a_stop_waits_longer_than_the_questions_in_hand_may_take():
    stop_timeout_s = float(service()["TimeoutStopSec"])

    assert stop_timeout_s > 2 * Settings.model_fields["shutdown_timeout_s"].default


def test_it_runs_where_its_settings_lie_and_may_write_there():
    told = service()

    assert told["ExecStart"] == f"{told['WorkingDirectory']}/.venv/bin/iqtibas run"
    assert told["ReadWritePaths"] == told["WorkingDirectory"]


@pytest.mark.skipif(ANALYZE is None, reason="needs systemd-analyze: apt-get install systemd")
def test_systemd_itself_takes_it(tmp_path: Path):
    program = tmp_path / ".venv" / "bin" / "iqtibas"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    unit = tmp_path / UNIT.name
    text = UNIT.read_text(encoding="utf-8").replace("/opt/iqtibas", str(tmp_path))
    # Whoever runs this has no such user.
    unit.write_text(text.replace("User=iqtibas", "User=root"), encoding="utf-8")

    done = subprocess.run(  # noqa: S603 - systemd-analyze, on a file of ours
        [str(ANALYZE), "verify", "--man=no", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )

    # It looks at the units of this machine as well.
    complaints = [line for line in done.stderr.splitlines() if UNIT.name in line]
    assert (done.returncode, complaints) == (0, [])
