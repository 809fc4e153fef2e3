"""Workers and queues by need: who is there, what nobody takes, and ending in order."""

from __future__ import annotations

import contextlib
import json
import os
import random
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from served import Served, served
from sqlalchemy import text
from wrong_videos import BODY

from understudy.cli.app import main
from understudy.service.api import observed, videos
from understudy.service.database.engine import Database
from understudy.service.database.tables import Job
from understudy.service.jobs import lifecycle
from understudy.service.jobs.queueing import attendance, needs, workers
from understudy.service.jobs.queueing.lookout import Lookout
from understudy.service.jobs.queueing.needs import queue_for
from understudy.service.jobs.shared.cameras import Cameras
from understudy.service.storage.objects import LocalStorage
from understudy.service.storage.store import put

PATH = "2d-digital-human-videos"


@pytest.fixture
def api(stocked_database: Database, tmp_path: Path) -> Served:
    return served(stocked_database, tmp_path, videos.router, observed.router, unattended_seconds=600)


def look(api: Served, *, later: int = 0) -> None:
    """Have somebody look after the queues, `later` seconds after whatever was done before."""
    shift = timedelta(seconds=later)
    with api.desk.database.transaction() as session:
        for table, column in (("unattended_queue", "since"), ("worker", "heartbeat_time"), ("job", "lastupdate_time")):
            session.execute(text(f"UPDATE {table} SET {column} = {column} - :shift"), {"shift": shift})
        attendance.look(session, api.desk.settings)


def shown(api: Served, job_id: str) -> dict[str, Any]:
    answer: dict[str, Any] = api.made("GET", f"{PATH}/{job_id}")
    return answer


def codes(answer: dict[str, Any]) -> list[str]:
    return [warning["code"] for warning in answer["warnings"]]


def test_a_task_that_nobody_can_take_says_so(api: Served) -> None:
    """First a warning, then it is frozen with the reason; it goes on when somebody comes."""
    job_id = api.made("POST", PATH, json=BODY)["job_id"]
    before = codes(shown(api, job_id))
    look(api)
    assert codes(shown(api, job_id)) == before
    look(api, later=30)
    answer = shown(api, job_id)
    assert codes(answer) == [*before, "queue_unattended"]
    assert "'cpu'" in answer["warnings"][-1]["message"] and "--queues cpu" in answer["warnings"][-1]["hint"]
    look(api, later=700)
    answer = shown(api, job_id)
    assert answer["state"] == "BLOCK" and "'cpu'" in answer["error_info"]["error_msg"]
    with api.desk.database.transaction() as session:
        workers.enter(session, "machine/1", ["cpu", "light"], 2)
    look(api)
    look(api)
    answer = shown(api, job_id)
    assert (answer["state"], answer["queue_position"], codes(answer)) == ("WAITING", 0, before)


def test_a_task_that_was_frozen_otherwise_stays_so(api: Served) -> None:
    job_id = api.made("POST", PATH, json=BODY)["job_id"]
    with api.desk.database.transaction() as session:
        lifecycle.block(session, job_id, "somebody looks at it")
    look(api, later=30)
    with api.desk.database.transaction() as session:
        workers.enter(session, "machine/1", ["cpu"], 1)
    look(api)
    assert shown(api, job_id)["state"] == "BLOCK"


@pytest.mark.parametrize("how", ["silent", "draining", "left", "other queue"])
def test_who_does_not_take_work_is_not_counted(api: Served, how: str) -> None:
    job_id = api.made("POST", PATH, json=BODY)["job_id"]
    with api.desk.database.transaction() as session:
        workers.enter(session, "machine/1", ["light" if how == "other queue" else "cpu"], 1)
        if how == "draining":
            workers.drain(session, "machine/1")
            assert workers.beat(session, "machine/1")
        elif how == "left":
            workers.leave(session, "machine/1")
    look(api, later=30 if how == "silent" else 0)
    with api.desk.database.transaction() as session:
        session.execute(text("UPDATE unattended_queue SET since = since - interval '30 seconds'"))
    assert "queue_unattended" in codes(shown(api, job_id))


def test_metrics_count_hands_and_tasks(api: Served) -> None:
    api.made("POST", PATH, json=BODY)
    with api.desk.database.transaction() as session:
        workers.enter(session, "machine/1", ["cpu", "light"], 2)
        workers.enter(session, "machine/2", ["cpu"], 3)
    told = api.client.get("/metrics").text
    assert 'understudy_workers{queue="cpu"} 5.0' in told and 'understudy_workers{queue="gpu"} 0.0' in told
    assert 'understudy_queue_tasks{queue="cpu"} 1.0' in told and 'understudy_up{part="database"} 1.0' in told


def test_films_wait_where_their_presenters_can_be_drawn(api: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    known = needs.presenter_named

    def needing(name: str) -> Any:
        return replace(known(name), needs="gpu" if name == "yunling" else "")

    assert queue_for({"avatar": {"name": "yunling"}, "scenes": []}) == "cpu"
    monkeypatch.setattr(needs, "presenter_named", needing)
    assert queue_for({"avatar": {"name": "henrik"}, "scenes": [{"avatar": {"name": "yunling"}}]}) == "gpu"
    assert queue_for({"avatar": {"name": "files/pack.zip"}, "scenes": [{}]}) == "cpu"
    job_id = api.made("POST", PATH, json=BODY)["job_id"]
    with api.desk.database.transaction() as session:
        assert session.get_one(Job, job_id).queue == "gpu"
        assert session.scalar(text("SELECT queue_name FROM procrastinate_jobs")) == "gpu"


def test_an_operator_sees_and_drains_workers(
    database: Database,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("UNDERSTUDY_DATABASE_URL", database_url)
    monkeypatch.setenv("UNDERSTUDY_DATA_DIR", str(tmp_path / "data"))
    with database.transaction() as session:
        for name in ("a/1", "b/2", "c/3"):
            workers.enter(session, name, ["cpu", "light"], 2)
        workers.leave(session, "c/3")

    def admin(*arguments: str) -> Any:
        with contextlib.suppress(SystemExit):
            main(["admin", *arguments, "--json"])
        return json.loads(capsys.readouterr().out)

    rows = admin("workers")
    assert [(row["worker"], row["state"], row["queues"], row["concurrency"]) for row in rows] == [
        ("a/1", "alive", "cpu,light", "2"),
        ("b/2", "alive", "cpu,light", "2"),
        ("c/3", "left", "cpu,light", "2"),
    ]
    assert admin("drain", "b/2") == {"worker": "b/2", "state": "draining"}
    assert [row["state"] for row in admin("workers")] == ["alive", "draining", "left"]
    told = json.dumps(admin("drain", "c/3"))
    assert "worker_unknown" in told and "alive: a/1, b/2" in told


def test_a_worker_takes_queues_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["worker", "--queues", "cpu,films"])
    assert ended.value.code == 3
    assert "'films'" in capsys.readouterr().err


class Unlucky(random.Random):
    """Says no wherever it may."""

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        """The last one of `start`."""
        return start - 1


def test_one_of_a_fleet_tidies_storage_up(api: Served) -> None:
    """What a film has left that ended long ago goes; what is young may be of one that is being shared out."""
    storage = api.desk.storage
    assert isinstance(storage, LocalStorage)
    for name, age in (("old", 7200), ("young", 60)):
        put(storage, f"work/{name}/1/rehearsal.zip", [b"pack"])
        for path in (storage.folder / "work" / name).rglob("*"):
            os.utime(path, (time.time() - age,) * 2)
    lookout = Lookout(api.desk, "machine/1", Cameras({}), None)
    lookout._chance = Unlucky()

    def left() -> list[str]:
        return sorted(stored.key.split("/")[1] for stored in storage.list("work"))

    job_id = api.made("POST", PATH, json=BODY)["job_id"]
    folders = [api.desk.new_folder(job_id) for _ in range(2)]
    with api.desk.database.transaction() as session:
        for number in (1, 2):
            workers.enter(session, f"machine/{number}", ["cpu"], 1)
    lookout._tidy()
    assert left() == ["old", "young"], "another one does it"
    assert not any(folder.exists() for folder in folders), "nobody else can"
    with api.desk.database.transaction() as session:
        workers.leave(session, "machine/2")
    lookout._tidy()
    assert left() == ["young"]
