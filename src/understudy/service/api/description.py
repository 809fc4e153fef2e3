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


def describe(app: FastAPI) -> None:
    """Let the app's document tell how callers are known."""
    made = app.openapi

    def whole() -> dict[str, Any]:
        document = made()
        document.setdefault("components", {})["securitySchemes"] = SCHEMES
        for path, operations in document["paths"].items():
            if path.startswith("/v1/"):
                for operation in operations.values():
                    operation["security"] = [{name: []} for name in SCHEMES]
        return document

    app.openapi = whole  # type: ignore[method-assign]
