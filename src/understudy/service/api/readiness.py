"""Whether the service can meet requests, asked so that a database or store that keeps silent holds nobody up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait

from understudy.errors import UnderstudyError

PATIENCE = 3.0
"""Seconds that an answer is waited for; probes ask every few seconds, and each holds one of the API's threads."""

Check = Callable[[], object]
"""Returns when what it asks answers, and raises `UnderstudyError` when that cannot be reached."""


class Readiness:
    """Asks by `checks`, each at most once at a time however many want to know."""

    def __init__(self, checks: Mapping[str, Check], patience: float = PATIENCE) -> None:
        self._checks, self._patience = checks, patience
        self._asked: dict[str, Future[str]] = {}
        self._lock = threading.Lock()

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the checks."""
        return tuple(self._checks)

    def missing(self) -> dict[str, str]:
        """What does not answer, by the name of its check, and why."""
        with self._lock:
            asked = {name: self._ask(name, check) for name, check in self._checks.items()}
        wait(asked.values(), self._patience)
        silent = f"has not answered for {self._patience:g} s"
        told = {name: answer.result() if answer.done() else silent for name, answer in asked.items()}
        return {name: why for name, why in told.items() if why}

    def _ask(self, name: str, check: Check) -> Future[str]:
        """The question that is under way, or a new one."""
        if name not in self._asked or self._asked[name].done():
            self._asked[name] = Future()
            threading.Thread(target=_answer, args=(check, self._asked[name]), daemon=True, name=f"ready-{name}").start()
        return self._asked[name]


def _answer(check: Check, answer: Future[str]) -> None:
    try:
        check()
    except UnderstudyError as error:
        answer.set_result(str(error))
    except BaseException as error:  # a fault of ours: whoever asks gets it
        answer.set_exception(error)
    else:
        answer.set_result("")
