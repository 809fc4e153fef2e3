"""What can go wrong, sorted by who can mend it.

Every error of the library is an `UnderstudyError` with a stable code, one sentence, a hint at what would be right, and
the place (scene and field) where it was found. Three branches say who acts next:

- `InputError`: the caller (a wrong field, a broken file, a text that cannot be read);
- `EngineError`: the author of a speech or avatar engine (it broke its protocol or crashed);
- `ResourceError`: the operator (disk, memory, a missing model); trying again later may help.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where.

    `field` is a path in the production document (`scenes[2].layers[0].position.x`), `scene` its index counted from 0.
    """

    code: str
    message: str
    hint: str = ""
    scene: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.place, self.message) if part)
        return f"{where} ({self.hint})" if self.hint else where

    @property
    def place(self) -> str:
        """Scene and field in words, counted as people count; empty when the whole film is meant."""
        if self.field:
            return self.field
        return f"scene {self.scene + 1}" if self.scene is not None else ""

    def as_dict(self) -> dict[str, Any]:
        """The problem as plain JSON values."""
        return asdict(self)


@dataclass(frozen=True)
class Warning(Problem):  # noqa: A001 - the field's word; Python's own is not used in this package
    """Something the film does without, or does differently than asked. A job carries these to its end."""


class UnderstudyError(Exception):
    """Base of all errors of this library; `problems` holds every finding, the first one gives the message."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        hint: str = "",
        scene: int | None = None,
        field: str | None = None,
        more: Sequence[Problem] = (),
    ) -> None:
        self.problems: tuple[Problem, ...] = (Problem(code, message, hint, scene, field), *more)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def of(cls, problems: Sequence[Problem]) -> UnderstudyError:
        """One error that carries all `problems` (at least one)."""
        first, *more = problems
        return cls(first.code, first.message, hint=first.hint, scene=first.scene, field=first.field, more=more)

    @property
    def code(self) -> str:
        """The stable code of the first problem."""
        return self.problems[0].code

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self).of, (self.problems,))


class InputError(UnderstudyError):
    """What was asked cannot be done as asked: the caller changes the request."""


class EngineError(UnderstudyError):
    """A speech or avatar engine failed or broke its protocol: its author looks into it."""


class ResourceError(UnderstudyError):
    """The machine lacks something (disk, memory, a model file): the operator acts, the same request may then work."""


class Cancelled(UnderstudyError):  # noqa: N818 - a wish, not a fault
    """The caller asked to stop; nothing half-written is left."""

    def __init__(self) -> None:
        super().__init__("cancelled", "the film was cancelled")

    def __reduce__(self) -> tuple[Any, ...]:
        return (Cancelled, ())


@contextmanager
def collecting(problems: list[Problem]) -> Iterator[None]:
    """The problems of an `InputError` from inside are added to `problems`, so that others are found as well."""
    try:
        yield
    except InputError as error:
        problems += error.problems


@contextmanager
def placed(scene: int | None, field: str) -> Iterator[None]:
    """An `InputError` from inside that does not say where in the production it belongs, belongs to `scene` and `field`.

    For what is found by name (voices, presenters): who looks it up does not know who asked.
    """
    try:
        yield
    except InputError as error:
        raise InputError.of(
            [
                problem if problem.field or problem.scene is not None else replace(problem, scene=scene, field=field)
                for problem in error.problems
            ]
        ) from error
