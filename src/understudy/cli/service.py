"""Commands of the service: `serve`, `worker`, `migrate`. What they need is imported when they run."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from understudy.cli import screen
from understudy.errors import InputError, ResourceError

if TYPE_CHECKING:
    from understudy.settings import ServiceSettings


@contextmanager
def packages_of_the_service() -> Iterator[None]:
    """Raises `ResourceError` (`service_not_installed`) where what is imported inside is not there."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise ResourceError(
            "service_not_installed",
            f"the service needs packages that are not installed: {error.name} is missing",
            hint="pip install 'understudy[service]'",
        ) from error


def service_settings(**given: Any) -> ServiceSettings:
    """The settings, with what was given on the command line before everything else.

    Raises `ResourceError` where the packages of the service are not installed.
    """
    with packages_of_the_service():
        import fastapi  # noqa: F401
        import procrastinate  # noqa: F401
    from understudy.service.journal import keep
    from understudy.settings import ServiceSettings

    settings = ServiceSettings(**{name: value for name, value in given.items() if value is not None})
    keep(settings.log_format, logging.INFO)
    return settings


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; default 8040.")] = None,
    workers: Annotated[int | None, typer.Option(help="Worker processes to start beside the API; default 1.")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where database, media and keys lie.")] = None,
) -> None:
    """Serve MetaStudio's video production API, with database, storage and workers."""
    settings = service_settings(host=host, port=port, workers=workers, data_dir=data_dir)
    from understudy.service.serve import serve as run

    run(settings)


def worker(
    queues: Annotated[
        str, typer.Option(help="Which work to take: cpu, light, gpu, or several with commas.")
    ] = "cpu,light",
    concurrency: Annotated[int | None, typer.Option(help="Tasks to do at a time; default: as many as pay.")] = None,
    household: Annotated[bool, typer.Option("--household", hidden=True)] = False,
) -> None:
    """Take work from the queue of a running service (UNDERSTUDY_DATABASE_URL) until SIGTERM, or `admin drain`.

    With `--household` it also ends, as if it was drained, when the process that started it is gone.
    """
    settings = service_settings(concurrency=concurrency)
    from understudy.machine import processes_that_pay
    from understudy.service.app import build
    from understudy.service.database.migrate import require
    from understudy.service.jobs.queueing.queue import QUEUES
    from understudy.service.jobs.worker import Worker

    names = tuple(name.strip() for name in queues.split(",") if name.strip())
    if not names or (unknown := [name for name in names if name not in QUEUES]):
        text = f"there is no queue {unknown[0]!r}" if names else "no queue is named"
        raise InputError("queue_unknown", text, hint=f"name some of {', '.join(QUEUES)}", field="--queues")
    at_once = settings.concurrency or processes_that_pay()
    parent = os.getppid() if household else None
    ours = build(settings)
    require(ours.database)
    Worker(ours.desk, queues=names, concurrency=at_once, parent=parent).run()


def migrate() -> None:
    """Bring the tables of the database up to this version, and make the bucket where there is none."""
    settings = service_settings()
    from understudy.service.installation import installation
    from understudy.service.storage.opening import open_storage

    with installation(settings):
        open_storage(settings.storage_url, settings.data_dir).prepare()
        screen.say("the tables are those of this version, and the store is ready")
