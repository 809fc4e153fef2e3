"""What a pack tells of the person in it, and of how well it turned out."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.errors import Warning
from understudy.stage.avatars.face.landmarks import Face
from understudy.stage.avatars.face.suitability import Suitability
from understudy.stage.avatars.manifest import ConsentStatement, LipsInfo, Manifest
from understudy.stage.avatars.matte import CutOut

ACTIONS = ("nod", "shake", "tilt", "lean_in", "brow_raise", "smile", "look_away", "shrug")

_FULL_SIZE = 1000
"""Pixels of height from which a pack serves 4K output without looking soft."""


@dataclass(frozen=True)
class About:
    """Who a pack shows, under which licence, who agreed, and which network draws the mouth, if one does."""

    name: str
    title: str
    licence: str
    consent: ConsentStatement | None
    description: str
    lips: LipsInfo | None = None


def describe(about: About, cut: CutOut, face: Face, report: Suitability) -> Manifest:
    """The manifest of a pack whose picture is `cut`, with `face` in its pixels."""
    height, width = cut.alpha.shape
    irises = [(*eye.iris[0, :2].tolist(), eye.radius) for eye in face.eyes]
    return Manifest(
        name=about.name,
        title=about.title,
        description=about.description,
        licence=about.licence,
        size=(width, height),
        resolution="4K" if height >= _FULL_SIZE else "1080P",
        actions=ACTIONS,
        landmarks=tuple((round(x, 2), round(y, 2), round(z, 2)) for x, y, z in face.points.tolist()),
        irises=tuple((round(x, 2), round(y, 2), round(radius, 2)) for x, y, radius in irises),
        matte={"method": cut.method, "certainty": round(cut.certainty, 3)},
        measures={key: round(value, 3) for key, value in report.measures.items()},
        consent=about.consent,
        lips=about.lips,
        files={},
    )


def matte_warnings(cut: CutOut) -> list[Warning]:
    """What mars the edge."""
    found = []
    if cut.certainty < 0.4 and cut.method == "network":
        hint = "use a plain background that differs from hair and clothes"
        found.append(Warning("matte_uncertain", "person and background are hard to tell apart", hint))
    if (cut.alpha[:2] > 128).mean() > 0.05:
        hint = "use a picture with room above the head"
        found.append(Warning("head_cut", "the upper edge of the picture cuts the head", hint))
    return found
