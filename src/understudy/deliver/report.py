"""The report of a film (`report/1`): what was made, how it measures, what was done differently, how long it took."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from understudy import __version__
from understudy.encode.probe import Probe
from understudy.errors import Warning
from understudy.speech.captions import Caption
from understudy.timing import FRAME_RATE, seconds

FASTEST_LATIN, FASTEST_EAST_ASIAN = 20.0, 11.0
"""Characters a second that are still readable: Netflix's timed text style guides (adult programmes: 20 for English, 11
for Chinese)."""

_PACKAGES = ("av", "skia-python", "numpy", "opencv-contrib-python-headless", "espeakng-loader")
_EAST_ASIAN = ("㐀", "鿿")  # CJK ideographs


def versions() -> dict[str, str]:
    """Versions of this program, of Python, and of the libraries that make sound and pictures."""
    import av

    found = {"understudy": __version__, "python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found | {name: ".".join(map(str, number)) for name, number in av.library_versions.items()}


def reading_speed(captions: Sequence[Caption]) -> float:
    """Characters a second of the fastest caption; 0 without captions."""
    return max((caption.reading_speed for caption in captions), default=0.0)


def reading_warnings(captions: Sequence[Caption], scene: int) -> list[Warning]:
    """A warning for a scene with captions that go by too fast to be read."""
    fast = [caption for caption in captions if caption.reading_speed > _limit(caption)]
    if not fast:
        return []
    worst = max(fast, key=lambda caption: caption.reading_speed)
    shown = " ".join(worst.lines)
    text = f"{len(fast)} of {len(captions)} subtitles go by too fast to be read, the fastest one with"
    text += f" {worst.reading_speed:.0f} characters a second: {shown[:40]!r}"
    return [Warning("reading_fast", text, "lower the voice's speed, or pause after long sentences", scene)]


def _limit(caption: Caption) -> float:
    text = "".join(caption.lines)
    wide = sum(_EAST_ASIAN[0] <= mark <= _EAST_ASIAN[1] for mark in text)
    return FASTEST_EAST_ASIAN if 2 * wide > sum(mark.isalnum() for mark in text) else FASTEST_LATIN


def scene_report(scene: Any) -> dict[str, Any]:
    """One scene, as plain JSON values; `scene` has number, start, stop, clip and captions."""
    return {
        "index": scene.number,
        "start": round(float(seconds(scene.start, FRAME_RATE)), 3),
        "stop": round(float(seconds(scene.stop, FRAME_RATE)), 3),
        "speech_seconds": round(float(scene.clip.sound.duration), 3),
        "language": scene.clip.language,
        "characters": len(scene.clip.written),
        "words": len(scene.clip.words),
        "captions": len(scene.captions),
        "reading_speed": round(reading_speed(scene.captions), 1),
    }


def report(
    *,
    title: str,
    film: str,
    scenes: Sequence[Any],
    probe: Probe,
    sound: Mapping[str, Any],
    warnings: Sequence[Warning],
    stages: Mapping[str, float],
) -> dict[str, Any]:
    """The whole report as plain JSON values. `sound` is what the mixer measured (LUFS, dBTP), `stages` are seconds."""
    return {
        "schema": "report/1",
        "title": title,
        "film": film,
        "duration": round(float(probe.duration), 3),
        "frames": probe.frames,
        "size": [probe.width, probe.height],
        "av_offset_ms": probe.av_offset_ms,
        "sound": dict(sound),
        "scenes": [scene_report(scene) for scene in scenes],
        "warnings": [warning.as_dict() for warning in warnings],
        "stages": dict(stages),
        "versions": versions(),
        "probe": probe.as_dict(),
    }
