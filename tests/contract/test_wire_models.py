"""The wire has every field of the contract: its names, types and values as the official SDK declares and documents
them, its ranges as `ranges.tsv` lists them.

`ranges.tsv` holds the facts that the SDK for Python does not carry: they are those of the validators of the official
SDK for PHP, and those of the public documentation where the two say something else.
"""

from __future__ import annotations

import csv
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import huaweicloudsdkmetastudio.v1 as sdk
import pytest
from fastapi import FastAPI

from understudy.service.api import wire
from understudy.service.api.wire.model import AnswerModel, RequestModel, WireModel, wire_model

OPERATIONS = Path(__file__).with_name("operations.txt").read_text("utf-8").split()
"""What the service offers of the cloud's operations."""

RETIRED = {
    "Create2DDigitalHumanVideoReq": {"video_making_type", "human_image"},
    "VideoConfig": {"disable_system_watermark"},
    "OutputAssetConfig": {"is_preview_video"},
    "ConfirmFileUploadRequestBody": {"auto_meta_analysis"},
    "ShootScript": {"animation_config", "emotion_config"},
    "BackgroundConfigInfo": {"human_position_2d", "human_size_2d", "background_title", "background_cover_url"},
}
"""Fields of older releases that the service still takes."""

OURS = {
    name: {"progress", "stage", "queue_position", "eta_seconds", "heartbeat_time", "warnings", "report"}
    for name in ("Show2DDigitalHumanVideoResponse", "ShowPhotoDigitalHumanVideoResponse")
} | {"ShowUsageDataResponse": {"now"}}
"""What the service tells beyond the contract."""

NOT_VALUES = {
    ("SaveTtscVocabularyConfigsRequestBody", "type"): "lists the values of `value` too",
    ("OperationLogInfo", "error_code"): "gives an example",
    ("VideoLayerConfig", "loop_count"): "explains a number",
}
"""Fields whose documentation lists something else than their values."""

TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean", "object": "object"}
VALUE = re.compile(r"[*\-•] +\**`?([A-Za-z0-9][A-Za-z0-9_.]*)`?\**\s*[:：]")
"""An entry of a list of values in the SDK's documentation: `* RESIZE：…`."""

LIMITS = {
    **{"min": "minimum", "max": "maximum", "min_len": "minLength", "max_len": "maxLength"},
    **{"max_items": "maxItems", "pattern": "pattern", "default": "default"},
}
"""Columns of `ranges.tsv` and what they are in a schema."""

for module in pkgutil.iter_modules(wire.__path__):
    importlib.import_module(f"{wire.__name__}.{module.name}")


def fields_of(name: str) -> dict[str, tuple[str, str]]:
    """The SDK's name and type of every field of one of its classes, by the name on the wire; headers left out."""
    model = getattr(sdk, name)
    return {
        model.attribute_map[attribute]: (attribute, kind)
        for attribute, kind in model.openapi_types.items()
        if not model.attribute_map[attribute].startswith("X-")
    }


def element(kind: str) -> str:
    return kind.removeprefix("list[").removesuffix("]")


def is_values(kind: str) -> bool:
    """Whether the SDK's class is a list of values and no document."""
    return hasattr(sdk, kind) and not getattr(sdk, kind).openapi_types


def reachable(roots: set[str]) -> set[str]:
    """The SDK's documents that these lead to, themselves included."""
    found: set[str] = set()
    while roots:
        name = roots.pop()
        found.add(name)
        kinds = {element(kind) for _, kind in fields_of(name).values()}
        roots |= {kind for kind in kinds if kind not in TYPES and not is_values(kind)} - found
    return found


BODIES = reachable(
    {getattr(sdk, f"{operation}Request").openapi_types.get("body", "") for operation in OPERATIONS} - {""}
)
ANSWERS = reachable({f"{operation}Response" for operation in OPERATIONS if fields_of(f"{operation}Response")})
DOCUMENTS = sorted(BODIES | ANSWERS)


@cache
def schema(name: str) -> dict[str, Any]:
    model = wire_model(name)
    assert model is not None, f"there is no wire model {name}"
    return model.model_json_schema()


def type_of(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if "anyOf" in field:
        (kind,) = (type_of(arm) for arm in field["anyOf"] if arm != {"type": "null"})
        return kind
    return f"list[{type_of(field['items'])}]" if field["type"] == "array" else str(field["type"])


def values_of(field: dict[str, Any]) -> set[str]:
    field = field.get("items", field)
    return set(field.get("enum", [field["const"]] if "const" in field else []))


def sdk_type(kind: str) -> str:
    inner = element(kind)
    name = "string" if is_values(inner) else TYPES.get(inner, inner)
    return f"list[{name}]" if kind != inner else name


def sdk_values(name: str) -> Iterator[tuple[str, set[str]]]:
    """The fields of a class and the values that the SDK declares, or else documents, for each."""
    texts = dict(re.findall(r":param (\w+): (.*)", getattr(sdk, name).__init__.__doc__ or ""))
    for field, (attribute, kind) in fields_of(name).items():
        if is_values(element(kind)):
            yield field, {value for key, value in vars(getattr(sdk, element(kind))).items() if key.isupper()}
        elif kind != "bool" and (name, field) not in NOT_VALUES:
            yield field, set(VALUE.findall(texts.get(attribute, "")))


def test_the_derivation_sees_the_whole_contract() -> None:
    assert len(OPERATIONS) == len(set(OPERATIONS)) == 65
    assert len(DOCUMENTS) == 170
    assert sum(len(fields_of(name)) for name in DOCUMENTS) == 932
    assert sum(bool(values) for name in DOCUMENTS for _, values in sdk_values(name)) > 120


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_field_has_the_name_and_type_of_the_sdk(name: str) -> None:
    expected = {field: sdk_type(kind) for field, (_, kind) in fields_of(name).items()}
    ours = {field: type_of(what) for field, what in schema(name)["properties"].items()}
    more = RETIRED.get(name, set()) | OURS.get(name, set())
    assert ours.keys() - expected.keys() == more
    assert {field: kind for field, kind in ours.items() if field not in more} == expected


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_value_of_the_sdk_is_taken(name: str) -> None:
    properties = schema(name)["properties"]
    missing = {field: values - values_of(properties[field]) for field, values in sdk_values(name)}
    assert {field: values for field, values in missing.items() if values} == {}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_must_be_given_is_what_the_sdk_always_sends(name: str) -> None:
    source = inspect.getsource(getattr(sdk, name).__init__)
    always = set(re.findall(r"^ {8}self\.(\w+) = \1$", source, re.MULTILINE))
    demanded = {field for field, (attribute, _) in fields_of(name).items() if attribute in always}
    assert set(schema(name).get("required", [])) == demanded


def facts() -> dict[tuple[str, str], dict[str, str]]:
    path = Path(__file__).with_name("ranges.tsv")
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {(row.pop("model"), row.pop("field")): {name: text for name, text in row.items() if text} for row in rows}


def ours(field: dict[str, Any]) -> dict[str, str]:
    """What a field of our schema says in the columns of `ranges.tsv`."""
    limits = {column: field[key] for column, key in LIMITS.items() if key in field}
    told = {column: value if column == "pattern" else json.dumps(value) for column, value in limits.items()}
    return told | ({"values": "|".join(sorted(values_of(field)))} if values_of(field) else {})


def test_every_field_has_the_range_and_default_of_the_contract() -> None:
    expected = facts()
    for row in expected.values():
        if "values" in row:
            row["values"] = "|".join(sorted(row["values"].split("|")))
    names = {name for name, _ in expected} | set(DOCUMENTS)
    found = {
        (name, field): ours(what)
        for name in names
        for field, what in schema(name)["properties"].items()
        if field not in OURS.get(name, ()) and ours(what)
    }
    differing = {place for place in expected.keys() | found.keys() if expected.get(place) != found.get(place)}
    assert {place: (expected.get(place), found.get(place)) for place in differing} == {}


def test_requests_keep_what_they_do_not_know_and_answers_hold_nothing_else() -> None:
    models = {name: wire_model(name) for name in DOCUMENTS}
    kept = {name for name, model in models.items() if model and model.model_config["extra"] == "allow"}
    assert kept == BODIES
    assert all(model and issubclass(model, RequestModel | AnswerModel) for model in models.values())


@pytest.mark.parametrize("name", [*DOCUMENTS, "HumanPosition2D", "HumanSize2D", "JobWarning"])
def test_every_document_and_field_is_described(name: str) -> None:
    document = schema(name)
    assert document["description"].endswith((".", ":"))
    for field, what in document["properties"].items():
        referred = document["$defs"][type_of(what)] if "$ref" in what else {}
        assert (what.get("description") or referred.get("description", "")).strip(), f"{name}.{field}"


def test_the_openapi_document_uses_the_names_of_the_contract() -> None:
    """One schema for each document, whether it is asked or answered, under the name of its class."""
    app = FastAPI()
    for name in DOCUMENTS:
        model = wire_model(name)
        assert model is not None

        def endpoint(body: WireModel) -> None:
            """Take it."""

        endpoint.__annotations__ = {"body": model, "return": None}
        if name in BODIES:
            app.post(f"/asked/{name}")(endpoint)
        if name in ANSWERS:
            app.get(f"/answered/{name}", response_model=model)(lambda: None)
    schemas = set(app.openapi()["components"]["schemas"])
    assert schemas - {"HTTPValidationError", "ValidationError"} == {
        *DOCUMENTS,
        *("HumanPosition2D", "HumanSize2D", "JobWarning", "ProjectNow", "Use"),
    }
