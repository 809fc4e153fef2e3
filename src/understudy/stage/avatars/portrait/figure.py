"""Everything about a person at one size that stays the same from frame to frame."""

from __future__ import annotations

from copy import copy

from understudy.stage.avatars.portrait import pulls
from understudy.stage.avatars.portrait.anatomy import Anatomy, Picture
from understudy.stage.avatars.portrait.eyes import Eyeball
from understudy.stage.avatars.portrait.mouth import MouthInside
from understudy.stage.avatars.portrait.pose import Space
from understudy.stage.avatars.portrait.region import Region
from understudy.stage.avatars.portrait.skin import without_openings
from understudy.stage.avatars.portrait.source import Source
from understudy.stage.avatars.portrait.tint import with_inner_lips
from understudy.stage.avatars.scratch import Scratch

_COARSE, _MIDDLE, _FINE = (8, 9, 41), (16, 5, 21), (46, 3, 9)
"""How many cells fit into an eye distance, and the least and the most pixels of one: for the head's turn, which is
smooth, for the face's expression, and around mouth and eyes."""


class Desk:
    """Memory in which frames are put together: for a band of the picture, and for a patch of it."""

    def __init__(self) -> None:
        self.band, self.patch = Scratch(), Scratch()


class Figure:
    """A person at one size. `picture` is premultiplied RGBA; `anatomy` is in its pixels."""

    def __init__(self, picture: Picture, anatomy: Anatomy) -> None:
        height, width = picture.shape[:2]
        self.size, self.anatomy, self.desk = (width, height), anatomy, Desk()
        self.space = Space(anatomy, self.size)
        self.cell, self.face_cell, self.fine_cell = (
            _odd(anatomy.unit / parts, least, most) for parts, least, most in (_COARSE, _MIDDLE, _FINE)
        )
        skin = without_openings(with_inner_lips(picture, anatomy), anatomy)
        self.sources: tuple[Source, ...] = (Source(skin, beyond=max(anatomy.unit, 4.0)),)
        self.cover: Source | None = None
        """Where the mouth is taken from, as far as its `share` says, when the sources show it open."""
        self.start = (0.0, 0.0)
        """How far the person sits from where the measures of head and body were taken, in pixels."""
        chin = float(anatomy.local[152, 1])
        mouth = anatomy.mouth
        self.face = Region(anatomy, (-0.98, -0.72), (0.98, chin + 1.0), self.face_cell)
        upper, lower = float(mouth.nose.min()), float(mouth.lower.max())
        low, high = (mouth.left - 0.17, upper - 0.05), (mouth.right + 0.17, min(lower + 0.5, chin + 0.35))
        self.mouth_region = Region(anatomy, low, high, self.fine_cell)
        self.eye_regions = tuple(
            Region(
                anatomy,
                (lids.left - 0.09, float(lids.brow[lids.inside].min()) - 0.03),
                (lids.right + 0.09, float(lids.cheek[lids.inside].max()) + 0.03),
                self.fine_cell,
            )
            for lids in anatomy.lids
        )
        self.bases = pulls.Bases(anatomy)
        self.inside = MouthInside(picture, anatomy)
        self.eyeballs: tuple[Eyeball, ...] = (Eyeball(picture, anatomy, 0), Eyeball(picture, anatomy, 1))

    def moment(self, anatomy: Anatomy, sources: tuple[Source, ...], cover: Source | None) -> Figure:
        """The same person at a moment of a clip: with another face, other pixels, and eyes of their own."""
        other = copy(self)
        other.anatomy, other.sources, other.eyeballs, other.cover = anatomy, sources, (), cover
        x, y = (anatomy.origin - self.anatomy.origin).tolist()
        other.start = (x, y)
        return other


def _odd(value: float, least: int, most: int) -> int:
    """The nearest odd number within limits, so that a node lies in the middle of a pixel."""
    return min(max(2 * round((value - 1) / 2) + 1, least), most)
