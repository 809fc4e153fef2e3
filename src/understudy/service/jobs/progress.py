"""How far a job is: from the child's steps to percent and remaining seconds."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from understudy.service.database.tables import Job

SHARES = {"speech": (0, 8), "frames": (8, 96), "delivery": (96, 99)}
"""Percent at which a stage of a film begins and ends, by eye on the built-in examples, 2026-11-26."""


@dataclass
class Pace:
    """How fast one attempt at a job goes."""

    begun: float

    @staticmethod
    @lru_cache(maxsize=256)
    def _of(job_id: str, attempt: int) -> Pace:
        return Pace(time.monotonic())

    @classmethod
    def of(cls, job: Job) -> Pace:
        """The pace of this attempt at `job`, which starts when it is first asked for."""
        return cls._of(job.id, job.attempt)

    def seen(self, event: dict[str, Any] | None) -> dict[str, Any]:
        """The job's columns that a progress event tells: stage, progress in percent, seconds that remain."""
        if not event:
            return {}
        first, last = SHARES.get(event["stage"], (0, 99))
        percent = first + (last - first) * event["done"] / max(event["total"], 1)
        spent = time.monotonic() - self.begun
        remaining = round(spent * (100 - percent) / percent, 1) if percent >= 5 else None
        return {"stage": event["stage"], "progress": int(percent), "eta_seconds": remaining}
