"""Sound that is read in blocks, so that memory does not grow with the length of a film."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

from understudy.timing import seconds

Samples = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Sound:
    """Mono samples in [-1, 1], `length` of them at `rate` a second, in memory or in a file of little-endian float32."""

    rate: int
    length: int
    array: Samples | None = None
    path: Path | None = None

    @classmethod
    def of(cls, samples: npt.ArrayLike, rate: int) -> Sound:
        """Sound held in memory; `samples` has shape (length,)."""
        array = np.ascontiguousarray(samples, dtype=np.float32)
        return cls(rate, len(array), array=array)

    @property
    def duration(self) -> Fraction:
        """Length in seconds."""
        return seconds(self.length, self.rate)

    def read(self, start: int, stop: int) -> Samples:
        """Samples `start` to `stop`, shape (stop - start,); silence where the sound does not reach."""
        block = np.zeros(stop - start, np.float32)
        first, last = max(start, 0), min(stop, self.length)
        if last > first:
            block[first - start : last - start] = self._stored(first, last)
        return block

    def _stored(self, first: int, last: int) -> Samples:
        if self.array is not None:
            return self.array[first:last]
        assert self.path is not None
        return np.fromfile(self.path, "<f4", last - first, offset=4 * first).astype(np.float32, copy=False)


class SoundWriter:
    """Writes a `Sound` to a file, block by block; use as a context manager, then take `sound()`."""

    def __init__(self, path: Path, rate: int) -> None:
        self.path, self.rate, self.length = path, rate, 0
        self._file = path.open("wb")

    def append(self, samples: npt.ArrayLike) -> int:
        """Add samples, shape (n,); answers the index of the first one."""
        block = np.ascontiguousarray(samples, dtype="<f4")
        self._file.write(block.tobytes())
        start, self.length = self.length, self.length + len(block)
        return start

    def silence(self, samples: int) -> int:
        """Add `samples` samples of silence; answers the index of the first one."""
        start = self.length
        for done in range(0, samples, 1 << 20):
            self.append(np.zeros(min(1 << 20, samples - done), np.float32))
        return start

    def sound(self) -> Sound:
        """All that was written; closes the file."""
        self._file.close()
        return Sound(self.rate, self.length, path=self.path)

    def __enter__(self) -> SoundWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
