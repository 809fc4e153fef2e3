"""The OpenAPI document: what FastAPI makes of the routes, and what it cannot know."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import FastAPI

from understudy.service.api.errors import RETRY_AFTER

SUMMARY = "Videos of virtual presenters, made on your own machine, behind MetaStudio's interface."

SCHEMES = {
    "signature": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "SDK-HMAC-SHA256 over the request with an access key and its secret key, as the official SDKs"
        " make it; `X-Sdk-Date` goes along.",
    },
    "token": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Auth-Token",
        "description": "A token of `POST /v3/auth/tokens`.",
    },
}
"""How a caller proves who it is. Either is enough."""


PROJECT = (
    {
        "name": "project_id",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "minLength": 1, "maxLength": 64},
        "description": "The caller's project.",
    },
    {
        "name": "X-App-UserId",
        "in": "header",
        "required": False,
        "schema": {"type": "string", "maxLength": 256},
        "description": "End user that the caller speaks for; filters lists.",
    },
)
"""What every path of a project has. The gate checks both, so that no endpoint does it again."""


_ERROR = {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorResponse"}}}
INVALID = {"description": "The request cannot be met; the message says what would be right.", "content": _ERROR}
AWAY = {
    "description": "Database or storage do not answer at the moment.",
    "content": _ERROR,
    "headers": {
        "Retry-After": {"schema": {"type": "integer", "example": RETRY_AFTER}, "description": "Seconds to wait."}
    },
}
"""What every operation may answer. Wrong values are refused with 400, and never with the framework's own 422."""

NOT_OURS = ("HTTPValidationError", "ValidationError")


def describe(app: FastAPI) -> None:
    """Let the app's document tell how callers are known, what every path of a project has, and how anything fails."""
    made = app.openapi

    @cache
    def whole() -> dict[str, Any]:
        document = made()
        parts = document.setdefault("components", {})
        parts["securitySchemes"] = SCHEMES
        for name in NOT_OURS:
            parts.get("schemas", {}).pop(name, None)
        for path, operations in document["paths"].items():
            for operation in operations.values():
                _fails(operation["responses"])
                if path.startswith("/v1/"):
                    operation["security"] = [{name: []} for name in SCHEMES]
                if path.startswith("/v1/{project_id}"):
                    rest = [one for one in operation.get("parameters", ()) if one["name"] != "project_id"]
                    operation["parameters"] = [*PROJECT, *rest]
        return document

    app.openapi = whole  # type: ignore[method-assign]


def _fails(responses: dict[str, Any]) -> None:
    if responses.pop("422", None) is not None:
        responses.setdefault("400", INVALID)
    responses["503"] = AWAY
