"""Reading a request of the wire: plain JSON values, and where in them something is wrong.

A `Part` is a JSON object together with its path (`shoot_scripts[2].shoot_script`), and the list that all problems found
anywhere in the request are noted in. So a planner can go on after a fault, and the caller hears of all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from understudy.errors import InputError, Problem, Warning

MISSING = "field_missing"
"""Code of what a film needs and a draft may leave open."""


@dataclass
class Findings:
    """What was found in one request."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)

    def raise_if_any(self) -> None:
        """Raises one `InputError` with every problem."""
        if self.problems:
            raise InputError.of(list(dict.fromkeys(self.problems)))


@dataclass(frozen=True)
class Part:
    """One object of the request at `path`; `scene` is the place of its scene in playing order, from 0."""

    values: dict[str, Any]
    findings: Findings
    path: str = ""
    scene: int | None = None

    def get(self, name: str, default: Any = None) -> Any:
        """A field's value; null and absent are the same."""
        value = self.values.get(name)
        return default if value is None else value

    def part(self, name: str) -> Part:
        """An object in a field; one that is missing is empty."""
        return Part(self.get(name, {}), self.findings, self.at(name), self.scene)

    def parts(self, name: str) -> Iterator[Part]:
        """The objects of a list in a field."""
        for place, values in enumerate(self.get(name, ())):
            yield Part(values, self.findings, f"{self.at(name)}[{place}]", self.scene)

    def at(self, name: str) -> str:
        """The path of a field."""
        return f"{self.path}.{name}" if self.path else name

    def wrong(self, name: str, message: str, hint: str = "", code: str = "invalid_parameter") -> None:
        """Note that a field is wrong."""
        self.findings.problems.append(Problem(code, message, hint, self.scene, self.at(name)))

    def missing(self, name: str, message: str, hint: str = "") -> None:
        """Note that a film needs a field that is not there; a draft does not."""
        self.wrong(name, message, hint, MISSING)

    def warn(self, name: str, message: str, hint: str = "") -> None:
        """Note that a field is not followed."""
        self.findings.warnings.append(Warning("field_without_effect", message, hint, self.scene, self.at(name)))

    def renamed(self, names: dict[str, str]) -> dict[str, Any]:
        """The given fields that are there, under other names."""
        return {ours: self.values[theirs] for theirs, ours in names.items() if self.values.get(theirs) is not None}

    def ignores(self, names: Sequence[str], why: str) -> None:
        """Warn of the given fields if they are there."""
        for name in names:
            if self.values.get(name) not in (None, "", [], {}):
                self.warn(name, f"has no effect: {why}")


def invalid(field: str, message: str, hint: str = "") -> InputError:
    """That one field of a request is wrong, to be raised."""
    return InputError("invalid_parameter", message, hint=hint, field=field)
