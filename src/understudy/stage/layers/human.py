"""The presenter as a layer, and where it stands."""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Iterator, Sequence

import skia

from understudy import production
from understudy.errors import EngineError
from understudy.performance.tracks import Performance
from understudy.stage.avatars.engine import Actor, PaintingActor, PartedActor, Picture, Presenter
from understudy.stage.layers.blend import Blend
from understudy.stage.layers.layer import Box

DEFAULT_HEIGHT = 0.92
"""Height of the presenter in canvas heights where nothing was asked, landscape. By eye, 2026-11-22."""

DEFAULT_WIDTH = 0.75
"""Width of the presenter in canvas widths where nothing was asked, portrait. By eye, 2026-11-22."""

_BAND = 256
"""Rows in which a figure that paints itself is repainted as one: few enough to stay in the cache, and a multiple of
what is converted for the encoder as one."""

SIDES = {"LEFT": 0.25, "MIDDLE": 0.5, "RIGHT": 0.75}
"""Where the middle of the lower edge stands, in canvas widths."""


class HumanLayer:
    """An actor's pictures, one for each frame of its performance, with the upper left corner at (left, top).

    `rotation` turns the picture clockwise about its middle, in degrees.
    """

    def __init__(self, actor: Actor, performance: Performance, left: int, top: int, rotation: float = 0) -> None:
        self.actor, self.performance, self.rotation = actor, performance, rotation % 360
        self._place = Box(left, top, left + actor.size[0], top + actor.size[1])
        self._painting = actor if isinstance(actor, PaintingActor) else None
        self._painter = None if self.rotation else self._painting
        self._pictures: Iterator[Picture] = iter(())
        self._next = -1
        self._shown: tuple[Hashable, Picture] | None = None

    def state(self, frame: int) -> Hashable:
        """What the presenter's pixels depend on at `frame`: its pose, as a rule."""
        if self._painting is not None:
            return self._painting.state(self.performance, frame)
        return self.performance.key(frame)

    def box(self, frame: int) -> Box:
        """The actor's whole picture; the box around it when it is rotated."""
        if not self.rotation:
            return self._place
        turn = math.radians(self.rotation)
        cosine, sine = abs(math.cos(turn)), abs(math.sin(turn))
        width = self._place.width * cosine + self._place.height * sine
        height = self._place.width * sine + self._place.height * cosine
        x, y = self._middle()
        return Box(
            math.floor(x - width / 2) - 1,
            math.floor(y - height / 2) - 1,
            math.ceil(x + width / 2) + 1,
            math.ceil(y + height / 2) + 1,
        )

    def parts(self, frame: int) -> Sequence[tuple[Hashable, Box]]:
        """The actor's parts, if it knows any and stands upright; else the whole picture as one.

        One that paints itself changes everywhere, in bands that are as wide as it is seen in them.
        """
        left, top = self._place.left, self._place.top
        if self._painter:
            state = self.state(frame)
            rows = _bands(top, self._place.bottom)
            seen = self._painter.spans(self.performance, frame, [(first - top, last - top) for first, last in rows])
            pairs = zip(rows, seen, strict=True)
            return [(state, Box(left + start, first, left + stop, last)) for (first, last), (start, stop) in pairs]
        if self.rotation or not isinstance(self.actor, PartedActor):
            return [(self.state(frame), self.box(frame))]
        found = self.actor.parts(self.performance, frame)
        return [(state, box.moved(left, top)) for state, box in found]

    def draw(self, canvas: skia.Canvas, frame: int) -> None:
        """Paint the presenter as it is at `frame`, one of its pixels on one of the output's."""
        if self._painter:
            canvas.translate(self._place.left, self._place.top)
            self._painter.paint(canvas, self.performance, frame)
            return
        picture = self._picture(frame)
        if not self.rotation:
            with Blend(canvas) as blend:
                blend.put(picture, self._place.left, self._place.top)
            return
        image = skia.Image.fromarray(picture, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType, copy=False)
        canvas.save()
        canvas.rotate(self.rotation, *self._middle())
        sampling = skia.SamplingOptions(skia.CubicResampler.Mitchell())
        canvas.drawImage(image, self._place.left, self._place.top, sampling, None)
        canvas.restore()

    def _middle(self) -> tuple[float, float]:
        return (self._place.left + self._place.right) / 2, (self._place.top + self._place.bottom) / 2

    def _picture(self, frame: int) -> Picture:
        """The actor's picture at `frame`: the running iterator's next one, or that of a fresh one after a jump."""
        row = self.performance.row(frame)
        key = self.state(row)
        if self._shown is not None and self._shown[0] == key:
            return self._shown[1]
        if row != self._next:
            self._pictures = self.actor.pictures(self.performance, range(row, self.performance.frames))
        picture = next(self._pictures, None)
        if picture is None:
            self._next = -1
            raise EngineError("avatar_stopped", f"presenter {self.actor.presenter.name!r} gave no picture for {frame}")
        width, height = self.actor.size
        if picture.shape != (height, width, 4):
            raise EngineError(
                "avatar_picture", f"presenter {self.actor.presenter.name!r} gave a picture of shape {picture.shape}"
            )
        self._next = row + 1
        self._shown = (key, picture)
        return picture


def human_box(
    presenter: Presenter,
    model: production.HumanLayer | None,
    placement: production.Placement | None,
    canvas: tuple[int, int],
    scale: float,
    offset: tuple[float, float],
) -> Box:
    """Where the presenter is drawn, in output pixels, proportions kept.

    `canvas` is the virtual canvas (width, height); output = canvas position × `scale` + `offset`. A human layer's box
    holds the presenter, centred, standing on its lower edge. Without one the presenter stands on the canvas's lower
    edge, where `placement` says (a side, or the middle of its lower edge), else in the middle.
    """
    wide, high = presenter.size
    if model is not None and model.size is not None:
        fit = min(model.size.width / wide, model.size.height / high)
        x, y = model.position.x + model.size.width / 2, float(model.position.y + model.size.height)
    elif model is not None:
        fit = _default_fit(presenter, canvas)
        x, y = model.position.x + wide * fit / 2, model.position.y + high * fit
    else:
        fit = _default_fit(presenter, canvas)
        x, y = _foot(placement, canvas)
    width, height = (max(_whole(side * fit * scale), 1) for side in (wide, high))
    left = _whole(x * scale + offset[0] - width / 2)
    bottom = _whole(y * scale + offset[1])
    return Box(left, bottom - height, left + width, bottom)


def _default_fit(presenter: Presenter, canvas: tuple[int, int]) -> float:
    if canvas[0] >= canvas[1]:
        return canvas[1] * DEFAULT_HEIGHT / presenter.size[1]
    return canvas[0] * DEFAULT_WIDTH / presenter.size[0]


def _foot(placement: production.Placement | None, canvas: tuple[int, int]) -> tuple[float, float]:
    """The middle of the presenter's lower edge on the canvas."""
    x, y = canvas[0] / 2, float(canvas[1])
    if placement is None:
        return x, y
    if placement.side is not None:
        x = canvas[0] * SIDES[placement.side]
    return (x if placement.x is None else placement.x), (y if placement.y is None else placement.y)


def _bands(top: int, bottom: int) -> list[tuple[int, int]]:
    """Rows [top, bottom) cut where the output's rows are multiples of `_BAND`."""
    edges = [top, *range(top // _BAND * _BAND + _BAND, bottom, _BAND), bottom]
    return list(itertools.pairwise(edges))


def _whole(value: float) -> int:
    return math.floor(value + 0.5)
