"""The sound of a film in the film: decoded as it plays, looped like its pictures, cut without clicks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from understudy.speech.decode import AudioFile, Stereo
from understudy.speech.resample import Resampler
from understudy.timing import MIX_RATE, nearest

_FADE = MIX_RATE // 100  # samples of fade where a clip is cut or starts again; 10 ms is short and does not click
_QUEUE_AHEAD = 1 << 15


@dataclass(frozen=True)
class ClipSound:
    """The sound of a video layer from sample `start` to `stop` of the film (48 kHz).

    `loops`: how often it plays, -1 endless. `percent`: of its own amplitude. One turn is `period` samples long; 0 takes
    the length of its pictures. Sample 0 of a turn is the moment its first picture shows. `scene` and `field` say where
    it is asked for.
    """

    file: Path
    start: int
    stop: int
    loops: int = 1
    percent: int = 100
    period: int = 0
    scene: int | None = None
    field: str | None = None


class ClipPlayer:
    """Plays one `ClipSound` from its start on; `read` has to be called in order.

    Raises `InputError` as `AudioFile` does; `audio_missing` for a clip without sound.
    """

    def __init__(self, clip: ClipSound) -> None:
        self.clip = clip
        with AudioFile(clip.file, scene=clip.scene, field=clip.field) as source:
            pictures = source.picture_length
        self._period = clip.period or (nearest(pictures * MIX_RATE) if pictures else 0)
        self.damaged = 0
        """Packets that could not be decoded so far."""
        self._place = 0
        self._turns = self._all_turns()
        self._ready = np.zeros((0, 2), np.float32)

    def read(self, samples: int) -> Stereo:
        """The next `samples` samples, shape (samples, 2); silence once the clip has played."""
        parts = [self._ready]
        have = len(self._ready)
        while have < samples and (part := next(self._turns, None)) is not None:
            parts.append(part)
            have += len(part)
        joined = np.concatenate([*parts, np.zeros((max(0, samples - have), 2), np.float32)])
        block, self._ready = joined[:samples], joined[samples:]
        time = np.arange(self._place, self._place + samples)
        self._place += samples
        fade = np.clip((self.clip.stop - self.clip.start - time) / _FADE, 0, 1)[:, None]
        return (block * (fade * self.clip.percent / 100)).astype(np.float32)

    def _all_turns(self) -> Iterator[Stereo]:
        turn = 0
        while self.clip.loops < 0 or turn < self.clip.loops:
            again = turn > 0
            more = self.clip.loops < 0 or turn + 1 < self.clip.loops
            played = 0
            for block in self._one_turn():
                yield self._smooth(block, played, again, more)
                played += len(block)
            if not played:
                return
            self._period = self._period or played
            turn += 1

    def _smooth(self, block: Stereo, place: int, again: bool, more: bool) -> Stereo:
        """Fade a turn in when one came before it and out when one comes after it."""
        time = np.arange(place, place + len(block))
        gain = np.ones(len(block))
        if again and place < _FADE:
            gain = np.minimum(gain, time / _FADE)
        if more and self._period and place + len(block) > self._period - _FADE:
            gain = np.minimum(gain, np.clip((self._period - time) / _FADE, 0, 1))
        return (block * gain[:, None]).astype(np.float32)

    def _one_turn(self) -> Iterator[Stereo]:
        """The file's sound once, cut or filled to the period."""
        played = 0
        for block in self._resampled():
            if self._period:
                block = block[: self._period - played]
            if len(block):
                played += len(block)
                yield block
            if self._period and played >= self._period:
                return
        while played < self._period:
            step = min(_QUEUE_AHEAD, self._period - played)
            played += step
            yield np.zeros((step, 2), np.float32)

    def _resampled(self) -> Iterator[Stereo]:
        with AudioFile(self.clip.file, scene=self.clip.scene, field=self.clip.field) as source:
            resampler = Resampler(source.rate, MIX_RATE, 2)
            for block in source.blocks_with_picture():
                yield resampler.feed(block)
            yield resampler.finish()
            self.damaged += source.damaged
