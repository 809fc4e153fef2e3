"""What every endpoint works with: the service's collaborators, and who is asking.

Endpoints are plain functions, which FastAPI runs in threads. Both values are found without leaving the event loop.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request

from understudy.service.api.readiness import Readiness
from understudy.service.api.wire.error import ErrorResponse
from understudy.service.auth.authority import Authority
from understudy.service.auth.master_keys import MasterKeys
from understudy.service.auth.principal import Principal
from understudy.service.database.engine import Database
from understudy.service.jobs.kinds import Desk
from understudy.service.storage.signing import UrlSigner
from understudy.service.storage.store import Storage
from understudy.settings import ServiceSettings

NOTHING = "system/readiness/nothing"
"""A key under which nothing lies; that the store can tell is what is asked."""


@dataclass(frozen=True)
class Collaborators:
    """What `app.py` built and joined."""

    settings: ServiceSettings
    database: Database
    storage: Storage
    master_keys: MasterKeys
    authority: Authority
    signer: UrlSigner

    @property
    def desk(self) -> Desk:
        """What of it a worker works with."""
        return Desk(self.settings, self.database, self.storage, self.master_keys)

    @cached_property
    def readiness(self) -> Readiness:
        """Whether database and storage answer."""
        return Readiness({"database": self.database.check, "storage": lambda: self.storage.stat(NOTHING)})


ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorResponse, "description": "The request cannot be met; the message says what would be right."},
    401: {"model": ErrorResponse, "description": "The caller is not known."},
    404: {"model": ErrorResponse, "description": "There is no such thing in this project."},
    429: {"model": ErrorResponse, "description": "Too many requests; `Retry-After` says when to come again."},
    500: {"model": ErrorResponse, "description": "A fault of the service."},
}
"""How any operation may fail."""


def project_router(tag: str, path: str = "") -> APIRouter:
    """A router for a resource of projects, below `path` in them. What every such path has, `description.py` tells."""
    return APIRouter(prefix=f"/v1/{{project_id}}{path}", tags=[tag], responses=ERRORS)


async def _collaborators(request: Request) -> Collaborators:
    found: Collaborators = request.app.state.collaborators
    return found


async def _caller(request: Request) -> Principal:
    found: Principal = request.state.principal
    return found


Ours = Annotated[Collaborators, Depends(_collaborators)]
"""The collaborators, as an endpoint's parameter."""

Caller = Annotated[Principal, Depends(_caller)]
"""Who is asking, as an endpoint's parameter; `access.py` has put it there."""
