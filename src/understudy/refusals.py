"""What is wrong with a document, in the words of the people who write one: field, what was found, what would be right.

The checker (pydantic) speaks of tuples, tags and discriminators; the table here says the same of lists and kinds.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from understudy.errors import Problem

KINDS = {
    "background": ("image", "colour", "transparent"),
    "layers": ("human", "image", "video", "text"),
}
"""What `kind` may be, by the field that holds the object."""

_Say = Callable[[Mapping[str, Any], Any], str]

_WORDS: dict[str, _Say] = {
    "greater_than_equal": lambda limits, found: f"must be at least {limits['ge']}, found {_short(found)}",
    "less_than_equal": lambda limits, found: f"must be at most {limits['le']}, found {_short(found)}",
    "finite_number": lambda _, found: f"must be a finite number, found {_short(found)}",
    "literal_error": lambda limits, found: f"must be {limits['expected']}, found {_short(found)}",
    "enum": lambda limits, found: f"must be {limits['expected']}, found {_short(found)}",
    "string_pattern_mismatch": lambda _, found: f"must be a colour like #F2F4F7, found {_short(found)}",
    "string_too_long": lambda limits, found: (
        f"has {len(found)} characters, at most {limits['max_length']} are possible"
    ),
    "string_too_short": lambda _, __: "must not be empty",
    "too_long": lambda limits, _: f"has {limits['actual_length']} entries, at most {limits['max_length']} are possible",
    "too_short": lambda limits, _: f"is empty, at least {limits['min_length']} entry is needed",
    "union_tag_invalid": lambda limits, _: f"must be {_choice(limits['expected_tags'])}, found '{limits['tag']}'",
}
"""What each finding of the checker is called here, from its limits and the value that was found."""

_TYPES = (
    (("string_",), "text"),
    (("int_",), "a whole number"),
    (("float_", "decimal_"), "a number"),
    (("bool_",), "true or false"),
    (("path_",), "the path of a file"),
    (("tuple_", "list_"), "a list"),
    (("model_", "dict_", "dataclass_"), "an object with fields"),
)
"""What a field must be, by the beginnings of the checker's names for its being something else."""


def refusals(details: Sequence[Any], known: Collection[str]) -> list[Problem]:
    """One problem for each finding of pydantic (`ValidationError.errors()`); `known` are the names of all fields.

    A list that is called too short only because its entries are wrong is left out.
    """
    places = [detail["loc"] for detail in details]
    shadows = [
        detail["type"] == "too_short" and any(place[: len(at)] == at and place != at for place in places)
        for detail, at in zip(details, places, strict=True)
    ]
    return [_problem(detail, known) for detail, shadow in zip(details, shadows, strict=True) if not shadow]


def _problem(detail: Any, known: Collection[str]) -> Problem:
    location = detail["loc"]
    steps = [step for place, step in enumerate(location) if not _names_a_kind(location, place)]
    scene, path, name = _scene(steps), _path(steps), str(steps[-1]) if steps else ""
    kind, found = detail["type"], detail.get("input")
    if kind == "value_error":
        return _own(detail["msg"].removeprefix("Value error, "), steps)
    if kind == "missing":
        return Problem("field_missing", f"{name} is missing", "", scene, path)
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(name, set(known) - {name}, 1, 0.75)
        hint = f"did you mean {near[0]!r}?" if near else ""
        return Problem("field_unknown", f"there is no field {name!r} here", hint, scene, path)
    if kind == "union_tag_not_found":
        hint = next((f"one of {_choice(KINDS[step])}" for step in reversed(steps) if step in KINDS), "")
        return Problem("field_missing", "kind is missing", hint, scene, f"{path}.kind")
    if kind in _WORDS:
        ending = ".kind" if kind == "union_tag_invalid" else ""
        return Problem("field_invalid", _WORDS[kind](detail.get("ctx", {}), found), "", scene, path + ending)
    wanted = next((what for beginnings, what in _TYPES if kind.startswith(beginnings)), "")
    message = f"must be {wanted}, found {_short(found)}" if wanted else f"{detail['msg']}, found {_short(found)}"
    return Problem("field_invalid", message, "", scene, path)


_PLACED = re.compile(r"(?P<field>scenes\[(?P<scene>\d+)\]\S*): ")


def _own(text: str, steps: list[int | str]) -> Problem:
    """A finding of our own validators, written `message; hint`, and before it `field: ` where that is another one."""
    field, scene = _path(steps), _scene(steps)
    if placed := _PLACED.match(text):
        field, scene, text = placed["field"], int(placed["scene"]), text[placed.end() :]
    message, _, hint = text.partition("; ")
    return Problem("field_invalid", message, hint, scene, field)


def _names_a_kind(location: Sequence[int | str], place: int) -> bool:
    """Whether pydantic put the kind of a background or layer here: `scenes, 0, layers, 2, text, …`."""
    before = location[max(place - 2, 0) : place]
    return before[-1:] == ("background",) or (len(before) == 2 and before[0] == "layers" and isinstance(before[1], int))


def _path(steps: Sequence[int | str]) -> str:
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")
    return path or "production"


def _scene(steps: Sequence[int | str]) -> int | None:
    """The scene that the path leads into."""
    return steps[1] if len(steps) > 1 and steps[0] == "scenes" and isinstance(steps[1], int) else None


def _choice(kinds: str | Sequence[str]) -> str:
    names = kinds.split(", ") if isinstance(kinds, str) else [f"'{kind}'" for kind in kinds]
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _short(value: Any) -> str:
    names = {dict: "an object", list: "a list", tuple: "a list", bool: str(value).lower(), type(None): "null"}
    text = names.get(type(value)) or repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
