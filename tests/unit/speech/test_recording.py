from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from understudy.errors import InputError
from understudy.speech import decode
from understudy.speech.recording import load_recording

CLICKS = (0.1, 1.0, 2.5)


def write(path: Path, samples: np.ndarray, rate: int, codec: str, **options: str) -> Path:
    """Encode (n,) or (n, 2) samples the way any program does: with time stamps."""
    layout = "mono" if samples.ndim == 1 else "stereo"
    planes = np.ascontiguousarray(samples.reshape(len(samples), -1).T, np.float32)
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        if codec == "pcm_s16le":
            interleaved = np.ascontiguousarray((planes * 32767).round().astype(np.int16).T.reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(interleaved, format="s16", layout=layout)
        else:
            frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def clicks(rate: int, length: float = 3.0) -> np.ndarray:
    samples = np.zeros(int(rate * length), np.float32)
    for time in CLICKS:
        samples[int(time * rate)] = 0.9
    return samples


def tone(rate: int = 44_100, length: float = 1.0, level: float = 0.3) -> np.ndarray:
    return (level * np.sin(2 * np.pi * 440 * np.arange(int(rate * length)) / rate)).astype(np.float32)


@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
@pytest.mark.parametrize(("name", "codec"), [("a.wav", "pcm_s16le"), ("a.mp3", "libmp3lame"), ("a.m4a", "aac")])
def test_clicks_stay_where_they_were(tmp_path: Path, name: str, codec: str, rate: int) -> None:
    file = write(tmp_path / name, clicks(rate), rate, codec)
    sound, warnings = load_recording(file, tmp_path / "out.f32")
    assert warnings == []
    assert sound.rate == 48_000
    assert sound.path == tmp_path / "out.f32"
    assert 3.0 - 1e-9 <= float(sound.duration) < 3.06
    for time in CLICKS:
        near = sound.read(int(time * 48_000) - 2_000, int(time * 48_000) + 2_000)
        assert abs(int(np.abs(near).argmax()) - 2_000) <= 48  # 1 ms


def test_opus_in_webm_starts_where_it_should(tmp_path: Path) -> None:
    samples = np.concatenate([np.zeros(24_000, np.float32), tone(48_000, 0.5)])
    sound, _ = load_recording(write(tmp_path / "a.webm", samples, 48_000, "libopus"), tmp_path / "out.f32")
    loud = np.flatnonzero(np.abs(sound.read(0, sound.length)) > 0.1)
    assert abs(int(loud[0]) - 24_000) < 240


def test_stereo_becomes_the_mean(tmp_path: Path) -> None:
    stereo = np.stack([tone(level=0.4), tone(level=0.2)], axis=1)
    sound, warnings = load_recording(write(tmp_path / "a.wav", stereo, 44_100, "pcm_s16le"), tmp_path / "o")
    assert warnings == []
    assert np.abs(sound.read(5_000, 40_000)).max() == pytest.approx(0.3, abs=0.01)


@pytest.mark.parametrize("silent", [0, 1])
def test_a_silent_channel_does_not_halve_the_voice(tmp_path: Path, silent: int) -> None:
    stereo = np.stack([tone(), tone()], axis=1)
    stereo[:, silent] = 0
    sound, warnings = load_recording(write(tmp_path / "a.wav", stereo, 44_100, "pcm_s16le"), tmp_path / "o")
    assert [warning.code for warning in warnings] == ["recording_channel_silent"]
    assert np.abs(sound.read(5_000, 40_000)).max() == pytest.approx(0.3, abs=0.01)


def test_inverted_channels_do_not_cancel(tmp_path: Path) -> None:
    stereo = np.stack([tone(), -tone()], axis=1)
    sound, warnings = load_recording(write(tmp_path / "a.wav", stereo, 44_100, "pcm_s16le"), tmp_path / "o")
    assert [warning.code for warning in warnings] == ["recording_channel_inverted"]
    assert np.abs(sound.read(5_000, 40_000)).max() == pytest.approx(0.3, abs=0.01)


def test_silence_is_a_warning(tmp_path: Path) -> None:
    file = write(tmp_path / "a.wav", np.zeros(22_050, np.float32), 22_050, "pcm_s16le")
    sound, warnings = load_recording(file, tmp_path / "o", scene=2, field="scenes[2].speech.recording")
    assert [(warning.code, warning.scene, warning.field) for warning in warnings] == [
        ("recording_silent", 2, "scenes[2].speech.recording")
    ]
    assert sound.length == 48_000


def refused(file: Path, tmp_path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        load_recording(file, tmp_path / "out.f32", scene=0, field="scenes[0].speech.recording")
    assert not (tmp_path / "out.f32").exists()
    assert caught.value.problems[0].field == "scenes[0].speech.recording"
    assert caught.value.problems[0].hint
    return caught.value


def test_bad_files_are_refused_clearly(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.wav", tmp_path).code == "file_missing"
    assert refused(tmp_path, tmp_path).code == "file_unreadable"
    (tmp_path / "empty.wav").touch()
    assert refused(tmp_path / "empty.wav", tmp_path).code == "file_empty"
    (tmp_path / "text.wav").write_text("this is no sound " * 100)
    assert refused(tmp_path / "text.wav", tmp_path).code == "media_unreadable"
    with av.open(str(tmp_path / "mute.mp4"), "w") as container:
        video = container.add_stream("mpeg4", rate=25)
        video.width = video.height = 64
        video.pix_fmt = "yuv420p"
        container.mux(video.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))))
        container.mux(video.encode(None))
    assert refused(tmp_path / "mute.mp4", tmp_path).code == "audio_missing"


@pytest.mark.parametrize(
    ("name", "codec", "options"),
    [("a.wav", "pcm_s16le", {}), ("a.mp3", "libmp3lame", {}), ("a.m4a", "aac", {"movflags": "faststart"})],
)
def test_a_file_that_was_cut_off_says_how_far_it_goes(
    tmp_path: Path, name: str, codec: str, options: dict[str, str]
) -> None:
    noise = (0.2 * np.random.default_rng(1).standard_normal(44_100 * 2)).astype(np.float32)
    file = write(tmp_path / name, noise, 44_100, codec, **options)
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 6 // 10])
    error = refused(file, tmp_path)
    assert error.code == "recording_truncated"
    assert " s, its header promises 2.0" in str(error)


def test_an_m4a_without_its_index_is_refused(tmp_path: Path) -> None:
    file = write(tmp_path / "a.m4a", tone(), 44_100, "aac")
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    error = refused(file, tmp_path)
    assert error.code == "media_unreadable"
    assert "cut off" in str(error)


def test_scrambled_packets_are_refused(tmp_path: Path) -> None:
    noise = (0.2 * np.random.default_rng(1).standard_normal(44_100 * 2)).astype(np.float32)
    file = write(tmp_path / "a.m4a", noise, 44_100, "aac", movflags="faststart")
    data = bytearray(file.read_bytes())
    start = data.index(b"mdat") + 4 + 2_000
    data[start : start + 8_000] = np.random.default_rng(2).bytes(8_000)
    file.write_bytes(bytes(data))
    assert refused(file, tmp_path).code in {"recording_corrupt", "recording_truncated"}


def test_a_wav_from_a_pipe_is_whole(tmp_path: Path) -> None:
    """Programs that write WAV to a pipe do not know its length and promise the most there is."""
    samples = (tone(16_000) * 32767).astype("<i2").tobytes()
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        0xFFFFFFFF,
        b"WAVE",
        b"fmt ",
        16,
        1,
        1,
        16_000,
        32_000,
        2,
        16,
        b"data",
        0xFFFFFFFF,
    )
    (tmp_path / "pipe.wav").write_bytes(head + samples)
    sound, warnings = load_recording(tmp_path / "pipe.wav", tmp_path / "o")
    assert (sound.length, warnings) == (48_000, [])


def test_ten_hours_are_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode, "LONGEST", 1)
    error = refused(write(tmp_path / "a.wav", tone(length=1.5), 44_100, "pcm_s16le"), tmp_path)
    assert error.code == "audio_too_long"
