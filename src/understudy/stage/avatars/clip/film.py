"""Plays a clip once: follows the face, cuts the person out, and writes what is kept of every frame."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from understudy.errors import InputError
from understudy.stage.avatars.clip.cut import Cutter, steadied
from understudy.stage.avatars.clip.follow import Follower
from understudy.stage.avatars.clip.framing import Framing
from understudy.stage.avatars.clip.loop import opening_of_lids
from understudy.stage.avatars.clip.one_euro import smoothed
from understudy.stage.avatars.clip.reel import ReelWriter
from understudy.stage.avatars.clip.watch import Watch
from understudy.stage.avatars.face.landmarks import LOWER_INNER, UPPER_INNER
from understudy.stage.avatars.face.network import Floats
from understudy.stage.avatars.matte import Segmenter
from understudy.stage.picture import Picture
from understudy.timing import FRAME_RATE

_SHORTEST = 2
"""Seconds of a clip that show the face without a break, at least."""

_SKETCH = (16, 18)
"""Width and height of the sketches by which frames are compared."""


@dataclass(frozen=True, eq=False)
class Take:
    """What was filmed. Of the frames written, `first` to `first + len(points)` are usable.

    `points` (frames, 468, 3) are smoothed, in pixels of the window; `sketches` (frames, 18, 16) float32 in [0, 1] show
    the person coarsely. `rest` is the window of the frame in which the person is most at rest, and `alpha` its matte.
    `losses` counts how often the face was lost.
    """

    first: int
    points: Floats
    sketches: Floats
    rest: Picture
    alpha: Picture
    losses: int


def film(watch: Watch, framing: Framing, models: Path, file: Path) -> Take:
    """Play the clip and write what is kept of it to `file`.

    Raises `InputError` (`face_missing`) when no face is seen for two seconds without a break.
    """
    follower, segmenter = Follower(models), Segmenter(models)
    faces: list[Floats | None] = []
    with ReelWriter(file, framing.size) as writer, ThreadPoolExecutor(1) as seeing, ThreadPoolExecutor(1) as cutting:
        desk = _CuttingDesk(framing, writer, cutting)
        look: Future[Floats] | None = None
        for number, picture in enumerate(watch.play(framing.whole)):
            part = framing.part(picture)
            if number % 2 == 0:
                if look is not None:
                    desk.matte(look.result())
                look = seeing.submit(segmenter.look, part)
            faces.append(follower.look(part))
            desk.frame(part, faces[-1])
        if look is not None:
            desk.matte(look.result())
        desk.finish()
        writer.finish()
    first, stop = _longest_run(faces)
    if stop - first < _SHORTEST * FRAME_RATE:
        seconds, hint = (stop - first) / FRAME_RATE, "give a clip in which one person looks into the camera for a while"
        raise InputError("face_missing", f"the face is seen for {float(seconds):.1f} s only", hint=hint)
    points = smoothed(np.stack([face for face in faces[first:stop] if face is not None]), 25, framing.unit)
    assert desk.rest is not None
    return Take(first, points, np.stack(desk.sketches[first:stop]), *desk.rest, follower.losses)


class _CuttingDesk:
    """Takes windows and, for every second of them, the coarse matte; cuts and writes them in order on a thread."""

    def __init__(self, framing: Framing, writer: ReelWriter, thread: ThreadPoolExecutor) -> None:
        self._framing, self._writer, self._thread = framing, writer, thread
        self._cutter = Cutter(framing.size, framing.unit, framing.plate, framing.screen)
        self._mattes: list[Floats] = []
        self._frames: list[tuple[Picture, Floats | None]] = []
        self._busy: list[Future[None]] = []
        self._calm = np.inf
        self.rest: tuple[Picture, Picture] | None = None
        self.sketches: list[Floats] = []

    def frame(self, part: Picture, face: Floats | None) -> None:
        """One more frame, with its face."""
        self._frames.append((part, face))

    def matte(self, coarse: Floats) -> None:
        """The matte of the frame before last, or of the last one at the end; with the one after it a pair is ready."""
        self._mattes.append(coarse)
        if len(self._mattes) > 1:
            self._emit(self._mattes[-3:], 2)

    def finish(self) -> None:
        """Cut what is left."""
        self._emit([*self._mattes[-2:], self._mattes[-1]], 2)
        for busy in self._busy:
            busy.result()

    def _emit(self, mattes: list[Floats], count: int) -> None:
        """Cut the oldest frames; `mattes` are those before, of, and after the first of them."""
        before, own, after = mattes if len(mattes) == 3 else (mattes[0], *mattes)
        del self._mattes[:-3]
        pair = (steadied(before, own, after), (own + after) / 2)
        frames, self._frames = self._frames[:count], self._frames[count:]
        while len(self._busy) > 2:
            self._busy.pop(0).result()
        for (part, face), coarse in zip(frames, pair, strict=False):
            self._busy.append(self._thread.submit(self._cut, part, face, np.asarray(coarse, np.float32)))

    def _cut(self, part: Picture, face: Floats | None, coarse: Floats) -> None:
        apart = 4 * (coarse - self._framing.rough)
        coarse = np.clip(coarse + self._framing.wrong * np.exp(-(apart * apart)), 0, 1)
        colours, alpha = self._cutter.cut(part, np.asarray(coarse, np.float32))
        self._writer.add(colours, alpha)
        self.sketches.append(_sketch(colours))
        restless = np.inf if face is None else _restlessness(face, self._framing)
        if restless < self._calm or self.rest is None:
            self._calm, self.rest = restless, (part, alpha)


def _sketch(colours: Picture) -> Floats:
    small = cv2.resize(np.ascontiguousarray(colours[::4, ::4]), _SKETCH, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY) / np.float32(255), np.float32)


def _restlessness(face: Floats, framing: Framing) -> float:
    """Small when mouth and eyes are as they are at rest, and the head looks into the camera."""
    unit = framing.unit
    lower, upper = (face[list(row[3:8]), :2] for row in (LOWER_INNER, UPPER_INNER))
    mouth = float(np.linalg.norm(lower - upper, axis=1).max()) / unit
    lids = float(opening_of_lids(face[None], unit)[0])
    aside = abs(float(face[263, 2] - face[33, 2])) / unit
    return 4 * mouth + 3 * max(0.11 - lids, 0) + 0.5 * aside


def _longest_run(faces: list[Floats | None]) -> tuple[int, int]:
    """The longest range of frames in which the face is always seen."""
    best, begin = (0, 0), 0
    for number, face in enumerate([*faces, None]):
        if face is None:
            best = max(best, (begin, number), key=lambda run: run[1] - run[0])
            begin = number + 1
    return best
