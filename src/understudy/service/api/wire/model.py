"""What all documents on the wire have in common, and what sets requests apart from answers.

- Null means absent: a field given as null counts as not given, and an answer leaves out what it does not know. Where
  the contract shows null all the same (`error_info` of a job), the model names the field in `shows_null`.
- A request may hold fields that the contract does not have; they are kept aside, and `unknown_fields` tells them.
- An answer holds nothing that the contract, or our documented additions to it, do not have.
- Documents are never changed once made.

A field's default in the contract stands in its description (`default` of the schema) and not in the document, so that
an echo shows what was asked and nothing else.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""What JSON can write and no database can keep: U+0000, and one half of a character of two halves."""

LONGEST_NAME = 60
"""Characters of an unknown field's name that are repeated to the client."""


class WireModel(BaseModel):
    """A document on the wire, or a part of one."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    shows_null: ClassVar[frozenset[str]] = frozenset()
    """Fields that are null, and not absent, where there is nothing to say."""

    def model_post_init(self, context: Any, /) -> None:
        """Null means absent."""
        given = self.model_fields_set
        given.difference_update([name for name, value in self.__dict__.items() if value is None])
        given.update(self.shows_null)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema without its mentions of null, which would only say again that a field may be absent."""
        schema = handler(core_schema)
        for name, field in handler.resolve_ref_schema(schema).get("properties", {}).items():
            field.pop("title", None)
            if field.get("default", ...) is None:
                del field["default"]
            if name not in cls.shows_null:
                _leave_out_null(field)
        return schema


def _leave_out_null(field: dict[str, Any]) -> None:
    kinds = [kind for kind in field.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) == 1:
        del field["anyOf"]
        field |= kinds[0] | field


class RequestModel(WireModel):
    """A part of what a client sends; the service may send it back. Fields it does not know are kept aside."""

    model_config = ConfigDict(extra="allow")

    def model_post_init(self, context: Any, /) -> None:
        """Null means absent, and every text can be kept."""
        super().model_post_init(context)
        for name, value in self.__dict__.items():
            if not _can_be_kept(value):
                raise PydanticCustomError("text_broken", "text that cannot be kept", {"field": name})


def _can_be_kept(value: Any) -> bool:
    """Whether a database keeps the value, and all that is in it; parts that are models have looked themselves."""
    if isinstance(value, str):
        return "\0" not in value if value.isascii() else not NO_TEXT.search(value)
    if isinstance(value, list):
        return all(map(_can_be_kept, value))
    if isinstance(value, dict):
        return all(_can_be_kept(name) and _can_be_kept(part) for name, part in value.items())
    return not isinstance(value, float) or math.isfinite(value)


class AnswerModel(WireModel):
    """A part of what only the service sends. Making one with a field that it does not have is an error of ours."""

    model_config = ConfigDict(extra="forbid")


def wire_model(name: str) -> type[WireModel] | None:
    """The model of that name, as the contract spells it, among those that have been imported."""
    waiting: list[type[WireModel]] = [WireModel]
    while waiting:
        model = waiting.pop()
        if model.__name__ == name:
            return model
        waiting.extend(model.__subclasses__())
    return None


def to_json(model: WireModel) -> bytes:
    """The document as it crosses the wire (UTF-8), absent fields left out."""
    return model.__pydantic_serializer__.to_json(model, exclude_unset=True)


def document(model: WireModel) -> dict[str, Any]:
    """The fields of the contract that were given, as plain JSON values: what is worth keeping of a request."""
    given = model.model_fields_set
    return {name: _plain(value) for name, value in model.__dict__.items() if name in given}


def _plain(value: Any) -> Any:
    if isinstance(value, WireModel):
        return document(value)
    return [_plain(item) for item in value] if isinstance(value, list) else value


def unknown_fields(model: WireModel) -> list[str]:
    """The paths of fields that the contract does not have, each with the field that may have been meant.

    For example `shoot_scripts[0].shoot_script.text_confg (did you mean text_config?)`.
    """
    return list(_unknown(model, ""))


def _unknown(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, WireModel):
        fields = type(value).model_fields
        for name in value.model_extra or ():
            near = difflib.get_close_matches(name[:LONGEST_NAME], fields.keys() - value.model_fields_set, 1, 0.75)
            hint = f" (did you mean {near[0]}?)" if near else ""
            yield _inside(path, name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…") + hint
        for name, part in value.__dict__.items():
            yield from _unknown(part, _inside(path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unknown(item, f"{path}[{index}]")


def _inside(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
