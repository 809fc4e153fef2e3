"""A picture on the canvas: logo, slide, chart."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

import skia

from understudy import production
from understudy.errors import placed
from understudy.stage.layers.layer import Box
from understudy.stage.layers.still import Still, make_still, on_output
from understudy.stage.picture import load_picture, stamp
from understudy.stage.view import View

KEPT = 4
"""Pictures that are kept ready to draw: a logo, a slide and their like in the scene before."""


class ImageLayer:
    """A picture, stretched to its box (without a size: as large as it is, one of its pixels to one of the canvas).

    Turned clockwise about the centre of the box. `scene` and `field` (`scenes[0].layers[1]`) say where it stands in the
    production. Raises what `load_picture` raises.
    """

    def __init__(
        self,
        model: production.ImageLayer,
        view: View,
        *,
        super_resolution: bool = False,
        scene: int | None = None,
        field: str = "layer",
    ) -> None:
        with placed(scene, f"{field}.file"):
            self._still = _still(model, stamp(model.file), view, super_resolution)

    def state(self, frame: int) -> Hashable:
        """Always the same; None when nothing of it can be seen."""
        return None if self._still.image is None else 0

    def box(self, frame: int) -> Box:
        """The part of the output it may touch."""
        return self._still.box

    def draw(self, canvas: skia.Canvas, frame: int) -> None:
        """Copy the picture."""
        self._still.draw(canvas)


@lru_cache(KEPT)
def _still(model: production.ImageLayer, version: tuple[int, int] | None, view: View, super_resolution: bool) -> Still:
    """The picture as it is drawn; the last ones are kept, because scenes often share them."""
    picture = load_picture(model.file)
    height, width = picture.shape[:2]
    if model.size is not None:
        width, height = model.size.width, model.size.height
    target = on_output((model.position.x, model.position.y, width, height), view)
    return make_still(picture, target, output=view.size, rotation=model.rotation, super_resolution=super_resolution)
