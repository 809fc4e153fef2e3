"""A picture on the canvas: logo, slide, chart."""

from __future__ import annotations

from understudy import production
from understudy.stage.layers.still import Rectangle, StillLayer, still_of
from understudy.stage.view import View


class ImageLayer(StillLayer):
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
        super().__init__(still_of(model, _place, view, super_resolution=super_resolution, scene=scene, field=field))


def _place(model: production.ImageLayer, canvas: tuple[int, int], size: tuple[int, int]) -> Rectangle:
    """Where a picture of `size` lies on the canvas."""
    width, height = size if model.size is None else (model.size.width, model.size.height)
    return model.position.x, model.position.y, width, height
