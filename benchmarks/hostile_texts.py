"""Ten thousand hostile texts through every installed engine: `python benchmarks/hostile_texts.py [ENGINE…]`.

`--first` and `--count` say which texts of the endless list, so that ten thousand can be run piece by piece; `--json`
writes what happened as one line. Each text goes to an engine both ways of `tests/hostile_speech.py`, by a voice that
changes from text to text. What counts: nothing but our own errors, no text that takes a minute, no process left behind.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from hostile_speech import ENGINES, LONGEST_LINE, as_a_line, as_a_scene, children, close_hosts, own_voices
from understudy.speech import voices
from understudy.speech.engine import Voice
from understudy.testing.hostile import hostile_texts

THREADS, SLOW = 2, 60.0
SHORT, LONG_EVERY = 100, 10
"""Characters that go to the engine as one line, but for every tenth text, of which as many go as a test lets go."""


def speakers(engine: str) -> list[Voice]:
    """A few voices of an engine, of different languages where it has them."""
    listed = list(voices.engine_named(engine).voices())
    return [*listed[:4], *listed[6:40:5]] if len(listed) > 8 else listed


def one(text: str, voice: Voice, path: Path, longest: int) -> tuple[list[str], float]:
    """How both ways ended, and how many seconds they took."""
    began = time.monotonic()
    ends = []
    for way, arguments in ((as_a_scene, (path,)), (as_a_line, (longest,))):
        try:
            ends.append(way(text, voice, *arguments))
        except Exception as error:
            ends.append(f"CRASH {type(error).__name__}: {error} on {text[:80]!r} by {voice.id}")
    return ends, time.monotonic() - began


def run(engine: str, first: int, count: int, folder: Path) -> dict[str, Any]:
    """The texts through one engine."""
    chosen = itertools.cycle(speakers(engine))
    began = time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        jobs = []
        for number, text in enumerate(hostile_texts(count, first=first), first):
            longest = SHORT if number % LONG_EVERY else LONGEST_LINE
            jobs.append(pool.submit(one, text, next(chosen), folder / f"{number}.f32", longest))
        results = [job.result() for job in jobs]
    ends = Counter(end for both, _ in results for end in both)
    close_hosts(engine)
    return {
        "engine": engine,
        "texts": count,
        "seconds": time.monotonic() - began,
        "slowest": max(seconds for _, seconds in results),
        "slow": sum(seconds > SLOW for _, seconds in results),
        "crashes": [end for end in ends if end.startswith("CRASH")],
        "ends": {end: times for end, times in ends.most_common() if not end.startswith("CRASH")},
        "left": children(),
    }


def show(found: dict[str, Any]) -> None:
    """What happened, for people."""
    print(f"{found['engine']}: {found['texts']} texts in {found['seconds']:.0f} s, slowest {found['slowest']:.1f} s")
    late, left = f"over {SLOW:.0f} s {found['slow']}", f"processes left {found['left'] or 'none'}"
    print(f"  crashes {len(found['crashes'])}, {late}, {left}")
    print("  " + ", ".join(f"{end} {times}" for end, times in found["ends"].items()))
    for crash in found["crashes"][:10]:
        print("  " + crash)


def main(engines: list[str], first: int, count: int, as_json: bool) -> int:
    """Print what happened; 1 when anything did that must not."""
    bad = False
    with tempfile.TemporaryDirectory() as name:
        own_voices(Path(name))
        for engine in engines or ENGINES:
            if not speakers(engine):
                print(f"{engine}: not installed", file=sys.stderr)
                continue
            found = run(engine, first, count, Path(name))
            bad |= bool(found["crashes"] or found["slow"] or found["left"])
            if as_json:
                print(json.dumps(found, ensure_ascii=True), flush=True)
            else:
                show(found)
    return int(bad)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("engines", nargs="*", metavar="ENGINE")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    raise SystemExit(main(options.engines, options.first, options.count, options.json))
