"""Memory over a run of questions: what grows is told from what only fills."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.web_memory import Curve, Sample, Watch, family, own_memory

needs_linux = pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="only Linux tells"
)


def curve(*mib: float, n_asked: int = 20_000) -> Curve:
    """Return samples at equal distances, of two processes that hold as much each."""
    last = len(mib) - 1
    return Curve(
        tuple(
            Sample(round(n_asked * at / last), (held / 2, held / 2)) for at, held in enumerate(mib)
        )
    )


def test_what_fills_in_the_first_half_and_stays_is_level():
    filling = curve(300, 380, 400, 401, 402)

    assert filling.grown_mib == pytest.approx(2)
    assert filling.grown_per_1000_mib == pytest.approx(0.2)
    assert filling.is_level
    assert [filling.at(part).mib for part in (0, 0.25, 0.3, 0.5, 1)] == [300, 380, 380, 400, 402]


def test_what_grows_on_is_not_level():
    growing = curve(300, 320, 340, 360, 380)

    assert growing.grown_per_1000_mib == pytest.approx(4)
    assert not growing.is_level


def test_a_short_run_tells_nothing():
    assert not curve(300, 301, 302, n_asked=19_999).is_long
    assert curve(300, 301, 302).is_long


def test_a_run_is_long_when_each_process_that_answers_was_asked_much():
    alone = Curve(tuple(Sample(n_asked, (300.0,)) for n_asked in (0, 10_000, 20_000)))
    two_answer = Curve(tuple(Sample(at, (100.0, 90.0, 90.0)) for at in (0, 20_000, 39_999)))

    assert alone.is_long
    assert (two_answer.n_needed, two_answer.is_long) == (40_000, False)


@needs_linux
def test_a_family_is_looked_at_before_during_and_after():
    with subprocess.Popen([sys.executable, "-c", _PARENT], stdin=-1, stdout=-1) as parent:  # noqa: S603 -- ours
        if parent.stdin is None or parent.stdout is None:
            raise ValueError("expected pipes")
        parent.stdout.readline()
        watch = Watch(parent.pid, n_questions=1000, per_s=1000.0)
        with watch.looking():
            parent.stdin.write(b"\n")
            parent.stdin.flush()
            parent.stdout.readline()
        pids = family(parent.pid)
        parent.stdin.close()

    first, *_, last = watch.curve.samples
    assert len(pids) == len(last.own_mib) == 2
    assert (first.n_asked, last.n_asked) == (0, 1000)
    assert last.mib - first.mib == pytest.approx(40, abs=4)


# Its child takes 40 MiB and gives no word before it has them; the parent passes all on.
_CHILD = "print(flush=True); input(); held = b'x' * (40 << 20); print(flush=True); input()"
_PARENT = f"""
import subprocess, sys
with subprocess.Popen([sys.executable, "-c", {_CHILD!r}]) as child:
    child.wait()
"""


@needs_linux
def test_mapped_files_are_not_a_process_s_own(tmp_path: Path):
    large = tmp_path / "large"
    large.write_bytes(b"x" * (32 << 20))
    with subprocess.Popen(  # noqa: S603 -- ours
        [sys.executable, "-c", _MAPPING, str(large)], stdin=-1, stdout=-1
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise ValueError("expected pipes")
        process.stdout.readline()
        [held] = own_memory([process.pid])
        process.stdin.close()

    assert held < 32


_MAPPING = """
import mmap, sys
with open(sys.argv[1], "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
    sum(held[at] for at in range(0, len(held), 4096))
    print(flush=True)
    sys.stdin.read()
"""
