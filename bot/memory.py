"""What a process has in memory and needs no longer."""

import ctypes
import sys


def give_back_memory() -> None:
    """Let the system have what was freed, where the C library keeps it (glibc alone does).

    Opening a snapshot takes much for a moment, in threads that each have a heap of their own.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
