"""Errors as JSON values, from a process that does the work to the one that asked for it.

{"branch": "InputError", "problems": […]}
"""

from __future__ import annotations

import traceback
from typing import Any

from understudy.errors import Cancelled, EngineError, InputError, Problem, ResourceError, UnderstudyError

BRANCHES: dict[str, type[UnderstudyError]] = {
    kind.__name__: kind for kind in (Cancelled, ResourceError, EngineError, InputError)
}


def told(error: Exception, work: str) -> dict[str, Any]:
    """Any error as JSON values; `work` is what the process is for, in words. The traceback of one that nobody foresaw
    goes to standard error.
    """
    known = _foreseen(error, work)
    branch = next((name for name, kind in BRANCHES.items() if isinstance(known, kind)), EngineError.__name__)
    return {"branch": branch, "problems": [problem.as_dict() for problem in known.problems]}


def raised(document: dict[str, Any]) -> UnderstudyError:
    """The error again."""
    if document["branch"] == Cancelled.__name__:
        return Cancelled()
    return BRANCHES[document["branch"]].of([Problem(**problem) for problem in document["problems"]])


def _foreseen(error: Exception, work: str) -> UnderstudyError:
    if isinstance(error, UnderstudyError):
        return error
    if isinstance(error, MemoryError):
        text = f"the memory that {work} may take was not enough"
        return ResourceError("memory_short", text, hint="raise UNDERSTUDY_FILM_MEMORY")
    traceback.print_exception(error)
    hint = "this is a fault of ours, or of an engine"
    return EngineError("work_failed", f"{type(error).__name__}: {error}", hint=hint)
