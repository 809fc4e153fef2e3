"""Change of the sample rate, block by block, with no delay and an exact number of samples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from understudy.speech.sound import Samples, Sound
from understudy.timing import rescale

READ = 1 << 16


class Resampler:
    """Brings blocks of shape (n,) or (n, channels) from one rate to another by soxr's high quality setting.

    Sample i of the input sounds at sample i * to_rate / from_rate of the output, at any distance from the start; all
    blocks together give `rescale(total, from_rate, to_rate)` samples.
    """

    def __init__(self, from_rate: int, to_rate: int, channels: int = 1) -> None:
        import soxr

        self.from_rate, self.to_rate, self.channels = from_rate, to_rate, channels
        self._taken = self._given = 0
        self._stream: Any = None
        if from_rate != to_rate:
            self._stream = soxr.ResampleStream(from_rate, to_rate, channels, dtype="float32", quality="HQ")

    def feed(self, block: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The output that is ready once `block` is known; may be empty."""
        self._taken += len(block)
        if self._stream is None or len(block) == 0:
            return block
        return self._fitted(self._stream.resample_chunk(np.ascontiguousarray(block, np.float32)))

    def finish(self) -> npt.NDArray[np.float32]:
        """The rest of the output, once all blocks were fed."""
        shape = (0,) if self.channels == 1 else (0, self.channels)
        empty = np.zeros(shape, np.float32)
        if self._stream is None:
            return empty
        last = self._fitted(self._stream.resample_chunk(empty, last=True))
        missing = rescale(self._taken, self.from_rate, self.to_rate) - self._given
        if missing <= 0:
            return last
        self._given += missing
        return np.concatenate([last, np.zeros((missing, *shape[1:]), np.float32)])

    def _fitted(self, block: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """`block` without what would be more than the input is worth."""
        room = rescale(self._taken, self.from_rate, self.to_rate) - self._given
        block = block[: max(room, 0)]
        self._given += len(block)
        return block


def resampled(sound: Sound, rate: int) -> Iterator[Samples]:
    """All samples of `sound` at `rate`, in blocks; together `rescale(sound.length, sound.rate, rate)` of them."""
    resampler = Resampler(sound.rate, rate)
    for start in range(0, sound.length, READ):
        yield resampler.feed(sound.read(start, min(start + READ, sound.length)))
    yield resampler.finish()
