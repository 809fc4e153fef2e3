"""Films all segments of a film in order: here, or in several processes at once; what a cache holds is not filmed again.

The files are the same either way, so a film does not depend on how many processes made it.
"""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from understudy.content_cache import ContentCache, link_or_copy
from understudy.encode.segment_file import read_segment
from understudy.error_json import raised
from understudy.errors import Cancelled, EngineError, ResourceError, Warning
from understudy.filming.cut import Segment
from understudy.filming.key import content_key
from understudy.filming.order import SegmentOrder
from understudy.filming.shoot import in_film, placed_in_film, shoot
from understudy.machine import environment, exit_in_words
from understudy.rehearse import Progress
from understudy.stage.avatars.neural import lip_settings
from understudy.stage.scene import Cast

TRIES = 2
"""How often a segment is tried whose process ends while it is filmed."""

LOOK = 0.1
"""Seconds between looks at whether the film was cancelled, while other processes work."""


@dataclass
class Crew:
    """Makes the files of `segments` in the folder `work`, one after the other.

    `order` gives what is to be filmed for a segment, `scene_number` its scene's number in the production. `warnings`
    collects what was found while filming; `known` are those that need not be told again. A segment that warns is not
    kept in the cache, so that its warning is found anew. `ready` are files of segments that others have filmed; those
    that are damaged are filmed here.
    """

    segments: Sequence[Segment]
    order: Callable[[Segment], SegmentOrder]
    scene_number: Callable[[Segment], int]
    work: Path
    progress: Progress
    cancelled: Callable[[], bool]
    processes: int = 1
    cache: ContentCache | None = None
    cast: Cast = field(default_factory=Cast)
    known: Sequence[Warning] = ()
    warnings: list[Warning] = field(default_factory=list)
    ready: Mapping[int, Path] = field(default_factory=dict)

    def films(self) -> Iterator[Path]:
        """The segments' files, in order; each is removed when the next one is asked for."""
        missing = [number for number in range(len(self.segments)) if not self._there(number)]
        self._frames = [0 if number in missing else part.frames for number, part in enumerate(self.segments)]
        hands = min(self.processes, len(missing))
        for path in self._here(set(missing)) if hands <= 1 else self._elsewhere(missing, hands):
            yield path
            path.unlink(missing_ok=True)

    def _path(self, number: int) -> Path:
        return self.work / f"segment-{number:05}"

    def _there(self, number: int) -> bool:
        """Whether the segment need not be filmed; its file then lies in the working folder, whole."""
        if self.cancelled():
            raise Cancelled
        return self._given(number) or self._cached(number)

    def _given(self, number: int) -> bool:
        if number not in self.ready:
            return False
        try:
            read_segment(self.ready[number], self.segments[number].frames)
            link_or_copy(self.ready[number], self._path(number))
        except (EngineError, OSError):
            return False
        return True

    def _cached(self, number: int) -> bool:
        if self.cache is None:
            return False
        part = self.segments[number]
        key = content_key(self.order(part))
        if not self.cache.take(key, self._path(number)):
            return False
        try:
            read_segment(self._path(number), part.frames)
        except EngineError:
            self.cache.drop(key)
            self._path(number).unlink(missing_ok=True)
            return False
        return True

    def _finish(self, number: int, order: SegmentOrder, found: Sequence[Warning]) -> None:
        """The segment is filmed: take over its warnings, or keep it."""
        told = [warning for warning in in_film(found, order, self._scene(number)) if warning not in self.known]
        self.warnings += told
        if self.cache is not None and not told and not self.cache.keep(content_key(order), self._path(number)):
            text = f"finished segments are not kept: {self.cache.folder} cannot be written to, or has a limit too low"
            hint = "make the folder writable and its limit larger, or give none"
            self.warnings.append(Warning("segments_not_kept", text, hint))

    def _scene(self, number: int) -> int:
        return self.scene_number(self.segments[number])

    def _tell(self, number: int, done: int) -> None:
        self._frames[number] = done

    def _show(self) -> None:
        self.progress("frames", sum(self._frames), sum(part.frames for part in self.segments))

    def _here(self, missing: set[int]) -> Iterator[Path]:
        for number, part in enumerate(self.segments):
            if number in missing:
                order = self.order(part)

                def done(frames: int, number: int = number) -> None:
                    self._tell(number, frames)
                    self._show()

                with placed_in_film(order, self._scene(number)):
                    found = shoot(order, self._path(number), self.cast, progress=done, cancelled=self.cancelled)
                self._finish(number, order, found)
            else:
                self._show()
            yield self._path(number)

    def _elsewhere(self, missing: Sequence[int], hands: int) -> Iterator[Path]:
        cameras: queue.LifoQueue[Camera] = queue.LifoQueue()
        everyone = [Camera() for _ in range(hands)]
        for camera in everyone:
            cameras.put(camera)
        pool = ThreadPoolExecutor(hands, "camera")
        try:
            filmed = {number: pool.submit(self._film, number, cameras) for number in missing}
            for number in range(len(self.segments)):
                if number in filmed:
                    self._await(filmed[number])
                self._show()
                yield self._path(number)
        finally:
            for camera in everyone:
                camera.close()
            pool.shutdown(wait=True, cancel_futures=True)

    def _await(self, filmed: Future[None]) -> None:
        while not wait([filmed], LOOK).done:
            if self.cancelled():
                raise Cancelled
            self._show()
        filmed.result()

    def _film(self, number: int, cameras: queue.LifoQueue[Camera]) -> None:
        """In a thread of the pool: have one segment filmed by a process that is free."""
        camera = cameras.get()
        try:
            order = self.order(self.segments[number])
            with placed_in_film(order, self._scene(number)):
                found = self._tried(camera, order, number)
            self._finish(number, order, found)
        finally:
            cameras.put(camera)

    def _tried(self, camera: Camera, order: SegmentOrder, number: int) -> list[Warning]:
        for _ in range(TRIES):
            try:
                return camera.shoot(order, self._path(number), lambda done: self._tell(number, done))
            except EOFError:
                if camera.closed:
                    raise Cancelled from None
        part = self.segments[number]
        text = f"the process that filmed frames {part.start} to {part.stop - 1} of this scene ended {TRIES} times"
        hint = "it may have been short of memory: use fewer processes, or look at the system's log"
        raise ResourceError("segment_lost", text, hint=hint, scene=len(order.shots) - 1)


class Camera:
    """A process that films, started when it is first needed and again when it has died; used by one thread at a time.

    `close` may be called by another one. `limits` bound what a file of somebody else can make it take
    (`machine.confine`).
    """

    def __init__(self, limits: Mapping[str, int] | None = None) -> None:
        self.closed = False
        self._limits = json.dumps(dict(limits or {}))
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def shoot(self, order: SegmentOrder, path: Path, progress: Callable[[int], None]) -> list[Warning]:
        """As `shoot.shoot`; raises `EOFError` when the process ends meanwhile, or was closed."""
        return self.ask(f'{{"path": {json.dumps(str(path.absolute()))}, "order": {order.to_json()}}}', progress)

    def ask(self, asked: str, progress: Callable[[int], None]) -> list[Warning]:
        """Have filmed what one line asks for (see `camera.py`), as `shoot`."""
        process = self._started()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(asked.encode() + b"\n")
            process.stdin.flush()
        except OSError:
            raise EOFError from None
        for line in process.stdout:
            if not line.endswith(b"\n"):
                break
            answer = json.loads(line)
            if "error" in answer:
                raise raised(answer["error"])
            if "warnings" in answer:
                return [Warning(**warning) for warning in answer["warnings"]]
            progress(answer["done"])
        raise EOFError

    def _started(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self.closed:
                raise EOFError
            if self._process is not None and self._process.poll() is None:
                return self._process
            self._reap()
            networks = json.dumps(lip_settings.current().as_dict())
            program = [sys.executable, "-m", "understudy.filming.camera", self._limits, networks]
            self._process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())
            return self._process

    def ending(self) -> str:
        """How the process that was asked last has ended."""
        with self._lock:
            return exit_in_words(self._process.wait()) if self._process is not None else "nothing"

    def close(self) -> None:
        """End the process at once."""
        with self._lock:
            self.closed = True
            if self._process is not None:
                self._process.kill()
                self._process.wait()

    def _reap(self) -> None:
        if self._process is not None:
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                with contextlib.suppress(OSError):
                    if pipe is not None:
                        pipe.close()
