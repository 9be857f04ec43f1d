"""What a command takes as a whole process, by the operating system's accounts."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_TO_MIB = 1 / 1024 if sys.platform != "darwin" else 1 / 1024**2


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process.

    Attributes:
        wall_s: From start to end, seconds.
        peak_mib: Most memory it held at once (resident), MiB.
        output: Its standard output.
    """

    wall_s: float
    peak_mib: float
    output: str


def run(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run a command to its end.

    Raises:
        RuntimeError: It failed; the message holds what it wrote to standard error.
    """
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 -- a command of our own
        command,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    if process.stdout is None or process.stderr is None:
        raise RuntimeError("the process has no pipes")
    output, errors = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{errors}")
    return Run(wall_s, usage.ru_maxrss * _TO_MIB, output)
