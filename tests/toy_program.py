"""A program that speaks, as far as the engine `command` can tell: a hum as long as its text; and its voice file."""

from __future__ import annotations

import sys
from pathlib import Path

PROGRAM = """
import sys, wave
text = open(sys.argv[1], encoding="utf-8").read()
with wave.open(sys.argv[2], "wb") as file:
    file.setparams((1, 2, 16000, 0, "NONE", ""))
    file.writeframes(b"\\x00\\x10\\x00\\xf0" * min(4000, 200 * len(text)))
"""


def toy_program(folder: Path, name: str = "toy") -> None:
    """Write the program and the file that makes it the voice `command:NAME`."""
    (folder / "speaker.py").write_text(PROGRAM, "utf-8")
    words = ", ".join(f"'{word}'" for word in (sys.executable, "-S", str(folder / "speaker.py"), "{text}", "{wav}"))
    (folder / f"{name}.toml").write_text(f"command = [{words}]\nlanguage = 'en'\nrate = 16000\n", "utf-8")
