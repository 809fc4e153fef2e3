"""Paint the sheets of the drawn presenters.

python artwork/paint_presenters.py yunling --scale 2 --out DIR
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from painting import brows, ears, face, glasses, hairdo, skin, spots, trunk
from painting.light import Lit, from_display, lit, shadow, to_display
from painting.person import Person
from painting.plane import Area, Floats, Plane
from painting.relief import Forms, grown
from painting.stack import Stack
from painting.strands import Fibre, Strands, drawn, over, shaded
from understudy.stage.avatars.drawn.sheets import GLASSES

TRUNK: Area = (38.0, 240.0, 962.0, 1700.0)

FORWARD = 112.0
"""How far the head stands before the neck, for the shadow that it throws."""


@dataclass(frozen=True)
class Sheet:
    """A painted part: premultiplied sRGB and alpha (h, w, 4) in [0, 1], and its relief.

    Of a head also how it moves: see `Motion` of the engine.
    """

    plane: Plane
    picture: Floats
    relief: Floats
    depth: Floats | None = None
    rigid: Floats | None = None
    hang: Floats | None = None


def paint_head(person: Person, scale: float) -> Sheet:
    """Ears, face, brows, beard and the hair in front."""
    look, style = person.look, person.hairdo
    plane = Plane(look.head_area, scale)
    forms = Forms(plane, *look.face.canonical(plane.x, plane.y), look.face.spot)
    own = face.outline_mask(plane, list(look.face.outline))
    high = face.relief(plane, own, forms, person.features)
    mask = own
    if person.ears:
        mask = np.maximum(own, ears.mask(plane, person.ears, person.ear_drop))
        high = high * own + ears.relief(plane, person.ears, person.ear_drop) * (1 - own)
        high = grown(plane, high, mask, 3.0)
    hair_high, hair = hairdo.relief(plane, style.front, own, style.depth, style.thick)
    blocker = np.asarray(np.where(hair > 0.5, hair_high + style.lift, high), np.float32)
    light = lit(plane, high, shadow(plane, high, blocker), _falling(plane, blocker, np.maximum(mask, hair)))
    rgb = skin.painted(plane, high, light, person.complexion, *skin_maps(person, plane, forms, hair), person.seed)
    picture = np.dstack([rgb * mask[..., None], mask])
    studio = Studio(plane, person.fibre, np.random.default_rng(person.seed + 50))
    dull = replace(person.fibre, shine=0.2 * person.fibre.shine)
    arcs = brows.grown(person.brows, look.face.spot, person.seed + 3)
    picture = replace(studio, fibre=dull).draw(picture, arcs, high, light.sun)
    for beard in person.beard:
        picture = studio.lay(picture, beard, high, light.sun)
    sun = shadow(plane, hair_high, hair_high)
    for tuft in style.front:
        picture = studio.lay(picture, tuft, hair_high, sun)
    picture = _part(picture, plane, person)
    for fringe in style.fringes:
        picture = studio.draw(picture, hairdo.strays(fringe), hair_high, sun)
    relief = np.asarray(np.where(hair > 0.5, hair_high, high), np.float32)
    return _moving(person, Sheet(plane, picture, relief), np.maximum(mask, hair), hair, own)


def _falling(plane: Plane, relief: Floats, solid: Floats) -> Floats:
    """The relief with nothing around it: edges that turn away lie in no hollow."""
    return np.asarray(relief - 60.0 * (1 - solid), np.float32)


def _moving(person: Person, head: Sheet, solid: Floats, hair: Floats, own: Floats) -> Sheet:
    """The head with its motion: hair stands out less than it is painted, or it would slide over the face."""
    plane, face_ = head.plane, person.look.face
    depth = np.where(hair > 0.5, 0.55 * head.relief, 1.04 * head.relief).astype(np.float32)
    depth = plane.blur(grown(plane, depth, (solid > 0.5).astype(np.float32), 14.0), 8.0)
    rigid = plane.blur(np.maximum(hair, solid - own), 12.0)
    below = np.clip((plane.y - 380) / 240, 0, 1)
    hang = person.hairdo.hang * rigid * below * below * (3 - 2 * below)
    rigid = np.maximum(rigid, np.clip((plane.y - face_.chin_y - 34) / 80, 0, 1))
    return Sheet(plane, head.picture, head.relief, depth, rigid, np.asarray(hang, np.float32))


def _part(picture: Floats, plane: Plane, person: Person) -> Floats:
    """The scalp that shows where the hair parts."""
    if not person.hairdo.part:
        return picture
    line = 0.62 * plane.brush(person.hairdo.part, [4.4, 2.6, 1.8, 0.4], 0.8)
    tone = to_display(np.array(person.complexion.albedo, np.float32) * 0.42)
    return over(picture, np.dstack([tone[None, None, :] * line[..., None], line]))


def paint_glasses(person: Person, scale: float) -> Sheet:
    """Frame and lenses; nothing where the person wears none."""
    plane = Plane(GLASSES, scale)
    if person.glasses is None:
        return Sheet(plane, np.zeros((*plane.shape, 4), np.float32), plane.zeros())
    return Sheet(plane, glasses.painted(plane, person.glasses, person.look.face), plane.zeros())


def paint_trunk(person: Person, scale: float, head: Sheet) -> Sheet:
    """Hair behind the neck, neck, clothes."""
    up = person.build.raised
    plane = Plane((TRUNK[0], TRUNK[1] + up, TRUNK[2], TRUNK[3] + up), scale)
    parts = trunk.bare(plane, person.build)
    stack = Stack(plane, parts.skin)
    person.outfit.dress(plane, stack, parts, person.build)
    alpha = np.maximum(parts.neck, stack.covered)
    relief = grown(plane, stack.relief, (alpha > 0.5).astype(np.float32), 5.0)
    above = _moved(head.relief + FORWARD, head.plane, plane, up, -1e4)
    solid = _moved(head.picture[..., 3], head.plane, plane, up, 0.0)
    blocker = np.asarray(np.where(solid > 0.5, np.maximum(above, relief), relief), np.float32)
    light = lit(
        plane, relief, shadow(plane, relief, blocker, 230.0), _falling(plane, blocker, np.maximum(alpha, solid))
    )
    forms = Forms(plane, plane.x - 500, plane.y, lambda x, y: (500 + x, y))
    blood = 0.25 * forms.bell(0, 640, 90, 60)
    bare = parts.neck * (1 - stack.covered)
    near, place = plane.part(bare, 20.0)
    whole = Lit(light.energy[place], light.sun[place], light.hollow[place], light.normal[place])
    even = np.ones(near.shape, np.float32)
    rgb = np.zeros((*plane.shape, 3), np.float32)
    rgb[place] = skin.painted(near, relief[place], whole, person.complexion, blood[place], even, person.seed + 1)
    cloth = stack.painted(light)
    keep = stack.covered[..., None]
    body = (rgb * (1 - keep) + cloth * keep) * alpha[..., None]
    picture = np.dstack([body, alpha])
    if person.hairdo.back:
        picture = over(_back_hair(person, plane), picture)
    return Sheet(plane, picture, relief)


def skin_maps(person: Person, plane: Plane, forms: Forms, hair: Floats) -> tuple[Floats, Floats]:
    """Where the skin is redder, and where it is darker (h, w, 3)."""
    own = person.blush
    blood = own.cheeks * forms.bell(80, 362, 34, 24) + own.nose * forms.bell(0, 358, 20, 16)
    blood += own.chin * forms.bell(0, 466, 30, 16) + own.lids * forms.bell(62, 283, 40, 14)
    blood += own.cheeks * np.clip((np.abs(forms.u) - 138) / 12, 0, 1)
    marks = [(own.shade * forms.bell(46, 316, 26, 10), (0.75, 1.0, 0.9))]
    nostril = forms.bell(12.5, 371.5, 6.0, 2.6, -14) + 0.5 * forms.bell(0, 377, 16, 3)
    marks.append((np.clip(0.62 * nostril, 0, 0.75), (0.72, 1.0, 1.0)))
    marks.append((0.45 * np.clip(plane.blur(hair, 5.0) * 1.2, 0, 1), (0.8, 1.0, 1.0)))
    marks.append((own.freckles * spots.freckles(plane, forms, person.seed), (0.45, 0.85, 1.0)))
    marks.append((own.spots * spots.age_spots(plane, forms, person.seed), (0.5, 0.8, 1.0)))
    marks.append((own.stubble * spots.stubble(plane, forms, person.seed), (0.95, 0.85, 0.72)))
    dark = np.ones((*plane.shape, 3), np.float32)
    for strength, colour in marks:
        dark *= 1 - np.clip(strength, 0, 1)[..., None] * np.array(colour, np.float32)
    return np.asarray(blood, np.float32), dark


@dataclass
class Studio:
    """Lays hairs of one person into a picture."""

    plane: Plane
    fibre: Fibre
    dice: np.random.Generator

    def draw(self, picture: Floats, hairs: Strands, relief: Floats, sun: Floats) -> Floats:
        """Hairs over the picture."""
        return over(picture, drawn(self.plane, hairs, shaded(self.plane, hairs, relief, sun, self.fibre, self.dice)))

    def lay(self, picture: Floats, tuft: hairdo.Tuft, relief: Floats, sun: Floats) -> Floats:
        """A tuft: what is dark between its hairs, and the hairs."""
        mask = tuft.covers(self.plane)
        tone = to_display(from_display(self.fibre.colour) * 0.25)
        picture = over(picture, np.dstack([tone[None, None, :] * mask[..., None], mask]))
        return self.draw(picture, tuft.hairs(), relief, sun)


def _back_hair(person: Person, plane: Plane) -> Floats:
    picture = np.zeros((*plane.shape, 4), np.float32)
    studio = Studio(plane, person.fibre, np.random.default_rng(person.seed + 60))
    flat = np.zeros(plane.shape, np.float32)
    for tuft in person.hairdo.back:
        picture = studio.lay(picture, tuft, flat, flat + 0.12)
    picture[..., :3] *= 0.8
    return picture


def _moved(values: Floats, source: Plane, target: Plane, down: float, outside: float) -> Floats:
    """The map of one plane on another of the same scale, `down` units lower."""
    shift = (np.array(source.area[:2]) - target.area[:2] + (0, down)) * target.scale
    there = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], np.float32)
    size = (target.shape[1], target.shape[0])
    return np.asarray(
        cv2.warpAffine(values, there, size, borderMode=cv2.BORDER_CONSTANT, borderValue=outside), np.float32
    )
