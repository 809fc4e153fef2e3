"""A fleet on one machine: processes of the API and workers, which share a PostgreSQL and an S3 store."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
from failing_store import Door
from sqlalchemy import select, text

from running_service import Service, start
from understudy.service.database.embedded import EmbeddedPostgres
from understudy.service.database.engine import AWAY, Database
from understudy.service.database.tables import Job
from understudy.service.database.work_tables import FilmSegment

SETTINGS = {"heartbeat_seconds": 1, "stall_seconds": 5, "attempts": 20, "shutdown_seconds": 5, "shared_seconds": 40}
"""A worker is missed soon here; and since we kill them, a segment may be tried often."""


class Fleet:
    """Two processes of the API and `size` workers."""

    def __init__(self, folder: Path, postgres: EmbeddedPostgres, door: Door, storage: str, size: int = 3) -> None:
        self.folder, self.postgres, self.door, self.size = folder, postgres, door, size
        self._numbers = itertools.count()
        self._chance = random.Random(7)
        self.url = postgres.start()
        shared = {"database_url": self.url, "storage_url": storage, "master_key_file": folder / "master.key"}
        self.settings: dict[str, object] = {**SETTINGS, **shared}
        self.database = Database(self.url, connections=2)
        first = self._api(first=True)
        self.project_id, self.ak, self.sk = first.project_id, first.ak, first.sk
        self.apis = [first, self._api(first=False)]
        self.workers: list[subprocess.Popen[bytes]] = []

    def _api(self, *, first: bool) -> Service:
        folder = self.folder / f"api-{next(self._numbers)}"
        made = start(folder, first=first, workers=0, **self.settings)
        if not first:
            made.project_id, made.ak, made.sk = self.project_id, self.ak, self.sk
        return made

    def __enter__(self) -> Fleet:
        self.workers = [self.start_worker() for _ in range(self.size)]
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
            worker.send_signal(signal.SIGCONT)
            worker.kill()
        for worker in self.workers:
            worker.wait()
        for api in self.apis:
            if api.process.poll() is None:
                api.process.kill()
            api.process.wait()
        self.database.close()

    def start_worker(self, *arguments: str, **settings: object) -> subprocess.Popen[bytes]:
        """A worker as on a machine of its own: with a folder of its own."""
        number = next(self._numbers)
        mine = {**self.settings, "data_dir": self.folder / f"worker-{number}", **settings}
        environment = os.environ | {f"UNDERSTUDY_{name.upper()}": str(value) for name, value in mine.items()}
        with (self.folder / f"worker-{number}.log").open("wb") as log:
            command = [sys.executable, "-m", "understudy", "worker", "--concurrency", "1", *arguments]
            return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def kill_worker(self) -> None:
        """kill -9 for one of the workers, and another in its place, as a supervisor starts it."""
        place = self._chance.randrange(len(self.workers))
        self.workers[place].kill()
        self.workers[place].wait()
        self.workers[place] = self.start_worker()

    def kill_api(self) -> None:
        """kill -9 for the API that we talk to, and another in its place."""
        gone = self.apis.pop(0)
        psutil.Process(gone.process.pid).kill()
        gone.process.wait()
        self.apis.append(self._api(first=False))

    def restart_postgres(self) -> None:
        """End every connection, as a restart does, and start it again."""
        postmaster = int((self.postgres.folder / "postmaster.pid").read_text().splitlines()[0])
        os.kill(postmaster, signal.SIGINT)
        wait_for(lambda: not psutil.pid_exists(postmaster), 60)
        time.sleep(1)
        self.postgres.revive()

    def admin(self, *arguments: str) -> Any:
        """What an operator's command answers."""
        settings = {**self.settings, "data_dir": self.folder / "operator"}
        environment = os.environ | {f"UNDERSTUDY_{name.upper()}": str(value) for name, value in settings.items()}
        command = [sys.executable, "-m", "understudy", "admin", *arguments, "--json"]
        return json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout)

    def segments_filmed(self, job_id: str) -> int:
        """How many segments of a film are there."""
        with self.database.transaction() as session:
            found = select(FilmSegment.state).where(FilmSegment.job_id == job_id, FilmSegment.state == "DONE")
            return len(session.scalars(found).all())

    def segments(self, job_id: str) -> list[FilmSegment]:
        """The segments of a film, as long as it is shared."""
        with self.database.transaction() as session:
            return list(session.scalars(select(FilmSegment).where(FilmSegment.job_id == job_id)))

    def job(self, job_id: str) -> Job:
        """A task, as the database has it."""
        with self.database.transaction() as session:
            return session.get_one(Job, job_id)

    def in_queue(self) -> int:
        """Tasks that wait or are being done."""
        with self.database.transaction() as session:
            return session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) or 0

    def logs(self) -> str:
        """The ends of all logs, for when something went wrong."""
        return "\n".join(f"--- {log.name}\n{log.read_text()[-3000:]}" for log in sorted(self.folder.glob("*.log")))


def wait_for(condition: Callable[[], object], seconds: float = 300, pause: float = 0.1) -> None:
    """Wait until something is so; while the database is away, it is not."""
    deadline = time.monotonic() + seconds
    while not _holds(condition):
        assert time.monotonic() < deadline
        time.sleep(pause)


def _holds(condition: Callable[[], object]) -> bool:
    try:
        return bool(condition())
    except AWAY:
        return False
