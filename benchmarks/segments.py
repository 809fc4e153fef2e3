"""What segments cost and win: one segment a scene against one for every 20 seconds, and two processes against one.

Films of one long scene. Processor time is compared for the cost, because other programs do not change it; wall-clock
time for what two processes win, which needs a machine that does nothing else. A render-bound film is one whose drawing
takes ten times as long as its encoding: six presenters that are turned, and so drawn anew in every frame. One process
encodes beside its drawing, so two can win at most `2 * drawing / (drawing + encoding)`.
"""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from one_minute import production

from understudy import produce
from understudy.filming import cut as cutting
from understudy.production import Production, load


def long_scene() -> Production:
    """The one-minute film as one scene."""
    asked = production()
    values = asked.model_dump(mode="json", by_alias=True, exclude_none=True)
    first, second = values["scenes"]
    first["speech"]["text"] += " " + second["speech"]["text"]
    return load({**values, "scenes": [first]})


def render_bound() -> Production:
    """Much to draw and little to encode: six presenters whose pictures are turned, at 720p."""
    asked = production(width=1280, height=720)
    values: dict[str, Any] = asked.model_dump(mode="json", by_alias=True, exclude_none=True)
    for scene in values["scenes"]:
        scene["speech"]["text"] = scene["speech"]["text"][:240]
        human, *others = scene["layers"]
        scene["layers"] = [*others, *(turned(human, place) for place in range(6))]
    return load(values)


def turned(human: dict[str, Any], place: int) -> dict[str, Any]:
    """One of several presenters side by side."""
    return {**human, "position": {"x": 170 * place, "y": 60, "index": 10 + place}, "rotation": (3, 357)[place % 2]}


def made(asked: Production, folder: Path, processes: int) -> tuple[float, float]:
    """Seconds of wall-clock and of processor time."""
    began, spent = time.perf_counter(), _spent()
    produce(asked, folder / "film.mp4", processes=processes)
    return time.perf_counter() - began, _spent() - spent


def _spent() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def overhead(folder: Path) -> None:
    """Print processor time in segments over that in one piece; the better of two runs each."""
    from understudy import film

    asked = long_scene()
    made(asked, folder, 1)
    whole, parts = [], []
    for _ in range(2):
        film.cut = lambda lengths: cutting.cut(lengths, 1_000_000)
        whole.append(made(asked, folder, 1)[1])
        film.cut = cutting.cut
        parts.append(made(asked, folder, 1)[1])
    print(f"one long scene in one segment        {min(whole):6.1f} s of processor time")
    print(f"the same in segments of 20 s         {min(parts):6.1f} s")
    print(f"segments / one piece                 {min(parts) / min(whole):6.3f}     (wanted: at most 1.05)")


def speed_up(name: str, asked: Production, folder: Path) -> None:
    """Print wall-clock time of one process over that of two."""
    one, two = made(asked, folder, 1), made(asked, folder, 2)
    print(
        f"{name}: one process {one[0]:6.1f} s ({one[1]:.1f} s of processor time), two {two[0]:6.1f} s ({two[1]:.1f} s)"
    )
    print(f"one process / two                    {one[0] / two[0]:6.2f}")


def main() -> None:
    """Print the ratios."""
    with tempfile.TemporaryDirectory() as name:
        overhead(Path(name))
        speed_up("one-minute film", production(), Path(name))
        speed_up("render-bound film", render_bound(), Path(name))


if __name__ == "__main__":
    main()
