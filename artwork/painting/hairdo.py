"""A hairdo: what hangs behind head and neck, what lies on the head, and single hairs around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from painting.locks import loose
from painting.plane import Floats, Plane, Point
from painting.relief import grown, pillow
from painting.strands import Strands


class Tuft(Protocol):
    """Something that grows hairs over an area: a lock, or hair that stands on the scalp."""

    def covers(self, plane: Plane) -> Floats:
        """The area below which no skin shows, (h, w)."""
        ...

    def hairs(self) -> Strands:
        """Its hairs, the deepest first."""
        ...


@dataclass(frozen=True)
class Fringe:
    """Single hairs that leave the silhouette along `edge`."""

    edge: Sequence[Point]
    count: int = 60
    far: float = 1.6
    seed: int = 1


@dataclass(frozen=True)
class Hairdo:
    """Tufts in the order they are laid; `back` hangs behind the neck; `thick` is how far the hair stands out."""

    front: tuple[Tuft, ...]
    back: tuple[Tuft, ...] = ()
    fringes: tuple[Fringe, ...] = ()
    depth: float = 150.0
    thick: float = 16.0
    lift: float = 9.0
    """How far it stands off the skin, for the shadow that it throws."""

    hang: float = 0.0
    """How much of it hangs freely and follows the head late, in [0, 1]."""

    part: tuple[Point, ...] = ()
    """Where the scalp shows between the locks."""


def strays(fringe: Fringe) -> Strands:
    """The hairs of a fringe."""
    return loose(fringe.edge, fringe.count, fringe.far, fringe.seed)


def hull(plane: Plane, mask: Floats) -> Floats:
    """The mask without bays: what a head of hair and the face in it fill together."""
    shapes, _ = cv2.findContours((mask > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    points = cv2.convexHull(np.concatenate(shapes))
    full = np.zeros(plane.shape, np.uint8)
    cv2.fillPoly(full, [points], 255)
    return full.astype(np.float32) / 255


def relief(plane: Plane, tufts: Sequence[Tuft], beneath: Floats, depth: float, thick: float) -> tuple[Floats, Floats]:
    """How far the hair stands out, and what it covers; `beneath` is what it lies on (a mask)."""
    masks = [tuft.covers(plane) for tuft in tufts] or [plane.zeros()]
    whole = np.max(masks, axis=0)
    full = hull(plane, np.maximum(whole, beneath))
    found = depth * pillow(plane, full)
    for mask in masks:
        found = np.where(
            mask > 0.5, np.maximum(found, depth * pillow(plane, full) + thick * pillow(plane, mask)), found
        )
    return grown(plane, plane.blur(np.asarray(found, np.float32), 2.5), full, 4.0), whole
