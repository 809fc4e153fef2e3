"""What stands still: neck, blouse and blazer."""

from __future__ import annotations

from collections.abc import Callable

import skia

from understudy.stage.avatars.drawn.look import Look
from understudy.stage.avatars.drawn.strokes import (
    Point,
    ellipse,
    fill,
    flipped,
    linear,
    mirrored,
    outline,
    pen,
    smooth,
    symmetric,
)

Turn = Callable[[skia.Path], skia.Path]

NECK_HALF: list[Point] = [
    (500, 420), (444, 424), (442, 470), (443, 515), (440, 545), (426, 568), (404, 584), (392, 610), (400, 660),
    (430, 760), (500, 800),
]  # fmt: skip


def paint_neck(canvas: skia.Canvas, look: Look) -> None:
    """The neck with its muscles, collar bones and the shadow of the chin."""
    path = smooth(symmetric(NECK_HALF), closed=True)
    canvas.save()
    canvas.clipPath(path, doAntiAlias=True)
    base = linear((430, 500), (590, 540), [(0, look.skin, 1), (0.4, look.skin, 1), (1, look.skin_shade, 1)])
    canvas.drawPath(path, fill(base))
    shadow = smooth([(430, 400), (430, 492), (462, 528), (508, 542), (548, 524), (572, 480), (580, 400)], closed=True)
    canvas.drawPath(shadow, fill(look.skin_deep, 0.70, 9))
    canvas.drawPath(ellipse(508, 486, 58, 30), fill("#8E5343", 0.42, 10))
    side: list[Point] = [(590, 400), (546, 470), (540, 530), (552, 560), (600, 590), (680, 600)]
    canvas.drawPath(smooth(side, closed=True), fill(look.skin_deep, 0.38, 10))
    muscle: list[Point] = [(452, 490), (462, 536), (479, 582), (490, 608)]
    bone: list[Point] = [(486, 616), (460, 608), (424, 606), (380, 604)]
    _shade_collar_bone(canvas, look, muscle, bone, 0.26)
    _shade_collar_bone(canvas, look, mirrored(muscle), mirrored(bone), 0.42)
    canvas.drawPath(ellipse(500, 618, 11, 13), fill(look.skin_deep, 0.32, 6))
    canvas.drawPath(smooth([(466, 540), (477, 578), (488, 604)]), pen(look.skin_light, 7, 0.5, 4.5))
    canvas.drawPath(ellipse(470, 668, 34, 30), fill(look.skin_light, 0.45, 16))
    canvas.restore()
    _paint_necklace(canvas)


def _shade_collar_bone(
    canvas: skia.Canvas, look: Look, muscle: list[Point], bone: list[Point], strength: float
) -> None:
    canvas.drawPath(smooth(muscle), pen(look.skin_deep, 6, strength, 4))
    canvas.drawPath(smooth([(x, y + 4) for x, y in bone]), pen(look.skin_deep, 7, strength, 4))
    canvas.drawPath(smooth([(x, y - 5) for x, y in bone]), pen(look.skin_light, 5, 0.55, 3))


def _paint_necklace(canvas: skia.Canvas) -> None:
    chain = smooth([(443, 562), (458, 604), (482, 640), (500, 652), (518, 640), (542, 604), (557, 562)])
    canvas.save()
    canvas.translate(0, 2)
    canvas.drawPath(chain, pen("#8A4E3C", 1.8, 0.35, 1.2))
    canvas.restore()
    canvas.drawPath(chain, pen("#D9B374", 1.2, 0.95))
    canvas.drawPath(ellipse(500.5, 659, 5.2, 5.2), fill("#7A4434", 0.4, 2))
    canvas.drawPath(ellipse(500, 657, 4.6, 4.6), fill("#F4EADF"))
    canvas.drawPath(ellipse(498.6, 655.4, 1.7, 1.5), fill("#FFFFFF", 0.95, 0.4))


def paint_clothes(canvas: skia.Canvas, look: Look) -> None:
    """Blouse, then blazer with sleeves, lapels, seams and folds."""
    canvas.save()
    canvas.clipPath(outline_of_all(), doAntiAlias=True)
    _paint_blouse(canvas, look)
    _paint_half(canvas, look, lit=False)
    _paint_half(canvas, look, lit=True)
    _paint_button(canvas, look)
    canvas.restore()


def _paint_blouse(canvas: skia.Canvas, look: Look) -> None:
    half = outline((404, 582), (452, 636, 500, 716), (500, 1130), (380, 1130), (340, 700))
    for path in (flipped(half), half):
        canvas.drawPath(path, fill(look.skin_deep, 0.45, 5))
    whole = outline(
        (404, 582), (446, 640, 500, 716), (554, 640, 596, 582), (660, 700), (620, 1130), (380, 1130), (340, 700)
    )
    shade = linear((420, 640), (590, 900), [(0, look.blouse, 1), (0.5, look.blouse, 1), (1, look.blouse_shade, 1)])
    canvas.drawPath(whole, fill(shade))
    canvas.save()
    canvas.clipPath(whole, doAntiAlias=True)
    folds: tuple[tuple[list[Point], float], ...] = (
        ([(470, 690), (486, 760), (492, 900)], 0.55),
        ([(534, 680), (516, 770), (508, 900)], 0.75),
        ([(450, 660), (470, 760), (484, 860)], 0.40),
        ([(556, 650), (536, 760), (520, 860)], 0.65),
    )
    for fold, strength in folds:
        canvas.drawPath(smooth(fold), pen(look.blouse_shade, 9, strength, 4))
        canvas.drawPath(smooth([(x - 7, y) for x, y in fold]), pen("#FFFFFF", 5, 0.7, 3))
    canvas.restore()
    edge = outline((404, 582), (446, 640, 500, 716), (554, 640, 596, 582), closed=False)
    canvas.drawPath(edge, pen("#FFFFFF", 1.6, 0.85))
    edge.offset(0, 5)
    canvas.drawPath(edge, pen(look.blouse_shade, 1.0, 0.8))


def _panel() -> skia.Path:
    """The left half of the blazer, as far as the overlap."""
    return outline(
        (440, 556), (428, 584, 396, 596), (328, 616, 266, 632), (222, 644, 204, 672), (184, 712, 176, 800),
        (164, 930, 152, 1145), (560, 1145), (540, 1010, 513, 962), (452, 760, 440, 600),
    )  # fmt: skip


def outline_of_all() -> skia.Path:
    """Everything that neck and clothes cover."""
    path = smooth(symmetric(NECK_HALF), closed=True)
    blouse = outline((440, 600), (560, 600), (560, 1145), (440, 1145))
    for part in (blouse, _panel(), flipped(_panel())):
        path = skia.Op(path, part, skia.PathOp.kUnion_PathOp)
    return path


def _paint_half(canvas: skia.Canvas, look: Look, lit: bool) -> None:
    """One half of the blazer; the lit one is the viewer's left and lies over the other."""

    def turned(path: skia.Path) -> skia.Path:
        return path if lit else flipped(path)

    panel = turned(_panel())
    canvas.drawPath(panel, fill("#05070D", 0.42, 7))
    canvas.save()
    canvas.clipPath(panel, doAntiAlias=True)
    _shade_cloth(canvas, look, turned, lit)
    canvas.restore()
    _paint_lapel(canvas, look, turned, lit)


def _shade_cloth(canvas: skia.Canvas, look: Look, turned: Turn, lit: bool) -> None:
    tone = linear(
        (200, 620), (430, 1120), [(0, look.blazer_light, 1), (0.35, look.blazer, 1), (1, look.blazer_deep, 1)]
    )
    if not lit:
        tone = linear(
            (560, 620), (860, 1000), [(0, look.blazer, 1), (0.6, look.blazer_deep, 1), (1, look.blazer_deep, 1)]
        )
    canvas.drawRect(skia.Rect.MakeLTRB(60, 500, 940, 1150), fill(tone))
    dark, light = look.blazer_deep, look.blazer_light
    bright = 1.0 if lit else 0.45
    armhole = outline((228, 642), (266, 700, 270, 780), (272, 830, 260, 866), closed=False)
    under = outline((252, 850), (262, 900, 268, 1150), (238, 1150), (246, 960, 238, 860))
    canvas.drawPath(turned(under), fill("#080C16", 0.75, 9))
    canvas.drawPath(turned(armhole), pen("#080C16", 12, 0.45, 7))
    canvas.drawPath(turned(armhole), pen(dark, 1.6, 0.9, 0.3))
    for shape, shade, width, alpha, blur in (
        (outline((222, 664), (190, 720, 186, 830), (182, 960, 176, 1120), closed=False), light, 26, 0.55 * bright, 16),
        (outline((232, 880), (216, 960, 222, 1120), closed=False), "#080C16", 22, 0.35, 12),
        (outline((166, 800), (154, 950, 146, 1140), closed=False), "#080C16", 20, 0.5, 9),
        (outline((186, 900), (214, 916, 240, 902), closed=False), "#080C16", 8, 0.45, 4),
        (outline((182, 928), (208, 950, 238, 940), closed=False), light, 6, 0.4 * bright, 4),
        (outline((270, 876), (330, 930, 470, 950), closed=False), "#080C16", 20, 0.34, 12),
        (outline((262, 846), (320, 890, 420, 910), closed=False), light, 16, 0.42 * bright, 11),
        (outline((300, 1120), (360, 1010, 500, 972), closed=False), "#080C16", 14, 0.4, 8),
        (outline((330, 1140), (390, 1040, 506, 984), closed=False), light, 8, 0.32 * bright, 6),
        (outline((392, 596), (318, 618, 250, 640), closed=False), light, 9, 0.8 * bright, 4),
        (outline((318, 640), (300, 760, 326, 850), closed=False), light, 40, 0.32 * bright, 22),
        (outline((352, 860), (342, 980, 352, 1140), closed=False), dark, 1.5, 0.8, 0.4),
    ):
        canvas.drawPath(turned(shape), pen(shade, width, alpha, blur))


def _paint_lapel(canvas: skia.Canvas, look: Look, turned: Turn, lit: bool) -> None:
    lapel = turned(
        outline(
            (446, 600),
            (420, 640, 398, 678),
            (342, 690),
            (346, 730, 366, 770),
            (420, 880, 513, 962),
            (462, 780, 446, 600),
        )
    )
    collar = turned(
        outline(
            (438, 556),
            (424, 580, 392, 597),
            (372, 630, 358, 668),
            (400, 682),
            (424, 640, 448, 604),
            (440, 580, 438, 556),
        )
    )
    inside = turned(outline((440, 560), (446, 640, 500, 900), (513, 962), (452, 780, 436, 590)))
    canvas.drawPath(inside, fill("#070A12", 0.7, 3))
    top, end = (look.blazer_light, look.blazer) if lit else (look.blazer, look.blazer_deep)
    left, right = (350, 500) if lit else (500, 650)
    for piece in (lapel, collar):
        below = skia.Path(piece)
        below.offset(-4 if lit else 4, 7)
        canvas.drawPath(below, fill("#060912", 0.6, 7))
        shade = linear((left, 600), (right, 930), [(0, top, 1), (0.7, end, 1), (1, look.blazer_deep, 1)])
        canvas.drawPath(piece, fill(shade))
        canvas.save()
        canvas.clipPath(piece, doAntiAlias=True)
        canvas.drawPath(piece, pen(look.blazer_light, 5, 0.5 if lit else 0.35, 2.2))
        canvas.restore()
        canvas.drawPath(piece, pen("#0B1020", 1.2, 0.85))


def _paint_button(canvas: skia.Canvas, look: Look) -> None:
    canvas.drawPath(ellipse(522, 1004, 12, 12), fill("#05070D", 0.6, 4))
    canvas.drawPath(
        ellipse(520, 1000, 10.5, 10.5), fill(linear((512, 990), (528, 1010), [(0, "#5A6480", 1), (1, "#141B2C", 1)]))
    )
    canvas.drawPath(ellipse(520, 1000, 7, 7), pen("#0B1020", 1.2, 0.8))
    for x, y in ((517.6, 998), (522.4, 998), (517.6, 1002.6), (522.4, 1002.6)):
        canvas.drawPath(ellipse(x, y, 1.1, 1.1), fill("#05070D"))
