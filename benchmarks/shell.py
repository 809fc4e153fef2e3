"""How long the shell waits for `understudy --help`, `check` and a 1080p `still`: the median of five.

The first run is not counted: it writes Python's byte code, as the first use after an installation does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

FIRST = Path(__file__).parent.parent / "examples" / "first-film" / "production.json"


def seconds(*arguments: str) -> float:
    """Seconds of one command, the median of five."""
    taken = []
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(6):
        began = time.perf_counter()
        command = [sys.executable, "-m", "understudy", *arguments]
        subprocess.run(command, check=True, capture_output=True, env=environment)
        taken.append(time.perf_counter() - began)
    return median(taken[1:])


def main() -> None:
    """Print the three."""
    with tempfile.TemporaryDirectory() as folder:
        still = ("still", str(FIRST), "--scene", "2", "--at", "3.5", "-o", str(Path(folder) / "still.png"))
        print(f"understudy --help   {seconds('--help'):5.2f} s   (wanted: below 0.5)")
        print(f"understudy check    {seconds('check', str(FIRST)):5.2f} s   (wanted: below 1)")
        print(f"understudy still    {seconds(*still):5.2f} s   (wanted: below 1.5)")


if __name__ == "__main__":
    main()
