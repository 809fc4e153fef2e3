"""Paint the sheets of the drawn presenters and save them where the engine finds them.

    python artwork/paint_presenters.py [NAME ...] [--scale 2] [--out src/understudy/stage/avatars/drawn/sheets]

Without names everybody is painted. A person takes about a minute at scale 2, which is what the engine wants; a smaller
scale is for looking at what one is doing, with `--preview` into a PNG.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
from pathlib import Path

import cv2
import numpy as np
import skia
from painting import paint, people
from painting.person import Person
from painting.plane import Floats

from understudy.stage.avatars.drawn.field import NODE
from understudy.stage.avatars.drawn.sheets import DEEPEST, FOLDER, PAINTED, TRUNK

QUALITY = 92


def person(name: str) -> Person:
    """The person in `painting/people/<name>.py`."""
    found: Person = importlib.import_module(f"painting.people.{name}").PERSON
    return found


def save(name: str, folder: Path, scale: float) -> list[Path]:
    """Paint one person and write their files."""
    folder.mkdir(parents=True, exist_ok=True)
    who = person(name)
    head = paint.paint_head(who, scale)
    trunk = paint.paint_trunk(who, scale, head)
    files = [folder / "head.webp", folder / "trunk.webp", folder / "head-motion.png"]
    _write(files[0], head.picture)
    _write(files[1], trunk.picture[: round((TRUNK[3] - TRUNK[1]) * scale)])
    cv2.imwrite(str(files[2]), _motion(who, head)[..., ::-1])
    if who.look.glasses:
        files.append(folder / "glasses.webp")
        _write(files[3], paint.paint_glasses(who, scale).picture)
    return files


def _write(file: Path, picture: Floats) -> None:
    alpha = picture[..., 3:]
    straight = np.where(alpha > 0.002, picture[..., :3] / np.maximum(alpha, 0.002), 0)
    bled = _bled(np.clip(straight, 0, 1).astype(np.float32), alpha[..., 0])
    levels = np.rint(np.dstack([bled, np.clip(alpha, 0, 1)]) * 255).astype(np.uint8)
    image = skia.Image.fromarray(np.ascontiguousarray(levels), skia.kRGBA_8888_ColorType, skia.kUnpremul_AlphaType)
    image.save(str(file), skia.EncodedImageFormat.kWEBP, QUALITY)


def _bled(colour: Floats, alpha: Floats) -> Floats:
    """Colour carried beyond the edge, so that lossy compression does not mix the edge with black."""
    solid = (alpha > 0.5).astype(np.float32)
    weight = cv2.GaussianBlur(solid, (0, 0), 6)
    around = cv2.GaussianBlur(colour * solid[..., None], (0, 0), 6) / np.maximum(weight, 1e-3)[..., None]
    keep = np.clip(alpha * 4, 0, 1)[..., None]
    return np.asarray(colour * keep + np.clip(around, 0, 1) * (1 - keep), np.float32)


def _motion(who: Person, head: paint.Sheet) -> np.ndarray:
    """Depth, rigid share and hang at the nodes of the head's field, as levels (rows, nodes, 3)."""
    left, top, right, bottom = head.plane.area
    across, down = np.arange(left, right + NODE, NODE), np.arange(top, bottom + NODE, NODE)
    x, y = np.meshgrid(across, down)
    places = head.plane.pixels(np.stack([x, y], 2)).astype(np.float32) - 0.5
    maps = (head.depth / DEEPEST, head.rigid, head.hang)
    nodes = [cv2.remap(one, places, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for one in maps]
    return np.rint(np.clip(np.dstack(nodes), 0, 1) * 255).astype(np.uint8)


def main() -> None:
    """Read the command line, write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    everybody = [module.name for module in pkgutil.iter_modules(people.__path__)]
    parser.add_argument("names", nargs="*", default=everybody, metavar="NAME")
    parser.add_argument("--scale", type=float, default=PAINTED)
    parser.add_argument("--out", type=Path, default=FOLDER)
    options = parser.parse_args()
    for name in options.names:
        for file in save(name, options.out / name, options.scale):
            print(f"{file}: {file.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
