"""OpenStack Swift with its S3 interface, on loopback: a real store, which refuses what is signed wrongly.

It lives in an environment of its own, made when it is first needed: nothing of it is a dependency of this project.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

VERSION = "2.38.*"
ACCESS_KEY, SECRET_KEY = "test:tester", "testing"
PROGRAMS = ("account", "container", "object", "proxy")

_BACK = """
[DEFAULT]
devices = {folder}/devices
mount_check = false
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
swift_dir = {folder}
user = {user}
disable_fallocate = true
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""

_PROXY = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
swift_dir = {folder}
user = {user}
[pipeline:main]
pipeline = catch_errors s3api tempauth copy slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
allow_account_management = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
min_segment_size = 1
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
yield_frequency = 0
"""


def installed(folder: Path) -> str:
    """Install Swift into an environment in `folder`, unless it is there; answers why that is impossible, or ''."""
    if (folder / "bin" / "swift-proxy-server").exists():
        return ""
    try:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, f"swift=={VERSION}"], check=True, capture_output=True, text=True, timeout=300)
    except (subprocess.SubprocessError, OSError) as error:
        return f"Swift cannot be installed: {(getattr(error, 'stderr', '') or str(error)).strip()[-300:]}"
    return ""


def keeps_attributes(folder: Path) -> bool:
    """Whether files in `folder` can have the extended attributes in which Swift keeps its own."""
    probe = folder / "attributes"
    probe.write_bytes(b"")
    try:
        os.setxattr(probe, "user.swift.probe", b"1")
    except OSError:
        return False
    return True


@contextlib.contextmanager
def running(environment: Path, folder: Path) -> Iterator[str]:
    """The endpoint's URL; data and configuration lie in `folder`."""
    ports = {kind: _free_port() for kind in PROGRAMS}
    (folder / "devices" / "d1").mkdir(parents=True)
    (folder / "swift.conf").write_text("[swift-hash]\nswift_hash_path_prefix = a\nswift_hash_path_suffix = b\n")
    for kind in PROGRAMS[:3]:
        _ring(environment, folder, kind, ports[kind])
    user = subprocess.run(["id", "-un"], check=True, capture_output=True, text=True).stdout.strip()
    processes = []
    try:
        for kind in PROGRAMS:
            text = (_PROXY if kind == "proxy" else _BACK).format(folder=folder, port=ports[kind], kind=kind, user=user)
            (folder / f"{kind}.conf").write_text(text)
            log = (folder / f"{kind}.log").open("wb")
            command = [str(environment / "bin" / f"swift-{kind}-server"), str(folder / f"{kind}.conf"), "-v"]
            processes.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=folder))
            log.close()
        for kind in PROGRAMS:
            _wait(ports[kind], folder / f"{kind}.log")
        yield f"http://127.0.0.1:{ports['proxy']}"
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _ring(environment: Path, folder: Path, kind: str, port: int) -> None:
    builder = [str(environment / "bin" / "swift-ring-builder"), str(folder / f"{kind}.builder")]
    for arguments in (["create", "4", "1", "1"], ["add", f"r1z1-127.0.0.1:{port}/d1", "1"], ["rebalance"]):
        subprocess.run([*builder, *arguments], check=True, capture_output=True)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(port: int, log: Path) -> None:
    stop = time.monotonic() + 60
    while time.monotonic() < stop:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"Swift does not answer on port {port}:\n{log.read_text(errors='replace')[-2000:]}")
