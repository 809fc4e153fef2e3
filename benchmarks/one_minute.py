"""The film that benchmarks measure: a minute of 1080p with picture background, logo, text, subtitles and music."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from understudy.production import Production, load

PIECES = Path(__file__).parent.parent / "examples" / "first-film"
TEXT = """Good evening. Tonight we look at how a city wakes up, and who keeps it running while everybody else is asleep.
The first buses leave their depots before five. Bakers have been at work since two, and the markets are already full of
people who buy flowers, fish and fruit for the shops that open at seven. Most of what we see on a breakfast table has
travelled through the night. A driver we met has made the same trip for eleven years. She says the best part is the
bridge, just before sunrise, when the river is still dark and the sky turns pink behind the cranes. By half past six the
trains are full. Engineers walk the tracks one last time, and somewhere below the ground a hundred pumps keep the
tunnels dry. Nobody thinks of them, and that is exactly how it should be. When you next switch on the light in the
morning, remember the people who were there before you."""


def production(minutes: int = 1, **output: Any) -> Production:
    """The film, `minutes` long or a little less, two scenes a minute; `output` fields are changed as asked."""
    layers = [
        {"kind": "human", "position": {"x": 860, "y": 60, "index": 1}, "size": {"width": 1000, "height": 1020}},
        {
            **{"kind": "image", "file": PIECES / "logo.png"},
            **{"position": {"x": 110, "y": 90, "index": 2}, "size": {"width": 150, "height": 150}},
        },
        {"kind": "text", "text": "The city\nat night", "font_size": 90, "position": {"x": 110, "y": 300, "index": 3}},
    ]
    middle = TEXT.index("A driver we met")
    scene = {"background": {"kind": "image", "file": PIECES / "studio.jpg"}, "layers": layers}
    return load(
        {
            "scenes": [{"speech": {"text": half}, **scene} for half in (TEXT[:middle], TEXT[middle:])] * minutes,
            "output": {"subtitles": True, "bitrate": 5000, **output},
            "music": {"file": PIECES / "music.m4a", "volume": 60},
        }
    )
