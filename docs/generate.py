"""Writes the parts of the reference that are read from the program itself, so that they cannot go stale.

    python docs/generate.py            write them
    python docs/generate.py --check    exit with 1 if a file on disk differs from what would be written

Written: `reference/production.schema.json` and `reference/production.md` from the models of `understudy.production`,
`reference/speech.md` from the engines (`speech_page.py`), the tables of options in `reference/command-line.md` from the
command line, and `reference/openapi.json` and the tables of `reference/service.md` from the service
(`service_pages.py`). What a field means and which MetaStudio field it stands for is written in `fields.py`; a field
without a row there stops the program.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fields import FIELDS, OURS
from service_pages import service_pages
from speech_page import speech_page

from understudy.production import LONGEST_FILM, RESIZE_SIZES, Production

REFERENCE = Path(__file__).parent / "reference"


def schema() -> dict[str, Any]:
    """The JSON schema of `production/1`, every field with its meaning."""
    found = Production.model_json_schema(by_alias=True)
    for name, model in {"Production": found, **found["$defs"]}.items():
        for field, values in model.get("properties", {}).items():
            meaning, _ = FIELDS[name][field]
            if meaning and "description" not in values:
                values["description"] = meaning
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def production_page() -> str:
    """`production.md`: one section for each model, in the order in which they are met."""
    whole = schema()
    models = {"Production": {key: value for key, value in whole.items() if key != "$defs"}, **whole["$defs"]}
    order = [name for name in FIELDS if name in models]
    lost = {name for name, model in models.items() if "properties" in model} - set(order)
    assert not lost, f"docs/fields.py lacks {lost}"
    return (
        _HEAD + "\n".join(_section(name, models[name], set(models[name].get("required", ()))) for name in order) + _FOOT
    )


def _section(name: str, model: dict[str, Any], required: set[str]) -> str:
    rows = ["| field | value | default | meaning | MetaStudio |", "|---|---|---|---|---|"]
    for field, values in model["properties"].items():
        meaning, wire = FIELDS[name][field]
        default = "**required**" if field in required else _default(values)
        text = " ".join(part for part in (meaning, values["description"] if not meaning else "") if part)
        shown = wire if wire == OURS else _code(wire)
        rows.append(f"| `{field}` | {_kind(values)} | {default} | {text} | {shown} |")
    return f"## {name}\n\n{' '.join(model.get('description', '').split())}\n\n" + "\n".join(rows) + "\n"


def _code(wire: str) -> str:
    """Names of fields as code, the words between them as words."""
    return re.sub(
        r"\b[a-z]+(?:[_-][\w.\[\]-]+|\[\][\w.\[\]]*)(?: (?:[A-Z]+|key|value|type)\b)?",
        lambda match: f"`{match[0]}`",
        wire,
    )


def _default(values: dict[str, Any]) -> str:
    default = values.get("default")
    if isinstance(default, dict):
        kind = next((name for name, model in _KINDS.items() if default.get("kind") == model), "")
        return f"`{json.dumps(default, ensure_ascii=False)}`" if kind else "all defaults"
    if default in (None, []):
        return "none"
    return f"`{json.dumps(default, ensure_ascii=False)}`"


_KINDS = {"ColourBackground": "colour"}


def _kind(values: dict[str, Any]) -> str:
    """A field's type and range in words."""
    if "$ref" in values:
        return _link(values["$ref"])
    parts = values.get("anyOf") or values.get("oneOf")
    if parts:
        return " or ".join(_kind(part) for part in parts if part.get("type") != "null")
    if "const" in values:
        return f"`{json.dumps(values['const'])}`"
    if "enum" in values:
        return ", ".join(f"`{value}`" for value in values["enum"])
    kind = values.get("type")
    if kind == "array":
        least, most = values.get("minItems"), values.get("maxItems")
        count = f"{least} to {most} of " if most else "list of "
        return count + _kind(values["items"])
    if kind in ("integer", "number"):
        return f"{'integer' if kind == 'integer' else 'number'}, {values['minimum']:,} to {values['maximum']:,}"
    if kind == "boolean":
        return "true or false"
    if values.get("pattern"):
        return "`#RRGGBB`"
    if values.get("format") == "path":
        return "file"
    least, most = values.get("minLength", 0), values.get("maxLength")
    return f"text, {least} to {most:,} characters" if most else "text"


def _link(reference: str) -> str:
    name = reference.rpartition("/")[2]
    if name in FIELDS:
        return f"[{name}](#{name.lower()})"
    values = Production.model_json_schema(by_alias=True)["$defs"][name]["enum"]
    return ", ".join(f"`{value}`" for value in values)


def option_tables() -> dict[str, str]:
    """For each command, its usage line and a table of its options."""
    import typer

    from understudy.cli.app import app

    return {name: _command(name, command) for name, command in _leaves("", typer.main.get_command(app))}


def _leaves(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with the words it is called by (`models fetch`)."""
    if not hasattr(command, "commands"):
        yield name, command
        return
    for word, part in command.commands.items():
        yield from _leaves(f"{name} {word}".strip(), part)


def _command(name: str, command: Any) -> str:
    arguments = [one for one in command.params if not one.opts[0].startswith("-")]
    options = [one for one in command.params if one.opts[0].startswith("-")]
    names = " ".join(one.name.upper() for one in arguments)
    needed = " ".join(f"{one.opts[0]} {_value(one)}" for one in options if one.required)
    usage = " ".join(part for part in ("understudy", name, names, needed, "[OPTIONS]") if part)
    rows = ["| | value | default | meaning |", "|---|---|---|---|"]
    rows += [f"| `{one.name.upper()}` | text | **required** | {one.help} |" for one in arguments]
    for one in options:
        spelled = ", ".join(f"`{spelling}`" for spelling in (*one.opts, *one.secondary_opts))
        default = (
            "**required**"
            if one.required
            else ""
            if one.default is None or one.default is False or one.default == ""
            else f"`{one.default}`"
        )
        rows.append(f"| {spelled} | {_escaped(_value(one))} | {default} | {one.help} |")
    return f"```\n{usage}\n```\n\n{' '.join((command.help or '').split())}\n\n" + "\n".join(rows)


def _value(option: Any) -> str:
    if option.is_flag:
        return ""
    if option.metavar:
        return str(option.metavar)
    least, most = getattr(option, "min", None), getattr(option, "max", None)
    kind = {"str": "TEXT", "list": "TEXT", "Path": "FILE", "int": "INTEGER", "float": "NUMBER"}[
        option.type_descriptor.annotation.__name__
    ]
    if least is not None and most is not None:
        return f"{least}..{most}"
    return f"{kind} from {least}" if least is not None else kind


def _escaped(text: str) -> str:
    return f"`{text}`".replace("|", "\\|") if text else ""


def command_page() -> str:
    """`command-line.md` as it is on disk, with its tables written anew."""
    page = (REFERENCE / "command-line.md").read_text("utf-8")
    for name, table in option_tables().items():
        begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        assert begin in page, f"command-line.md has no section {name}"
        assert end in page, f"command-line.md has no end of section {name}"
        before, rest = page.split(begin)
        page = before + begin + "\n" + table + "\n" + end + rest.split(end)[1]
    return page


def pages() -> dict[Path, str]:
    """Every generated file with its content."""
    return {
        REFERENCE / "production.schema.json": json.dumps(schema(), ensure_ascii=False, indent=2) + "\n",
        REFERENCE / "production.md": production_page(),
        REFERENCE / "command-line.md": command_page(),
        REFERENCE / "speech.md": speech_page(),
        **service_pages(REFERENCE),
    }


_HEAD = f"""<!-- Written by docs/generate.py: change the models or that program, not this file. -->
# The production document

A production is the self-contained document of one film: JSON, UTF-8, version `production/1`. Everything has a default
but `scenes`. This is a whole one:

```json
{{ "scenes": [ {{ "speech": {{ "text": "Hello." }} }} ] }}
```

Unknown fields are errors, and a wrong document is refused with the path of every wrong field at once. Files are paths;
relative ones count from the folder of the document. [`production.schema.json`](production.schema.json) is the same as a
JSON schema, for editors and validators.

Positions and sizes are in pixels of the **canvas**, which is 1920×1080 (landscape) or 1080×1920 (portrait) whatever the
size of the film, with its origin at the top left.

Rules that join several fields:

- `RESIZE` offers {", ".join(f"{width}×{height}" for width, height in RESIZE_SIZES)}. `CROP` cuts any window with even
  sides that fits its canvas; a window that leaves the canvas is moved inside, with a warning.
- H264 cannot be transparent: a scene with a transparent background needs VP8, VP9 or QTRLE.
- A scene says either a text or a recording, not both. `actions` and `recording_text` belong to recordings.
- A picture background has all of `x`, `y`, `width` and `height`, or none of them.

The last column names the field of MetaStudio's `POST 2d-digital-human-videos` that a field stands for; `shoot_script.…`
lies inside `shoot_scripts[]`. "ours" has no counterpart there.

"""

_FOOT = f"""
## What MetaStudio has and this document has not

Asset ids, URLs, `callback_config`, `review_config`, `output_external_url` and stored scripts belong to a service: it
turns a request into a production with local files. `subtitle_config.w` and `.h` are hints for MetaStudio's own editor.
`shoot_scripts[].sequence_no` is the order of `scenes`. MetaStudio limits all texts of one film to {LONGEST_FILM:,}
characters together and driving sound to 100 MB a scene; this program does not.
"""


def main(arguments: list[str]) -> int:
    """Write the pages, or say which ones are stale."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    if arguments == ["--check"]:
        for path in stale:
            sys.stderr.write(f"{path} is stale: run python docs/generate.py\n")
        return 1 if stale else 0
    for path, text in pages().items():
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
