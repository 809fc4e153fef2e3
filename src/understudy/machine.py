"""What the machine has for us, and what it gets back."""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
from collections.abc import Mapping
from pathlib import Path

CORES_A_PROCESS = 2
"""Cores that one process keeps busy: a frame of the one-minute film takes 10.9 ms of the thread that draws and 22.3 ms
of all threads (VP8 10.4 and 21.1, VP9 10.2 and 24.1, QTRLE 8.7 and 22.7; 1080p, 2026-11-26)."""


GROUPS, OWN_GROUP = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")
"""Where Linux tells what a control group may have (version 2), and which one a process is in."""


def usable_cores() -> int:
    """How many cores this process may work on: fewer than the machine has, where it is confined to some of them or to a
    share of their time, as a container is with `--cpus`.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(math.ceil(min(cores, _granted())), 1)


def _granted() -> float:
    """Cores' worth of time that the control group may take; infinite where nothing says so."""
    try:
        name = OWN_GROUP.read_text().rpartition("0::/")[2].strip()
        file = next(path for path in (GROUPS / name / "cpu.max", GROUPS / "cpu.max") if path.is_file())
        microseconds, period = file.read_text().split()
        return int(microseconds) / int(period)
    except (OSError, ValueError, StopIteration):
        return math.inf


def processes_that_pay() -> int:
    """How many processes make a film fastest on this machine."""
    return max(usable_cores() // CORES_A_PROCESS, 1)


def environment() -> dict[str, str]:
    """The environment of a process that works: libraries start as many threads as it keeps busy. One for each core of
    the machine, as they would, take more memory for their stacks and heaps than it may have (`confine`) where there are
    16 of them.
    """
    few = str(min(usable_cores(), CORES_A_PROCESS))
    return {"OPENBLAS_NUM_THREADS": few, "OPENCV_FOR_THREADS_NUM": few, **os.environ}


def give_back_memory() -> None:
    """Hand freed memory back to the system, where the C library (glibc) keeps it until it is asked.

    Encoders free some 200 MiB at the end of a 1080p segment; scattered as they lie, the next segment does not find all
    of them again, so that without this a process grows from one segment to the next for the first ones.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def confine(limits: Mapping[str, int]) -> None:
    """Bound what a hostile file can make this process take from now on: bytes of `memory`, `cpu_seconds`, bytes of one
    file (`file_bytes`). What is not named stays as it is.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    kinds = {
        "memory": (resource.RLIMIT_AS, 0),
        "cpu_seconds": (resource.RLIMIT_CPU, spent),
        "file_bytes": (resource.RLIMIT_FSIZE, 0),
    }
    for name, most in limits.items():
        kind, already = kinds[name]
        resource.setrlimit(kind, (most + already, resource.getrlimit(kind)[1]))


def exit_in_words(code: int) -> str:
    """How a process ended: `exit code 1`, `signal SIGKILL`."""
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
