"""The film's sound: speech at one level, the sounds of video layers, and music that gives way to the speech.

Everything streams: what is kept is a byte for every 10 ms of speech, and the decoded music in a working file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from understudy.encode.clip_sound import ClipPlayer, ClipSound
from understudy.encode.ducking import Activity, Phrase, merged
from understudy.encode.limiter import Limiter
from understudy.encode.music import Music, MusicBed
from understudy.errors import InputError, Warning
from understudy.speech.loudness import Meter
from understudy.speech.resample import READ, resampled
from understudy.speech.sound import Sound
from understudy.timing import MIX_RATE, rescale, seconds

__all__ = ["ClipSound", "Mixer", "MusicBed", "SpeechPart"]

SPEECH_LEVEL = -16.0
"""LUFS integrated of speech at `NEUTRAL_VOLUME`: the level of spoken-word platforms (AES TD1008, 2021)."""
NEUTRAL_VOLUME = 140
"""The contract's default volume; others scale the amplitude by volume / 140: 90 is -3.8 dB, 240 is +4.7 dB."""
_BOTH_CHANNELS = 10 * math.log10(2)  # LU by which a mono sound gets louder in both channels
_LOUDEST_GAIN = 30.0  # dB; more would only raise the noise of a recording in which hardly anything is heard
_MOST_MAKE_UP = 4.0  # dB that are added for what the limiter takes away
_TOLERANCE = 0.1  # LU
_CHUNK = 1 << 14  # samples mixed at once, whatever is asked for
_CEILING = -1.3  # dBTP over which the limiter works

Stereo = npt.NDArray[np.float32]


@dataclass(frozen=True)
class SpeechPart:
    """The speech of one scene, from sample `start` of the film (48 kHz) on.

    `volume` 90 to 240, 140 is neutral. `target_lufs`: loudness at neutral volume; None leaves the sound as it is.
    """

    sound: Sound
    start: int
    volume: int = NEUTRAL_VOLUME
    target_lufs: float | None = SPEECH_LEVEL
    scene: int | None = None

    @property
    def stop(self) -> int:
        """The first sample of the film after the part."""
        return self.start + rescale(self.sound.length, self.sound.rate, MIX_RATE)


@dataclass(frozen=True)
class _Level:
    """What was measured of one part: LUFS in both channels, and the gain in dB that brings it to its level."""

    loudness: float
    gain: float
    phrases: list[Phrase]


class Mixer:
    """Mixes a film of exactly `samples` samples at 48 kHz, stereo, limited to -1 dBTP.

    `work` is an existing folder for the decoded music. Making a mixer measures the speech and decodes the music; it
    raises `InputError` for music (at `music.file`) and clips that cannot be read. `warnings` says what is missing.
    """

    def __init__(
        self,
        parts: Sequence[SpeechPart],
        clips: Sequence[ClipSound],
        music: MusicBed | None,
        samples: int,
        *,
        work: Path,
    ) -> None:
        self.warnings: list[Warning] = []
        self.samples = samples
        self._parts = sorted(parts, key=lambda part: part.start)
        self._levels = [self._measured(part) for part in self._parts]
        placed = zip(self._parts, self._levels, strict=True)
        self.phrases = merged([(part.start + a, part.start + b) for part, level in placed for a, b in level.phrases])
        """Where somebody speaks, in samples of the film; pauses up to a second are inside."""
        self._clips = [clip for clip in clips if self._playable(clip)]
        self._music: Music | None = None
        if music is not None and music.volume > 0 and samples > 0:
            self._music = Music(music, samples, work / "music.f32")
            self.warnings += self._music.warnings
        self._meter = Meter(MIX_RATE, 2)
        self._deepest = 0.0

    def blocks(self, size: int = 1 << 14) -> Iterator[Stereo]:
        """The mixed sound in blocks of at most `size` samples, shape (n, 2), in [-1, 1]; `samples` of them in all."""
        limiter, meter = Limiter(MIX_RATE), Meter(MIX_RATE, 2)
        queue = np.zeros((0, 2), np.float32)
        for block in self._limited(limiter):
            meter.add(block)
            queue = np.concatenate([queue, block])
            while len(queue) >= size:
                yield queue[:size]
                queue = queue[size:]
        if len(queue):
            yield queue
        self._meter, self._deepest = meter, limiter.deepest

    def report(self) -> dict[str, Any]:
        """What the last complete run of `blocks` measured (LUFS, dBTP; None is silence), and the gains in dB."""
        parts = zip(self._parts, self._levels, strict=True)
        return {
            "integrated_lufs": _finite(self._meter.integrated()),
            "true_peak_dbtp": _finite(self._meter.true_peak()),
            "limiter_db": round(self._deepest, 2),
            "speech": [
                {
                    "start": float(seconds(part.start, MIX_RATE)),
                    "source_lufs": _finite(level.loudness),
                    "speech_gain_db": round(level.gain, 2),
                }
                for part, level in parts
            ],
            "music": self._music
            and {"source_lufs": _finite(self._music.loudness), "gain_db": round(self._music.gain, 2)},
        }

    def _limited(self, limiter: Limiter) -> Iterator[Stereo]:
        for block in self._summed():
            yield limiter.feed(block)
        yield limiter.finish()

    def _summed(self) -> Iterator[Stereo]:
        """The sum of all sources, not yet limited."""
        voices: dict[int, _Voice] = {}  # those that are heard: each holds a megabyte or two of its resampler
        players: dict[int, ClipPlayer] = {}
        for start in range(0, self.samples, _CHUNK):
            stop = min(start + _CHUNK, self.samples)
            block = np.zeros((stop - start, 2), np.float32)
            for number, part in enumerate(self._parts):
                if part.start < stop and part.stop > start:
                    if number not in voices:
                        voices[number] = _Voice(part, self._levels[number].gain)
                    voices[number].add_to(block, start, stop)
                elif part.stop <= start:
                    voices.pop(number, None)
            for number, clip in enumerate(self._clips):
                if clip.start < stop and clip.stop > start:
                    if number not in players:
                        players[number] = ClipPlayer(clip)
                    first, last = max(clip.start, start), min(clip.stop, stop)
                    block[first - start : last - start] += players[number].read(last - first)
                elif clip.stop <= start:
                    players.pop(number, None)
            if self._music is not None:
                block += self._music.read(start, stop, self.phrases)
            yield block

    def _measured(self, part: SpeechPart) -> _Level:
        meter, activity = Meter(part.sound.rate), Activity(part.sound.rate)
        for start in range(0, part.sound.length, READ):
            block = part.sound.read(start, min(start + READ, part.sound.length))
            meter.add(block)
            activity.add(block)
        if part.stop > self.samples:
            message = f"the speech is {float(seconds(part.stop - self.samples, MIX_RATE)):.2f} s longer than the film"
            self._warn("speech_cut", message, "its end is not heard", part.scene)
        mono = meter.integrated()
        gain = self._gain(part, mono + _BOTH_CHANNELS, meter.true_peak())
        return _Level(mono + _BOTH_CHANNELS, gain, activity.phrases(mono))

    def _gain(self, part: SpeechPart, loudness: float, peak: float) -> float:
        """Gain in dB for `part`; more than its loudness asks for where the limiter will take some away."""
        volume = 20 * math.log10(part.volume / NEUTRAL_VOLUME)
        if part.target_lufs is None or loudness == -math.inf:
            return volume
        wanted = part.target_lufs + volume
        gain = wanted - loudness
        if gain > _LOUDEST_GAIN:
            message = f"the speech is very quiet ({loudness:.0f} LUFS) and was raised by only {_LOUDEST_GAIN:.0f} dB"
            self._warn("speech_too_quiet", message, "record closer to the microphone", part.scene)
            return _LOUDEST_GAIN
        first = gain
        for _ in range(2):
            if peak + gain <= _CEILING:
                break
            short = wanted - _limited_loudness(part.sound, gain)
            if abs(short) <= _TOLERANCE:
                break
            gain = min(gain + short, first + _MOST_MAKE_UP)
        return gain

    def _playable(self, clip: ClipSound) -> bool:
        """Whether the clip is heard at all; says so where it should be and cannot."""
        if clip.percent <= 0 or clip.loops == 0 or clip.stop <= clip.start:
            return False
        try:
            ClipPlayer(clip)
        except InputError as error:
            if error.code != "audio_missing":
                raise
            message = f"{clip.file.name} holds no sound, its volume of {clip.percent} % has no effect"
            self.warnings.append(Warning("clip_without_sound", message, "set sound to 0", clip.scene, clip.field))
            return False
        return True

    def _warn(self, code: str, message: str, hint: str, scene: int | None) -> None:
        self.warnings.append(Warning(code, message, hint, scene))


class _Voice:
    """One part as it plays: resampled, at its gain."""

    def __init__(self, part: SpeechPart, gain: float) -> None:
        self.part, self._factor = part, np.float32(10 ** (gain / 20))
        self._source = resampled(part.sound, MIX_RATE)
        self._ready = np.zeros(0, np.float32)
        self._place = part.start

    def add_to(self, block: Stereo, start: int, stop: int) -> None:
        """Add samples [start, stop) of the film to `block`, in both channels."""
        self._skip_to(start)
        first, last = max(self.part.start, start), min(self.part.stop, stop)
        samples = self._take(last - first) * self._factor
        block[first - start : last - start] += samples[:, None]

    def _skip_to(self, start: int) -> None:
        """Leave out what lies before the film begins."""
        while self._place < min(start, self.part.stop):
            self._take(min(start - self._place, READ))

    def _take(self, samples: int) -> npt.NDArray[np.float32]:
        parts, have = [self._ready], len(self._ready)
        while have < samples:
            part = next(self._source)
            parts.append(part)
            have += len(part)
        joined = np.concatenate(parts)
        self._ready = joined[samples:]
        self._place += samples
        return joined[:samples]


def _limited_loudness(sound: Sound, gain: float) -> float:
    """LUFS of the sound in both channels after `gain` dB and the limiter."""
    limiter, meter = Limiter(MIX_RATE, 1), Meter(MIX_RATE, 1, peaks=False)
    factor = np.float32(10 ** (gain / 20))
    for block in resampled(sound, MIX_RATE):
        meter.add(limiter.feed(block[:, None] * factor))
    meter.add(limiter.finish())
    return meter.integrated() + _BOTH_CHANNELS


def _finite(value: float) -> float | None:
    return round(value, 2) if math.isfinite(value) else None
