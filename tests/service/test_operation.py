"""What an operator does about work, from the command line, on an installation's own database."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from understudy.cli.app import main
from understudy.errors import Problem
from understudy.service.assets import slots
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset, CallbackDelivery, Job, Project, StoredFile
from understudy.service.jobs import lifecycle
from understudy.service.storage.objects import LocalStorage
from understudy.service.storage.store import put


@pytest.fixture
def folder(database: Database, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("UNDERSTUDY_DATABASE_URL", database_url)
    monkeypatch.setenv("UNDERSTUDY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("UNDERSTUDY_SEGMENTS_LIMIT", "1")
    with database.transaction() as session:
        session.add(Project(id="p", name="default"))
    yield tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    try:
        main(["admin", *arguments, "--json"])
    except SystemExit as end:
        assert not end.code, capsys.readouterr()
    return json.loads(capsys.readouterr().out)


def job(database: Database, **more: Any) -> str:
    with database.transaction() as session:
        made = Job(project_id="p", kind="2D_DIGITAL_HUMAN_VIDEO", request={}, name="film", **more)
        return lifecycle.submit(session, made).id


def test_a_task_is_frozen_thawed_and_rejected(
    folder: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    job_id = job(database)
    assert run(capsys, "job", "block", job_id, "--reason", "look")["state"] == "BLOCK"
    assert [row["state"] for row in run(capsys, "job", "list", "--state", "block")] == ["BLOCK"]
    assert run(capsys, "job", "thaw", job_id)["state"] == "WAITING"
    run(capsys, "job", "block", job_id, "--reason", "look again")
    assert run(capsys, "job", "reject", job_id, "--reason", "no")["state"] == "FAILED"
    with pytest.raises(SystemExit) as end:
        main(["admin", "job", "thaw", job_id])
    assert end.value.code == 3 and "is not frozen" in capsys.readouterr().err


def test_words_are_blocked_and_freed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "words", "--project", "default", "--add", "b", "--add", "a")["blocked_words"] == ["a", "b"]
    assert run(capsys, "words", "--project", "p", "--remove", "a")["blocked_words"] == ["b"]
    assert run(capsys, "webhook-secret", "--project", "p")["secret"].startswith("whsec_")


def test_garbage_is_collected_and_nothing_else(
    folder: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    storage = LocalStorage(folder / "media")
    old = datetime.now(UTC) - timedelta(hours=3)
    job_id = job(database)
    with database.transaction() as session:
        session.add_all([Asset(id="kept", project_id="p", name="a", type="IMAGE", state="ACTIVED")])
        for owner in (("asset", "kept"), ("asset", "erased"), ("job", job_id), ("job", "never")):
            file = slots.announce(session, project_id="p", owner=owner, category="MAIN", name="a.png")
            file.state, file.create_time = "CREATED", old
            put(storage, file.key, [b"x"])
        late = slots.announce(session, project_id="p", owner=("asset", "kept"), category="OTHER", name="late.png")
        late.expire_time = old
        keys = {file.owner_id: file.key for file in session.query(StoredFile).filter_by(state="CREATED")}
    put(storage, "p/nobody/object.bin", [b"x"])
    os.utime(folder / "media" / "p" / "nobody" / "object.bin", (old.timestamp(), old.timestamp()))
    for name in ("work/nobody/1/sound.zip", "segments/aa/older", "segments/bb/newer"):
        put(storage, name, [bytes(700_000)])
        age = old.timestamp() + name.count("newer")
        os.utime(folder / "media" / name, (age, age))
    for name in (f"{job_id}-abc", "look-abc"):
        (folder / "work" / name).mkdir(parents=True)
    assert run(capsys, "gc") == {
        "old_tasks": 0,
        "expired_uploads": 1,
        "ownerless_files": 2,
        "objects_without_rows": 1,
        "unfinished_writes": 0,
        "expired_rows": 0,
        "work_folders": 1,
        "work_objects": 1,
        "segments": 1,
    }
    assert {stored.key for stored in storage.list()} == {keys["kept"], keys[job_id], "segments/bb/newer"}
    assert [path.name for path in (folder / "work").iterdir()] == ["look-abc"]
    assert sum(run(capsys, "gc").values()) == 0


def test_what_is_being_made_keeps_its_folder_however_old_it_looks(
    folder: Path, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    job_id = job(database)
    place = folder / "work" / f"{job_id}-abc"
    (place / "package").mkdir(parents=True)
    os.utime(place, (1, 1))
    with database.transaction() as session:
        lifecycle.begin(session, job_id, "w", 3)
    assert run(capsys, "gc")["work_folders"] == 0 and place.is_dir()
    with database.transaction() as session:
        lifecycle.fail(session, job_id, 1, [Problem("a", "b")])
    assert run(capsys, "gc")["work_folders"] == 1 and not place.exists()


def test_a_task_that_is_asked_for_again_is_not_forgotten(
    folder: Path, database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = job(database)
    with database.transaction() as session:
        lifecycle.begin(session, job_id, "w", 3)
        lifecycle.succeed(session, job_id, 1)
        session.execute(update(Job).values(end_time=datetime.now(UTC) - timedelta(days=31)))
    monkeypatch.setenv("UNDERSTUDY_KEPT_DAYS", "30")
    with database.transaction() as session:
        lifecycle.again(session, session.get_one(Job, job_id))
        assert run(capsys, "gc")["old_tasks"] == 0
    with database.transaction() as session:
        assert session.get_one(Job, job_id).state == "WAITING"


def test_tasks_are_forgotten_with_their_notices_when_they_are_old(
    folder: Path, database: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    old, young, waiting = (job(database) for _ in range(3))
    with database.transaction() as session:
        for job_id, days in ((old, 31), (young, 29)):
            lifecycle.begin(session, job_id, "w", 3)
            lifecycle.succeed(session, job_id, 1)
            ended = {"days": datetime.now(UTC) - timedelta(days=days), "id": job_id}
            session.execute(text("UPDATE job SET end_time = :days WHERE id = :id"), ended)
            session.add(CallbackDelivery(id=job_id, project_id="p", job_id=job_id, url="https://a.b", payload={}))
    assert run(capsys, "gc")["old_tasks"] == 0, "for good where nothing else is said"
    monkeypatch.setenv("UNDERSTUDY_KEPT_DAYS", "30")
    assert run(capsys, "gc")["old_tasks"] == 1
    with database.transaction() as session:
        assert set(session.scalars(select(Job.id))) == {young, waiting}
        assert session.scalars(select(CallbackDelivery.job_id)).all() == [young]
