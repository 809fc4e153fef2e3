"""Segments that are joined: every frame, at its time, exactly as it was in its segment, over sound without a seam."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest
from films import SMALL, busy, decoded, film_segment, solid

from av_offset import measure_av_offset
from understudy.encode.probe import Probe, probe
from understudy.encode.profiles import GROUP, profile_of
from understudy.encode.segment_file import read_segment
from understudy.encode.splice import splice
from understudy.errors import EngineError
from understudy.production import Codec

pytestmark = pytest.mark.slow

LENGTHS = (GROUP, 1, 2, 3, 2 * GROUP + 7, 5)
"""Of segments: with whole groups and without, and shorter than what the encoder reorders."""

CLEAR = {Codec.VP8, Codec.VP9, Codec.QTRLE}


def segments(folder: Path, codec: Codec, lengths: Sequence[int] = LENGTHS) -> list[Path]:
    """Segments of a busy film, transparent where they can be."""
    pictures = [picture.copy() for picture in busy(sum(lengths), SMALL)]
    if codec in CLEAR:
        for picture in pictures:
            picture[:30] = 0
    paths = []
    for number, length in enumerate(lengths):
        first = sum(lengths[:number])
        paths.append(folder / f"{number}.segment")
        film_segment(paths[-1], pictures[first : first + length], codec, alpha=codec in CLEAR)
    return paths


def silence(frames: int) -> list[np.ndarray]:
    return [np.zeros((1920, 2), np.float32)] * frames


def joined(paths: Sequence[Path], frames: int, film: Path, codec: Codec) -> Probe:
    return splice(paths, silence(frames), film, codec, SMALL, alpha=codec in CLEAR)


@pytest.mark.parametrize("codec", list(Codec))
def test_every_frame_is_that_of_its_segment(codec: Codec, tmp_path: Path) -> None:
    paths, film = segments(tmp_path, codec), tmp_path / f"film{profile_of(codec).suffix}"
    found = joined(paths, sum(LENGTHS), film, codec)
    assert (found.frames, found.samples, found.alpha) == (sum(LENGTHS), sum(LENGTHS) * 1920, codec in CLEAR)
    whole = decoded(film, codec)
    apart = [frame for path in paths for frame in decoded(path, codec)]
    assert len(whole) == len(apart)
    for number, (one, other) in enumerate(zip(whole, apart, strict=True)):
        assert np.array_equal(one, other), number


@pytest.mark.parametrize("codec", list(Codec))
def test_times_go_on_evenly_over_every_joint(codec: Codec, tmp_path: Path) -> None:
    film = tmp_path / f"film{profile_of(codec).suffix}"
    joined(segments(tmp_path, codec), sum(LENGTHS), film, codec)
    with av.open(str(film)) as container:
        stream = container.streams.video[0]
        times = [frame.pts * frame.time_base * 25 for frame in container.decode(stream)]
        container.seek(0)
        decoding = [packet.dts for packet in container.demux(stream) if packet.size]
    assert times == list(range(sum(LENGTHS)))
    assert all(step > 0 for step in np.diff(decoding))


@pytest.mark.parametrize("codec", list(Codec))
def test_players_can_jump_to_every_segment(codec: Codec, tmp_path: Path) -> None:
    film = tmp_path / f"film{profile_of(codec).suffix}"
    joined(segments(tmp_path, codec), sum(LENGTHS), film, codec)
    with av.open(str(film)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
        keys = {round(packet.pts * packet.time_base * 25) for packet in packets if packet.is_keyframe}
    assert {sum(LENGTHS[:number]) for number in range(len(LENGTHS))} <= keys


@pytest.mark.parametrize("codec", [Codec.H264, Codec.VP8, Codec.QTRLE])
def test_sound_and_picture_meet_after_fifty_joints(codec: Codec, tmp_path: Path) -> None:
    """Sound that was encoded in pieces would be a quarter of a second late by then."""
    lengths, marks = [17] * 51, (5, 430, 860)
    paths, film = [], tmp_path / f"film{profile_of(codec).suffix}"
    for number, length in enumerate(lengths):
        paths.append(tmp_path / f"{number}.segment")
        frames = range(17 * number, 17 * number + length)
        film_segment(paths[-1], [solid((250,) * 3 if frame in marks else (5,) * 3) for frame in frames], codec)
    blocks = np.zeros((sum(lengths), 1920, 2), np.float32)
    blocks[list(marks), :240] = 0.9 * np.sin(np.arange(240) * 2 * np.pi * 1000 / 48000 + np.pi / 2)[:, None]
    found = splice(paths, blocks, film, codec, SMALL)
    assert (found.frames, found.samples) == (sum(lengths), sum(lengths) * 1920)
    offsets = measure_av_offset(film)
    assert len(offsets) == 3
    assert all(abs(offset) <= 1.5 for offset in offsets), offsets


def test_the_same_segments_give_the_same_film(tmp_path: Path) -> None:
    paths = segments(tmp_path, Codec.H264)
    for name in ("one", "two"):
        joined(paths, sum(LENGTHS), tmp_path / name, Codec.H264)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_segments_are_taken_when_they_are_needed(tmp_path: Path) -> None:
    """Sound for one segment is taken before the next segment is asked for."""
    paths, taken = segments(tmp_path, Codec.H264, [4, 4]), []

    def one_after_the_other():
        for path in paths:
            taken.append("segment")
            yield path

    def sound():
        for block in silence(8):
            taken.append("sound")
            yield block

    splice(one_after_the_other(), sound(), tmp_path / "film.mp4", Codec.H264, SMALL)
    assert taken == ["segment", *["sound"] * 4, "segment", *["sound"] * 4]


def test_segments_of_other_settings_are_refused(tmp_path: Path) -> None:
    film_segment(tmp_path / "a", [solid((1, 2, 3))], Codec.H264)
    film_segment(tmp_path / "b", [solid((1, 2, 3), (320, 180))], Codec.H264, size=(320, 180))
    with pytest.raises(EngineError) as caught:
        joined([tmp_path / "a", tmp_path / "b"], 2, tmp_path / "film.mp4", Codec.H264)
    assert caught.value.code == "segments_differ"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


def test_a_missing_segment_is_found(tmp_path: Path) -> None:
    paths = segments(tmp_path, Codec.H264, [4, 4])
    with pytest.raises(EngineError) as caught:
        joined(paths[:1], 8, tmp_path / "film.mp4", Codec.H264)
    assert caught.value.code == "film_uneven"


@pytest.mark.parametrize("codec", list(Codec))
def test_damaged_segments_are_found(codec: Codec, tmp_path: Path) -> None:
    path = segments(tmp_path, codec, [60])[0]
    read_segment(path, 60)
    whole = path.read_bytes()
    damages = {"shorter": whole[: len(whole) // 2], "empty": b"", "text": b"no film", "frames": whole}
    for kind, content in damages.items():
        path.write_bytes(content)
        with pytest.raises(EngineError) as caught:
            read_segment(path, 61 if kind == "frames" else 60)
        assert caught.value.code == "segment_damaged", kind


def test_a_film_with_sound_is_no_segment(tmp_path: Path) -> None:
    paths = segments(tmp_path, Codec.H264, [4])
    joined(paths, 4, tmp_path / "film.mp4", Codec.H264)
    assert probe(tmp_path / "film.mp4").frames == 4
    with pytest.raises(EngineError, match="exactly one stream"):
        read_segment(tmp_path / "film.mp4", 4)
