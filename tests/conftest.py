"""What every test runs under.

Machines are shared and slow at times, so no example has a deadline: speed is measured by the
benchmarks. In CI the examples are the same at every run; elsewhere new ones are tried each time.

A shell that starts the tests in the background has them ignore Ctrl-C, and every process they
start inherits that. A process that handles the signal passes on the default instead.

Whatever is written meanwhile is searched for bot tokens; see `tests.written`.
"""

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests import written

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

signal.signal(signal.SIGINT, signal.default_int_handler)

written.watch()


@pytest.fixture(autouse=True)
def no_token_is_written() -> Iterator[None]:
    """Fail the test in which a token left the program."""
    yield
    assert written.take_leaks() == []
