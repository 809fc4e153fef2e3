"""Rate control and what each codec can carry."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from films import busy, solid, write

from understudy.encode.profiles import GROUP, PROFILES, profile_of
from understudy.production import Codec


@pytest.mark.parametrize("codec", [Codec.H264, Codec.VP8, Codec.VP9])
@pytest.mark.parametrize("bitrate", [200, 900])
def test_busy_film_averages_the_bitrate_asked_for(codec: Codec, bitrate: int, tmp_path: Path) -> None:
    found = write(tmp_path / f"film{profile_of(codec).suffix}", busy(100), codec, size=(320, 180), bitrate=bitrate)
    assert 0.9 * bitrate <= found.bitrate <= 1.1 * bitrate


@pytest.mark.parametrize("codec", [Codec.H264, Codec.VP8, Codec.VP9])
def test_easy_film_takes_far_less(codec: Codec, tmp_path: Path) -> None:
    still = next(busy(1))
    still = np.array(np.broadcast_to(still.mean(axis=(0, 1)).astype(np.uint8), still.shape))
    found = write(tmp_path / f"film{profile_of(codec).suffix}", [still] * 100, codec, size=(320, 180), bitrate=3000)
    assert found.bitrate < 300


@pytest.mark.parametrize("codec", [Codec.H264, Codec.VP8, Codec.VP9, Codec.QTRLE])
def test_key_frames_stand_at_fixed_places(codec: Codec, tmp_path: Path) -> None:
    path = tmp_path / f"film{profile_of(codec).suffix}"
    cut = [solid((255, 0, 0)) if index < 20 else solid((0, 0, 255)) for index in range(2 * GROUP + 5)]
    write(path, cut, codec)
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    keys = [round(packet.pts * packet.time_base * 25) for packet in packets if packet.is_keyframe]
    assert keys == [0, GROUP, 2 * GROUP]


def test_h264_groups_are_closed(tmp_path: Path) -> None:
    """No frame that is shown after a key frame is needed for one before it, or the other way round."""
    path = tmp_path / "film.mp4"
    write(path, busy(3 * GROUP), Codec.H264, size=(320, 180))
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    starts = [index for index, packet in enumerate(packets) if packet.is_keyframe]
    for start in starts:
        key = packets[start].pts
        assert all(packet.pts < key for packet in packets[:start])
        assert all(packet.pts > key for packet in packets[start + 1 :])


def test_every_codec_has_a_profile_that_this_build_can_encode() -> None:
    for codec in Codec:
        profile = PROFILES[codec]
        formats = {entry.name for entry in av.codec.Codec(profile.encoder, "w").video_formats or ()}
        assert profile.opaque in formats
        assert not profile.transparent or profile.transparent in formats
        assert av.codec.Codec(profile.sound_encoder, "w").type == "audio"
