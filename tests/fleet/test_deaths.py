"""Films outlive everything that dies under them: workers, the API, the database, the store."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
from machines import Fleet, wait_for
from marked_film import Marked, Seen, answers, ask_for, check, forget_segments, made, seen

from understudy.service.jobs.lifecycle import PROCESSING

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("fleet")]


@pytest.fixture(autouse=True)
def _segments_are_filmed(request: pytest.FixtureRequest, fleet: Fleet) -> None:
    """Nothing is in the store that a film here could be made of; but what the undisturbed ones left comes first."""
    for name in ("long_seen", "short_seen"):
        if name in request.fixturenames:
            request.getfixturevalue(name)
    forget_segments(fleet)


def test_nobody_disturbs(long_film: Marked, long_seen: Seen) -> None:
    check(long_seen, long_film)


def test_workers_are_killed_all_the_time(fleet: Fleet, long_film: Marked, long_seen: Seen, folder: Path) -> None:
    """kill -9 for one of three workers every few seconds, until the film is there.

    On a busy machine a worker may need longer than that to begin, so nobody is killed until another segment is there;
    and who joins the segments is killed twice at most.
    """
    job_id = ask_for(fleet.apis[0], long_film)
    killed = joining = segments = filmed = 0
    while fleet.job(job_id).state in ("WAITING", PROCESSING):
        time.sleep(4)
        now, segments = fleet.segments_filmed(job_id), max(segments, len(fleet.segments(job_id)))
        joining += bool(segments) and now == segments
        if joining > 2 or (0 < now == filmed and not joining):
            continue
        filmed = now
        fleet.kill_worker()
        killed += 1
    found = seen(made(fleet, job_id, folder), long_film)
    assert killed >= 3 and segments >= 20
    check(found, long_film)
    assert found == long_seen


@pytest.mark.parametrize("dies", ["the API", "PostgreSQL", "the store"])
def test_what_they_stand_on_dies(fleet: Fleet, short_film: Marked, short_seen: Seen, folder: Path, dies: str) -> None:
    """In the middle of a film; and the store answers 503 for ten seconds."""
    job_id = ask_for(fleet.apis[0], short_film)
    wait_for(lambda: fleet.segments_filmed(job_id) >= 1)
    workers = [worker.pid for worker in fleet.workers]
    if dies == "the API":
        fleet.kill_api()
    elif dies == "PostgreSQL":
        with answers(fleet.apis[1], job_id) as statuses:
            fleet.restart_postgres()
            wait_for(lambda: statuses[-1:] == [200])
        assert set(statuses) <= {200, 503}, "whoever asks meanwhile is told to come again"
    else:
        fleet.door.close()
        time.sleep(10)
        wait_for(lambda: fleet.door.refused)
        fleet.door.open()
    found = seen(made(fleet, job_id, folder), short_film)
    check(found, short_film)
    assert found == short_seen
    assert [worker.pid for worker in fleet.workers if worker.poll() is None] == workers


def test_a_worker_that_wakes_up_is_refused(fleet: Fleet, short_film: Marked, short_seen: Seen, folder: Path) -> None:
    """SIGSTOP for longer than others wait for it, then SIGCONT: there is one film, and the late worker lives."""
    job_id = ask_for(fleet.apis[0], short_film)
    wait_for(lambda: any(segment.state == PROCESSING and segment.frames for segment in fleet.segments(job_id)))
    (segment, *_) = [one for one in fleet.segments(job_id) if one.state == PROCESSING]
    sleeper = next(worker for worker in fleet.workers if str(segment.worker).endswith(f"/{worker.pid}"))
    sleeper.send_signal(signal.SIGSTOP)

    def taken_over() -> bool:
        now = [one for one in fleet.segments(job_id) if one.number == segment.number]
        return not now or now[0].worker != segment.worker

    wait_for(taken_over, 120)
    sleeper.send_signal(signal.SIGCONT)
    found = seen(made(fleet, job_id, folder), short_film)
    check(found, short_film)
    assert found == short_seen
    assert sleeper.poll() is None


def test_a_worker_drains(fleet: Fleet, short_film: Marked, short_seen: Seen, folder: Path) -> None:
    """It finishes what it has, takes nothing new, and ends with 0; nothing is handed back or done twice."""
    job_id = ask_for(fleet.apis[0], short_film)
    wait_for(lambda: any(segment.state == PROCESSING and segment.frames for segment in fleet.segments(job_id)))
    (busy, *_) = [str(one.worker) for one in fleet.segments(job_id) if one.state == PROCESSING]
    place = next(place for place, worker in enumerate(fleet.workers) if busy.endswith(f"/{worker.pid}"))
    told = fleet.admin("drain", busy, "--wait")
    assert told == {"worker": busy, "state": "left"}
    assert fleet.workers[place].wait(60) == 0
    fleet.workers[place] = fleet.start_worker()
    filmed = fleet.segments(job_id)
    assert all(segment.attempt <= 1 for segment in filmed), "nothing was begun twice"
    assert seen(made(fleet, job_id, folder), short_film) == short_seen
