"""Film one segment: render its frames, and encode them into a file of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from understudy.encode.encoder import SegmentWriter
from understudy.errors import Cancelled, Problem, UnderstudyError, Warning
from understudy.filming.order import SegmentOrder
from understudy.machine import give_back_memory
from understudy.render.renderer import Renderer
from understudy.stage.scene import Cast

TIDY_EVERY = 10
"""Frames after which freed memory is handed back. Drawing leaves half a megabyte a frame scattered between what stays;
while the encoder fills its queue of 25 frames, that would add up to 20 MiB at the peak of each segment. It takes 1.9 ms
(1080p, 2026-11-26)."""

Found = TypeVar("Found", bound=Problem)


def shoot(
    order: SegmentOrder,
    path: Path,
    cast: Cast,
    *,
    progress: Callable[[int], None] = lambda done: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Warning]:
    """Write the segment to `path`, whole or not at all; answers what its layers warned about.

    Scenes are counted as in the order: `in_film` says where in the film that is. `progress` is told how many frames
    are done. Raises what layers and `SegmentWriter` raise, and `Cancelled` soon after `cancelled()` becomes true.
    """
    give_back_memory()
    try:
        return _shot(order, path, cast, progress, cancelled)
    finally:
        give_back_memory()


def _shot(
    order: SegmentOrder,
    path: Path,
    cast: Cast,
    progress: Callable[[int], None],
    cancelled: Callable[[], bool],
) -> list[Warning]:
    takes, output = order.takes(cast), order.production.output
    size = (output.width, output.height)
    renderer = Renderer(takes, size)
    with SegmentWriter(path, output.codec, size, output.bitrate, alpha=order.alpha) as writer:
        for done, frame in enumerate(range(order.start, order.stop), 1):
            if cancelled():
                raise Cancelled
            writer.add_frame(renderer.picture(len(takes) - 1, frame), renderer.changed)
            progress(done)
            if done % TIDY_EVERY == 0:
                give_back_memory()
        writer.finish()
    return [warning for take in takes for warning in take.layer_warnings]


def in_film(found: Sequence[Found], order: SegmentOrder, scene: int) -> list[Found]:
    """The same findings, placed in the film; `scene` is the film's number of the order's last scene."""
    away = scene - (len(order.shots) - 1)

    def moved(problem: Found) -> Found:
        number = None if problem.scene is None else problem.scene + away
        field = problem.field and re.sub(
            r"^scenes\[(\d+)\]", lambda match: f"scenes[{int(match[1]) + away}]", problem.field
        )
        return replace(problem, scene=number, field=field)

    return [moved(problem) for problem in found]


@contextmanager
def placed_in_film(order: SegmentOrder, scene: int) -> Iterator[None]:
    """An error from inside that counts scenes as the order does comes out as one that counts them as the film does."""
    try:
        yield
    except Cancelled:
        raise
    except UnderstudyError as error:
        raise type(error).of(in_film(error.problems, order, scene)) from error
