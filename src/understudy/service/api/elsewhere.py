"""What this service does not offer: groups of the contract that stay out, and paths that nobody knows.

The router comes after all others but media's, whose paths are of any project.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.routing import Match

from understudy.service.api.errors import answer

router = APIRouter()

UNKNOWN, WRONG_METHOD = "MSS.00010003", "MSS.00010004"

NOT_OFFERED = {
    "voice-training-manage": "voice training",
    "smart-live-command": "live rooms",
    "smart-live-configs": "live rooms",
    "smart-live-interaction-rule-groups": "live rooms",
    "smart-live-interaction-rule-groups-summary": "live rooms",
    "smart-live-jobs": "live rooms",
    "smart-live-rooms": "live rooms",
    "live-platforms": "live rooms",
    "products": "products of live shopping",
    "digital-human-chat": "interactive chat",
    "smart-chat-rooms": "interactive chat",
    "wise-brain-manager": "interactive chat",
    "digital-assets-action": "transfer of assets between accounts",
    "tenants": "management of cloud tenants",
    "user": "management of cloud tenants",
    "mss": "orders",
    "digital-human": "stylised 3D avatars",
}
"""Beginnings of paths below a project, and what lies there on the cloud."""

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


@router.api_route("/v1/{rest:path}", methods=METHODS, include_in_schema=False)
async def unknown(rest: str, request: Request) -> Response:
    """Say what is not offered, or that the path or the method is not known."""
    group = NOT_OFFERED.get(rest.partition("/")[2].partition("/")[0])
    if group:
        return answer(400, UNKNOWN, f"{group} is not offered here; see docs/reference/service.md")
    others = (route for route in request.app.routes if getattr(route, "path", "") != "/v1/{rest:path}")
    if any(route.matches(request.scope)[0] is Match.PARTIAL for route in others):
        return answer(400, WRONG_METHOD, f"{request.method} is not offered for this path")
    return answer(400, UNKNOWN, "there is no such operation")
