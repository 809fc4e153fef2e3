"""Libraries that talk to the terminal without being asked, and cannot be told not to."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_STANDARD_ERROR = 2
_alone = threading.Lock()


@contextmanager
def without_remarks(beginning: str) -> Iterator[None]:
    """Keeps lines that begin so off standard error meanwhile; what else is written there comes a moment later."""
    with _alone, tempfile.TemporaryFile() as aside:
        try:
            screen = os.dup(_STANDARD_ERROR)
        except OSError:  # closed, as in a service without a terminal
            yield
            return
        os.dup2(aside.fileno(), _STANDARD_ERROR)
        try:
            yield
        finally:
            os.dup2(screen, _STANDARD_ERROR)
            os.close(screen)
            aside.seek(0)
            os.write(_STANDARD_ERROR, b"".join(line for line in aside if not line.startswith(beginning.encode())))
