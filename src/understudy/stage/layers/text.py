"""A text on the canvas."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import skia

from understudy import production
from understudy.errors import Warning
from understudy.stage.layers.layer import Box
from understudy.stage.layers.still import Still, StillLayer
from understudy.stage.paragraph import SMALLEST, Look, Paragraph, is_right_to_left, wrapped_paragraphs
from understudy.stage.typeface import missing_glyphs, typeface
from understudy.stage.view import View

NOTHING = Box(0, 0, 0, 0)


def painted(paint: Callable[[skia.Canvas], None], bounds: Box) -> Still:
    """What `paint` paints inside `bounds` (output pixels), cut to the pixels it really touched."""
    if bounds.empty:
        return Still(None, NOTHING)
    pixels = np.zeros((bounds.height, bounds.width, 4), np.uint8)
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
    canvas = surface.getCanvas()
    canvas.translate(-bounds.left, -bounds.top)
    paint(canvas)
    surface.flushAndSubmit()
    rows, columns = (np.flatnonzero(pixels[..., 3].any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return Still(None, NOTHING)
    ink = np.ascontiguousarray(pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])
    left, top = bounds.left + int(columns[0]), bounds.top + int(rows[0])
    image = skia.Image.fromarray(ink, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType, copy=True)
    return Still(image, Box(left, top, left + ink.shape[1], top + ink.shape[0]))


def reach(matrix: skia.Matrix, width: float, height: float, margin: float, view: View) -> Box:
    """Every output pixel that a block of `width` × `height` with `margin` around it may touch through `matrix`."""
    area = matrix.mapRect(skia.Rect.MakeLTRB(-margin, -margin, width + margin, height + margin))
    corners = math.floor(area.left()), math.floor(area.top()), math.ceil(area.right()), math.ceil(area.bottom())
    return Box(*corners).clip(Box(0, 0, *view.size))


def glyph_warnings(texts: Sequence[str], font: str, scene: int | None, field: str | None) -> list[Warning]:
    """A warning `glyph_missing` that names every character no font draws; none when all can be drawn."""
    missing = sorted(missing_glyphs("".join(texts), font))
    if not missing:
        return []
    names = ", ".join(f"{mark} (U+{ord(mark):04X})" for mark in missing[:12])
    more = f" and {len(missing) - 12} more" if len(missing) > 12 else ""
    text = f"no font has {names}{more}; left out"
    return [
        Warning("glyph_missing", text, "use other characters, or name an installed font that has them", scene, field)
    ]


class TextLayer(StillLayer):
    """Layer `model` of a scene, upper left corner at its position. Lines break at the box's width if it has a size.

    `warnings`: an unknown font, characters that no font has, text higher than its box (it is drawn whole).
    """

    def __init__(
        self, model: production.TextLayer, view: View, *, scene: int | None = None, field: str | None = None
    ) -> None:
        face = typeface(model.font, scene=scene, field=field and f"{field}.font")
        size = max(model.font_size, SMALLEST)
        look = Look(face, size, model.colour)
        box = model.size.width if model.size else None
        broken = [
            (line, is_right_to_left(" ".join(lines)))
            for lines in wrapped_paragraphs(model.text, look, box)
            for line in lines
        ]
        lines, directions = zip(*broken, strict=True)
        paragraph = Paragraph(lines, look, box_width=box, right_to_left=directions)
        self.warnings = [*face.warnings, *glyph_warnings([model.text], model.font, scene, field and f"{field}.text")]
        needed = paragraph.pitch * (len(lines) - 1) + size
        if model.size and needed > model.size.height:
            text = (
                f"{len(lines)} lines of text need {math.ceil(needed)} pixels of height, the box has {model.size.height}"
            )
            hint = "enlarge the box, shorten the text or take a smaller font_size"
            self.warnings.append(Warning("text_overflow", text, hint, scene, field and f"{field}.size"))
        extent = (model.size.width, model.size.height) if model.size else (paragraph.width, paragraph.height)
        matrix = _placed(model, extent, view)
        bounds = reach(matrix, extent[0], max(extent[1], paragraph.height), 1.5 * size, view)
        super().__init__(painted(lambda canvas: _through(canvas, matrix, paragraph), bounds))


def _placed(model: production.TextLayer, extent: tuple[float, float], view: View) -> skia.Matrix:
    """From the box of the text to output pixels: turned about its centre, put at its position, seen through `view`."""
    matrix = skia.Matrix()
    matrix.setScaleTranslate(view.scale, view.scale, *view.offset)
    matrix.preTranslate(model.position.x, model.position.y)
    matrix.preRotate(model.rotation, extent[0] / 2, extent[1] / 2)
    return matrix


def _through(canvas: skia.Canvas, matrix: skia.Matrix, paragraph: Paragraph) -> None:
    canvas.concat(matrix)
    paragraph.paint(canvas)
