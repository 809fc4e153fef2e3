"""How long an idle worker takes to begin a film that was just asked for: from the commit of the create to its begin.

A real worker waits in a process of its own, with the queue's own notifications; only what it does with the film is left
out. Films are asked for one by one, a moment after the worker has become idle.
"""

from __future__ import annotations

import multiprocessing
import random
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from simulated_fleet import KIND, fresh_database
from understudy.service.auth.master_keys import MasterKeys
from understudy.service.database.engine import Database
from understudy.service.database.tables import Job, Project
from understudy.service.jobs import lifecycle
from understudy.service.jobs.kinds import Desk, Finished
from understudy.service.jobs.worker import Worker
from understudy.service.storage.objects import LocalStorage
from understudy.settings import ServiceSettings

FILMS = 200


class Idler(Worker):
    """A worker to which every film is made at once."""

    def _made(self, *_: Any) -> Finished:
        return Finished({"duration": 1.0})


def work(url: str, folder: str) -> None:
    settings = ServiceSettings(data_dir=Path(folder), database_url=url)
    storage, keys = LocalStorage(Path(folder) / "media"), MasterKeys(Path(folder) / "master.key")
    Idler(Desk(settings, Database(url), storage, keys)).run()


def begun_after(database: Database) -> float:
    """Milliseconds from the commit of one create to the beginning of its film."""
    with database.transaction() as session:
        job = lifecycle.submit(session, Job(project_id="p", kind=KIND, request={}, predicted_duration=10.0))
    committed = time.time()
    while True:
        time.sleep(0.02)
        with database.transaction() as session:
            state, start = session.execute(select(Job.state, Job.start_time).where(Job.id == job.id)).one()
        if state == "SUCCEED":
            return 1000 * (float(start.timestamp()) - committed)


if __name__ == "__main__":
    with fresh_database() as database, TemporaryDirectory() as folder:
        with database.transaction() as session:
            session.add(Project(id="p", name="p"))
        url = database.url.render_as_string(hide_password=False)
        worker = multiprocessing.get_context("spawn").Process(target=work, args=(url, folder))
        worker.start()
        begun_after(database)
        spent = []
        for _ in range(FILMS):
            time.sleep(random.uniform(0.02, 0.1))
            spent.append(begun_after(database))
        worker.terminate()
        worker.join()
    spent.sort()
    median, late = statistics.median(spent), spent[int(0.95 * FILMS)]
    print(f"queue latency of {FILMS} films: median {median:.1f} ms, p95 {late:.1f} ms, longest {spent[-1]:.1f} ms")
