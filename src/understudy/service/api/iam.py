"""What a client asks the identity service: a token for a password, the end of a token, its own project.

These three paths stand beside the API, so that one address serves a client for everything: it sets the endpoint of the
identity service to ours.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse, Response

from understudy.errors import InputError
from understudy.service.api.access import unauthorized
from understudy.service.api.context import Caller, Ours
from understudy.service.api.errors import answer
from understudy.service.auth.projects import answers_to
from understudy.service.auth.signature import refusal
from understudy.service.auth.tokens import KnownToken
from understudy.service.database.tables import Project, User

router = APIRouter(tags=["identity"])

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


@router.post(
    "/v3/auth/tokens",
    status_code=201,
    summary="Get a token for a password",
    description="The token is the response header `X-Subject-Token`. It works for 24 hours in `X-Auth-Token`.",
    responses={401: {"description": "Unknown user, wrong password, or not the user's project."}},
)
def create_token(asked: TokenRequest, ours: Ours) -> Response:
    """A token of the user's project."""
    who = asked.auth.identity.password.user
    try:
        user, project = ours.authority.logins.log_in(who.domain.name, who.name, who.password)
        if not _is_meant(project, asked.auth.scope):
            raise refusal(f"{who.name!r} asked for a project that is not {project.id}")
    except InputError as error:
        log.warning("refused a login: %s", error)
        if error.code == "throttled":
            return answer(429, "APIGW.0308", "Too many requests", {"Retry-After": "1"})
        return unauthorized()
    token, known = ours.authority.tokens.issue(user)
    return JSONResponse({"token": _described(known, user, project)}, 201, {"X-Subject-Token": token})


@router.delete(
    "/v3/auth/tokens",
    status_code=204,
    summary="End a token",
    description="Any caller of the token's project may end it, with the token itself or another credential.",
    responses={404: {"description": "The project has no such token."}},
)
def delete_token(ours: Ours, caller: Caller, subject: Annotated[str, Header(alias="X-Subject-Token")]) -> Response:
    """The end of a token of the caller's project."""
    if ours.authority.tokens.revoke(subject.encode("latin-1"), caller.project_id):
        return Response(status_code=204)
    raise InputError("not_found", "Not Found")


@router.get(
    "/v3/projects",
    summary="List the caller's project",
    description="Clients that were given a region and no project find their project's id here.",
)
def list_projects(
    request: Request, ours: Ours, caller: Caller, name: Annotated[str | None, Query(max_length=64)] = None
) -> dict[str, Any]:
    """The caller's project, if `name` means it."""
    with ours.database.transaction() as session:
        project = session.get_one(Project, caller.project_id)
    found = [_project(project)] if name is None or answers_to(project, name) else []
    return {"projects": found, "links": {"self": str(request.url), "next": None, "previous": None}}


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
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
