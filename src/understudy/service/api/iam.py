"""What a client asks the identity service: a token for a password, the end of a token, its own project.

These three paths stand beside the API, so that one address serves a client for everything: it sets the endpoint of the
identity service to ours.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Annotated, Any, Literal

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi import APIRouter, Header, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from understudy.errors import InputError
from understudy.service.api.access import unauthorized
from understudy.service.api.errors import answer
from understudy.service.auth import users
from understudy.service.auth.authority import Authority
from understudy.service.auth.projects import answers_to
from understudy.service.auth.tokens import KnownToken, Tokens
from understudy.service.database.engine import Database
from understudy.service.database.tables import Project, User

HASHING, WAITING = 2, 32
"""Passwords that are looked at at a time (64 MiB each), and logins that may wait for their turn."""

log = logging.getLogger(__name__)


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore")


Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00]*$")]


class Named(_Wire):
    """Something by its name."""

    name: Name


class PasswordUser(_Wire):
    """Who logs in: a user of an account (`domain`)."""

    name: Name = Field(examples=["operator"])
    password: str = Field(min_length=1, max_length=1024, examples=["what the first start printed"])
    domain: Named = Field(examples=[{"name": "default"}])


class Password(_Wire):
    """The method `password`."""

    user: PasswordUser


class Identity(_Wire):
    """How the caller proves who they are; passwords are the only way."""

    methods: list[Literal["password"]] = Field(min_length=1, max_length=1)
    password: Password


class ProjectScope(_Wire):
    """The project a token is for, by id or by name; a region's name means the user's own project."""

    id: Name | None = None
    name: Name | None = Field(None, examples=["cn-north-4"])


class Scope(_Wire):
    """What a token is for; left out, it is the user's project."""

    project: ProjectScope | None = None


class Auth(_Wire):
    """Identity and scope."""

    identity: Identity
    scope: Scope | None = None


class TokenRequest(_Wire):
    """A password for a token."""

    auth: Auth


def router(database: Database, authority: Authority) -> APIRouter:
    """The endpoints, with what they work with."""
    routes = APIRouter(tags=["identity"])
    logins = _Logins(database, authority.tokens)

    @routes.post(
        "/v3/auth/tokens",
        status_code=201,
        summary="Get a token for a password",
        description="The token is the response header `X-Subject-Token`. It works for 24 hours in `X-Auth-Token`.",
        responses={401: {"description": "Unknown user, wrong password, or not the user's project."}},
    )
    async def create_token(asked: TokenRequest) -> Response:
        return await logins.answer(asked.auth)

    @routes.delete(
        "/v3/auth/tokens",
        status_code=204,
        summary="End a token",
        description="Any caller of the token's project may end it, with the token itself or another credential.",
        responses={404: {"description": "The project has no such token."}},
    )
    def delete_token(request: Request, subject: Annotated[str, Header(alias="X-Subject-Token")]) -> Response:
        if authority.tokens.revoke(subject.encode("latin-1"), request.state.principal.project_id):
            return Response(status_code=204)
        raise InputError("not_found", "Not Found")

    @routes.get(
        "/v3/projects",
        summary="List the caller's project",
        description="Clients that were given a region and no project find their project's id here.",
    )
    def list_projects(request: Request, name: Annotated[str | None, Query(max_length=64)] = None) -> dict[str, Any]:
        with database.transaction() as session:
            project = session.get_one(Project, request.state.principal.project_id)
        found = [_project(project)] if name is None or answers_to(project, name) else []
        return {"projects": found, "links": {"self": str(request.url), "next": None, "previous": None}}

    return routes


class _Logins:
    """Looks at passwords, a few at a time and in threads, for each costs memory and a tenth of a second."""

    def __init__(self, database: Database, tokens: Tokens) -> None:
        self._database, self._tokens = database, tokens
        self._turns = CapacityLimiter(HASHING)

    async def answer(self, asked: Auth) -> Response:
        """The token, or why there is none."""
        if self._turns.statistics().tasks_waiting >= WAITING:
            return answer(429, "APIGW.0308", "Too many requests", {"Retry-After": "1"})
        return await anyio.to_thread.run_sync(self._answer, asked, limiter=self._turns)

    def _answer(self, asked: Auth) -> Response:
        who = asked.identity.password.user
        try:
            user, project = users.log_in(self._database, who.domain.name, who.name, who.password)
        except InputError as error:
            log.warning("refused a login: %s", error)
            return unauthorized()
        if not _is_meant(project, asked.scope):
            log.warning("refused a login: %r asked for a project that is not %s", who.name, project.id)
            return unauthorized()
        token, known = self._tokens.issue(user)
        return JSONResponse({"token": _described(known, user, project)}, 201, {"X-Subject-Token": token})


def _is_meant(project: Project, scope: Scope | None) -> bool:
    """Whether the user's project is the one that was asked for."""
    asked = scope.project if scope else None
    if asked is None:
        return True
    if asked.id is not None:
        return asked.id == project.id
    return asked.name is None or answers_to(project, asked.name)


def _described(known: KnownToken, user: User, project: Project) -> dict[str, Any]:
    account = {"id": project.id, "name": user.domain}
    return {
        "methods": ["password"],
        "issued_at": _time(known.issue_time),
        "expires_at": _time(known.expire_time),
        "user": {"id": user.id, "name": user.name, "domain": account, "password_expires_at": ""},
        "project": {"id": project.id, "name": project.name, "domain": account},
        "roles": [],
        "catalog": [],
    }


def _project(project: Project) -> dict[str, Any]:
    return {
        "id": project.id,
        "name": project.name,
        "domain_id": project.id,
        "parent_id": project.id,
        "is_domain": False,
        "enabled": True,
        "description": "",
        "links": {},
    }


def _time(moment: datetime) -> str:
    """As the identity service writes times: microseconds, and Z for UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
