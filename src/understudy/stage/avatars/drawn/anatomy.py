"""Where things are: the proportions of the figure in design units (1000 wide, 1100 high, origin top left).

By eye, 2026-11-22, after the usual canon: eyes half-way down the skull, five eye widths across the face, the mouth a
third of the way from nose to chin.
"""

from __future__ import annotations

WIDTH, HEIGHT = 1000, 1100
AXIS = 500.0
"""The middle of the figure."""

EYE_Y = 297.0
EYE_OUT = 63.5
"""Distance of an eye's centre from the axis."""

EYE_HALF = 33.5
"""Half the width of the eye opening."""

EYE_DISTANCE = 2 * (EYE_OUT + EYE_HALF)
"""Between the outer eye corners: the unit of head shifts."""

BROW_Y = 256.0
NOSE_Y = 366.0
MOUTH_Y = 412.0
MOUTH_HALF = 46.5
CHIN_Y = 486.0
PIVOT = (AXIS, 540.0)
"""What the head nods and tilts about."""

JAW_DROP = 36.0
"""How far the chin travels at jawOpen 1."""

FACE_HALF = [
    (500.0, 76.0),
    (438.0, 88.0),
    (390.0, 140.0),
    (370.0, 210.0),
    (365.0, 270.0),
    (367.0, 320.0),
    (374.0, 364.0),
    (388.0, 406.0),
    (413.0, 443.0),
    (446.0, 471.0),
    (476.0, 485.0),
    (500.0, 488.0),
]
"""The outline of the face without hair, from the top of the axis down its viewer's-left side to the chin."""
