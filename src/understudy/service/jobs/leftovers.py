"""Working folders of jobs that are not being made any more."""

from __future__ import annotations

import shutil
import time
from datetime import timedelta

from understudy.service.database.tables import Job
from understudy.service.jobs.kinds import Desk
from understudy.service.jobs.lifecycle import PROCESSING


def sweep_folders(desk: Desk, grace: timedelta) -> int:
    """Remove working folders: those of jobs that are not under way at once, all others once they are old."""
    place, removed = desk.settings.work_folder or desk.settings.data_dir / "work", 0
    for folder in place.iterdir() if place.is_dir() else ():
        job_id = folder.name.rpartition("-")[0]
        with desk.database.transaction() as session:
            job = session.get(Job, job_id)
        idle = job is not None and job.state != PROCESSING
        if folder.is_dir() and (idle or folder.stat().st_mtime < time.time() - grace.total_seconds()):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed
