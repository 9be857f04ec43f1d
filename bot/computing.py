"""How numpy computes in a process that serves: in the thread that asks it, and in no other.

For each larger product numpy's library of linear algebra wakes a thread per core. Those of a
question are done in microseconds, and the threads stay awake for the next one, busily: with 1,000
articles they take a fifth of all time that a question costs, and answer none sooner.
"""

from threadpoolctl import ThreadpoolController

_OF_NUMPY = "libscipy_openblas"
"""What its name begins with in numpy's wheels; torch has a library of its own, which needs all."""


def compute_in_one_thread() -> None:
    """Let numpy, which must have been imported, start no thread from now on."""
    ThreadpoolController().select(prefix=_OF_NUMPY).limit(limits=1)
