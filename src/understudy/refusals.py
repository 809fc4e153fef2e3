"""What is wrong with a document, in the words of the people who write one: field, what was found, what would be right.

The checker (pydantic) speaks of tuples, tags and discriminators; the table here says the same of lists and kinds.
"""

from __future__ import annotations

import copy
import difflib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from understudy.errors import Problem

KINDS = {
    "background": ("image", "colour", "transparent"),
    "layers": ("human", "image", "video", "text"),
}
"""What `kind` may be, by the field that holds the object."""

LONGEST_LIST = 150
"""Characters of a list of names that is told in full."""

_FORMS = {"^#[0-9A-Fa-f]{6}$": "a colour like #F2F4F7"}
"""What a text of some pattern is."""

_Place = tuple[int | str, ...]
_Say = Callable[[Mapping[str, Any], Any], str]

_WORDS: dict[str, _Say] = {
    "greater_than_equal": lambda limits, found: f"must be at least {number(limits['ge'])}, found {_short(found)}",
    "less_than_equal": lambda limits, found: f"must be at most {number(limits['le'])}, found {_short(found)}",
    "finite_number": lambda _, found: f"must be a finite number, found {_short(found)}",
    "literal_error": lambda limits, found: f"must be {_one_of(limits['expected'])}, found {_short(found)}",
    "enum": lambda limits, found: f"must be {_one_of(limits['expected'])}, found {_short(found)}",
    "string_pattern_mismatch": lambda limits, found: f"{_form(limits['pattern'])}, found {_short(found)}",
    "string_too_long": lambda limits, found: (
        f"has {len(found)} characters, at most {limits['max_length']} are possible"
    ),
    "string_too_short": lambda limits, found: (
        f"has {len(found)} characters, at least {limits['min_length']} are needed"
        if limits["min_length"] > 1
        else "must not be empty"
    ),
    "too_long": lambda limits, _: f"has {limits['actual_length']} entries, at most {limits['max_length']} are possible",
    "text_broken": lambda _, __: "holds U+0000 or half of a surrogate pair, which are no characters",
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


@dataclass(frozen=True)
class Document:
    """What kind of document is looked at: what it is called, its list of scenes, and the names of all its fields.

    `right` says what would be right where neither the words for a finding nor the nearest name do.
    """

    name: str
    scenes: str
    fields: Collection[str] = ()
    right: Callable[[Any], str] = lambda detail: ""


def refusals(details: Sequence[Any], document: Document) -> list[Problem]:
    """One problem for each finding of pydantic (`ValidationError.errors()`) in a document.

    A list that is called too short only because its entries are wrong is left out.
    """
    places = [detail["loc"] for detail in details]
    shadows = [
        detail["type"] == "too_short" and any(place[: len(at)] == at and place != at for place in places)
        for detail, at in zip(details, places, strict=True)
    ]
    return [_problem(detail, document) for detail, shadow in zip(details, shadows, strict=True) if not shadow]


def findings(
    error: ValidationError, values: Any, model: type[BaseModel], together: Mapping[str, Collection[str]]
) -> list[Any]:
    """What pydantic found in a document, and what it did not come to: rules about several fields at once.

    It looks at those only where every field is right, so it is asked once more without the wrong ones. `together` names
    the fields that such rules are about, by the object that holds them; where one of them is wrong, the rule has to
    wait.
    """
    found: list[Any] = list(error.errors())
    places = [detail["loc"] for detail in found]
    try:
        model.model_validate(_without(values, places))
    except ValidationError as second:
        found += [
            detail
            for detail in second.errors()
            if detail["type"] == "value_error" and not _waits(detail["loc"], places, together)
        ]
    return found


def _waits(rule: _Place, wrong: Sequence[_Place], together: Mapping[str, Collection[str]]) -> bool:
    """Whether the rule of the object at `rule` was told already, or one of its fields is among the `wrong` places."""
    fields = together[next((step for step in reversed(rule) if isinstance(step, str) and step in together), "")]
    return any(place[: len(rule)] == rule and (place == rule or place[-1] in fields) for place in wrong)


def _without(values: Any, places: Sequence[_Place]) -> Any:
    """A copy of the document without the fields at `places`; entries of lists stay, so that places stay right."""
    kept = copy.deepcopy(values)
    for place in places:
        if any(other != place and other[: len(place)] == place for other in places):
            continue  # only what is inside is wrong
        holder: Any = None
        inside = kept
        for step in place:
            if isinstance(inside, list) and isinstance(step, int) and step < len(inside):
                holder, inside = None, inside[step]
            elif isinstance(inside, dict) and step in inside:
                holder, name, inside = inside, step, inside[step]
        if holder is not None and place[-1] == name:
            del holder[name]
    return kept


def _problem(detail: Any, document: Document) -> Problem:
    location = detail["loc"]
    steps = [step for place, step in enumerate(location) if not _names_a_kind(location, place)]
    scene = _scene(steps, document.scenes)
    path, name = _path(steps) or document.name, str(steps[-1]) if steps else document.name
    kind, found = detail["type"], detail.get("input")
    if kind == "value_error":
        return _own(detail["msg"].removeprefix("Value error, "), path, scene)
    if kind == "json_invalid":
        return Problem("json_malformed", f"the {document.name} is no JSON: {detail['ctx']['error']}")
    if kind == "missing":
        return Problem("field_missing", f"{name} is missing", document.right(detail), scene, path)
    if kind == "extra_forbidden":
        hint = nearest(name, set(document.fields) - {name})
        return Problem("field_unknown", f"there is no field {name!r} here", hint, scene, path)
    if kind == "union_tag_not_found":
        hint = next((f"one of {_choice(KINDS[step])}" for step in reversed(steps) if step in KINDS), "")
        return Problem("field_missing", "kind is missing", hint, scene, f"{path}.kind")
    if kind in _WORDS:
        ending = ".kind" if kind == "union_tag_invalid" else ""
        message = _WORDS[kind](detail.get("ctx", {}), found)
        return Problem("field_invalid", message, _hint(detail, message, document), scene, path + ending)
    wanted = next((what for beginnings, what in _TYPES if kind.startswith(beginnings)), "")
    message = f"must be {wanted}, found {_short(found)}" if wanted else f"{detail['msg']}, found {_short(found)}"
    return Problem("field_invalid", message, _hint(detail, message, document), scene, path)


def _hint(detail: Any, message: str, document: Document) -> str:
    """What would be right, where the message does not say it."""
    choices = _values(detail)
    right = "" if choices and repr(choices[-1]) in message else document.right(detail)
    return nearest(detail.get("input"), choices) or ("" if right in message else right)


def number(limit: float) -> str:
    """A limit as people write it: 1 and not 1.0."""
    return str(int(limit) if limit == int(limit) else limit)


def nearest(found: Any, names: Collection[str]) -> str:
    """The hint at the one of `names` that may have been meant; empty where there is none."""
    if not isinstance(found, str):
        return ""
    folded = {name.casefold(): name for name in names}
    near = difflib.get_close_matches(found[:100].casefold(), folded, 1, 0.75)
    return f"did you mean {folded[near[0]]!r}?" if near else ""


_PLACED = re.compile(r"(?P<field>scenes\[(?P<scene>\d+)\]\S*): ")


def _own(text: str, field: str, scene: int | None) -> Problem:
    """A finding of our own validators, written `message; hint`, and before it `field: ` where that is another one."""
    if placed := _PLACED.match(text):
        field, scene, text = placed["field"], int(placed["scene"]), text[placed.end() :]
    message, _, hint = text.partition("; ")
    return Problem("field_invalid", message, hint, scene, field)


def _names_a_kind(location: Sequence[int | str], place: int) -> bool:
    """Whether pydantic put the kind of a background or layer here: `scenes, 0, layers, 2, text, …`."""
    before = location[max(place - 2, 0) : place]
    return before[-1:] == ("background",) or (len(before) == 2 and before[0] == "layers" and isinstance(before[1], int))


def _path(steps: Sequence[int | str]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")


def _scene(steps: Sequence[int | str], scenes: str) -> int | None:
    """The scene that the path leads into."""
    return steps[1] if len(steps) > 1 and steps[0] == scenes and isinstance(steps[1], int) else None


def _choice(kinds: str | Sequence[str]) -> str:
    names = kinds.split(", ") if isinstance(kinds, str) else [f"'{kind}'" for kind in kinds]
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _values(detail: Any) -> list[str]:
    """The texts that the checker would take here, where there is a choice."""
    names = re.findall("'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))
    return names if len(names) > 1 else []


def _one_of(expected: str) -> str:
    """The checker's list of texts, as long as people read it to its end."""
    return expected if len(expected) <= LONGEST_LIST else f"one of {expected.count(chr(39)) // 2} names"


def _form(pattern: str) -> str:
    form = _FORMS.get(pattern)
    return f"must be {form}" if form else "has characters that are not possible here"


def _short(value: Any) -> str:
    if isinstance(value, str):
        value = value[:60]
    names = {dict: "an object", list: "a list", tuple: "a list", bool: str(value).lower(), type(None): "null"}
    text = names.get(type(value)) or repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
