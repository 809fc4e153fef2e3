"""What the presenter costs: processor time of its layer in a 1080p frame, against encoding the same frames.

Every frame is drawn and encoded, then the very same pictures are encoded again with nothing drawn: the difference is
the presenter, blended over a picture background, on one core. Packs are built from a photograph, as users build them.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import skimage.data
from one_minute import PIECES, TEXT

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from filmed_people import acted, filmed
from understudy.encode.encoder import SegmentWriter
from understudy.production import Production, load
from understudy.rehearse import Rehearsal, rehearse
from understudy.render.renderer import Renderer
from understudy.stage.avatars.clip.build import build_clip_pack
from understudy.stage.avatars.pack import load_pack
from understudy.stage.avatars.portrait.build import build_pack

MODELS = Path(os.environ.get("UNDERSTUDY_MODELS_DIR", Path(__file__).parent.parent / ".cache/models"))
PIECE, FRAMES = 25, 200
FACE = 450
"""Pixels from the hairline to the chin, as the mesh has them."""


def production(avatar: str, size: tuple[int, int], top: int, output: tuple[int, int] = (1920, 1080)) -> Production:
    """A presenter of `size` whose upper edge is at `top`, before a picture."""
    human = {
        "kind": "human",
        "position": {"x": (1920 - size[0]) // 2, "y": top, "index": 1},
        "size": {"width": size[0], "height": size[1]},
    }
    behind = {"kind": "image", "file": PIECES / "studio.jpg"}
    scene: dict[str, Any] = {"speech": {"text": TEXT[:420]}, "background": behind, "layers": [human]}
    shape = {"width": output[0], "height": output[1]}
    return load({"scenes": [scene], "avatar": {"name": avatar}, "output": shape})


def encoded(rehearsal: Rehearsal, folder: Path) -> tuple[float, float, int]:
    """Milliseconds of processor time a frame: drawn and encoded, encoded alone; and how many frames."""
    frames = min(rehearsal.frames, FRAMES)
    output = rehearsal.production.output
    renderer = Renderer([scene.take for scene in rehearsal.scenes], rehearsal.view.size)
    next(iter(renderer.pictures(range(1))))
    drawing = 0.0
    with SegmentWriter(folder / "ready.mp4", output.codec, rehearsal.view.size, output.bitrate) as writer:
        began = time.process_time()
        for piece in _pieces(renderer, frames):
            drawing += piece[0]
            for picture, changed in piece[1]:
                writer.add_frame(picture, changed)
        writer.finish()
        whole = time.process_time() - began
    return whole / frames * 1000, (whole - drawing) / frames * 1000, frames


def _pieces(renderer: Renderer, frames: int) -> Iterator[tuple[float, list[Any]]]:
    """Seconds of this thread's work and its pictures, a second of film at a time."""
    for first in range(0, frames, PIECE):
        numbers = range(first, min(first + PIECE, frames))
        pictures, drawing = [], 0.0
        began = time.thread_time()
        for picture in renderer.pictures(numbers):
            drawing += time.thread_time() - began
            pictures.append((picture.copy(), renderer.changed))
            began = time.thread_time()
        yield drawing, pictures


def show(name: str, asked: Production, folder: Path) -> None:
    """Print one line."""
    whole, alone, frames = encoded(rehearse(asked, folder), folder)
    print(
        f"{name:38} {whole - alone:6.1f} ms a frame   encoding {alone:6.1f} ms   together / encoding"
        f" {whole / alone:5.2f}   ({frames} frames)",
        flush=True,
    )


def build_clip(photo: Path, seconds: int, folder: Path) -> Path:
    """Film the person of the photograph for so long, make a pack of it, and print how long that took."""
    clip, pack = folder / f"{seconds}.mp4", folder / f"clip-{seconds}"
    filmed(photo, MODELS, clip, acted("", 25 * seconds))
    began, work = time.perf_counter(), time.process_time()
    build_clip_pack(clip, pack, name="clip", consent=None, models=MODELS)
    taken, work = (now - then for now, then in ((time.perf_counter(), began), (time.process_time(), work)))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    share = f"processor {work / seconds:.2f} of its length, wanted: 0.3; memory {peak:.0f} MiB"
    print(f"pack from a clip of {seconds:2} s               {taken:6.2f} s   ({share})", flush=True)
    return pack


def main() -> None:
    """Print everything."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        photo, pack = folder / "photo.png", folder / "pack"
        cv2.imwrite(str(photo), np.ascontiguousarray(skimage.data.astronaut()[..., ::-1]))
        began = time.perf_counter()
        build_pack(photo, pack, name="photo", consent=None, models=MODELS)
        print(f"pack from 512x512 pixels               {time.perf_counter() - began:6.2f} s   (wanted: at most 3)")
        large = cv2.resize(cv2.imread(str(photo)), (3000, 3000), interpolation=cv2.INTER_CUBIC)
        cv2.imwrite(str(folder / "large.jpg"), large)
        began = time.perf_counter()
        build_pack(folder / "large.jpg", folder / "large", name="photo", consent=None, models=MODELS)
        print(f"pack from 3000x3000 pixels             {time.perf_counter() - began:6.2f} s   (wanted: at most 3)")
        clip = build_clip(photo, 5, folder)
        build_clip(photo, 20, folder)
        cv2.setNumThreads(1)
        found = load_pack(pack)
        scale = FACE / float(np.ptp(found.landmarks[:, 1]))
        wide, high = (round(side * scale) for side in found.manifest.size)
        top = 90 - round((float(found.landmarks[10, 1]) - 0.3 * np.ptp(found.landmarks[:, 1])) * scale)
        show("photograph, face 450 px (wanted: 8)", production(str(pack), (wide, high), top), folder)
        show("photograph, face 233 px", production(str(pack), (1068, 994), 86), folder)
        show("clip, face 233 px", production(str(clip), (1068, 994), 86), folder)
        show("yunling, as films show her", production("yunling", (1000, 1020), 60), folder)
        show("yunling to the hips", production("yunling-half", (1000, 1020), 60), folder)
        show("photograph in 4K, face 466 px", production(str(pack), (1068, 994), 86, (3840, 2160)), folder)


if __name__ == "__main__":
    main()
