"""The process that does the heavy work of one job: `python -m understudy.service.jobs.child MAKER FOLDER`.

It knows files only: `order.json` and what lies beside it in FOLDER; no database, no storage, no network. What happens
is told on standard output, one JSON object a line:

    {"event": "progress", "stage": "frames", "done": 25, "total": 500}
    {"event": "result", "result": {…}}
    {"event": "error", "branch": "InputError", "problems": […]}

A line `cancel` on standard input asks it to stop; the end of standard input means that its worker has died, and ends it
at once. Whatever libraries print goes to standard error.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from understudy import error_json
from understudy.machine import confine
from understudy.own_networks import operator_networks
from understudy.own_voices import operator_voices
from understudy.speech import voice_settings
from understudy.stage.avatars.neural import lip_settings

MAKERS = {
    "film": "understudy.service.jobs.film:make",
    "detection": "understudy.service.jobs.detection:look",
    "plan": "understudy.service.jobs.look:plan",
    "still": "understudy.service.jobs.look:still",
    "previews": "understudy.service.jobs.single_scenes:previews",
    "subtitles": "understudy.service.jobs.single_scenes:subtitles",
    "examination": "understudy.service.assets.probes.examine:make",
    "phones": "understudy.service.jobs.look:phones",
    "speech": "understudy.service.jobs.speech:speech",
    "audition": "understudy.service.jobs.speech:audition",
    "training": "understudy.service.jobs.training:train",
}
"""What a child can make, and the function that does: `make(order, folder, bench) -> result`, all plain JSON values.

Another `module:function` may be named as well; tests do.
"""

WORKER_GONE = 3
"""Exit code of a child whose worker has died."""


class Bench:
    """What a maker works at: it tells how far it is, and learns that it shall stop."""

    def __init__(self, events: TextIO) -> None:
        self._events = events
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._told: tuple[str, int] | None = None

    def progress(self, stage: str, done: int, total: int) -> None:
        """Say how many steps of a stage are done; repeated hundredths are left out."""
        told = (stage, 100 * done // max(total, 1))
        if told != self._told:
            self._told = told
            self.tell({"event": "progress", "stage": stage, "done": done, "total": total})

    def cancelled(self) -> bool:
        """Whether the work shall stop."""
        return self._stop.is_set()

    def tell(self, event: dict[str, Any]) -> None:
        """Write one event."""
        with self._lock:
            self._events.write(json.dumps(event) + "\n")
            self._events.flush()

    def listen(self) -> None:
        """Read what the worker says, until it says no more."""
        for line in sys.stdin:
            if line.strip() == "cancel":
                self._stop.set()
        os._exit(WORKER_GONE)


Maker = Callable[[dict[str, Any], Path, Bench], dict[str, Any]]


def main(arguments: list[str]) -> int:
    """Do the work, tell how it ended, and answer the exit code: 0 whenever the end was told."""
    name, folder = arguments[0], Path(arguments[1])
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    bench = Bench(events)
    threading.Thread(target=bench.listen, daemon=True).start()
    order = json.loads((folder / "order.json").read_bytes())
    voice_settings.use(operator_voices)
    lip_settings.use(operator_networks)
    confine(order.get("limits", {}))
    bench.tell(_done(name, order, folder, bench))
    return 0


def _done(name: str, order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    module, _, function = MAKERS.get(name, name).partition(":")
    try:
        maker: Maker = getattr(importlib.import_module(module), function)
        return {"event": "result", "result": maker(order, folder, bench)}
    except Exception as error:
        return {"event": "error", **error_json.told(error, "this work")}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
