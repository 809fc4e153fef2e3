"""Segments and films: pixels, samples, times, and what happens when things go wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from films import SMALL, busy, decoded, film_segment, solid, write

from av_offset import measure_av_offset
from understudy.encode.encoder import SegmentWriter
from understudy.encode.media import straight
from understudy.encode.profiles import profile_of
from understudy.errors import EngineError, ResourceError
from understudy.production import Codec

LOSSY = [Codec.H264, Codec.VP8, Codec.VP9]
CLEAR = [Codec.VP8, Codec.VP9, Codec.QTRLE]
COLOURS = [(255, 255, 255), (0, 0, 0), (220, 40, 40), (30, 160, 60), (40, 60, 210), (128, 128, 128)]


def film_path(folder: Path, codec: Codec) -> Path:
    return folder / f"film{profile_of(codec).suffix}"


@pytest.mark.parametrize("codec", LOSSY)
def test_colours_come_back_through_the_tagged_matrix(codec: Codec, tmp_path: Path) -> None:
    path = film_path(tmp_path, codec)
    write(path, [solid(colour) for colour in COLOURS for _ in range(4)], codec, bitrate=2000)
    for number, colour in enumerate(COLOURS):
        with av.open(str(path)) as container:
            frame = list(container.decode(video=0))[4 * number + 3]
        luma, blue, red = (float(plane.mean()) for plane in _planes(frame))
        assert (luma, blue, red) == pytest.approx(bt709(colour), abs=2.5)
    found = write(path, [solid((9, 9, 9))], codec)
    assert (found.primaries, found.transfer, found.matrix, found.colour_range) == ("bt709",) * 3 + ("limited",)


def bt709(colour: tuple[int, int, int]) -> tuple[float, float, float]:
    """ITU-R BT.709-6, items 3.2 to 3.4, in 8 bits."""
    red, green, blue = (part / 255 for part in colour)
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 16 + 219 * luma, 128 + 224 * (blue - luma) / 1.8556, 128 + 224 * (red - luma) / 1.5748


def _planes(frame: av.VideoFrame) -> list[Any]:
    height, width = frame.height, frame.width
    flat = frame.to_ndarray(format="yuv420p").reshape(-1)
    quarter = height * width // 4
    return [flat[: height * width], flat[height * width :][:quarter], flat[height * width + quarter :]]


@pytest.mark.parametrize("codec", CLEAR)
def test_transparency_comes_back_straight(codec: Codec, tmp_path: Path) -> None:
    picture = solid((0, 0, 0), alpha=0)
    picture[20:70, 16:80] = (200, 100, 50, 255)
    picture[20:70, 80:144] = (100, 50, 25, 128)
    path = film_path(tmp_path, codec)
    write(path, [picture] * 6, codec, alpha=True, bitrate=2000)
    last = decoded(path, codec)[-1].astype(int)
    near = 0 if codec is Codec.QTRLE else 6
    assert np.abs(last[:16, :, 3]).max() <= near
    assert np.abs(last[26:64, 22:74] - (200, 100, 50, 255)).max() <= 2 * near
    assert np.abs(last[26:64, 86:138, 3] - 128).max() <= near
    assert np.abs(last[26:64, 86:138, :3] - (200, 100, 50)).max() <= 2 * near + 1


def test_the_figures_colour_bleeds_into_clear_pixels_beside_it() -> None:
    picture = solid((0, 0, 0), size=(64, 64), alpha=0)
    picture[16:48, 17:47] = (180, 90, 30, 255)
    spread = straight(picture, bleed=True)
    assert np.abs(spread[20:44, 14:50, :3].astype(int) - (180, 90, 30)).max() <= 2
    assert (spread[..., 3] == picture[..., 3]).all()
    assert (straight(picture, bleed=False)[picture[..., 3] == 0] == 0).all()


def test_lossless_film_keeps_every_pixel(tmp_path: Path) -> None:
    pictures = [picture.copy() for picture in busy(3, SMALL)]
    write(tmp_path / "film.mov", pictures, Codec.QTRLE)
    for was, is_ in zip(pictures, decoded(tmp_path / "film.mov", Codec.QTRLE), strict=True):
        assert (was == is_).all()


@pytest.mark.parametrize("codec", list(Codec))
def test_sound_and_picture_meet_at_start_middle_and_end(codec: Codec, tmp_path: Path) -> None:
    frames, marks = 125, (5, 60, 120)
    path = film_path(tmp_path, codec)
    blocks = np.zeros((frames, 1920, 2), np.float32)
    blocks[list(marks), :240] = 0.9 * np.sin(np.arange(240) * 2 * np.pi * 1000 / 48000 + np.pi / 2)[:, None]
    pictures = [solid((255, 255, 255) if index in marks else (0, 0, 0)) for index in range(frames)]
    found = write(path, pictures, codec, bitrate=800, sound=blocks)
    offsets = measure_av_offset(path)
    assert len(offsets) == 3
    assert all(abs(offset) <= 1.5 for offset in offsets), offsets
    assert (found.frames, found.samples) == (frames, frames * 1920)


@pytest.mark.parametrize("codec", list(Codec))
def test_same_input_gives_the_same_file(codec: Codec, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / name, busy(30, SMALL), codec, metadata={"title": "两次"})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_callers_may_reuse_their_picture(tmp_path: Path) -> None:
    picture = solid((0, 0, 0))

    def levels() -> Iterator[np.ndarray]:
        for level in range(20):
            picture[..., :3] = level
            yield picture

    write(tmp_path / "film.mov", levels(), Codec.QTRLE)
    assert [int(frame[0, 0, 0]) for frame in decoded(tmp_path / "film.mov", Codec.QTRLE)] == list(range(20))


def test_sound_may_end_within_the_last_frame(tmp_path: Path) -> None:
    sound = [np.zeros((2 * 1920 + 1, 2), np.float32)]
    assert write(tmp_path / "film.mp4", [solid((1, 2, 3))] * 3, Codec.H264, sound=sound).samples == 3 * 1920


@pytest.mark.parametrize("samples", [1920 * 2, 1920 * 3 + 1])
def test_sound_of_another_length_is_refused(samples: int, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="3 frames and"):
        sound = [np.zeros((samples, 2), np.float32)]
        write(tmp_path / "film.mp4", [solid((1, 2, 3))] * 3, Codec.H264, sound=sound)
    assert list(tmp_path.iterdir()) == []


def test_metadata_is_kept(tmp_path: Path) -> None:
    wanted = {
        "title": "Tést 中文",
        "comment": "synthetic",
        "description": "d",
        "AIGC": '{"Label":"1"}',
        "generator": "U",
    }
    for codec in Codec:
        found = write(film_path(tmp_path, codec), [solid((5, 5, 5))] * 2, codec, metadata=wanted)
        assert wanted.items() <= found.metadata.items()


def test_nothing_is_left_after_an_exception(tmp_path: Path) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        SegmentWriter(tmp_path / "film.mp4", Codec.H264, SMALL, 500) as writer,
    ):
        writer.add_frame(solid((1, 2, 3)))
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_an_old_film_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(b"old")
    with pytest.raises(EngineError):
        write(path, [solid((1, 2, 3))], Codec.H264, sound=[])
    assert path.read_bytes() == b"old"
    write(path, [solid((1, 2, 3))], Codec.H264)
    assert path.stat().st_size > 1000


def test_wrong_frames_and_transparent_h264_are_engine_errors(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="transparent"):
        SegmentWriter(tmp_path / "film.mp4", Codec.H264, SMALL, 500, alpha=True)
    with pytest.raises(EngineError, match="shape"):
        film_segment(tmp_path / "film.mp4", [solid((0, 0, 0), (90, 160))], Codec.H264)
    assert list(tmp_path.iterdir()) == []


def test_missing_folder_is_a_resource_error(tmp_path: Path) -> None:
    with pytest.raises(ResourceError) as caught:
        SegmentWriter(tmp_path / "nowhere" / "film.mp4", Codec.H264, SMALL, 500)
    assert caught.value.code == "folder_missing"


FULL_DISK = """
import resource, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from films import busy, write
from understudy.errors import ResourceError
from understudy.production import Codec
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
try:
    write(Path({path!r}), busy({frames}), Codec({codec!r}), size=(320, 180), bitrate=6000)
except ResourceError as error:
    print(error.code)
"""


@pytest.mark.parametrize(
    ("codec", "limit", "frames"),
    [("H264", 100_000, 50), ("VP8", 100_000, 50), ("QTRLE", 9_000_000, 50), ("H264", 9000, 1)],
)
def test_full_disk_is_a_resource_error(codec: str, limit: int, frames: int, tmp_path: Path) -> None:
    """A process whose files may not grow stands in for a full disk: the system says EFBIG in place of ENOSPC."""
    path = film_path(tmp_path, Codec(codec))
    program = FULL_DISK.format(
        tests=str(Path(__file__).parent), limit=limit, path=str(path), frames=frames, codec=codec
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.split() == ["disk_full"]
    assert list(tmp_path.iterdir()) == []
