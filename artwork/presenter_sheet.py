"""Draw the pictures of the drawn presenters for the documentation: all of them at rest, and everybody's 15 visemes.

python artwork/presenter_sheet.py [--out docs/images]
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
from understudy.stage.avatars.drawn.cast import PEOPLE

BACKDROP = (228, 233, 239)
FACES: tuple[tuple[str, dict[str, float]], ...] = (
    ("smile", {"mouthSmile": 0.75, "cheekSquint": 0.4, "mouthDimple": 0.3}),
    ("blink", {"eyeBlink": 1.0}),
    ("turn", {"yaw": 16.0, "roll": 3.0}),
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


def everybody() -> np.ndarray:
    """Six busts above the same six to the hips, with their names."""
    names = [person.look.name for person in PEOPLE]
    busts = [_titled(picture(name, 418, {})[:, 10:-10], name) for name in names]
    wide = busts[0].shape[1]
    figures = [_widened(picture(f"{name}-half", 560, {}), wide) for name in names]
    return np.vstack([np.hstack(busts), np.hstack(figures)])


def _widened(figure: np.ndarray, wide: int) -> np.ndarray:
    """The figure in the middle of a cell of that width."""
    cell = np.full((figure.shape[0] + 12, wide, 3), BACKDROP, np.uint8)
    left = (wide - figure.shape[1]) // 2
    cell[12:, left : left + figure.shape[1]] = figure
    return cell


def visemes() -> np.ndarray:
    """Everybody in a row: the 15 visemes, then smile, blink and a turned head."""
    rows = []
    for person in PEOPLE:
        cells = []
        for title, values in [*((viseme, _mouth(viseme)) for viseme in VISEMES), *FACES]:
            found = picture(person.look.name, 400, values)
            middle = found.shape[1] // 2
            cells.append(_titled(found[22:196, middle - 68 : middle + 68], title))
        rows.append(np.hstack(cells))
    return np.vstack(rows)


def _mouth(viseme: str) -> dict[str, float]:
    """The shapes of a viseme; p, b and m close the lips as they do in a film."""
    shapes = dict(MOUTHS[viseme].shapes)
    return shapes | ({"mouthClose": shapes["jawOpen"]} if viseme == "PP" else {})


def _titled(cell: np.ndarray, title: str) -> np.ndarray:
    named = np.ascontiguousarray(cell)
    cv2.putText(named, title, (7, 16), cv2.FONT_HERSHEY_SIMPLEX, 0.42, (90, 100, 114), 1, cv2.LINE_AA)
    return named


def main() -> None:
    """Read the command line, write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for name, sheet in (("presenters.jpg", everybody()), ("visemes.jpg", visemes())):
        file = options.out / name
        Image.fromarray(sheet).save(file, quality=86, optimize=True)
        print(f"{file}: {file.stat().st_size // 1024} KB, {sheet.shape[1]}x{sheet.shape[0]}")


if __name__ == "__main__":
    main()
