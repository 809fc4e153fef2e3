"""Films that are made in segments by many workers, as far as the life of their jobs depends on it.

While segments are being filmed, the job is PROCESSING and no worker has it. It is queued again when the last one is
there. Whatever ends or freezes the job ends the sharing in the same transaction.
"""

from __future__ import annotations

from sqlalchemy import delete, exists
from sqlalchemy.orm import Session

from understudy.service.database.tables import Job
from understudy.service.database.work_tables import SharedFilm
from understudy.service.jobs.queueing import turns

SHOOT = "shoot"
"""Task: film lot `lot` of the segments of job `job_id`, attempt `attempt`."""

SHARED = exists().where(SharedFilm.job_id == Job.id)
"""Whether a job is a shared film; a condition of queries on jobs."""

AWAITED = exists().where(SharedFilm.job_id == Job.id, SharedFilm.left > 0)
"""Whether some of its segments are not filmed yet."""


def close(session: Session, job: Job) -> None:
    """End the sharing of a job, if it is shared: its segments leave the queue, and who films one is refused."""
    left = session.scalar(delete(SharedFilm).where(SharedFilm.job_id == job.id).returning(SharedFilm.left))
    if left:
        turns.withdraw(session, job)
