"""A person filmed once: body and head move as in the clip, the mouth is brought to rest and then driven."""

from __future__ import annotations

import zlib
from collections.abc import Hashable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from understudy.performance.tracks import MOTION_INDEX, SHAPES, Performance
from understudy.stage.avatars.clip.loop import STEADY, Jump, Loop, shut_eyes
from understudy.stage.avatars.clip.reel import Reel
from understudy.stage.avatars.clip.schedule import Shown, schedule
from understudy.stage.avatars.face.landmarks import CHIN
from understudy.stage.avatars.pack import Pack
from understudy.stage.avatars.portrait.anatomy import Anatomy, Doubles, Floats
from understudy.stage.avatars.portrait.figure import Figure
from understudy.stage.avatars.portrait.lips import LIPS, SourceMouth
from understudy.stage.avatars.portrait.posed import Posed
from understudy.stage.avatars.portrait.source import Source
from understudy.stage.picture import Picture

_REST = (*LIPS, CHIN)
"""Points that are taken from the mouth at rest."""

_OWN_BLINK = 30
"""Frames around a blink of the clip's own in which none is added."""

_ADDED = 0.35
"""Share of the acted head movement that is added to the clip's own; gestures that were asked for are done in full."""

_EASE = 8
"""Frames over which a gesture takes over."""

_SMALL = 0.7
"""Pictures that are shown smaller than this are averaged first."""

_PARTED = (0.012, 0.035)
"""Lips that a frame shows farther apart (in eye distances) are covered by those of the frame at rest."""

_BESIDE = (205, 425, 50, 280, 18, 200, 164)
"""Points of the skin around the mouth, whose light is compared."""

_EYES = np.array([name.startswith("eyeLook") for name in SHAPES])
_BLINKS = np.array([name.startswith("eyeBlink") for name in SHAPES])


@dataclass(frozen=True, eq=False)
class _Plan:
    """What is shown in each frame of a performance, how much of the acted movement is added, and which blinks are."""

    shown: list[Shown]
    added: Floats
    blinks: Floats


class FilmedPerson:
    """The person of a pack with a clip, at `size` (width, height), `scale` of whose pixels make one of the pack's."""

    def __init__(self, figure: Figure, pack: Pack, scale: float) -> None:
        assert pack.clip is not None
        info = pack.clip.info
        self._figure, self._size = figure, figure.size
        self._points = pack.clip.points * np.float32(scale)
        self._reels = tuple(Reel(pack.clip.file, pack.manifest.size) for _ in range(2))
        jumps = tuple(Jump(leave, enter, 0.0) for leave, enter in info.jumps)
        self._loop = Loop(info.start, jumps, info.turns, seen=False)
        self._scale, self._first = scale, info.first
        self._shut = shut_eyes(self._points, figure.anatomy.unit)
        self._plan: tuple[Performance, _Plan] | None = None

    def state(self, performance: Performance, row: int) -> Hashable:
        """The pose, and what of the clip is shown."""
        return performance.key(row), self._planned(performance).shown[row]

    def posed(self, performance: Performance, row: int) -> Posed:
        """The person at a row of the performance."""
        plan = self._planned(performance)
        weights, motions = performance.weights[row].copy(), performance.motions[row] * plan.added[row]
        weights[_EYES] = 0
        weights[_BLINKS] *= plan.blinks[row]
        motions[[MOTION_INDEX[name] for name in ("breath", "shift", "twist")]] = 0
        motions[MOTION_INDEX["shrug"]] = performance.motions[row, MOTION_INDEX["shrug"]]
        return Posed(self._moment(plan.shown[row]), weights, motions)

    def _planned(self, performance: Performance) -> _Plan:
        if self._plan is None or self._plan[0] is not performance:
            seed = zlib.crc32(np.ascontiguousarray(performance.motions).tobytes())
            shown = schedule(self._loop, len(self._points), performance.frames, seed)
            asked = np.zeros(performance.frames)
            for span in performance.actions:
                asked[span.start : span.stop] = 1
            added = np.asarray(_ADDED + (1 - _ADDED) * _around(asked, _EASE), np.float32)
            own = np.array([self._shut[one.frame if one.mix < 0.5 else one.other] for one in shown])
            acted = performance.weights[:, _BLINKS].max(axis=1) > 0
            self._plan = performance, _Plan(shown, added, _apart(acted, own))
        return self._plan[1]

    def _moment(self, shown: Shown) -> Figure:
        frames = [(shown.frame, 1 - shown.mix), (shown.other, shown.mix)]
        used = [(number, share, reel) for (number, share), reel in zip(frames, self._reels, strict=True) if share > 0]
        points = np.sum([self._points[number] * np.float32(share) for number, share, _ in used], axis=0)
        anatomy = self._at_rest(np.asarray(points, np.float32))
        alone = len(used) == 1
        sources = tuple(
            self._source(
                reel.picture(self._first + number), self._points[number], anatomy, share, None if alone else points
            )
            for number, share, reel in used
        )
        return self._figure.moment(anatomy, sources, self._cover(anatomy, sources))

    def _cover(self, anatomy: Anatomy, sources: tuple[Source, ...]) -> Source | None:
        """The mouth of the frame at rest, where the frames shown have theirs open, in their light."""
        open_ = sum(source.share * source.mouth.open for source in sources if source.mouth)
        share = float(np.clip((open_ - _PARTED[0]) / (_PARTED[1] - _PARTED[0]), 0, 1))
        if share == 0:
            return None
        rest, scale = self._figure, sources[0].scale
        mouth = SourceMouth(anatomy.mouth, anatomy.local, rest.anatomy.local)
        align = _similar(anatomy.points[list(STEADY), :2], rest.anatomy.points[list(STEADY), :2])
        own = _colour(rest.sources[0].picture, rest.anatomy.points[list(_BESIDE), :2])
        now = _colour(sources[0].picture, anatomy.points[list(_BESIDE), :2] * np.float32(scale))
        red, green, blue = np.clip(now / np.maximum(own, 1), 0.7, 1.4).tolist()
        picture = rest.sources[0].picture
        return Source(picture, 1.0, mouth, True, share, align, (red, green, blue))

    def _at_rest(self, points: Floats) -> Anatomy:
        """The face of a frame with the mouth as it is at rest, turned as the head is."""
        rest = self._figure.anatomy
        turned = _similar(rest.points[list(STEADY)], points[list(STEADY)])
        relaxed = points.copy()
        relaxed[list(_REST)] = rest.points[list(_REST)] @ turned[:, :3].T + turned[:, 3]
        return Anatomy(relaxed, rest.irises)

    def _source(
        self, picture: Picture, points: Floats, anatomy: Anatomy, share: float, between: Floats | None
    ) -> Source:
        mouth = SourceMouth(anatomy.mouth, anatomy.local, Anatomy(points, anatomy.irises).local)
        align = None
        if between is not None:
            align = _similar(between[list(STEADY), :2], points[list(STEADY), :2])
        scale = 1 / self._scale
        if self._scale < _SMALL:
            picture = np.asarray(cv2.resize(picture, self._size, interpolation=cv2.INTER_AREA), np.uint8)
            scale = 1.0
        return Source(picture, scale, mouth, True, share, align, beyond=self._figure.anatomy.unit * scale)


def _around(values: Doubles, reach: int) -> Doubles:
    """`values` averaged over so many frames to both sides."""
    width = 2 * reach + 1
    return np.convolve(np.pad(values, reach, "edge"), np.ones(width) / width, "valid")


def _apart(acted: npt.NDArray[np.bool_], own: npt.NDArray[np.bool_]) -> Floats:
    """1 in every frame of the acted blinks that are far from any of the clip's own, 0 in the others."""
    near = _around(own.astype(np.float64), _OWN_BLINK) > 0
    kept = np.ones(len(acted), np.float32)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], acted, [False]])))
    for start, stop in edges.reshape(-1, 2):
        kept[start:stop] = not near[start:stop].any()
    return kept


def _colour(picture: Picture, places: Floats) -> Doubles:
    """The mean colour around some places."""
    found = [
        picture[max(int(y) - 2, 0) : int(y) + 3, max(int(x) - 2, 0) : int(x) + 3, :3].reshape(-1, 3)
        for x, y in places.tolist()
    ]
    return np.asarray(np.concatenate(found).mean(axis=0), np.float64)


def _similar(here: Floats, there: Floats) -> Doubles:
    """The (d, d + 1) matrix that turns, scales and moves points `here` (n, d) onto `there` (Umeyama 1991)."""
    a, b = here.astype(np.float64), there.astype(np.float64)
    middle, target = a.mean(axis=0), b.mean(axis=0)
    a, b = a - middle, b - target
    u, sizes, v = np.linalg.svd(b.T @ a)
    signs = np.ones(len(sizes))
    signs[-1] = np.sign(np.linalg.det(u @ v)) or 1
    turn = (u * signs) @ v * ((sizes * signs).sum() / max(float((a**2).sum()), 1e-9))
    return np.column_stack([turn, target - turn @ middle])
