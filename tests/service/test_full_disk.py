"""A disk that is full fails the film with a clear reason; the worker goes on, and the film too, once there is room."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from served import served
from sqlalchemy import update
from stepwise import Fleet

from understudy.service.api import videos
from understudy.service.database.engine import Database
from understudy.service.database.tables import Job
from understudy.service.jobs import lifecycle
from understudy.service.jobs.queueing import queue, workers
from understudy.service.jobs.worker import Worker

TEXTS = ("A film for which there is no room. " * 4,)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 300 KB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "none", place], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip(f"no disk can be made here: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


@pytest.mark.parametrize("shared_seconds", [0, 1000], ids=["in segments", "at once"])
def test_a_full_disk_fails_the_film_and_nothing_else(
    stocked_database: Database, tmp_path: Path, small_disk: Path, shared_seconds: int
) -> None:
    settings = {"work_folder": small_disk, "attempts": 1, "shared_seconds": shared_seconds}
    api = served(stocked_database, tmp_path, videos.router, **settings)
    fleet = Fleet(api)
    job_id = fleet.order(TEXTS)
    fleet.run("make")
    job = fleet.job(job_id)
    assert job.state == "FAILED" and job.error is not None
    (problem,) = job.error["problems"]
    assert problem["code"] == "disk_full" and "no room is left" in problem["message"], problem
    assert list(small_disk.iterdir()) == []
    subprocess.run(["mount", "-o", "remount,size=100m", small_disk], check=True)
    with stocked_database.transaction() as session:
        lifecycle.again(session, fleet.job(job_id))
    fleet.finish()
    assert fleet.film(job_id)
    fleet.worker.cameras.rest()


@pytest.mark.parametrize("shared_seconds", [0, 1000], ids=["in segments", "at once"])
def test_a_worker_whose_disk_is_full_leaves_the_film_to_another(
    stocked_database: Database, tmp_path: Path, small_disk: Path, shared_seconds: int
) -> None:
    """No try counts as long as somebody else may have room; after a while everybody's do."""
    api = served(stocked_database, tmp_path, videos.router, attempts=1, shared_seconds=shared_seconds)
    fleet = Fleet(api)
    full = Worker(replace(api.desk, settings=api.desk.settings.model_copy(update={"work_folder": small_disk})))
    job_id = fleet.order(TEXTS)
    if not shared_seconds:
        fleet.run("make")
    with stocked_database.transaction() as session:
        workers.enter(session, "elsewhere", [queue.CPU], 1)
    fleet.run(worker=full)
    job = fleet.job(job_id)
    assert job.state in ("WAITING", "PROCESSING") and not job.worker, job.error
    with stocked_database.transaction() as session:
        session.execute(update(Job).values(start_time=Job.start_time - workers.ELSEWHERE))
    fleet.run(worker=full)
    job = fleet.job(job_id)
    assert job.state == "FAILED" and job.error is not None
    assert "the disk of .," not in job.error["problems"][0]["hint"], "it is told which one"


def test_a_disk_that_fills_up_while_segments_are_filmed(
    stocked_database: Database, tmp_path: Path, small_disk: Path
) -> None:
    """The film is rehearsed where there is room, and filmed where there is none."""
    api = served(stocked_database, tmp_path, videos.router, attempts=1, shared_seconds=0)
    fleet = Fleet(api)
    job_id = fleet.order((2 * TEXTS[0],))
    fleet.run("make")
    elsewhere = api.desk.settings.model_copy(update={"work_folder": small_disk})
    fleet.run("shoot", Worker(replace(api.desk, settings=elsewhere)))
    job = fleet.job(job_id)
    assert job.state == "FAILED" and job.error is not None
    assert job.error["problems"][0]["code"] == "disk_full"
