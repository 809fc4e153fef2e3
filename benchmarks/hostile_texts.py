"""Ten thousand hostile texts through every installed engine: `python benchmarks/hostile_texts.py [COUNT] [ENGINE…]`.

Each text goes the way of a scene (`markup.read`, choice of voice, `synthesize`), and its raw characters straight to the
engine as one line. What counts: nothing but our own errors, no text that takes a minute, no process left behind.
"""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "unit" / "speech"))

from understudy.errors import UnderstudyError
from understudy.production import VoiceChoice
from understudy.script import markup
from understudy.speech import voice_settings, voices
from understudy.speech.engine import Line, Voice
from understudy.speech.synthesize import synthesize
from understudy.speech.voice_settings import VoiceSettings
from understudy.testing.hostile import hostile_texts

THREADS, SLOW = 2, 60.0
LONGEST_LINE = 600
"""Characters of a text that go to an engine as one line: twice what it is ever given."""
PROGRAM = """
import sys, wave
text = open(sys.argv[1], encoding="utf-8").read()
with wave.open(sys.argv[2], "wb") as file:
    file.setparams((1, 2, 16000, 0, "NONE", ""))
    file.writeframes(b"\\x00\\x10\\x00\\xf0" * min(4000, 200 * len(text)))
"""


def own_voices(folder: Path) -> None:
    """A voice for Piper and one for commands, made on the spot."""
    (folder / "speaker.py").write_text(PROGRAM, "utf-8")
    words = ", ".join(f"'{word}'" for word in (sys.executable, "-S", str(folder / "speaker.py"), "{text}", "{wav}"))
    (folder / "toy.toml").write_text(f"command = [{words}]\nlanguage = 'en'\nrate = 16000\n", "utf-8")
    try:
        from tiny_piper import tiny_voice
    except ImportError:
        return
    tiny_voice(folder, "toy")
    voice_settings.use(lambda: VoiceSettings(folder))


def speakers(engine: str) -> list[Voice]:
    """A few voices of an engine, of different languages where it has them."""
    listed = list(voices.engine_named(engine).voices())
    return [*listed[:4], *listed[6:40:5]] if len(listed) > 8 else listed


def one(text: str, voice: Voice, folder: Path, number: int) -> tuple[str, float]:
    """How it ended, and how many seconds it took."""
    began = time.monotonic()
    ends = []
    for way in (_as_a_scene, _as_a_line):
        try:
            ends.append(way(text, voice, folder / f"{number}.f32"))
        except UnderstudyError as error:
            ends.append(error.code)
        except Exception as error:
            ends.append(f"CRASH {type(error).__name__}: {error} on {text[:80]!r}")
    return " / ".join(ends), time.monotonic() - began


def _as_a_scene(text: str, voice: Voice, path: Path) -> str:
    script, _ = markup.read(text)
    clip, _ = synthesize(script, voices.voice_for(voice.id, script), VoiceChoice(), path)
    assert all(word.stop <= clip.sound.length for word in clip.words)
    path.unlink()
    return "spoken" if clip.sound.length else "silent"


def _as_a_line(text: str, voice: Voice, path: Path) -> str:
    spoken = voices.engine_of(voice).speak(Line(text[:LONGEST_LINE]), voice)
    assert not spoken.phones or spoken.phones[-1].stop == len(spoken.samples)
    return "spoken" if len(spoken.samples) else "silent"


def children() -> dict[int, str]:
    """Processes of ours, with their state."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found[int(stat.parent.name)] = fields[0]
    return found


def run(engine: str, count: int, folder: Path) -> dict[str, Any]:
    """All texts through one engine."""
    chosen = itertools.cycle(speakers(engine))
    began = time.monotonic()
    with ThreadPoolExecutor(THREADS) as pool:
        jobs = [pool.submit(one, text, next(chosen), folder, place) for place, text in enumerate(hostile_texts(count))]
        results = []
        for job in jobs:
            results.append(job.result())
            if len(results) % 500 == 0:
                print(f"  … {engine}: {len(results)} in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    ends = Counter(part for result, _ in results for part in result.split(" / "))
    for name in ("espeak", engine):  # espeak-ng reads the text for engines that are aligned by ear
        hosts = getattr(voices.engine_named(name), "_hosts", None)
        if hosts is not None:
            hosts.close()
    return {
        "seconds": time.monotonic() - began,
        "slowest": max(seconds for _, seconds in results),
        "slow": sum(seconds > SLOW for _, seconds in results),
        "crashes": [end for end in ends if end.startswith("CRASH")],
        "ends": ends.most_common(12),
        "left": children(),
    }


def main(count: int, engines: list[str]) -> int:
    """Print what happened; 1 when anything did that must not."""
    bad = False
    with tempfile.TemporaryDirectory() as name:
        own_voices(Path(name))
        for engine in engines or ("espeak", "flite", "piper", "command"):
            if not speakers(engine):
                print(f"{engine}: not installed")
                continue
            found = run(engine, count, Path(name))
            bad |= bool(found["crashes"] or found["slow"] or found["left"])
            print(f"{engine}: {count} texts in {found['seconds']:.0f} s, the slowest {found['slowest']:.1f} s")
            late, left = f"over {SLOW:.0f} s {found['slow']}", f"processes left {found['left'] or 'none'}"
            print(f"  crashes {len(found['crashes'])}, {late}, {left}")
            print("  " + ", ".join(f"{end} {times}" for end, times in found["ends"]))
            for crash in found["crashes"][:10]:
                print("  " + crash)
    return int(bad)


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, sys.argv[2:]))
