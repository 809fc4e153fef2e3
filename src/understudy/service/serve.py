"""`understudy serve`: the whole service in one command.

It starts the private database where none is named, brings the tables up to date, stocks the library with the system's
assets, starts workers beside the API and sees that database and workers live; SIGTERM ends all of it in order.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any

import uvicorn

from understudy.errors import ResourceError
from understudy.machine import processes_that_pay
from understudy.service import app as service
from understudy.service.assets.system import stock
from understudy.service.auth.first_start import FirstCredential, first_credential
from understudy.service.database.embedded import EmbeddedPostgres
from understudy.service.database.engine import Database
from understudy.service.installation import installation
from understudy.service.jobs.queueing import attendance
from understudy.settings import ServiceSettings

log = logging.getLogger(__name__)

LOOK = 1.0
"""Seconds between two looks at the database and the workers."""

KEPT_OPEN = 75
"""Seconds for which an idle connection of a client stays open: longer than reverse proxies keep theirs (60 in most), so
that none sends a request on one that is being closed, and answers 502.
"""

REST = 2.0
"""Seconds until a worker that ended is started again, so that one that cannot start does not spin."""


def serve(settings: ServiceSettings) -> None:
    """Serve until SIGTERM or SIGINT."""
    with installation(settings) as (installed, private):
        ours = service.build(installed)
        ours.storage.prepare()
        with contextlib.closing(open_door(settings.host, settings.port)) as door:
            credential = first_credential(ours.database, ours.authority.keys)
            stock(ours.database, ours.storage)
            api = uvicorn.Config(service.create_app(ours), **_options(installed))
            with Household(installed, private, ours.database):
                _greet(f"http://{settings.host}:{door.getsockname()[1]}", credential)
                with contextlib.suppress(SystemExit, KeyboardInterrupt):  # how the signal that ended it is passed on
                    uvicorn.Server(api).run(sockets=[door])
        ours.database.close()


def open_door(host: str, port: int) -> socket.socket:
    """The socket that the API listens on. Raises `ResourceError` (`address_unavailable`)."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError) as error:
        raise ResourceError(
            "address_unavailable",
            f"{host}:{port} cannot be listened on: {error}",
            hint="end what listens there, or give another --host or --port",
        ) from error


def _options(settings: ServiceSettings) -> dict[str, Any]:
    """How uvicorn serves: our own log, no guesses about proxies, and a bounded time to finish."""
    return {
        "host": settings.host,
        "port": settings.port,
        "log_config": None,
        "access_log": False,
        "timeout_keep_alive": KEPT_OPEN,
        "timeout_graceful_shutdown": int(settings.shutdown_seconds) or 1,
        "server_header": False,
        "proxy_headers": False,
    }


class Household:
    """The processes beside the API: the private database and the workers. What dies is started again.

    It also looks after queues that nobody works for: that is seen where there is no worker at all.
    """

    def __init__(self, settings: ServiceSettings, private: EmbeddedPostgres | None, database: Database) -> None:
        self.settings, self.private, self.database = settings, private, database
        self.workers: list[subprocess.Popen[bytes]] = []
        self._leaving = threading.Event()
        self._look = threading.Thread(target=self._keep, daemon=True)

    def __enter__(self) -> Household:
        self.workers = [self._start() for _ in range(self.settings.workers)]
        self._look.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.set()
        self._look.join()
        for worker in self.workers:
            worker.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + self.settings.shutdown_seconds + 30
        for worker in self.workers:
            try:
                worker.wait(max(deadline - time.monotonic(), 1))
            except subprocess.TimeoutExpired:
                worker.kill()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "understudy", "worker", "--household"]
        if self.settings.concurrency is None:
            command += ["--concurrency", str(max(processes_that_pay() // max(self.settings.workers, 1), 1))]
        return subprocess.Popen(command, env=os.environ | self.settings.environment(), stdin=subprocess.DEVNULL)

    def _keep(self) -> None:
        looked = time.monotonic()
        while not self._leaving.wait(LOOK):
            if time.monotonic() - looked > attendance.LOOK_EVERY:
                looked = time.monotonic()
                self._attend()
            if self.private is not None:
                try:
                    self.private.revive()
                except Exception as error:  # tried again at the next look
                    log.error("the private PostgreSQL is not back yet: %s", error)
            for place, worker in enumerate(self.workers):
                if worker.poll() is not None and not self._leaving.wait(REST):
                    log.error("worker %d ended with %s; starting another", worker.pid, worker.returncode)
                    self.workers[place] = self._start()

    def _attend(self) -> None:
        try:
            with self.database.transaction() as session:
                attendance.look(session, self.settings)
        except Exception as error:  # tried again at the next look
            log.warning("nobody looks after the queues: %s", error)


def _greet(url: str, first: FirstCredential | None) -> None:
    """Say where the API is, and at the first start how to use it."""
    print(f"Understudy serves {url}  (documentation: {url}/docs)", flush=True)
    if first is None:
        return
    credential = first.credential
    print(
        f"""
First start. One project and one access key were made; this is the only time the secret key is shown:

    project id   {credential.project_id}
    access key   {credential.access_key}
    secret key   {credential.secret}
    user         {first.user} (account {first.domain}), password {first.password}

With the official SDK (pip install huaweicloudsdkmetastudio):

    from huaweicloudsdkcore.auth.credentials import BasicCredentials
    from huaweicloudsdkmetastudio.v1 import MetaStudioClient, ListAssetsRequest

    client = (
        MetaStudioClient.new_builder()
        .with_credentials(BasicCredentials("{credential.access_key}", "{credential.secret}", "{credential.project_id}"))
        .with_endpoint("{url}")
        .build()
    )
    print(client.list_assets(ListAssetsRequest(asset_source="SYSTEM", asset_type="HUMAN_MODEL_2D")))
""",
        flush=True,
    )
