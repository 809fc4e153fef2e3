"""Films that are shared out: their segments as tasks, and what becomes of them when something goes wrong."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from served import Wanted, served
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from stepwise import PATH, TEXTS, Fleet

from service.conftest import StockedLibrary
from understudy.errors import EngineError, ResourceError, Warning
from understudy.filming.crew import Camera
from understudy.service.api import videos
from understudy.service.database.work_tables import FilmSegment, SharedFilm, WorkerProcess
from understudy.service.jobs import lifecycle
from understudy.service.jobs.queueing import workers
from understudy.service.jobs.shared import segments, sharing, shooting
from understudy.service.jobs.worker import Worker


@pytest.fixture(scope="module")
def service(stocked: StockedLibrary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    """A service that shares every film out."""
    folder = tmp_path_factory.mktemp("segments")
    with stocked.copied(folder) as database:
        made = Fleet(served(database, folder, videos.router, shared_seconds=0, cancel_running=True))
        yield made
        made.worker.cameras.rest()


@pytest.fixture
def fleet(service: Fleet, monkeypatch: pytest.MonkeyPatch) -> Fleet:
    """The same, with a scene a task, an empty queue, and nothing in storage that films could be made of."""
    monkeypatch.setattr(segments, "LOT", 1)
    with service.database.transaction() as session:
        for table in ("procrastinate_jobs", "shared_film", "worker"):
            session.execute(text(f"DELETE FROM {table}"))
    for prefix in ("segments", "work"):
        for key in service.kept(prefix):
            service.storage.delete(key)
    return service


@pytest.fixture
def shot(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What cameras are asked for; a test may put a function in front of them (`before`)."""
    asked: list[str] = []
    ask = Camera.ask

    def noting(camera: Camera, line: str, progress: Callable[[int], None]) -> Any:
        asked.append(line)
        return ask(camera, line, progress)

    monkeypatch.setattr(Camera, "ask", noting)
    return asked


def test_a_shared_film_is_the_film(fleet: Fleet) -> None:
    """It is that which one child makes at once; while it is shared, it holds no worker, and nothing is left over."""
    first = fleet.order()
    fleet.run("make")
    job = fleet.job(first)
    assert (job.state, job.stage, job.worker, job.progress) == ("PROCESSING", "frames", None, 8)
    assert fleet.tasks() == ["shoot"] * 3
    progress = [8]
    for _ in range(3):
        fleet.run()
        progress.append(fleet.job(first).progress)
    assert progress == sorted(progress) and progress[-1] == 96
    assert fleet.tasks() == ["make"]
    fleet.run()
    assert fleet.segments(first) == [] and fleet.kept("work") == []
    assert len(fleet.kept("segments")) == 3
    alone = Worker(replace(fleet.api.desk, settings=fleet.api.desk.settings.model_copy(update={"shared_seconds": 1e6})))
    second = fleet.order()
    fleet.run("make", alone)
    assert fleet.film(second) == fleet.film(first)


def test_only_what_changed_is_filmed_again(fleet: Fleet, shot: list[str]) -> None:
    fleet.order()
    fleet.finish()
    assert len(shot) == 3
    edited = fleet.order((*TEXTS[:2], "Four."))
    fleet.finish()
    assert len(shot) == 4
    fleet.film(edited)
    again = fleet.order((*TEXTS[:2], "Four."))
    fleet.run("make")
    assert fleet.tasks() == ["make"]
    fleet.finish()
    assert len(shot) == 4
    assert fleet.film(again) == fleet.film(edited)


def test_short_scenes_share_a_task(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "LOT", 250)
    lengths = (100, 100, 60, 400, 90, 10)
    parts = [segments.Part(0, 0, frames, "key", there=False) for frames in lengths]
    assert segments._lots(parts) == [0, 0, 0, 1, 2, 2]
    parts[0] = replace(parts[0], there=True)
    assert segments._lots(parts) == [0, 0, 0, 0, 1, 1]
    job_id = fleet.order()
    fleet.run("make")
    assert fleet.tasks() == ["shoot"]
    fleet.finish()
    fleet.film(job_id)


def test_a_worker_that_wakes_up_late_is_refused(fleet: Fleet) -> None:
    """Its successor has the segment, and what the late one says changes nothing."""
    job_id = fleet.order()
    fleet.run("make")
    attempt = fleet.job(job_id).attempt

    def take(worker: str) -> FilmSegment:
        with fleet.database.transaction() as session:
            taken = segments.take(session, segments.Lot(job_id, attempt, 0), worker, 3)
        assert taken is not None
        return taken

    late, successor = take("late"), take("successor")
    with fleet.database.transaction() as session:
        assert not segments.tell(session, late, attempt, 10)
        assert not segments.done(session, late, attempt, "segments/aa/late", [])
        assert segments.tell(session, successor, attempt, 10)
    (segment, *_) = fleet.segments(job_id)
    assert (segment.state, segment.worker, segment.frames, segment.object_key) == ("PROCESSING", "successor", 10, None)
    with fleet.database.transaction() as session:
        assert segments.done(session, successor, attempt, segments.content(successor.key), [])
        assert segments.done(session, successor, attempt, segments.content(successor.key), []), "said twice"
        assert not segments.done(session, late, attempt, "segments/aa/late", [])
        assert session.get_one(SharedFilm, job_id).left == 2


def test_the_last_segment_queues_the_film_once(fleet: Fleet) -> None:
    job_id = fleet.order()
    fleet.run("make")
    job = fleet.job(job_id)
    fleet.worker.make(Wanted(), job_id)  # the task of a worker that died right after it had shared the film out
    assert fleet.job(job_id).attempt == job.attempt and fleet.job(job_id).state == "PROCESSING"
    fleet.run("shoot")
    fleet.run("shoot")
    assert fleet.tasks() == ["shoot"]
    fleet.run()
    assert fleet.tasks() == ["make"]
    fleet.worker.shoot(Wanted(), job_id, job.attempt, 2)  # a lot that comes again
    assert fleet.tasks() == ["make"]


def test_a_segment_that_storage_lost_is_filmed_where_the_film_is_joined(fleet: Fleet, shot: list[str]) -> None:
    whole = fleet.order()
    fleet.finish()
    job_id = fleet.order()
    fleet.run("make")
    assert len(shot) == 3
    fleet.storage.delete(fleet.kept("segments")[0])
    fleet.finish()
    assert fleet.film(job_id) == fleet.film(whole)


def test_a_poisoned_segment_fails_its_film(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that always dies is tried three times; then the film says which frames of which scene it was."""

    def die(camera: Camera, line: str, progress: Callable[[int], None]) -> Any:
        process = camera._started()
        os.kill(process.pid, signal.SIGKILL)
        return ask(camera, line, progress)

    ask = Camera.ask
    job_id = fleet.order()
    fleet.run("make")
    monkeypatch.setattr(Camera, "ask", die)
    for _ in range(3):
        assert fleet.job(job_id).state == "PROCESSING"
        fleet.worker.shoot(Wanted(), job_id, fleet.job(job_id).attempt, 1)
    job = fleet.job(job_id)
    assert job.state == "FAILED" and job.error is not None
    (problem,) = job.error["problems"]
    assert (problem["code"], problem["scene"]) == ("segment_lost", 1)
    assert "frames 0 to" in problem["message"] and "SIGKILL" in problem["message"]
    assert fleet.tasks() == []


def test_a_segment_whose_workers_die_fails_its_film(fleet: Fleet) -> None:
    job_id = fleet.order()
    fleet.run("make")
    attempt = fleet.job(job_id).attempt
    for number in range(4):
        with fleet.database.transaction() as session:
            taken = segments.take(session, segments.Lot(job_id, attempt, 2), f"worker {number}", 3)
        assert (taken is None) is (number == 3)
    job = fleet.job(job_id)
    assert job.state == "FAILED" and job.error is not None
    assert (job.error["problems"][0]["code"], job.error["problems"][0]["scene"]) == ("segment_lost", 2)


def test_a_fault_of_an_engine_fails_the_film_at_once(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(camera: Camera, line: str, progress: Callable[[int], None]) -> Any:
        raise EngineError("engine_failed", "the engine broke", scene=0)

    monkeypatch.setattr(Camera, "ask", refuse)
    job_id = fleet.order()
    fleet.run("make")
    fleet.run("shoot")
    job = fleet.job(job_id)
    assert job.state == "FAILED" and job.error is not None and job.error["problems"][0]["code"] == "engine_failed"
    assert fleet.tasks() == []


def test_what_a_machine_lacks_is_tried_again(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = []

    def full(camera: Camera, line: str, progress: Callable[[int], None]) -> Any:
        if not failed:
            failed.append(line)
            raise ResourceError("disk_full", "no room is left")
        return ask(camera, line, progress)

    ask = Camera.ask
    monkeypatch.setattr(Camera, "ask", full)
    job_id = fleet.order()
    fleet.finish()
    fleet.film(job_id)
    assert failed


def test_a_database_that_goes_away_in_the_middle_fails_nothing(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    gone: list[str] = []

    def once(module: Any, name: str) -> None:
        real = getattr(module, name)

        def asked(*arguments: Any, **more: Any) -> Any:
            if name not in gone:
                gone.append(name)
                raise OperationalError("SELECT 1", {}, Exception("the server closed the connection"))
            return real(*arguments, **more)

        monkeypatch.setattr(module, name, asked)

    once(sharing, "gather")
    once(shooting, "lay_out_shared")
    job_id = fleet.order(TEXTS[:1])
    fleet.run()
    assert fleet.job(job_id).state == "WAITING"
    fleet.finish()
    fleet.film(job_id)
    assert gone == ["gather", "lay_out_shared"]


@pytest.mark.parametrize("state", ["CANCELED", "BLOCK"])
def test_segments_of_a_film_that_ended_leave_the_queue(fleet: Fleet, state: str) -> None:
    job_id = fleet.order()
    fleet.run("make")
    attempt = fleet.job(job_id).attempt
    with fleet.database.transaction() as session:
        taken = segments.take(session, segments.Lot(job_id, attempt, 0), "worker", 3)
        assert taken is not None
    if state == "CANCELED":
        fleet.api.made("POST", f"{PATH}/{job_id}/cancel")
    else:
        with fleet.database.transaction() as session:
            lifecycle.block(session, job_id, "somebody looks at it")
    assert fleet.job(job_id).state == state
    assert fleet.tasks() == [] and fleet.segments(job_id) == []
    with fleet.database.transaction() as session:
        assert not segments.tell(session, taken, attempt, 5)
        assert not segments.done(session, taken, attempt, "segments/aa/late", [])
    if state == "BLOCK":
        with fleet.database.transaction() as session:
            lifecycle.thaw(session, job_id)
        fleet.finish()
        fleet.film(job_id)


def test_another_version_leaves_segments_to_their_own(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as there is a worker like the one that rehearsed the film; then the film is rehearsed anew."""

    def other(camera: Camera, line: str, progress: Callable[[int], None]) -> Any:
        raise EngineError("segments_differ", "here the segment would become another one")

    ask = Camera.ask
    monkeypatch.setattr(Camera, "ask", other)
    job_id = fleet.order()
    fleet.run("make")
    with fleet.database.transaction() as session:
        workers.enter(session, "of the old version", ["cpu"], 1)
    fleet.run("shoot")
    assert (fleet.segments(job_id)[0].state, fleet.tasks().count("shoot")) == ("WAITING", 3)
    with fleet.database.transaction() as session:
        session.get_one(WorkerProcess, "of the old version").draining = True
    fleet.run("shoot")
    assert fleet.job(job_id).state == "WAITING" and fleet.tasks() == ["make"]
    monkeypatch.setattr(Camera, "ask", ask)
    fleet.finish()
    fleet.film(job_id)


def test_lots_that_nobody_has_are_queued_again(fleet: Fleet) -> None:
    job_id = fleet.order()
    fleet.run("make")
    with fleet.database.transaction() as session:
        session.execute(text("DELETE FROM procrastinate_jobs WHERE args ->> 'lot' = '1'"))
        assert segments.requeue(session) == 0
        late = text("UPDATE shared_film SET create_time = now() - interval '2 minutes' WHERE job_id = :job_id")
        session.execute(late, {"job_id": job_id})
        assert segments.requeue(session) == 1
    assert fleet.tasks() == ["shoot"] * 3
    fleet.finish()
    fleet.film(job_id)


def test_warnings_of_segments_are_the_films(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    """A segment that warns is not kept for other films, so that they find the warning too."""

    def warn(camera: Camera, line: str, progress: Callable[[int], None]) -> Any:
        return [*ask(camera, line, progress), Warning("clip_short", "it ends early", scene=0)]

    ask = Camera.ask
    monkeypatch.setattr(Camera, "ask", warn)
    job_id = fleet.order()
    fleet.finish()
    fleet.film(job_id)
    assert [warning["code"] for warning in fleet.job(job_id).warnings].count("clip_short") == 1
    assert fleet.kept("segments") == [] and fleet.kept("work") == []
