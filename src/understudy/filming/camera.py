"""A process that films segments: `python -m understudy.filming.camera [LIMITS [NETWORKS]]`. `crew.Camera` starts it.

Each line of its input is a JSON object: `path`, where the segment goes, and either its `order` (see `order.py`), or
`film`, a folder with a production and its rehearsal (see `rehearsed.py`), with the `segment` of it that is wanted (its
scene, start and stop) and the content key that it must have. It answers lines:

    {"done": 25}
    {"warnings": […]}
    {"error": {"branch": "InputError", "problems": […]}}

Scenes are counted as in the order, or as in the film.

The first kind tells frames as they are done, one of the others ends each order. The end of its input means that the
film's process is gone or needs it no more, and ends it at once. What libraries print goes to standard error. LIMITS are
those of `machine.confine`, for each segment anew; NETWORKS says where lip networks lie and what runs them.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from understudy import error_json
from understudy import production as document
from understudy.errors import EngineError, Warning
from understudy.filming import rehearsed
from understudy.filming.cut import Segment
from understudy.filming.key import content_key
from understudy.filming.order import SegmentOrder, order_for
from understudy.filming.shoot import in_film, placed_in_film, shoot
from understudy.machine import confine
from understudy.rehearse import Rehearsal
from understudy.stage.avatars.neural import lip_settings
from understudy.stage.avatars.neural.lip_settings import LipSettings
from understudy.stage.scene import Cast

TOLD_EVERY = 5
"""Frames after which it is told how many are done."""


def main() -> None:
    """Film what comes until nothing more does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the film's process, which then closes our input
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    orders: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=_listen, args=(orders,), daemon=True).start()
    limits: dict[str, int] = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
    if len(sys.argv) > 2:
        lip_settings.use(partial(LipSettings.from_dict, json.loads(sys.argv[2])))
    films = Films()

    def tell(answer: dict[str, Any]) -> None:
        try:
            answers.write(json.dumps(answer) + "\n")
            answers.flush()
        except BrokenPipeError:  # the film's process is gone
            os._exit(0)

    def done(frames: int) -> None:
        if frames % TOLD_EVERY == 0:
            tell({"done": frames})

    while True:
        asked = orders.get()
        confine(limits)
        try:
            found = films.shoot(asked, done)
            tell({"warnings": [warning.as_dict() for warning in found]})
        except Exception as error:
            tell({"error": error_json.told(error, "filming")})


class Films:
    """What is being filmed: actors that are open, and the film that the last segment was of."""

    def __init__(self) -> None:
        self._cast = Cast()
        self._folder: str = ""
        self._rehearsal: Rehearsal | None = None

    def shoot(self, asked: dict[str, Any], done: Callable[[int], None]) -> list[Warning]:
        """Film one segment; answers what its layers warned about."""
        path = Path(asked["path"])
        if "order" in asked:
            return shoot(SegmentOrder.model_validate(asked["order"]), path, self._cast, progress=done)
        rehearsal, part = self._rehearsed(asked["film"]), Segment(*asked["segment"])
        order, scene = order_for(rehearsal, part), rehearsal.scenes[part.scene].number
        if asked["key"] != content_key(order):
            hint = "let a worker with the version, and on the kind of machine, of the one that rehearsed it film it"
            raise EngineError("segments_differ", "here the segment would become another one", hint=hint)
        with placed_in_film(order, scene):
            found = in_film(shoot(order, path, self._cast, progress=done), order, scene)
        return [warning for warning in found if warning not in rehearsal.warnings]

    def _rehearsed(self, folder: str) -> Rehearsal:
        if self._rehearsal is None or self._folder != folder:
            production = document.load(Path(folder) / rehearsed.PRODUCTION)
            self._rehearsal, self._folder = rehearsed.read(production, Path(folder) / rehearsed.FOLDER), folder
        return self._rehearsal


def _listen(orders: queue.Queue[dict[str, Any]]) -> None:
    for line in sys.stdin.buffer:
        orders.put(json.loads(line))
    os._exit(0)


if __name__ == "__main__":
    main()
