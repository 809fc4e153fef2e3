"""Finds every error and warning code in the source, by how codes are written there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "understudy"

BRANCHES = {"InputError": "input", "EngineError": "engine", "ResourceError": "resource", "Warning": "warning"}
MAKERS = {
    **BRANCHES,
    **{
        "Problem": "",
        "fail": "input",
        "_error": "input",
        "error": "input",
        "_wrong": "input",
        "_refusal": "input",
        "_valued": "input",
    },
    **{"_warn": "warning", "_tell": "warning", "warning": "warning", "_Balance": "warning", "append": "warning"},
    "__init__": "cancelled",
}
"""Callables that are given a code, and the branch of what they make ('' : decided elsewhere)."""

CODE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+|cancelled")


def codes() -> dict[str, set[str]]:
    """Every code with the branches in which it is made."""
    found: dict[str, set[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for code, branch in _in_file(ast.parse(path.read_text("utf-8"))):
            found.setdefault(code, set()).update({branch} - {""})
    return found


def _in_file(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple):
            yield from _in_row(node)
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in MAKERS:
            continue
        for value in _candidates(node, name):
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and CODE.fullmatch(value.value):
                yield value.value, MAKERS[name]


def _in_row(row: ast.Tuple) -> Iterator[tuple[str, str]]:
    """A row of a table, such as (condition, code, message, hint): a code is followed by a sentence."""
    for value, following in pairwise(row.elts):
        words = following.value if isinstance(following, ast.Constant) else ""
        sentence = isinstance(following, ast.JoinedStr) or (isinstance(words, str) and " " in words)
        if sentence and isinstance(value, ast.Constant) and CODE.fullmatch(str(value.value)):
            yield value.value, ""


def _candidates(call: ast.Call, name: str) -> list[ast.expr]:
    """The arguments in which a code may stand."""
    if name == "_Balance":
        return call.args[2:3]
    if name == "_valued":  # self._valued(attribute, value, read, code, hint)
        return call.args[3:4]
    if name == "append":  # notes.append((code, message, hint))
        first = call.args[0] if call.args else None
        return first.elts[:1] if isinstance(first, ast.Tuple) and len(first.elts) == 3 else []
    if len(call.args) < 2:  # a code never comes without a message
        return []
    first = call.args[0]
    return [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
