"""What stands behind everything: a picture, or one colour."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from fractions import Fraction

import skia

from understudy import production
from understudy.errors import InputError, Problem
from understudy.stage.layers.layer import Box
from understudy.stage.layers.still import Rectangle, StillLayer, still_of
from understudy.stage.view import View


class ColourBackground:
    """One opaque colour over the whole output (the contract's COLOR background)."""

    def __init__(self, model: production.ColourBackground, view: View) -> None:
        self._colour = int(model.colour[1:], 16) | 0xFF000000
        self._box = Box(0, 0, *view.size)

    def state(self, frame: int) -> Hashable:
        """Always the same."""
        return self._colour

    def box(self, frame: int) -> Box:
        """The whole output."""
        return self._box

    def covers(self, frame: int) -> Sequence[Box]:
        """The whole output."""
        return (self._box,)

    def draw(self, canvas: skia.Canvas, frame: int) -> None:
        """Fill with the colour."""
        canvas.drawRect(self._box.rect(), skia.Paint(Color=self._colour, AntiAlias=False))


class ImageBackground(StillLayer):
    """A picture over the whole canvas (the contract's IMAGE background).

    With a box it is stretched to it, and the box must cover the canvas; without one it covers the canvas, centred, and
    is cut where it is too long. Transparent parts of the picture stay transparent. `scene` and `field` say where it
    stands in the production; without `field` that is `scenes[scene].background`.

    Raises `InputError`: what `load_picture` raises, or `background_uncovered` with each field of the box at fault.
    """

    def __init__(
        self,
        model: production.ImageBackground,
        view: View,
        *,
        super_resolution: bool = False,
        scene: int | None = None,
        field: str | None = None,
    ) -> None:
        field = field or ("background" if scene is None else f"scenes[{scene}].background")
        _check_cover(model, view.canvas, scene, field)
        super().__init__(still_of(model, _place, view, super_resolution=super_resolution, scene=scene, field=field))


def _place(model: production.ImageBackground, canvas: tuple[int, int], size: tuple[int, int]) -> Rectangle:
    """Where a picture of `size` lies on the canvas."""
    if model.x is not None and model.y is not None and model.width is not None and model.height is not None:
        return model.x, model.y, model.width, model.height
    grow = max(Fraction(canvas[0], size[0]), Fraction(canvas[1], size[1]))
    width, height = size[0] * grow, size[1] * grow
    return (canvas[0] - width) / 2, (canvas[1] - height) / 2, width, height


def _check_cover(model: production.ImageBackground, canvas: tuple[int, int], scene: int | None, field: str) -> None:
    """The box must reach the right and the lower edge of the canvas (the document keeps x and y at 0 or below)."""
    problems = []
    axes = (("x", model.x, "width", model.width, canvas[0]), ("y", model.y, "height", model.height, canvas[1]))
    for origin, start, side, length, full in axes:
        if start is not None and length is not None and start + length < full:
            bare = full - start - length
            message = f"the picture ends at {origin} = {start + length}, the canvas at {full}: {bare} pixels are bare"
            hint = f"{origin} + {side} must be at least {full}"
            problems.append(Problem("background_uncovered", message, hint, scene, f"{field}.{side}"))
    if problems:
        raise InputError.of(problems)
