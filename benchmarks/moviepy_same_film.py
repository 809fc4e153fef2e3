"""MoviePy 2 making the same composition from the same pieces with the same encoder settings.

MoviePy is given every picture ready-made: the presenter's frames (ten seconds, played round and round), background,
logo and text as images, and subtitles as images. What is compared is composing and encoding, per frame.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import numpy as np
from moviepy import AudioFileClip, CompositeVideoClip, ImageClip, VideoClip
from one_minute import PIECES, production

from understudy import produce
from understudy.encode.profiles import profile_of
from understudy.rehearse import rehearse
from understudy.render.compositor import Compositor
from understudy.stage.layers.human import HumanLayer
from understudy.stage.layers.image import ImageLayer
from understudy.stage.layers.layer import Layer
from understudy.stage.layers.text import TextLayer

SECONDS = 10


def picture(layer: Layer, frame: int, size: tuple[int, int]) -> tuple[np.ndarray, tuple[int, int]]:
    """What a layer shows, straight RGBA cut to its box, and the box's corner."""
    box = layer.box(frame)
    full = Compositor([layer], size).picture(frame)
    left, top = max(box.left, 0), max(box.top, 0)
    cut = full[top : min(box.bottom, size[1]), left : min(box.right, size[0])].astype(np.float32)
    alpha = np.maximum(cut[..., 3:], 1)
    return np.dstack([cut[..., :3] * 255 / alpha, cut[..., 3]]).clip(0, 255).astype(np.uint8), (left, top)


def composition(folder: Path) -> CompositeVideoClip:
    """The first `SECONDS` of the one-minute film as MoviePy clips."""
    asked = production()
    scene = rehearse(asked, folder).scenes[0]
    size = (asked.output.width, asked.output.height)
    clips = []
    for layer in scene.take.layers():
        if isinstance(layer, HumanLayer):
            frames = [picture(layer, number, size) for number in range(SECONDS * 25)]
            pictures, corner = [frame for frame, _ in frames], frames[0][1]
            human = VideoClip(lambda t, p=pictures: p[int(t * 25 + 0.5) % len(p)][..., :3], duration=SECONDS)
            mask = VideoClip(
                lambda t, p=pictures: p[int(t * 25 + 0.5) % len(p)][..., 3] / 255.0, is_mask=True, duration=SECONDS
            )
            clips.append(human.with_mask(mask).with_position(corner))
        elif isinstance(layer, ImageLayer | TextLayer) or not clips:
            still, corner = picture(layer, 0, size)
            clips.append(ImageClip(still, transparent=bool(clips), duration=SECONDS).with_position(corner))
        else:
            for caption in scene.captions:
                start, stop = float(caption.start), min(float(caption.stop), SECONDS)
                if start < SECONDS:
                    still, corner = picture(layer, int(start * 25) + 1, size)
                    clips.append(ImageClip(still, duration=stop - start).with_start(start).with_position(corner))
    music = AudioFileClip(str(PIECES / "music.m4a")).subclipped(0, SECONDS)
    return CompositeVideoClip(clips, size=size).with_duration(SECONDS).with_audio(music)


def main() -> None:
    """Print seconds for each second of film, and the ratio."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = time.perf_counter()
        made = produce(production(), folder / "ours.mp4")
        ours = (time.perf_counter() - began) / float(made.duration)
        film = composition(folder)
        profile = profile_of(production().output.codec)
        options = [part for key, value in profile.video_options(5000).items() for part in (f"-{key}", str(value))]
        began = time.perf_counter()
        film.write_videofile(
            str(folder / "theirs.mp4"),
            **{"fps": 25, "codec": profile.encoder, "audio_codec": "aac", "logger": None},
            **{"ffmpeg_params": [*options, "-pix_fmt", "yuv420p"], "threads": profile.threads},
        )
        theirs = (time.perf_counter() - began) / SECONDS
    print(f"Understudy, speech and acting included   {ours:5.2f} s for a second of film")
    print(f"MoviePy 2, composing and encoding only   {theirs:5.2f} s for a second of film")
    print(f"MoviePy / Understudy                     {theirs / ours:5.2f}   (wanted: at least 3)")


if __name__ == "__main__":
    main()
