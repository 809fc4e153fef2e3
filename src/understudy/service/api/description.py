"""The OpenAPI document: what FastAPI makes of the routes, and what it cannot know."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

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


def describe(app: FastAPI) -> None:
    """Let the app's document tell how callers are known, and what every path of a project has."""
    made = app.openapi

    def whole() -> dict[str, Any]:
        document = made()
        document.setdefault("components", {})["securitySchemes"] = SCHEMES
        for path, operations in document["paths"].items():
            if path.startswith("/v1/"):
                for operation in operations.values():
                    operation["security"] = [{name: []} for name in SCHEMES]
                    if "{project_id}" in path:
                        rest = [one for one in operation.get("parameters", ()) if one["name"] != "project_id"]
                        operation["parameters"] = [*PROJECT, *rest]
        return document

    app.openapi = whole  # type: ignore[method-assign]
