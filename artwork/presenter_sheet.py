"""Draw a contact sheet of a presenter: at rest, the 15 visemes, blink, smile, turns.

    python artwork/presenter_sheet.py [--name yunling] [--out docs/images/yunling.png]

The sheet is a PNG with a palette of 256 colours, so that it stays small enough for the documentation.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from understudy.performance.tracks import MOTION_INDEX, SHAPE_INDEX, Performance
from understudy.performance.visemes import MOUTHS, VISEMES
from understudy.stage.avatars.choose import open_actor, presenter_named

BACKDROP = (228, 233, 239)
HEIGHT, COLUMNS, CELL = 560, 6, (208, 250)
FACES: tuple[tuple[str, dict[str, float]], ...] = (
    ("blink", {"eyeBlink": 1.0}),
    ("smile", {"mouthSmile": 0.75, "cheekSquint": 0.4, "mouthDimple": 0.3}),
    ("brows", {"browInnerUp": 0.7, "browOuterUp": 0.8, "eyeWide": 0.5}),
    ("look", {"eyeLookOutLeft": 0.8, "eyeLookInRight": 0.8, "yaw": 5.0}),
    ("turn", {"yaw": 18.0, "roll": 3.0}),
    ("nod", {"pitch": -12.0, "yaw": -8.0}),
    ("tilt", {"roll": -8.0, "mouthSmile": 0.4}),
    ("laugh", {"mouthSmile": 0.8, "jawOpen": 0.4, "cheekSquint": 0.8, "mouthUpperUp": 0.4}),
)


def pose(values: dict[str, float]) -> Performance:
    """One frame; a name without side means left and right."""
    performance = Performance.still()
    for name, value in values.items():
        if name in MOTION_INDEX:
            performance.motions[0, MOTION_INDEX[name]] = value
        for shape in (name, name + "Left", name + "Right"):
            if shape in SHAPE_INDEX:
                performance.weights[0, SHAPE_INDEX[shape]] = value
    return performance


def picture(name: str, height: int, values: dict[str, float]) -> np.ndarray:
    """RGB over the backdrop, (height, width, 3)."""
    wide, high = presenter_named(name).size
    actor = open_actor(name, (round(height * wide / high), height))
    found = next(actor.pictures(pose(values), range(1))).astype(np.float32)
    over = found[..., :3] + (1 - found[..., 3:] / 255) * np.array(BACKDROP, np.float32)
    return np.asarray(np.clip(np.rint(over), 0, 255), np.uint8)


def sheet(name: str) -> np.ndarray:
    """The whole sheet: the figure at rest beside a grid of heads with their names."""
    poses = [(viseme, dict(MOUTHS[viseme].shapes)) for viseme in VISEMES] + list(FACES)
    wide, high = CELL
    cells = []
    for title, values in poses:
        found = picture(name, HEIGHT, values)
        middle = found.shape[1] // 2
        cells.append(_titled(found[12 : 12 + high, middle - wide // 2 : middle + wide // 2], title))
    cells += [np.full((high, wide, 3), BACKDROP, np.uint8)] * (-len(cells) % COLUMNS)
    rows = [np.hstack(cells[at : at + COLUMNS]) for at in range(0, len(cells), COLUMNS)]
    grid = np.vstack(rows)
    rest = picture(name, grid.shape[0], {})
    return np.hstack([rest, grid])


def _titled(cell: np.ndarray, title: str) -> np.ndarray:
    named = np.ascontiguousarray(cell)
    cv2.putText(named, title, (8, 20), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (90, 100, 114), 1, cv2.LINE_AA)
    return named


def main() -> None:
    """Read the command line, write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", default="yunling")
    parser.add_argument("--out", type=Path, default=Path("docs/images/yunling.png"))
    options = parser.parse_args()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    whole = sheet(options.name)
    half = cv2.resize(whole, None, fx=0.72, fy=0.72, interpolation=cv2.INTER_AREA)
    few = Image.fromarray(half).quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    few.save(options.out, optimize=True)
    print(f"{options.out}: {options.out.stat().st_size // 1024} KB, {half.shape[1]}x{half.shape[0]}")


if __name__ == "__main__":
    main()
