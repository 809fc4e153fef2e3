"""What is wrong with a request, in words: which field, in which scene, what was found, and what would be right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Protocol

from understudy.errors import Problem
from understudy.refusals import Document, number, refusals
from understudy.service.api.wire.model import WireModel, wire_model

PARTS_OF_REQUEST = frozenset({"body", "query", "path", "header", "cookie"})
"""First steps of the web framework's paths, which are no fields."""

KINDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object with fields",
}
SOME_NAMES = 5
"""How many of many possible names are told."""

PLAIN = frozenset({"string_too_long", "too_long", "model_type", "model_attributes_type", "text_broken"})
"""Findings whose words say already what would be right."""


class Findings(Protocol):
    """What pydantic and the web framework raise about a request."""

    def errors(self) -> Sequence[Any]:
        """Every finding: its type, place (`loc`), message, limits (`ctx`) and what was found (`input`)."""
        ...


def problems(error: Findings, model: type[WireModel] | None = None) -> list[Problem]:
    """One problem for every finding in a request, its field by its path in the names of the wire.

    `model` is what the request should have been; pydantic's own `ValidationError` knows that by itself.
    """
    model = model or wire_model(getattr(error, "title", ""))
    kind = Document("body", "shoot_scripts", right=lambda detail: _right(model, detail) if model else "")
    return refusals([_placed(detail) for detail in error.errors()], kind)


def _placed(detail: Mapping[str, Any]) -> Mapping[str, Any]:
    """The finding with its place inside the body."""
    place = tuple(detail["loc"])
    if place and place[0] in PARTS_OF_REQUEST:
        place = place[1:]
    if detail["type"] == "json_invalid":
        place = ()
    if detail["type"] == "text_broken":
        place += (detail["ctx"]["field"],)
    return {**detail, "loc": place}


def _right(model: type[WireModel], detail: Mapping[str, Any]) -> str:
    """What a field may hold: `a whole number from 40 to 30000`. Empty where the words for the finding say it."""
    if detail["type"] in PLAIN:
        return ""
    field = _field(_schema(model), detail["loc"])
    if names := field.get("enum") or ([field["const"]] if "const" in field else []):
        return _choice(names)
    if detail["type"] == "string_pattern_mismatch" and "examples" in field:
        return f"for example {field['examples'][0]!r}"
    kind = KINDS.get(field.get("type", ""), "")
    if "minimum" in field and "maximum" in field:
        return f"{kind} from {number(field['minimum'])} to {number(field['maximum'])}"
    for beginning, unit in (("Length", "characters"), ("Items", "entries")):
        least, most = field.get(f"min{beginning}", 0), field.get(f"max{beginning}")
        if most is not None:
            size = f"exactly {most}" if least == most else f"{least} to {most}" if least else f"at most {most}"
            kind = f"{kind} of {size} {unit}"
    return kind


def _choice(names: Sequence[str]) -> str:
    told = ", ".join(repr(name) for name in names[:SOME_NAMES])
    return told if len(names) == 1 else f"one of {told}{', …' if len(names) > SOME_NAMES else ''}"


def _field(schema: Mapping[str, Any], place: Sequence[int | str]) -> Mapping[str, Any]:
    """What a model's schema says of the field at `place`; empty where it says nothing."""
    field: Mapping[str, Any] = schema
    for step in (*place, None):
        reference = field.get("$ref")
        field = schema["$defs"][reference.rpartition("/")[2]] if reference else field
        if isinstance(step, int):
            field = field.get("items", {})
        elif step is not None:
            field = field.get("properties", {}).get(step, {})
    return field


@cache
def _schema(model: type[WireModel]) -> Mapping[str, Any]:
    return model.model_json_schema()
