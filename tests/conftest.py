"""What every test runs under.

Machines are shared and slow at times, so no example has a deadline: speed is measured by the
benchmarks. In CI the examples are the same at every run; elsewhere new ones are tried each time.
"""

import os

from hypothesis import settings

settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
