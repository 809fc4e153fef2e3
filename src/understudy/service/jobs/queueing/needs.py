"""What a film needs of a worker: the queue that it waits in."""

from __future__ import annotations

import contextlib
from typing import Any

from understudy.errors import InputError
from understudy.service.jobs.queueing.queue import CPU, GPU
from understudy.stage.avatars.choose import presenter_named


def queue_for(document: dict[str, Any]) -> str:
    """The queue of a film: `gpu` where one of its presenters needs that.

    Packs and photographs never do: what draws them draws on any machine.
    """
    chosen = [document.get("avatar"), *(scene.get("avatar") for scene in document.get("scenes", ()))]
    for name in {choice["name"] for choice in chosen if choice}:
        with contextlib.suppress(InputError):
            if "/" not in name and presenter_named(name).needs == GPU:
                return GPU
    return CPU
