"""Documents in JSON files: how one is written, and what can be wrong with it before its fields are looked at."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError

from understudy.errors import InputError


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in the file `path` (UTF-8, with or without a byte order mark).

    Raises `InputError`: `file_missing`, `file_unreadable`, `file_not_utf8`, or `json_malformed` with line and column.
    """
    try:
        text = path.read_text("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        raise InputError("file_missing", f"there is no file {path}", hint="check the path") from None
    except IsADirectoryError:
        raise InputError("file_unreadable", f"{path} is a folder", hint="give the file of a production") from None
    except OSError as error:
        text = f"{path} cannot be read: {(error.strerror or str(error)).lower()}"
        raise InputError("file_unreadable", text, hint="check its permissions") from None
    except UnicodeDecodeError as error:
        text = f"{path} is not UTF-8 text (byte {error.start})"
        raise InputError("file_not_utf8", text, hint="save it as UTF-8") from None
    return object_in(text, str(path))


def object_in(text: str, name: str) -> dict[str, Any]:
    """The JSON object that `text` is; `name` says where it comes from. Raises `InputError` (`json_malformed`)."""
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        found = f"{name}, line {error.lineno}, column {error.colno}: {error.msg[:1].lower()}{error.msg[1:]}"
        raise InputError("json_malformed", found, hint="a production is one JSON object") from None
    except (RecursionError, ValueError):
        found = f"{name} is nested too deep, or holds a number that is too long"
        raise InputError("json_malformed", found, hint="a production is one JSON object") from None
    if not isinstance(values, dict):
        raise InputError("json_malformed", f"{name} holds no JSON object", hint='it begins with {"scenes": [')
    return values


def written(document: BaseModel) -> str:
    """The document as JSON, without what is not given; `read_object` reads it again."""
    try:
        return document.model_dump_json(by_alias=True, exclude_none=True, indent=2)
    except PydanticSerializationError:  # half of a character pair, which only an escape of JSON can carry
        return json.dumps(document.model_dump(mode="json", by_alias=True, exclude_none=True), indent=2)
