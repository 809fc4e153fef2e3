"""What was looked up in the last few seconds, so that a client that polls does not ask the database every time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Remembers at most `most` values for `seconds` each; the oldest makes room. Used from several threads.

    What is remembered may be out of date by `seconds`: a key that another process revokes works that much longer.
    """

    def __init__(self, seconds: float, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._most, self._clock = seconds, most, clock
        self._kept: dict[K, tuple[float, V]] = {}
        self._changing = threading.Lock()

    def get(self, key: K) -> V | None:
        """The value, if it is fresh."""
        found = self._kept.get(key)
        return found[1] if found and self._clock() - found[0] < self._seconds else None

    def put(self, key: K, value: V) -> None:
        """Remember a value from now on."""
        with self._changing:
            self._kept.pop(key, None)
            while len(self._kept) >= self._most:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = (self._clock(), value)

    def forget(self, key: K) -> None:
        """Look it up again next time."""
        with self._changing:
            self._kept.pop(key, None)
