"""The child's side of what a caller waits for: a film's plan, one of its frames, the sounds of a word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from understudy.service.jobs.child import Bench
from understudy.service.jobs.film import ordered

ENGLISH = ("espeak:en-us", "espeak:en-gb")
"""The voices that are asked for the sounds of a word."""


def plan(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    """What the ordered film would become: length, scenes, warnings, missing glyphs, time to make."""
    from understudy.plan import plan as planned

    return planned(ordered(order, folder)).as_dict()


def still(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    """Draw one frame of it to `folder/still.png`: scene `order["scene"]` (from 0), `order["at"]` seconds into it."""
    from understudy.excerpt import still as drawn

    return drawn(ordered(order, folder), folder / "still.png", scene=order["scene"], at=order["at"]).as_dict()


def phones(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    """How the English word `order["word"]` is said: American, its other readings, British; in IPA."""
    from understudy.script.heteronyms import TABLE
    from understudy.speech.engine import Line
    from understudy.speech.voices import choose, engine_of

    said = []
    for name in ENGLISH:
        voice = choose(name, "en")
        track = engine_of(voice).speak(Line(order["word"]), voice).phones
        said.append("".join(f"{'ˈ' if phone.stressed else ''}{phone.symbol}" for phone in track))
    others = [sounds for _, _, sounds in TABLE.get(order["word"].lower(), ())]
    return {"notations": list(dict.fromkeys(filter(None, [said[0], *others, *said[1:]])))}
