"""A small app of a few routers behind a fake gate, for tests of what operations do and answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.testclient import TestClient
from sqlalchemy import select

from understudy.service.api import errors
from understudy.service.api.address import Addressed
from understudy.service.api.readiness import Readiness
from understudy.service.auth.master_keys import MasterKeys
from understudy.service.auth.principal import Principal
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset, Job, Project
from understudy.service.jobs.kinds import Desk
from understudy.service.jobs.worker import Worker
from understudy.service.storage.objects import LocalStorage
from understudy.service.storage.signing import LIBRARY_LIFETIME
from understudy.settings import ServiceSettings

MINE, THEIRS = "mine", "theirs"
"""Two projects; requests come from the first one, unless the header `x-test-project` names the other."""


@dataclass
class Served:
    """The app, and what it works with."""

    client: TestClient
    desk: Desk
    project_id: str = MINE

    def call(self, method: str, path: str, project: str = "", **more: Any) -> Any:
        """Ask something below the project's path; answers the response."""
        project = project or self.project_id
        headers = {"x-test-project": project, **more.pop("headers", {})}
        return self.client.request(method, f"/v1/{project}/{path}", headers=headers, **more)

    def made(self, method: str, path: str, **more: Any) -> Any:
        """What a call that succeeds answers."""
        response = self.call(method, path, **more)
        assert response.status_code == 200, response.text
        return response.json() if response.content else None

    def refused(self, method: str, path: str, status: int = 400, code: str = "MSS.00000003", **more: Any) -> str:
        """Why a call is refused: the message."""
        response = self.call(method, path, **more)
        assert (response.status_code, response.json()["error_code"]) == (status, code), response.text
        message: str = response.json()["error_msg"]
        return message

    def work(self) -> list[str]:
        """Make every job that waits, as a worker does; answers their states."""
        waiting = select(Job).where(Job.state == "WAITING").order_by(Job.priority, Job.create_time)
        with self.desk.database.transaction() as session:
            jobs = [job.id for job in session.scalars(waiting)]
        for job_id in jobs:
            Worker(self.desk).make(Wanted(), job_id)
        with self.desk.database.transaction() as session:
            return [session.get_one(Job, job_id).state for job_id in jobs]

    def read(self, url: str) -> bytes:
        """What lies at an address that the app has answered."""
        return b"".join(self.desk.storage.reading(url.split("/", 5)[5]))

    def voice(self, asset_id: str, voice: str = "espeak:en-us", project: str | None = None) -> str:
        """Put a voice into the library, the system's unless a project is named; answers its id."""
        meta = {"voice_model_meta": {"language": "EN", "sex": "MALE"}}
        asset = Asset(id=asset_id, project_id=project, name=f"voice {asset_id}", type="VOICE_MODEL", state="ACTIVED")
        asset.origin, asset.extra_meta = {"voice": voice}, meta
        with self.desk.database.transaction() as session:
            session.add(asset)
        return asset_id


def served(database: Database, folder: Path, *routers: APIRouter, **settings: Any) -> Served:
    """The routers, on a database with two projects and a storage in `folder`."""
    made = ServiceSettings(data_dir=folder / "data", **settings)
    keys = MasterKeys(folder / "master.key")
    desk = Desk(made, database, LocalStorage(folder / "media"), keys)
    with database.transaction() as session:
        session.add_all([Project(id=MINE, name=MINE), Project(id=THEIRS, name=THEIRS)])
    app = FastAPI()
    app.state.collaborators = SimpleNamespace(
        settings=made,
        database=database,
        storage=desk.storage,
        desk=desk,
        signer=Signer(),
        master_keys=keys,
        readiness=Readiness({"database": database.check}),
    )
    errors.install(app)
    for router in routers:
        app.include_router(router)

    @app.middleware("http")
    async def gate(request: Request, go_on: Any) -> Any:
        asked = request.headers
        request.state.principal = Principal(asked.get("x-test-project", MINE), "test", asked.get("x-app-userid"))
        return await go_on(request)

    app.add_middleware(Addressed)
    return Served(TestClient(app, raise_server_exceptions=False), desk)


class Wanted:
    """A worker's task that nobody wants to end."""

    def should_abort(self) -> bool:
        """No."""
        return False


class Signer:
    """Signs as plainly as can be: a test sees method, key and lifetime."""

    def url(self, method: str, key: str, lifetime: Any = LIBRARY_LIFETIME, **headers: str) -> str:
        """`http://media/GET/3600/project/owner/object`."""
        return f"http://media/{method}/{int(lifetime.total_seconds())}/{key}"
