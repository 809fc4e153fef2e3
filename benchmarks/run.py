"""Every benchmark, one after the other: `make bench`. Each prints ratios that were measured in one run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ORDER = (
    "film.py",
    "memory.py",
    "segments.py",
    "shell.py",
    "super_resolution.py",
    "speech.py",
    "presenter.py",
    "access_gate.py",
    "service_load.py",
    "queue_latency.py",
    "fleet_simulation.py",
    "fleet.py",
    "moviepy_same_film.py",
)

if __name__ == "__main__":
    for name in ORDER:
        print(f"\n=== {name}", flush=True)
        subprocess.run([sys.executable, str(Path(__file__).parent / name)], check=True)
