"""A process that films segments: `python -m understudy.filming.camera`. `crew.py` starts it.

Each line of its input is a JSON object: `order` (see `order.py`) and `path`, where the segment goes. It answers lines:

    {"done": 25}
    {"warnings": […]}
    {"error": "InputError", "problems": […]}

The first kind tells frames as they are done, one of the others ends each order. The end of its input means that the
film's process is gone or needs it no more, and ends it at once. What libraries print goes to standard error.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from understudy.errors import EngineError, InputError, Problem, ResourceError, UnderstudyError
from understudy.filming.order import SegmentOrder
from understudy.filming.shoot import shoot
from understudy.stage.scene import Cast

BRANCHES: dict[str, type[UnderstudyError]] = {kind.__name__: kind for kind in (InputError, EngineError, ResourceError)}

TOLD_EVERY = 5
"""Frames after which it is told how many are done."""


def main() -> None:
    """Film what comes until nothing more does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the film's process, which then closes our input
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    orders: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=_listen, args=(orders,), daemon=True).start()
    cast = Cast()

    def tell(answer: dict[str, Any]) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    while True:
        asked = orders.get()
        order = SegmentOrder.model_validate(asked["order"])

        def done(frames: int) -> None:
            if frames % TOLD_EVERY == 0:
                tell({"done": frames})

        try:
            warnings = shoot(order, Path(asked["path"]), cast, progress=done)
            tell({"warnings": [warning.as_dict() for warning in warnings]})
        except UnderstudyError as error:
            tell(_told(error))
        except Exception as error:
            import traceback

            traceback.print_exc()
            text = f"{type(error).__name__}: {error}"
            tell(_told(EngineError("segment_failed", text, hint="this is a fault of ours, or of an engine")))


def _told(error: UnderstudyError) -> dict[str, Any]:
    branch = next(name for name, kind in BRANCHES.items() if isinstance(error, kind))
    return {"error": branch, "problems": [problem.as_dict() for problem in error.problems]}


def raised(answer: dict[str, Any]) -> UnderstudyError:
    """The error that an answer tells of."""
    return BRANCHES[answer["error"]].of([Problem(**problem) for problem in answer["problems"]])


def _listen(orders: queue.Queue[dict[str, Any]]) -> None:
    for line in sys.stdin.buffer:
        orders.put(json.loads(line))
    os._exit(0)


if __name__ == "__main__":
    main()
