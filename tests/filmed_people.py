"""Clips of a person, made from a photograph by the portrait engine: moving, blinking, silent or talking."""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from understudy.performance.perform import perform
from understudy.performance.tracks import Performance
from understudy.speech.clip import Clip
from understudy.speech.engine import Line
from understudy.speech.engines.espeak import EspeakEngine
from understudy.speech.sound import Sound
from understudy.stage.avatars.portrait import PortraitEngine
from understudy.stage.avatars.portrait.build import build_pack

SIZE = (480, 480)


def spoken(text: str) -> Clip:
    """`text` as espeak says it; nothing at all is four seconds of silence."""
    if not text:
        return Clip(Sound.of(np.zeros(64_000, np.float32), 16_000), "", "en")
    engine = EspeakEngine()
    voice = next(voice for voice in engine.voices() if voice.id.startswith("espeak:en-us+f3"))
    said = engine.speak(Line(text), voice)
    return Clip(Sound.of(said.samples, voice.rate), text, voice.language, said.phones)


def acted(text: str, frames: int, seed: int = 4) -> Performance:
    """How `text` is acted, or silence."""
    return perform(spoken(text), frames, seed=seed)[0]


def filmed(photo: Path, models: Path, file: Path, performance: Performance, *, tone: bool = False) -> None:
    """Film the person of `photo` in the photograph's own room, with the noise of a camera; `tone` gives it a sound."""
    with tempfile.TemporaryDirectory() as work:
        room = Path(work) / "room"
        build_pack(photo, room, name="room", consent=None, models=models, real_background=True)
        actor = PortraitEngine().open(str(room), SIZE)
        chance = np.random.default_rng(3)
        pictures = actor.pictures(performance, range(performance.frames))
        with av.open(str(file), "w") as film:
            options = {"crf": "14", "preset": "ultrafast"}
            video: Any = film.add_stream("libx264", rate=25, options=options)
            video.width, video.height, video.pix_fmt = *SIZE, "yuv420p"
            sound: Any = film.add_stream("aac", rate=48_000, layout="mono") if tone else None
            for picture in pictures:
                seen = np.clip(picture[..., :3] + chance.normal(0, 1.5, picture[..., :3].shape), 0, 255)
                film.mux(video.encode(av.VideoFrame.from_ndarray(seen.astype(np.uint8), format="rgb24")))
            film.mux(video.encode(None))
            if tone:
                hum = np.sin(np.arange(performance.frames * 1920) * 0.03).astype(np.float32)[None] * 0.3
                frame = av.AudioFrame.from_ndarray(hum, format="fltp", layout="mono")
                frame.sample_rate, frame.pts, frame.time_base = 48_000, 0, Fraction(1, 48_000)
                film.mux(sound.encode(frame))
                film.mux(sound.encode(None))
