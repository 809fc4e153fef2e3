"""Ears seen from the front: rim, inner fold, the hollow before the canal, and the lobe."""

from __future__ import annotations

from painting.plane import Floats, Plane, Point, loop, mirrored
from painting.relief import pillow

OUTLINE = (
    (382, 256), (370, 247), (356, 246), (345, 254), (340, 270), (341, 292), (345, 314), (350, 334), (355, 350),
    (362, 362), (371, 367), (379, 362), (386, 340), (390, 300),
)  # fmt: skip
RIM = ((374, 262), (364, 254), (353, 255), (346, 266), (345, 288), (349, 312), (354, 332))
FOLD = ((368, 276), (361, 270), (356, 282), (357, 304), (361, 322), (368, 334))
BOWL = ((371, 296), (368, 308), (368, 322), (373, 332))
TRAGUS = ((379, 306), (376, 316), (378, 326))


def outlines(size: float, drop: float = 0.0) -> tuple[list[Point], list[Point]]:
    """Both ears' outlines; `size` 1 is from the brows to the base of the nose."""
    left = [placed(point, size, drop) for point in OUTLINE]
    return left, mirrored(left)


def placed(point: Point, size: float, drop: float) -> Point:
    """A point of the viewer's left ear at another size; it stays where it joins the head."""
    return 372 + (point[0] - 372) * size, 306 + drop + (point[1] - 306) * size


def mask(plane: Plane, size: float, drop: float) -> Floats:
    """What both ears cover."""
    left, right = outlines(size, drop)
    return plane.area_of(loop(left)) + plane.area_of(loop(right))


def relief(plane: Plane, size: float, drop: float) -> Floats:
    """How far both stand out (units)."""
    found = plane.zeros()
    for side in (-1, 1):
        left, right = outlines(size, drop)
        shape = plane.area_of(loop(left if side < 0 else right))
        found += 16.0 * pillow(plane, shape, 2.0)
        for spine, height, width, soft in (
            (RIM, 7.0, 5.0, 2.2),
            (FOLD, 6.0, 5.0, 2.2),
            (BOWL, -16.0, 9.0, 3.2),
            (TRAGUS, 7.0, 5.0, 2.0),
        ):
            points = [placed(point, size, drop) for point in spine]
            stroke = plane.brush(
                points if side < 0 else mirrored(points), [0.4 * width, width, width, 0.6 * width], soft
            )
            found += height * stroke * shape
    return found
