"""How the virtual canvas lies on the output picture."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.errors import Warning
from understudy.production import ClipMode, Output


@dataclass(frozen=True)
class View:
    """`canvas` and `size` are (width, height) of the virtual canvas and of the output, in their own pixels.

    A canvas point (x, y) falls on the output pixel (x · scale + offset[0], y · scale + offset[1]).
    """

    canvas: tuple[int, int]
    size: tuple[int, int]
    scale: float
    offset: tuple[int, int] = (0, 0)

    @classmethod
    def of(cls, output: Output) -> tuple[View, list[Warning]]:
        """The view that `output` asks for. A CROP window that leaves the canvas is moved inside, with a warning."""
        size = (output.width, output.height)
        if output.clip_mode is ClipMode.RESIZE:
            return cls(output.canvas, size, output.width / output.canvas[0]), []
        scale = 2 if output.crop_canvas == "4K" else 1
        asked = (output.crop_x, output.crop_y)
        free = [side * scale - kept for side, kept in zip(output.canvas, size, strict=True)]
        kept = tuple(min(max(corner, 0), most) for corner, most in zip(asked, free, strict=True))
        warnings = []
        if kept != asked:
            text = f"the window at {asked[0]}, {asked[1]} leaves the canvas; it was moved to {kept[0]}, {kept[1]}"
            hint = f"crop_x goes from 0 to {free[0]} here, crop_y to {free[1]}"
            warnings.append(Warning("crop_moved", text, hint, field="output.crop_x"))
        return cls(output.canvas, size, scale, (-kept[0], -kept[1])), warnings
