"""What every test runs under.

Machines are shared and slow at times, so no example has a deadline: speed is measured by the
benchmarks. In CI the examples are the same at every run; elsewhere new ones are tried each time.

A shell that starts the tests in the background has them ignore Ctrl-C, and every process they
start inherits that. A process that handles the signal passes on the default instead.
"""

import os
import signal

from hypothesis import settings

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")

signal.signal(signal.SIGINT, signal.default_int_handler)
