"""Sound files: every format in one channel or two, whole, and as loud as what was given."""

from pathlib import Path

import av
import numpy as np
import pytest

from understudy.encode.sound_file import write_sound

RATE = 48_000


def tone(seconds: float = 1.0) -> np.ndarray:
    wave = 0.5 * np.sin(2 * np.pi * 440 * np.arange(int(RATE * seconds)) / RATE)
    return np.stack([wave, wave], axis=1).astype(np.float32)


@pytest.mark.parametrize("suffix", [".wav", ".mp3", ".m4a"])
@pytest.mark.parametrize("channels", [1, 2])
def test_one_channel_or_two(tmp_path: Path, suffix: str, channels: int) -> None:
    path = tmp_path / f"tone{suffix}"
    blocks = np.array_split(tone(), 7)
    write_sound(path, blocks, channels=channels)
    with av.open(str(path)) as file:
        stream = file.streams.audio[0]
        assert (stream.channels, stream.rate) == (channels, RATE)
        form = av.AudioResampler("fltp")
        frames = [part.to_ndarray() for frame in file.decode(stream) for part in form.resample(frame)]
    sound = np.concatenate(frames, axis=1)[-1]
    assert abs(len(sound) - RATE) < 0.06 * RATE
    middle = sound[RATE // 4 : RATE // 2]
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.06)
