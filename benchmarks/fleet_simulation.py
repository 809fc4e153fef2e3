"""10,000 films of 50 projects on 200 workers that die, in simulated time on the real queue: lost, waits, cost."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from simulated_fleet import Size, fresh_database, simulate

if __name__ == "__main__":
    size = Size(films=10_000, projects=50, large=20, workers=200)
    with fresh_database() as database:
        begun, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
        found = simulate(database, size)
        spent, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF)
    ours = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
    print(found.told())
    print(f"{spent:.0f} s on the clock, {1000 * ours / size.films:.1f} ms of our processor time a film")
