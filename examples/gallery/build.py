"""Contact sheets of every mouth of every presenter, and of every shape of a face: `make gallery` draws them anew.

`visemes.jpg` has a row for each built-in presenter and one for a photograph (Eileen Collins, NASA, public domain), and
a column for each of the 15 visemes. `shapes-NAME.jpg` shows all 52 blendshapes at 0, 0.5 and 1, and `motions-NAME.jpg`
what head and shoulders do.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import skia

from understudy.performance.tracks import MOTION_INDEX, SHAPE_INDEX, SHAPES, Performance
from understudy.performance.visemes import MOUTHS, VISEMES
from understudy.stage.avatars.drawn import DrawnEngine
from understudy.stage.avatars.engine import AvatarEngine
from understudy.stage.avatars.portrait import PortraitEngine

Picture = npt.NDArray[np.uint8]

HERE = Path(__file__).parent
MODELS = Path(os.environ.get("UNDERSTUDY_MODELS_DIR", HERE.parent.parent / ".cache/models"))
PHOTOGRAPH = "photograph"
CELL, LABEL = 128, 16
"""Pixels of a face, and of the line of text below it."""

WALL = (206, 212, 220)
LEVELS = (0.0, 0.5, 1.0)
MOTIONS = (
    *(("yaw", -15), ("yaw", 15), ("pitch", -10), ("pitch", 10), ("roll", -10), ("roll", 10)),
    *(("x", 0.2), ("y", 0.15), ("z", 0.6), ("lean", 6), ("shrug", 1), ("breath", 1)),
    *(("shift", -0.09), ("shift", 0.09), ("twist", -5), ("twist", 5), ("lean", -6), ("z", -0.6)),
)


class Sitter:
    """A presenter whose face fills a cell."""

    def __init__(self, engine: AvatarEngine, name: str, *, bust: bool = False) -> None:
        presenter = next(one for one in engine.presenters() if one.name == name)
        across = presenter.size[0] / presenter.size[1]
        actor = engine.open(name, (round(600 * across), 600))
        (left, top), side = _bust(presenter.size) if bust else _face(actor)
        height = round(600 * CELL / side)
        self._actor = engine.open(name, (round(height * across), height))
        scale = height / 600
        self._corner = (round(left * scale), round(top * scale))

    def look(self, **values: float) -> Picture:
        """The face with these weights and motions; a name without side stands for left and right."""
        performance = Performance.still(1)
        for name, value in values.items():
            if name in MOTION_INDEX:
                performance.motions[0, MOTION_INDEX[name]] = value
            for full in (name, name + "Left", name + "Right"):
                if full in SHAPE_INDEX:
                    performance.weights[0, SHAPE_INDEX[full]] = value
        picture = next(iter(self._actor.pictures(performance, range(1))))
        x, y = self._corner
        cell = np.zeros((CELL, CELL, 4), np.float32)
        part = picture[max(y, 0) : y + CELL, max(x, 0) : x + CELL]
        cell[max(-y, 0) :, max(-x, 0) :][: part.shape[0], : part.shape[1]] = part
        return np.asarray(cell[..., :3] + np.array(WALL) * (1 - cell[..., 3:] / 255), np.uint8)


def visemes(engine: AvatarEngine, name: str) -> list[Picture]:
    """The 15 mouths of a presenter."""
    sitter = Sitter(engine, name)
    return [sitter.look(**MOUTHS[viseme].shapes) for viseme in VISEMES]


def shapes(engine: AvatarEngine, name: str) -> list[Picture]:
    """Every blendshape at 0, 0.5 and 1, side by side."""
    sitter = Sitter(engine, name)
    return [np.hstack([sitter.look(**{shape: level}) for level in LEVELS]) for shape in SHAPES]


def motions(engine: AvatarEngine, name: str) -> list[Picture]:
    """What head and shoulders do."""
    sitter = Sitter(engine, name, bust=True)
    return [sitter.look(**{motion: value}) for motion, value in MOTIONS]


def sheets() -> Iterator[tuple[str, Picture]]:
    """Name and picture of every sheet."""
    drawn = DrawnEngine()
    with tempfile.TemporaryDirectory() as folder:
        photograph = photographed(Path(folder))
        rows = [(drawn, one.name) for one in drawn.presenters() if not one.name.endswith("-half")]
        rows.append((photograph, PHOTOGRAPH))
        cells = [cell for engine, name in rows for cell in visemes(engine, name)]
        labels = [f"{name} {viseme}" for _, name in rows for viseme in VISEMES]
        yield "visemes", sheet(cells, labels, len(VISEMES))
        for engine, name in ((drawn, "yunling"), (photograph, PHOTOGRAPH)):
            yield f"shapes-{name}", sheet(shapes(engine, name), list(SHAPES), 4)
            told = [f"{motion} {value:g}" for motion, value in MOTIONS]
            yield f"motions-{name}", sheet(motions(engine, name), told, 6)


def photographed(folder: Path) -> AvatarEngine:
    """An engine with one presenter, made from the photograph."""
    import skimage.data

    from understudy.stage.avatars.portrait.build import build_pack

    photo = folder / f"{PHOTOGRAPH}.png"
    cv2.imwrite(str(photo), np.ascontiguousarray(skimage.data.astronaut()[..., ::-1]))
    build_pack(photo, folder / "packs" / PHOTOGRAPH, name=PHOTOGRAPH, consent=None, models=MODELS)
    return PortraitEngine(folder / "packs")


def sheet(cells: list[Picture], labels: list[str], columns: int) -> Picture:
    """Cells in rows of `columns`, each with its name below."""
    high, wide = cells[0].shape[0] + LABEL, cells[0].shape[1]
    rows = -(-len(cells) // columns)
    picture = np.full((rows * high, columns * wide, 4), 255, np.uint8)
    surface = skia.Surface(picture, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    font = skia.Font(skia.Typeface("DejaVu Sans"), 11)
    with surface as canvas:
        for number, (cell, label) in enumerate(zip(cells, labels, strict=True)):
            x, y = number % columns * wide, number // columns * high
            image = skia.Image.fromarray(np.dstack([cell, np.full(cell.shape[:2], 255, np.uint8)]), copy=True)
            canvas.drawImage(image, x, y)
            canvas.drawString(label, x + 4, y + high - 4, font, skia.Paint(Color=skia.ColorBLACK, AntiAlias=True))
    return picture[..., :3]


def _face(actor: object) -> tuple[tuple[float, float], float]:
    """Upper left corner and side of a square around the face, found by what a blink and an open mouth change."""

    def place(**values: float) -> npt.NDArray[np.float64]:
        performance = Performance.still(2)
        for name, value in values.items():
            performance.weights[1, SHAPE_INDEX[name]] = value
        before, after = (found.astype(int).copy() for found in actor.pictures(performance, range(2)))  # type: ignore[attr-defined]
        change = np.abs(after - before).sum(axis=2).astype(float)
        down, across = np.mgrid[: change.shape[0], : change.shape[1]]
        return np.array([(change * across).sum(), (change * down).sum()]) / change.sum()

    eyes = place(eyeBlinkLeft=1, eyeBlinkRight=1)
    mouth = place(jawOpen=0.6)
    side = 2.05 * float(np.linalg.norm(mouth - eyes))
    middle = eyes + 0.45 * (mouth - eyes)
    return (float(middle[0] - side / 2), float(middle[1] - side / 2)), side


def _bust(size: tuple[int, int]) -> tuple[tuple[float, float], float]:
    width = 600 * size[0] / size[1]
    side = min(width, 600.0)
    return ((width - side) / 2, 0.0), side


def save(picture: Picture, file: Path) -> None:
    """Write a sheet as JPEG."""
    cv2.imwrite(str(file), np.ascontiguousarray(picture[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 93])


def main() -> None:
    """Draw every sheet anew, or those whose names are given."""
    wanted = sys.argv[1:]
    for name, picture in sheets():
        if not wanted or name in wanted:
            save(picture, HERE / f"{name}.jpg")
            print(f"{name}.jpg  {picture.shape[1]}x{picture.shape[0]}")


if __name__ == "__main__":
    main()
