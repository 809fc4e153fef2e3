"""What a project may use: films at a time, films that wait, storage, seconds of film a day."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served import MINE, Served, served
from sqlalchemy import select, text

from service.conftest import StockedLibrary
from understudy.cli.app import main
from understudy.errors import InputError, Problem
from understudy.service.api import assets, cards, files, observed, usage, videos
from understudy.service.assets.system import system_id
from understudy.service.database.allowances import INFO, Allowance
from understudy.service.database.engine import Database
from understudy.service.database.tables import Job, Project, StoredFile
from understudy.service.jobs import lifecycle
from understudy.service.jobs.queueing import caps, queue, turns

FILM = "2D_DIGITAL_HUMAN_VIDEO"
SPAN = {"start_time": "2020-01-01T00:00:00Z", "end_time": "2999-01-01T00:00:00Z"}


@pytest.fixture
def limited(database: Database) -> Database:
    with database.transaction() as session:
        session.add_all([Project(id="p", name="p", options={"limits": {"running": 2}}), Project(id="q", name="q")])
    return database


def ask(database: Database, project: str = "p", seconds: float = 10, **more: Any) -> str:
    with database.transaction() as session:
        film = Job(project_id=project, request={}, **({"kind": FILM, "predicted_duration": seconds} | more))
        return lifecycle.submit(session, film).id


def allow(database: Database, project: str = "p", **limits: int) -> None:
    with database.transaction() as session:
        session.get_one(Project, project).options = {"limits": limits}


def begin(database: Database, job_id: str) -> Job:
    with database.transaction() as session:
        job = lifecycle.begin(session, job_id, "w", 3)
    assert job is not None
    return job


def queued(database: Database) -> list[str]:
    """Jobs in the queue, in its order."""
    rows = text("SELECT args ->> 'job_id' FROM procrastinate_jobs WHERE status = 'todo' ORDER BY priority DESC, id")
    with database.connect() as connection:
        return list(connection.execute(rows).scalars())


def test_films_beyond_those_that_may_run_are_held_back_and_let_in_one_by_one(limited: Database) -> None:
    jobs = [ask(limited) for _ in range(4)]
    urgent = ask(limited, priority=1)
    theirs = ask(limited, "q")
    assert queued(limited) == [jobs[0], theirs, jobs[1]]
    with limited.transaction() as session:
        found = dict(session.execute(select(Job.id, turns.QUEUE_POSITION)).all())
        assert queue.forgotten(session) == []
    assert [found[job] for job in (urgent, jobs[2], jobs[3])] == [3, 4, 5]
    first, second = begin(limited, jobs[0]), begin(limited, jobs[1])
    with limited.transaction() as session:
        lifecycle.succeed(session, first.id, first.attempt, duration=10.0)
    assert urgent in queued(limited) and jobs[2] not in queued(limited)
    with limited.transaction() as session:
        lifecycle.fail(session, second.id, second.attempt, [Problem("work_failed", "it did")])
    assert jobs[2] in queued(limited) and jobs[3] not in queued(limited)


@pytest.mark.parametrize("way", ["cancel", "block", "cancel_running", "worker_lost"])
def test_whatever_ends_a_film_lets_the_next_one_in(limited: Database, way: str) -> None:
    allow(limited, running=1)
    first, held = ask(limited), ask(limited)
    assert held not in queued(limited)
    if way in ("cancel_running", "worker_lost"):
        begin(limited, first)
    with limited.transaction() as session:
        if way == "block":
            lifecycle.block(session, first, "an operator looks at it")
        elif way == "worker_lost":
            lifecycle.begin(session, first, "w", 1)
        elif way == "cancel_running":
            lifecycle.cancelled(session, first, 1)
        else:
            lifecycle.cancel(session, session.get_one(Job, first), running=False)
    assert held in queued(limited)
    if way == "block":
        with limited.transaction() as session:
            assert lifecycle.thaw(session, first) is not None
        assert first not in queued(limited)


def test_a_held_film_that_is_cancelled_lets_nobody_in(limited: Database) -> None:
    allow(limited, running=1)
    _, held, next_one = ask(limited), ask(limited), ask(limited)
    with limited.transaction() as session:
        lifecycle.cancel(session, session.get_one(Job, held), running=False)
    assert next_one not in queued(limited)


def test_light_work_is_never_held_back(limited: Database) -> None:
    jobs = [ask(limited, kind="AUDITION", predicted_duration=None) for _ in range(4)]
    assert queued(limited) == jobs


def test_films_are_let_in_when_a_limit_is_raised(limited: Database) -> None:
    jobs = [ask(limited) for _ in range(5)]
    allow(limited, running=4)
    with limited.transaction() as session:
        assert caps.release_all(session) == 2
        assert caps.release_all(session) == 0
    allow(limited)
    with limited.transaction() as session:
        assert caps.release_all(session) == 1
    assert queued(limited) == jobs


def test_many_who_ask_and_end_at_once_keep_the_limit(limited: Database) -> None:
    faults: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(8):
                job_id = ask(limited)
                with limited.transaction() as session:
                    lifecycle.cancel(session, session.get_one(Job, job_id), running=False)
                ask(limited)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with limited.transaction() as session:
        found = caps.films(session, "p")
    assert (found.queued, found.held, len(queued(limited))) == (2, 30, 2)


def test_films_that_may_wait_are_counted(limited: Database) -> None:
    allow(limited, running=1, waiting=2)
    running = ask(limited)
    ask(limited)
    with pytest.raises(InputError, match=r"2 tasks of this project wait; 2 may wait at a time") as refused:
        ask(limited)
    assert refused.value.code == "too_many_jobs"
    begin(limited, running)
    ask(limited)


def test_seconds_of_film_count_as_predicted_and_then_as_they_are(limited: Database) -> None:
    allow(limited, video_seconds_per_day=100)
    job_id = ask(limited, seconds=70)
    with pytest.raises(
        InputError, match=r"70 of 100 seconds of film a day \(UTC\) .* this one has about 40"
    ) as refused:
        ask(limited, seconds=40)
    assert refused.value.code == "video_seconds_spent"
    job = begin(limited, job_id)
    with limited.transaction() as session:
        lifecycle.succeed(session, job_id, job.attempt, duration=55.0)
    ask(limited, seconds=40)
    with limited.connect() as connection:
        connection.execute(text("UPDATE job SET end_time = end_time - interval '1 day' WHERE state = 'SUCCEED'"))
        connection.commit()
    ask(limited, seconds=55)


def test_settings_hold_for_projects_of_which_nothing_is_said(database: Database, database_url: str) -> None:
    with database.transaction() as session:
        session.add_all([Project(id="p", name="p"), Project(id="q", name="q", options={"limits": {"running": 0}})])
    decided = Database(database_url, info={INFO: Allowance(running=1)})
    try:
        assert [ask(decided, project) for project in ("p", "p", "q", "q")]
        with decided.transaction() as session:
            assert (caps.films(session, "p").held, caps.films(session, "q").held) == (1, 0)
    finally:
        decided.close()


BODY = {
    "model_asset_id": system_id("HUMAN_MODEL_2D", "yunling"),
    "voice_config": {"voice_asset_id": system_id("VOICE_MODEL", "espeak:en-us+f3")},
    "video_config": {"bitrate": 5000, "width": 1280, "height": 720},
    "shoot_scripts": [{"shoot_script": {"text_config": {"text": "A sentence of a film, and it takes a while. " * 5}}}],
}


@pytest.fixture(scope="module")
def api(stocked: StockedLibrary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    routers = (videos.router, cards.router, assets.router, files.router, usage.router, observed.router)
    folder = tmp_path_factory.mktemp("served")
    with stocked.copied(folder) as database:
        yield served(database, folder, *routers)


def test_clients_are_told_which_limit_is_reached_and_how_they_stand(api: Served) -> None:
    allow(api.desk.database, MINE, waiting=1, running=1, storage=1000, video_seconds_per_day=3600)
    job_id = api.made("POST", "2d-digital-human-videos", json=BODY)["job_id"]
    told = api.refused("POST", "2d-digital-human-videos", code="MSS.20010056", json=BODY)
    assert "1 may wait" in told
    now = api.made("GET", "data-analysis", params=SPAN)["now"]
    assert now["waiting"] == {"used": 1, "limit": 1} and now["running"] == {"used": 0, "limit": 1}
    assert now["storage_bytes"] == {"used": 0, "limit": 1000} and now["weight"] == 1
    assert 10 < now["video_seconds_today"]["used"] < 20 and now["video_seconds_today"]["limit"] == 3600
    with api.desk.database.transaction() as session:
        assert session.get_one(Job, job_id).predicted_duration == now["video_seconds_today"]["used"]
    metrics = api.client.get("/metrics").text
    assert f'understudy_project_films{{project="{MINE}",state="waiting"}} 1.0' in metrics
    assert f'understudy_project_limit{{limit="storage",project="{MINE}"}} 1000.0' in metrics
    allow(api.desk.database, MINE, video_seconds_per_day=20)
    assert "of 20 seconds" in api.refused("POST", "2d-digital-human-videos", code="MSS.20010035", json=BODY)


def test_storage_is_counted_with_what_is_announced(api: Served) -> None:
    allow(api.desk.database, MINE, storage=1000)
    asset = api.made("POST", "digital-assets", json={"asset_name": "a", "asset_type": "IMAGE"})["asset_id"]
    file = {"file_name": "a.png", "file_type": "png", "asset_id": asset, "asset_file_category": "MAIN"}
    md5 = {"file_md5": "1B2M2Y8AsgTpgAmY7PhCfg=="}
    told = api.refused("POST", "files", code="MSS.20010035", json=file | md5 | {"file_size": 1001})
    assert told.startswith("0 of 1000 bytes") and "1001 more" in told
    api.made("POST", "files", json=file | md5 | {"file_size": 600})
    with api.desk.database.transaction() as session:
        stored = session.scalars(select(StoredFile).where(StoredFile.project_id == MINE)).one()
        stored.state, stored.size = "CREATED", 1000
    assert "1000 of 1000" in api.refused("POST", "2d-digital-human-videos", code="MSS.20010035", json=BODY)


def test_metrics_name_the_busiest_projects_only(database: Database) -> None:
    from understudy.service.jobs.queueing.standing import MOST_PROJECTS, OTHERS, by_project

    with database.transaction() as session:
        session.add_all([Project(id=f"p{number}", name=f"p{number:02}") for number in range(MOST_PROJECTS + 5)])
    for number in range(MOST_PROJECTS + 5):
        ask(database, f"p{number}")
    ask(database, f"p{MOST_PROJECTS + 4}")
    with database.transaction() as session:
        found = by_project(session)
    assert len(found) == MOST_PROJECTS + 1 and next(iter(found)) == f"p{MOST_PROJECTS + 4}"
    assert found[OTHERS]["waiting"] == 5


def test_an_operator_sets_limits_and_weight(
    limited: Database, database_url: str, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    monkeypatch.setenv("UNDERSTUDY_DATABASE_URL", database_url)
    monkeypatch.setenv("UNDERSTUDY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("UNDERSTUDY_PROJECT_WAITING", "7")

    def run(*arguments: str) -> Any:
        with pytest.raises(SystemExit) as end:
            main(["admin", "limits", *arguments, "--json"])
        assert not end.value.code, capsys.readouterr()
        return json.loads(capsys.readouterr().out)

    for _ in range(4):
        ask(limited)
    told = run("p", "--running", "3", "--weight", "2.5")
    assert told["running"] == {"used": 0, "limit": 3} and told["waiting"] == {"used": 4, "limit": 7}
    assert (told["weight"], told["held"], told["let_in"]) == (2.5, 1, 1)
    told = run("p", "--reset")
    assert (told["running"]["limit"], told["weight"], told["held"], told["let_in"]) == (0, 1.0, 0, 1)
    with pytest.raises(SystemExit):
        main(["admin", "limits", "p", "--weight", "1000"])
    assert "0.1 to 100" in capsys.readouterr().err
