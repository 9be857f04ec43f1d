"""Giving back what was freed."""

import subprocess
import sys

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_what_was_freed_among_what_stays_goes_back_to_the_system():
    found = subprocess.run(  # noqa: S603 -- ours
        [sys.executable, "-c", _FREEING], capture_output=True, text=True, check=True
    )

    freed_mib, given_back_mib = map(float, found.stdout.split())
    if freed_mib < 1:
        pytest.skip("the C library gives it back by itself")
    assert given_back_mib > 20


# Of blocks too small to be mapped each for itself, all but every eighth are freed.
_FREEING = """
from pathlib import Path
from bot.memory import give_back_memory

def resident_mib():
    told = Path("/proc/self/status").read_text()
    line = next(line for line in told.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024

held = [b"x" * 64_000 for _ in range(1000)]
full = resident_mib()
held = held[::8]
before = resident_mib()
give_back_memory()
print(64 * 7 / 8 - (full - before), before - resident_mib())
"""
