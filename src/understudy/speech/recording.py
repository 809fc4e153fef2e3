"""A recorded speech becomes a mono sound at 48 kHz, in a file, with bounded memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from understudy.errors import InputError, Warning
from understudy.speech.decode import AudioFile, Stereo
from understudy.speech.resample import Resampler
from understudy.speech.sound import Sound, SoundWriter
from understudy.timing import MIX_RATE

SILENT = 10 ** (-60 / 20)
"""A recording that never gets louder than -60 dBFS says nothing."""
_DEAD_CHANNEL = 1e-3  # a channel 30 dB below the other one carries only its hiss or crosstalk
_CANCELLED = 0.1  # the mean of both channels keeps less than this part of their power: one of them is inverted
_DAMAGE = 0.01  # more unreadable packets than this part and the recording is refused, not mended with silence
_SHORT = 0.1  # seconds that a header may promise too much: the padding of the last packet


@dataclass(frozen=True)
class _Balance:
    """What the channels are mixed with: `left * samples[:, 0] + right * samples[:, 1]`."""

    left: float = 0.5
    right: float = 0.5
    warning: str = ""


def load_recording(
    file: Path, path: Path, *, scene: int | None = None, field: str | None = None
) -> tuple[Sound, list[Warning]]:
    """The speech in `file` (WAV, MP3, M4A or anything FFmpeg reads) as a mono sound at 48 kHz, kept in file `path`.

    Channels are averaged, unless one of them is silent (the other is taken) or inverted (it is turned back). Warnings:
    `recording_silent` (nothing is heard, the mouth stays closed), `recording_channel_silent`,
    `recording_channel_inverted` and `recording_damaged` (a few packets were unreadable and are silent now).
    Raises `InputError`: the codes of `AudioFile`, and `recording_truncated`, `recording_corrupt`, `audio_too_long`;
    the message says how far the file could be read. `path` does not exist after an error.
    """
    try:
        return _load(file, path, scene, field)
    except InputError:
        path.unlink(missing_ok=True)
        raise


def _load(file: Path, path: Path, scene: int | None, field: str | None) -> tuple[Sound, list[Warning]]:
    notes: list[tuple[str, str, str]] = []
    balance = _balance(file, scene, field)
    if balance.warning:
        hint = "record in mono, or check the cables and the stereo settings"
        notes.append((balance.warning, f"{file.name}: {_CHANNEL_TROUBLE[balance.warning]}", hint))
    loudest = 0.0
    with AudioFile(file, scene=scene, field=field) as source, SoundWriter(path, MIX_RATE) as writer:
        resampler = Resampler(source.rate, MIX_RATE)
        for block in source.blocks():
            mono = (balance.left * block[:, 0] + balance.right * block[:, 1]).astype(np.float32)
            loudest = max(loudest, float(np.abs(mono).max(initial=0)))
            writer.append(resampler.feed(mono))
        writer.append(resampler.finish())
        _check_whole(source)
        sound = writer.sound()
        if source.damaged:
            message = f"{file.name}: {source.damaged} of {source.packets} packets are unreadable and were left silent"
            notes.append(("recording_damaged", message, "export the recording again"))
    if loudest < SILENT:
        message = f"{file.name}: nothing is heard in {float(sound.duration):.1f} s"
        notes.append(("recording_silent", message, "check the microphone; the mouth stays closed"))
    return sound, [Warning(code, message, hint, scene, field) for code, message, hint in notes]


_CHANNEL_TROUBLE = {
    "recording_channel_silent": "one of its two channels is silent; only the other one is used",
    "recording_channel_inverted": "its channels cancel each other; one of them was inverted",
}


def _balance(file: Path, scene: int | None, field: str | None) -> _Balance:
    """How the two channels of the file go together; needs a look at all of it."""
    power = np.zeros((2, 2))
    with AudioFile(file, scene=scene, field=field) as source:
        if source.channels == 1:
            return _Balance()
        for block in source.blocks():
            power += _products(block)
    left, right, both = power[0, 0], power[1, 1], power[0, 1]
    if right <= _DEAD_CHANNEL * left and left > 0:
        return _Balance(1.0, 0.0, "recording_channel_silent")
    if left <= _DEAD_CHANNEL * right and right > 0:
        return _Balance(0.0, 1.0, "recording_channel_silent")
    if 0.25 * (left + right + 2 * both) < _CANCELLED * 0.5 * (left + right):
        return _Balance(0.5, -0.5, "recording_channel_inverted")
    return _Balance()


def _products(block: Stereo) -> npt.NDArray[np.float64]:
    wide = block.astype(np.float64)
    return wide.T @ wide


def _check_whole(source: AudioFile) -> None:
    """Refuse what could not be read to its end."""
    name, read = source.file.name, source.length / source.rate
    if not source.length:
        source.fail("recording_corrupt", f"{name}: no sound could be read", "export the recording again")
    missing = float(source.missing())
    if missing > max(_SHORT, 0.001 * read):
        message = f"{name} ends after {read:.2f} s, its header promises {read + missing:.2f} s"
        source.fail("recording_truncated", message, "the file is cut off: copy or export it again")
    if source.damaged > _DAMAGE * source.packets:
        message = f"{name}: {source.damaged} of {source.packets} packets are unreadable; {read:.2f} s could be read"
        source.fail("recording_corrupt", message, "export the recording again")
