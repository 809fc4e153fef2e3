"""The music bed: any file, brought to one level, looped or cut to the film's length, faded at both ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from understudy.encode.ducking import Phrase, ducked
from understudy.errors import Warning
from understudy.speech.decode import AudioFile, Stereo
from understudy.speech.loudness import Meter
from understudy.speech.resample import Resampler
from understudy.timing import MIX_RATE

OPEN_LEVEL = -26.0
"""LUFS of the bed where nobody speaks, at volume 100: 10 LU below the speech, 20 LU below it once ducked."""
_FADE_IN, _FADE_OUT = MIX_RATE // 2, MIX_RATE * 3 // 2
_SEAM = MIX_RATE * 30 // 1000  # samples over which a loop's end fades into its beginning; longer breaks the beat
_LOUDEST_GAIN = 30.0  # dB; more would only raise the noise of an almost silent file
_SHORTEST = MIX_RATE // 10  # samples; anything shorter would loop into a tone
_FIELD = "music.file"


@dataclass(frozen=True)
class MusicBed:
    """Music under the whole film; `volume` 0 to 100 percent of its normal amplitude."""

    file: Path
    volume: int = 100


class Music:
    """The decoded bed of a film of `samples` samples. `path` becomes its working file (48 kHz stereo float32).

    Raises `InputError` at `music.file` when the file cannot be used. Only as much is decoded as the film needs.
    """

    def __init__(self, bed: MusicBed, samples: int, path: Path) -> None:
        self.warnings: list[Warning] = []
        self._samples, self._path = samples, path
        self.loudness, self.length = self._decode(bed.file)
        if self.loudness == -np.inf:
            self._warn("music_silent", f"{bed.file.name}: the music is silent", "choose another file")
        level = min(OPEN_LEVEL - self.loudness, _LOUDEST_GAIN) if self.loudness > -np.inf else 0.0
        self._gain = 10 ** (level / 20) * bed.volume / 100
        self.gain = level
        """dB by which the file is brought to the bed's level, at volume 100."""
        self._seam = min(_SEAM, self.length // 4)
        self._fades = min(_FADE_IN, samples // 8), min(_FADE_OUT, samples // 4)

    def read(self, start: int, stop: int, phrases: Sequence[Phrase]) -> Stereo:
        """Samples [start, stop) of the film's music, shape (stop - start, 2), ducked under `phrases`."""
        gain = self._gain * self._faded(start, stop)
        under = ducked(phrases, start, stop)
        if under is not None:
            gain = gain * under
        return (self._looped(start, stop) * gain[:, None]).astype(np.float32)

    def _decode(self, file: Path) -> tuple[float, int]:
        """Write as much of the file as the film needs; answers its loudness and its length."""
        meter = Meter(MIX_RATE, 2, peaks=False)
        needed = max(self._samples + _SEAM, _SHORTEST)
        written = 0
        with AudioFile(file, field=_FIELD) as source, self._path.open("wb") as target:
            resampler = Resampler(source.rate, MIX_RATE, 2)
            for block in source.blocks():
                part = resampler.feed(block)[: needed - written]
                written += self._keep(part, meter, target)
                if written >= needed:
                    break
            else:
                written += self._keep(resampler.finish()[: needed - written], meter, target)
                self._check_whole(source)
            if written < _SHORTEST:
                message = f"{file.name}: only {written / MIX_RATE:.3f} s of sound could be read"
                source.fail("music_too_short", message, "give music of at least a tenth of a second")
        return meter.integrated(), written

    @staticmethod
    def _keep(part: Stereo, meter: Meter, target: BinaryIO) -> int:
        meter.add(part)
        target.write(part.astype("<f4").tobytes())
        return len(part)

    def _check_whole(self, source: AudioFile) -> None:
        missing, read = float(source.missing()), source.length / source.rate
        if missing > max(0.1, 0.001 * read):
            message = f"{source.file.name} ends after {read:.1f} s, its header promises {read + missing:.1f} s"
            self._warn("music_truncated", message, "the file is cut off: copy or export it again")
        if source.damaged:
            message = f"{source.file.name}: {source.damaged} of {source.packets} packets are unreadable"
            self._warn("music_damaged", message, "export the music again")

    def _warn(self, code: str, message: str, hint: str) -> None:
        self.warnings.append(Warning(code, message, hint, field=_FIELD))

    def _faded(self, start: int, stop: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        time = np.arange(start, stop)
        begin, end = self._fades
        fade_in = np.clip(time / max(begin, 1), 0, 1)
        fade_out = np.clip((self._samples - time) / max(end, 1), 0, 1)
        eased: np.ndarray[tuple[int], np.dtype[np.float64]] = np.sin(np.pi / 2 * np.minimum(fade_in, fade_out)) ** 2
        return eased

    def _looped(self, start: int, stop: int) -> Stereo:
        if stop <= self.length - self._seam or self.length >= self._samples:
            return self._stored(start, stop)
        block = np.empty((stop - start, 2), np.float32)
        period = self.length - self._seam
        place = start
        while place < stop:
            turn, inside = divmod(place, period)
            count = min(stop - place, period - inside, *([self._seam - inside] if inside < self._seam else []))
            part = self._stored(inside, inside + count)
            if turn and inside < self._seam:
                angle = np.pi / 2 * (np.arange(inside, inside + count) + 0.5)[:, None] / self._seam
                part = part * np.sin(angle) + self._stored(period + inside, period + inside + count) * np.cos(angle)
            block[place - start : place - start + count] = part
            place += count
        return block

    def _stored(self, start: int, stop: int) -> Stereo:
        block = np.zeros((stop - start, 2), np.float32)
        count = max(0, min(stop, self.length) - start)
        if count:
            block[:count] = np.fromfile(self._path, "<f4", 2 * count, offset=8 * start).reshape(-1, 2)
        return block
