"""What the machine has for us, and what it gets back."""

from __future__ import annotations

import ctypes
import os


def usable_cores() -> int:
    """How many cores this process may work on: fewer than the machine has, where it is confined to some."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def give_back_memory() -> None:
    """Hand freed memory back to the system, where the C library (glibc) keeps it until it is asked.

    Encoders free some 200 MiB at the end of a 1080p segment; scattered as they lie, the next segment does not find all
    of them again, so that without this a process grows from one segment to the next for the first ones.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
