"""A live service, started as a user starts it: `understudy serve`, and what its greeting says."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkmetastudio.v1 import MetaStudioClient

STARTS_WITHIN = 90


@dataclass
class Service:
    """A running `understudy serve`."""

    process: subprocess.Popen[bytes]
    log: Path
    url: str
    project_id: str
    ak: str
    sk: str

    def client(self, *, ak: str = "", sk: str = "", project_id: str = "") -> MetaStudioClient:
        """The official client, pointed at the service."""
        credentials = BasicCredentials(ak or self.ak, sk or self.sk, project_id or self.project_id)
        return MetaStudioClient.new_builder().with_credentials(credentials).with_endpoint(self.url).build()

    def stop(self) -> int:
        """End it as an operator does."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@contextmanager
def installation_folder() -> Iterator[Path]:
    """A folder for an installation. It is not pytest's: every pytest closes those of others to other users, and under
    root the private PostgreSQL runs as one.
    """
    with tempfile.TemporaryDirectory(prefix="understudy-test-") as folder:
        yield Path(folder) / "data"


def start(folder: Path, *, first: bool = True, **settings: object) -> Service:
    """Start the service with its data in `folder`, and read from its greeting what a user reads.

    A start that is not the `first` one shows no secret; ids and keys are those that the caller has.
    """
    log = folder.with_name(f"{folder.name}-{time.monotonic_ns()}.log")
    environment = os.environ | {f"UNDERSTUDY_{name.upper()}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "understudy", "serve", "--port", "0", "--data-dir", str(folder)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + STARTS_WITHIN
    while "serves http" not in (told := log.read_text()) or not _answers(told):
        assert process.poll() is None, told
        assert time.monotonic() < deadline, told
        time.sleep(0.1)
    if not first:
        return Service(process, log, _url(told), "", "", "")
    project_id, ak, sk = (_told(told, name) for name in ("project id", "access key", "secret key"))
    return Service(process, log, _url(told), project_id, ak, sk)


def _told(told: str, name: str) -> str:
    found = re.search(rf"^ +{name} +(\S+)$", told, re.MULTILINE)
    assert found is not None, told
    return found[1]


def _url(told: str) -> str:
    return re.search(r"serves (http://\S+)", told)[1]


def _answers(told: str) -> bool:
    try:
        with urllib.request.urlopen(f"{_url(told)}/readyz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False
