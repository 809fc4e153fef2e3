"""Cameras that a worker keeps: processes that film segments, warm from one to the next."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as StillFilming
from contextlib import contextmanager

from understudy.errors import Cancelled, EngineError, Warning
from understudy.filming.crew import Camera
from understudy.service.jobs.executor import SILENCE, TICK

IDLE = 20.0
"""Seconds after which a camera that nobody uses is closed: it holds some 300 MB."""


class Cameras:
    """As many as are used at the same time; `limits` are those of `machine.confine`."""

    def __init__(self, limits: Mapping[str, int]) -> None:
        self._limits = dict(limits)
        self._lock = threading.Lock()
        self._idle: list[tuple[Camera, float]] = []

    @contextmanager
    def one(self) -> Iterator[Camera]:
        """A camera for one segment."""
        with self._lock:
            camera = self._idle.pop()[0] if self._idle else Camera(self._limits)
        try:
            yield camera
        except BaseException:
            camera.close()  # whatever it was doing, the next one begins afresh
            raise
        with self._lock:
            self._idle.append((camera, time.monotonic()))

    def rest(self, after: float = 0.0) -> None:
        """Close those that nobody has used for `after` seconds."""
        with self._lock:
            latest = time.monotonic() - after
            old = [camera for camera, since in self._idle if since <= latest]
            self._idle = [(camera, since) for camera, since in self._idle if since > latest]
        for camera in old:
            camera.close()


def film(camera: Camera, asked: str, watch: Callable[[int], bool]) -> list[Warning]:
    """Have a camera film what a line asks for. `watch` is told every `TICK` how many frames are done, and answers
    whether the segment is still wanted.

    Raises what the camera raises, `EOFError` when its process ended; `Cancelled`; and `EngineError` (`work_hung`) when
    nothing was heard of it for too long.
    """
    told: tuple[int, float] = (0, time.monotonic())

    def note(frames: int) -> None:
        nonlocal told
        told = (frames, time.monotonic())

    filmed: Future[list[Warning]] = Future()
    threading.Thread(target=_film, args=(camera, asked, note, filmed), daemon=True).start()
    while True:
        try:
            return filmed.result(TICK)
        except StillFilming:
            if filmed.done():  # the camera's own error of this kind
                raise
        frames, heard = told
        if not watch(frames):
            camera.close()
            raise Cancelled
        if time.monotonic() - heard > SILENCE:
            camera.close()
            raise EngineError("work_hung", f"nothing was heard of the work for {SILENCE:.0f} s; it was ended")


def _film(camera: Camera, asked: str, note: Callable[[int], None], filmed: Future[list[Warning]]) -> None:
    try:
        filmed.set_result(camera.ask(asked, note))
    except BaseException as error:
        filmed.set_exception(error)
