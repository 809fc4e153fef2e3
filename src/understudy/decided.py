"""What the operator of a machine decided, for parts that must not look for it themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Values = TypeVar("Values")


class Decided(Generic[Values]):
    """Some values whose source the command line or the service names when it starts; it is asked once, when they are
    first needed."""

    def __init__(self, source: Callable[[], Values]) -> None:
        self._source = source
        self._found: Values | None = None

    def use(self, source: Callable[[], Values]) -> None:
        """From now on, the values are what `source` answers."""
        self._source, self._found = source, None

    def current(self) -> Values:
        """The values of this process."""
        if self._found is None:
            self._found = self._source()
        return self._found
