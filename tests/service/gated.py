"""A small app behind the real gate that tells what it was asked, for tests of the gate."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from fastapi import FastAPI, Request

from understudy.service.api import errors, iam
from understudy.service.api.access import AccessGate
from understudy.service.auth.access_keys import Credential
from understudy.service.auth.authority import Authority
from understudy.service.auth.projects import create_project
from understudy.service.database.engine import Database
from understudy.service.database.tables import Project


@dataclass
class Gated:
    """The app, what it was asked so far, and a tenant who may ask."""

    app: FastAPI
    authority: Authority
    project: Project
    key: Credential
    port: int = 0
    asked: list[dict[str, Any]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"


def gated(database: Database, authority: Authority, body_limit: int = 1 << 20, project: Project | None = None) -> Gated:
    """An app that answers everything under /v1/ with what it was asked."""
    app = FastAPI()
    project = project or create_project(database, "tenant")
    made = Gated(app, authority, project, authority.keys.create(project.id))

    @app.api_route("/v1/{rest:path}", methods=["GET", "HEAD", "POST", "PUT", "DELETE"], include_in_schema=False)
    async def tell(rest: str, request: Request) -> dict[str, Any]:
        body, who = await request.body(), request.state.principal
        told = {
            "method": request.method,
            "path": rest,
            "query": request.query_params.multi_items(),
            "project": who.project_id,
            "credential": who.credential,
            "app_user_id": who.app_user_id,
            "size": len(body),
            "digest": hashlib.sha256(body).hexdigest(),
            "document": json.loads(body) if body[:1] in (b"{", b"[") else None,
        }
        made.asked.append(told)
        return told

    app.state.collaborators = SimpleNamespace(authority=authority, database=database)
    app.include_router(iam.router)
    errors.install(app)
    app.add_middleware(AccessGate, authority=authority, body_limit=body_limit)
    return made
