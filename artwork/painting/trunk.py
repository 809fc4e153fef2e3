"""Neck, shoulders, chest, waist and arms as a relief: what the clothes lie on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from painting.plane import Floats, Plane, both, loop
from painting.relief import Forms, grown, pillow


@dataclass(frozen=True)
class Build:
    """Half widths (units from the axis) of one person's trunk, and how its muscles and bones show."""

    neck: float = 66.0
    shoulder: float = 330.0
    chest: float = 244.0
    waist: float = 200.0
    hip: float = 252.0
    arm: float = 98.0
    slope: float = 0.0
    muscle: float = 1.0
    bones: float = 1.0
    bust: float = 1.0
    age: float = 0.0
    adam: float = 0.0
    raised: float = 22.0
    """How much higher the trunk is shown than it is drawn (units): the more, the shorter the neck."""


def neck_half(build: Build) -> list[tuple[float, float]]:
    """Outline of neck and upper chest, viewer's left, from behind the face down to where clothes surely cover it."""
    n = build.neck
    return [
        (500, 400), (500 - n, 410), (500 - n - 1, 470), (500 - n + 1, 520), (500 - n - 2, 550), (500 - n - 14, 574),
        (500 - n - 48, 596 + 0.4 * build.slope), (500 - n - 110, 622 + build.slope), (500 - n - 150, 700),
        (300, 860), (340, 960), (500, 1000),
    ]  # fmt: skip


def torso_half(build: Build) -> list[tuple[float, float]]:
    """Outline of the trunk without the arms, viewer's left."""
    n, s, o = build.neck, build.slope, 500 - build.shoulder
    return [
        (500, 520), (500 - n, 535), (500 - n - 16, 574), (500 - n - 70, 606 + 0.4 * s), (o + 110, 634 + 0.8 * s),
        (o + 48, 658 + s), (o + 34, 700 + s), (o + 56, 780), (500 - build.chest, 880),
        (500 - build.chest + 8, 1000), (500 - build.waist - 14, 1130), (500 - build.waist, 1250),
        (500 - build.waist - 22, 1370), (500 - build.hip, 1540), (500 - build.hip - 4, 1690), (500, 1700),
    ]  # fmt: skip


def arm(build: Build) -> list[tuple[float, float]]:
    """Outline of the hanging arm at the viewer's left, shoulder to where the picture ends."""
    out, a, s = 500 - build.shoulder, build.arm, build.slope
    return [
        (out + 120, 636 + 0.8 * s), (out + 58, 654 + s), (out + 22, 690 + s), (out + 6, 750 + s),
        (out - 2, 860), (out - 5, 1000), (out - 7, 1160), (out - 4, 1300), (out + 4, 1440), (out + 16, 1600),
        (out + 22, 1700),
        (out + 16 + 0.86 * a, 1700), (out + 10 + 0.90 * a, 1560), (out + 3 + 0.98 * a, 1400), (out + 0.98 * a, 1260),
        (out + 1.0 * a, 1100), (out + 1.08 * a, 960), (out + 1.16 * a, 860), (out + 1.3 * a, 760),
        (out + 1.5 * a, 680 + s),
    ]  # fmt: skip


@dataclass(frozen=True)
class Bare:
    """The bare trunk: masks and relief of its parts; arms are (viewer's left, viewer's right)."""

    neck: Floats
    torso: Floats
    arms: tuple[Floats, Floats]
    skin: Floats
    body: Floats
    limbs: tuple[Floats, Floats]


def bare(plane: Plane, build: Build) -> Bare:
    """Everything clothes are laid on."""
    forms = Forms(plane, plane.x - 500, plane.y, lambda x, y: (500 + x, y))
    torso = plane.area_of(loop(both(torso_half(build))))
    neck = plane.area_of(loop(both(neck_half(build)))) * np.maximum(torso, np.clip((584 - plane.y) / 6, 0, 1))
    left = plane.area_of(loop(arm(build)))
    right = left[:, ::-1].copy()
    body = _torso(plane, forms, torso, build)
    column = np.clip(1 - (forms.u / (build.neck * 1.06)) ** 2, 0, 1) ** 0.5 * 74 - 20
    fade = np.clip((640 - forms.v) / 90, 0, 1)
    stem = column * fade**1.2 + _throat(forms, build)
    chest = grown(plane, body, torso, 20.0)
    blend = np.clip((forms.v - 520) / 90, 0, 1)
    skin = np.asarray(np.maximum(stem * (1 - blend) + chest * blend, np.where(fade > 0, stem, -99)), np.float32)
    skin = plane.blur(skin, 3.0) + _collar_bones(forms, build)
    union = np.maximum(torso, np.maximum(left, right))
    whole = grown(plane, plane.blur(118 * pillow(plane, union), 4.0), union, 22.0)
    apart = np.clip((forms.v - 690) / 190, 0, 1)
    apart = apart * apart * (3 - 2 * apart)
    limbs = [
        whole * (1 - apart) + apart * grown(plane, 88.0 * pillow(plane, one) - 26.0, one, 6.0) for one in (left, right)
    ]
    aside = np.clip((np.abs(forms.u) - 0.55 * build.shoulder) / (0.3 * build.shoulder), 0, 1) * (1 - apart)
    body = np.asarray(body * (1 - aside) + whole * aside, np.float32)
    return Bare(neck, torso, (left, right), np.asarray(skin, np.float32), body, (limbs[0], limbs[1]))


def _torso(plane: Plane, forms: Forms, mask: Floats, build: Build) -> Floats:
    round_ = np.clip(1 - (forms.u / (build.shoulder * 1.02)) ** 2, 0.02, 1) ** 0.5
    found = 70 * pillow(plane, mask) + 62 * round_ - 20
    found += 30 * build.bust * forms.bell(112, 905, 92, 84) + 8 * forms.bell(0, 780, 170, 120)
    found += 10 * build.muscle * forms.bell(120, 800, 110, 60)
    found -= 14 * np.clip((690 - forms.v) / 120, 0, 1) ** 1.5
    return grown(plane, plane.blur(np.asarray(found, np.float32), 4.0), mask, 22.0)


def _throat(forms: Forms, build: Build) -> Floats:
    n = build.neck
    mastoid = forms.groove([(0.82 * n, 470), (0.62 * n, 530), (0.34 * n, 590), (0.22 * n, 612)], 9, 6)
    found = 7 * build.muscle * mastoid - 6 * forms.bell(0, 616, 13, 14) + 4 * forms.bell(0, 540, 20, 40)
    found += 6 * build.adam * forms.bell(0, 545, 10, 14)
    band = forms.groove([(16, 492), (20, 545), (16, 600)], 4, 3)
    ring = forms.groove([(-50, 540), (-20, 548), (20, 548), (50, 540)], 2.5, 2, sides=(1,))
    ring2 = forms.groove([(-52, 568), (-18, 577), (22, 576), (52, 567)], 2.5, 2, sides=(1,))
    return np.asarray(found + build.age * (3.5 * band - 2.4 * ring - 2.2 * ring2), np.float32)


def _collar_bones(forms: Forms, build: Build) -> Floats:
    n = build.neck
    bone = forms.groove([(17, 622), (n - 10, 616), (n + 40, 610), (n + 110, 616)], 9, 5)
    above = forms.groove([(0.5 * n, 602), (n + 10, 594), (n + 60, 594)], 12, 9)
    below = forms.groove([(30, 640), (n + 10, 636), (n + 90, 634)], 10, 9)
    return np.asarray(build.bones * (6.0 * bone - 6.0 * above - 2.5 * below), np.float32)
