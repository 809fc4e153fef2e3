"""Every codec, orientation, size and clip mode that the contract allows becomes a film that is what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from film.conftest import production
from understudy import produce
from understudy.encode.probe import probe
from understudy.production import RESIZE_SIZES

CODECS = {"H264": (".mp4", "h264", "aac"), "VP8": (".webm", "vp8", "opus"), "VP9": (".webm", "vp9", "opus")}
CODECS["QTRLE"] = (".mov", "qtrle", "pcm_s16le")

CROPS = (
    ("1080P", "landscape", 1280, 720, 320, 180),
    ("1080P", "landscape", 1920, 1080, 0, 0),
    ("1080P", "portrait", 720, 1280, 180, 320),
    ("1080P", "portrait", 1080, 1920, 0, 0),
    ("4K", "landscape", 3840, 2160, 0, 0),
    ("4K", "portrait", 2160, 3840, 0, 0),
    ("1080P", "landscape", 602, 398, 1000, 500),
)


def film(codec: str, folder: Path, **output: object) -> None:
    suffix, video, sound = CODECS[codec]
    transparent = codec != "H264"
    scene = {"text": "Hi.", "background": {"kind": "transparent"}} if transparent else {"text": "Hi."}
    asked = production(scene, output={"codec": codec, "bitrate": 3000, **output})
    made = produce(asked, folder / f"film{suffix}")
    found = probe(made.path)
    assert (found.width, found.height) == (asked.output.width, asked.output.height)
    assert (found.video_codec, found.sound_codec) == (video, sound)
    assert found.frames == made.duration * 25
    assert found.alpha == transparent
    assert abs(found.samples / 48_000 - found.frames / 25) <= 1 / 25
    assert (found.frame_rate, found.sample_rate) == (25, 48_000)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize(("width", "height"), RESIZE_SIZES)
def test_resize(codec: str, width: int, height: int, tmp_path: Path) -> None:
    film(codec, tmp_path, width=width, height=height)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize(("canvas", "orientation", "width", "height", "x", "y"), CROPS)
def test_crop(
    codec: str, canvas: str, orientation: str, width: int, height: int, x: int, y: int, tmp_path: Path
) -> None:
    window = {"crop_canvas": canvas, "orientation": orientation, "crop_x": x, "crop_y": y}
    film(codec, tmp_path, clip_mode="CROP", width=width, height=height, **window)
