"""Draws the pictures and plays the music of examples/first-film: everything there is our own work.

.venv/bin/python artwork/first_film.py
"""

from __future__ import annotations

import math
from pathlib import Path

import av
import numpy as np
import skia

FOLDER = Path(__file__).parent.parent / "examples" / "first-film"
RATE = 48_000


def studio(width: int = 1920, height: int = 1080) -> skia.Image:
    """An out-of-focus evening studio: a city behind glass, a warm wall, a desk edge that catches the light."""
    surface = skia.Surface(width, height)
    draw = np.random.default_rng(7)
    with surface as canvas:
        sky = skia.GradientShader.MakeLinear(
            [(0, 0), (0, height)], [0xFF16213F, 0xFF27406B, 0xFF6C6E92, 0xFFD8A27C], [0, 0.45, 0.75, 1]
        )
        canvas.drawPaint(skia.Paint(Shader=sky))
        rows = ((640, 0xFF2B3E63, 10), (740, 0xFF22304F, 7), (850, 0xFF182239, 4))
        for layer, (base, shade, blur) in enumerate(rows):
            _skyline(canvas, draw, base, shade, blur, width, height, lit=0.25 + 0.1 * layer)
        _lights(canvas, draw, width, height)
        _window_frame(canvas, width, height)
        _wall(canvas, width, height)
        _desk(canvas, width, height)
    return surface.makeImageSnapshot()


def _soft(radius: float) -> skia.MaskFilter:
    return skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, radius)


def _skyline(canvas, draw, base, shade, blur, width, height, lit) -> None:  # type: ignore[no-untyped-def]
    left = -40.0
    while left < width:
        wide, tall = draw.uniform(70, 170), draw.uniform(60, 340)
        canvas.drawRect(
            skia.Rect.MakeXYWH(left, base - tall, wide, height), skia.Paint(Color=shade, MaskFilter=_soft(blur))
        )
        for row in np.arange(base - tall + 18, base + 60, 22):
            for column in np.arange(left + 12, left + wide - 12, 18):
                if draw.random() < lit * 0.5:
                    warm = draw.choice([0x66FFD9A0, 0x55FFE9C8, 0x449CC4FF])
                    glow = skia.Paint(Color=int(warm), MaskFilter=_soft(2.5))
                    canvas.drawRect(skia.Rect.MakeXYWH(column, row, 7, 9), glow)
        left += wide + draw.uniform(-10, 30)


def _lights(canvas, draw, width, height) -> None:  # type: ignore[no-untyped-def]
    for _ in range(46):
        x, y = draw.uniform(0, width), draw.uniform(620, 900)
        colour = int(draw.choice([0x40FFC27A, 0x38FF9E6B, 0x30A8D0FF, 0x34FFE6B8]))
        paint = skia.Paint(Color=colour, AntiAlias=True, BlendMode=skia.BlendMode.kPlus, MaskFilter=_soft(2))
        canvas.drawCircle(x, y, draw.uniform(8, 26), paint)


def _window_frame(canvas, width, height) -> None:  # type: ignore[no-untyped-def]
    for x in (430, 1010, 1590):
        canvas.drawRect(skia.Rect.MakeXYWH(x, 0, 16, height), skia.Paint(Color=0xE0141A2A, MaskFilter=_soft(5)))
    canvas.drawRect(skia.Rect.MakeXYWH(0, 96, width, 12), skia.Paint(Color=0xE0141A2A, MaskFilter=_soft(5)))
    sheen = skia.GradientShader.MakeLinear([(0, 0), (width * 0.7, height)], [0x22FFFFFF, 0x00FFFFFF, 0x14FFFFFF])
    canvas.drawPaint(skia.Paint(Shader=sheen))


def _wall(canvas, width, height) -> None:  # type: ignore[no-untyped-def]
    panel = skia.GradientShader.MakeLinear([(0, 0), (360, 0)], [0xFF3B2E2A, 0xFF57433A])
    canvas.drawRect(skia.Rect.MakeXYWH(-20, -20, 340, height + 40), skia.Paint(Shader=panel, MaskFilter=_soft(6)))
    for x in range(10, 320, 34):
        canvas.drawRect(skia.Rect.MakeXYWH(x, 0, 5, height), skia.Paint(Color=0x55201612, MaskFilter=_soft(4)))
    lamp = skia.GradientShader.MakeRadial((190, 250), 520, [0x88FFD6A0, 0x22FFB870, 0x00FFB870], [0, 0.4, 1])
    canvas.drawPaint(skia.Paint(Shader=lamp, BlendMode=skia.BlendMode.kScreen))


def _desk(canvas, width, height) -> None:  # type: ignore[no-untyped-def]
    top = skia.GradientShader.MakeLinear([(0, 985), (0, height)], [0xFF4A3A34, 0xFF1E1716])
    canvas.drawRect(skia.Rect.MakeXYWH(-20, 985, width + 40, 120), skia.Paint(Shader=top, MaskFilter=_soft(5)))
    canvas.drawRect(skia.Rect.MakeXYWH(-20, 982, width + 40, 5), skia.Paint(Color=0x99E8C29A, MaskFilter=_soft(3)))
    dusk = skia.GradientShader.MakeRadial((width * 0.52, height * 0.42), width * 0.72, [0x00000000, 0x78070A14])
    canvas.drawPaint(skia.Paint(Shader=dusk))


def logo(size: int = 480) -> skia.Image:
    """Two figures, one standing in for the other: a bright disc half before its shadow."""
    surface = skia.Surface(size, size)
    with surface as canvas:
        canvas.scale(size / 480, size / 480)
        paint = skia.Paint(AntiAlias=True)
        paint.setShader(skia.GradientShader.MakeLinear([(120, 60), (420, 420)], [0xFF7C8CFF, 0xFF4A3FD0]))
        canvas.drawCircle(290, 240, 170, paint)
        paint.setShader(skia.GradientShader.MakeLinear([(40, 80), (320, 400)], [0xFFFFD39A, 0xFFFF8A5C]))
        canvas.drawCircle(190, 240, 170, paint)
        both = skia.Path.Circle(290, 240, 170)
        canvas.clipPath(both, True)
        paint.setShader(skia.GradientShader.MakeLinear([(120, 80), (360, 400)], [0xFFFFFFFF, 0xFFFFE3D0]))
        canvas.drawCircle(190, 240, 170, paint)
    return surface.makeImageSnapshot()


CHORDS = ((57, 60, 64, 67), (53, 57, 60, 64), (48, 55, 60, 64), (55, 59, 62, 67))
"""Am7, Fmaj7, C, G: MIDI notes, one bar each."""


def music(bars: int = 8, bar: float = 3.2) -> np.ndarray:
    """A calm loop: a pad of detuned voices under a plucked line; shape (samples, 2), peak 0.5."""
    total = int(bars * bar * RATE)
    sound = np.zeros((total, 2))
    for number in range(bars):
        chord = CHORDS[number % 4]
        begin = int(number * bar * RATE)
        for voice, midi in enumerate(chord):
            _add(sound, begin, _pad(midi - 12, bar * 1.25), 0.12, pan=(voice - 1.5) / 3)
            _add(sound, begin, _pad(midi, bar * 1.25), 0.05, pan=(1.5 - voice) / 3)
        for step, tone in enumerate((0, 2, 1, 3, 2, 1, 3, 2)):
            at = begin + int(step * bar / 8 * RATE)
            _add(sound, at, _pluck(chord[tone] + 12), 0.10 if step % 4 else 0.14, pan=math.sin(step + number) * 0.5)
    return sound / np.abs(sound).max() * 0.5


def _pad(midi: int, length: float) -> np.ndarray:
    time = np.arange(int(length * RATE)) / RATE
    pitch = 440 * 2 ** ((midi - 69) / 12)
    tone = sum(
        np.sin(2 * np.pi * pitch * harmonic * detune * time + harmonic) / harmonic**1.9
        for harmonic in (1, 2, 3, 4)
        for detune in (0.997, 1, 1.003)
    )
    swell = np.clip(np.minimum(time / 0.9, (length - time) / 0.9), 0, 1)
    return tone * np.sin(swell * np.pi / 2) ** 2


def _pluck(midi: int) -> np.ndarray:
    time = np.arange(int(1.8 * RATE)) / RATE
    pitch = 440 * 2 ** ((midi - 69) / 12)
    tone = sum(np.sin(2 * np.pi * pitch * n * time) * np.exp(-time * (2.2 + 1.8 * n)) / n for n in (1, 2, 3))
    return tone * np.clip(time / 0.006, 0, 1)


def _add(sound: np.ndarray, begin: int, tone: np.ndarray, gain: float, pan: float) -> None:
    """Add a tone; what reaches over the end comes in again at the start, so that the loop has no seam."""
    index = (begin + np.arange(len(tone))) % len(sound)
    np.add.at(sound[:, 0], index, tone * gain * math.cos((pan + 1) * math.pi / 4))
    np.add.at(sound[:, 1], index, tone * gain * math.sin((pan + 1) * math.pi / 4))


def save_music(sound: np.ndarray, path: Path) -> None:
    """Write 48 kHz stereo as AAC, 96 kbit/s."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=RATE, layout="stereo")
        stream.bit_rate = 96_000
        for start in range(0, len(sound), 1024):
            block = np.ascontiguousarray(sound[start : start + 1024].T.astype(np.float32))
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            frame.sample_rate = RATE
            frame.pts = start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "studio.jpg").write_bytes(bytes(studio().encodeToData(skia.kJPEG, 90)))
    logo().save(str(FOLDER / "logo.png"), skia.kPNG)
    save_music(music(), FOLDER / "music.m4a")
