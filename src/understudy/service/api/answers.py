"""Answers as they leave the API: a document of the wire as it crosses it, or nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from understudy.errors import Warning
from understudy.service.api.wire.model import WireModel, to_json, unknown_fields


def answered(model: WireModel, **ours: Any) -> Response:
    """The document as an answer; `ours` are our additions to it, left out where there is nothing to say."""
    told: Mapping[str, Any] = {name: value for name, value in ours.items() if value not in (None, [], {})}
    body = to_json(model)
    if told:
        body = json.dumps(json.loads(body) | told).encode()
    return Response(body, media_type="application/json")


def done() -> Response:
    """The empty answer of an operation that has nothing to tell."""
    return Response()


def warned_of(body: WireModel) -> list[Warning]:
    """One warning for every field of a request that the contract does not have."""
    return [Warning("request_field_unknown", f"the contract has no field {path}") for path in unknown_fields(body)]
