"""Peak memory of a film of one minute and of ten: what streams must not grow."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

CHILD = """
import json, resource, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from one_minute import production
from understudy import produce
made = produce(production(int(sys.argv[2])), Path(sys.argv[3]) / "film.mp4")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([peak, float(made.duration)]))
"""


def peak(minutes: int) -> tuple[float, float]:
    """MiB of resident memory at most, and seconds of film, for a film of about `minutes`."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", CHILD, str(Path(__file__).parent), str(minutes), folder]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    megabytes, seconds = json.loads(done.stdout.splitlines()[-1])
    return megabytes, seconds


def main() -> None:
    """Print both peaks and their ratio."""
    (short, one), (long, ten) = peak(1), peak(10)
    print(f"{one:6.0f} s of film   {short:6.0f} MiB     (wanted: at most 700)")
    print(f"{ten:6.0f} s of film   {long:6.0f} MiB     (wanted: at most 700)")
    print(f"ratio                {long / short:6.3f}     (wanted: at most 1.05)")


if __name__ == "__main__":
    main()
