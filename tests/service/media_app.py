"""An app with the library's routers and no gate: the caller is whoever the test says, by the path's project."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from understudy.service.api import assets, errors, files, media
from understudy.service.api.address import Addressed
from understudy.service.api.context import Collaborators
from understudy.service.auth.authority import authority_of
from understudy.service.auth.master_keys import MasterKeys
from understudy.service.auth.principal import Principal
from understudy.service.auth.projects import create_project
from understudy.service.database.engine import Database
from understudy.service.storage.objects import LocalStorage
from understudy.service.storage.signing import UrlSigner
from understudy.settings import ServiceSettings


@dataclass
class Library:
    """The app, its collaborators, and two tenants."""

    app: FastAPI
    ours: Collaborators
    project: str
    other: str
    client: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = TestClient(self.app, base_url="http://library.test", raise_server_exceptions=False)

    def ask(self, method: str, path: str, *, project: str = "", user: str = "", **more: Any) -> Any:
        """One request of the API, as `project` (the first tenant by default)."""
        headers = {"X-Project": project or self.project} | ({"X-App-UserId": user} if user else {})
        return self.client.request(method, f"/v1/{project or self.project}/{path}", headers=headers, **more)


def library(database: Database, folder: Path, **settings: Any) -> Library:
    """A library whose media lies in `folder`."""
    told = ServiceSettings(data_dir=folder, **settings)
    keys = MasterKeys(folder / "master.key")
    storage = LocalStorage(folder / "media")
    signer = UrlSigner(lambda: keys.derive("media"), presign=storage.presign)
    ours = Collaborators(told, database, storage, keys, authority_of(told, database), signer)
    app = FastAPI()
    app.state.collaborators = ours
    errors.install(app)
    for router in (assets.router, files.router, media.router):
        app.include_router(router)

    @app.middleware("http")
    async def principal(request: Request, call_next: Any) -> Any:
        user = request.headers.get("X-App-UserId")
        request.state.principal = Principal(request.headers.get("X-Project", ""), "test", user)
        return await call_next(request)

    app.add_middleware(Addressed)
    first, second = create_project(database, "first"), create_project(database, "second")
    return Library(app, ours, first.id, second.id)
