"""Make `src/understudy/stage/fonts/NotoColorEmoji-COLRv1.ttf` from the published font: without its SVG table.

The published font carries every picture twice, as COLRv1 (which our rasteriser draws) and as SVG (which it does not).
Use: python artwork/shrink_emoji.py NotoColorEmoji-Regular.ttf   (needs fontTools, which is no dependency of the film)
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.ttLib import TTFont

TARGET = Path(__file__).parents[1] / "src/understudy/stage/fonts/NotoColorEmoji-COLRv1.ttf"


def shrink(source: str) -> None:
    """Write the font at `source` to `TARGET` without SVG; everything else, timestamps included, stays as it is."""
    font = TTFont(source, recalcTimestamp=False)
    del font["SVG "]
    font.save(TARGET)


if __name__ == "__main__":
    shrink(sys.argv[1])
