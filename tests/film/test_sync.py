"""Sound and picture stay together: flashes and clicks at the start, in the middle and at the end of ten minutes (H.264)
and of four (VP8)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from film.conftest import frames_of, production, sound_of, write_clip, write_sound
from understudy import produce
from understudy.encode.probe import probe

RATE = 44_100


def marks(length: int) -> list[float]:
    """Seconds at which a frame is white and a click sounds: whole frames of 40 ms."""
    return [0.4, 2.0, length / 2, length / 2 + 1.2, length - 3.0, length - 0.8]


def clicks(length: int, rate: int) -> np.ndarray:
    """`length` seconds of faint noise with a short burst at each mark."""
    sound = np.random.default_rng(1).normal(0, 1e-4, length * rate).astype(np.float32)
    burst = np.sin(np.arange(rate // 100) * 2 * np.pi * 1500 / rate) * np.hanning(rate // 50)[rate // 100 :]
    for mark in marks(length):
        sound[round(mark * rate) :][: len(burst)] += 0.7 * burst.astype(np.float32)
    return sound


@pytest.mark.parametrize(("codec", "suffix", "length"), [("H264", ".mp4", 600), ("VP8", ".webm", 240)])
def test_flash_and_click_coincide(codec: str, suffix: str, length: int, tmp_path: Path) -> None:
    marked = {round(mark * 25) for mark in marks(length)}
    dark, bright = np.full((36, 64, 3), 10, np.uint8), np.full((36, 64, 3), 250, np.uint8)
    flashes = write_clip(tmp_path / "flashes.mp4", lambda n: bright if n in marked else dark, length * 25)
    recording = write_sound(tmp_path / "clicks.wav", clicks(length, RATE), RATE)
    far_away = {"kind": "human", "position": {"x": 0, "y": 0, "index": 1}, "size": {"width": 16, "height": 16}}
    place = {"position": {"x": 0, "y": 0, "index": 2}, "size": {"width": 1920, "height": 1080}}
    made = produce(
        production(
            {"speech": {"recording": recording}, "layers": [far_away, {"kind": "video", "file": flashes, **place}]},
            output={"clip_mode": "CROP", "width": 96, "height": 64, "crop_x": 900, "crop_y": 100, "codec": codec},
        ),
        tmp_path / f"film{suffix}",
    )
    assert made.frames == length * 25
    lit = [number for number, frame in enumerate(frames_of(made.path)) if frame.mean() > 128]
    assert lit == sorted(marked)
    sound = np.abs(sound_of(made.path))
    for mark in marks(length):
        near = sound[round((mark - 0.1) * 48_000) : round((mark + 0.1) * 48_000)]
        heard = mark - 0.1 + np.argmax(near > 0.25 * near.max()) / 48_000
        assert abs(heard - mark) <= 0.020
    found = probe(made.path)
    assert abs(found.samples / 48_000 - found.frames / 25) <= 1 / 25
