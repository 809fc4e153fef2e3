"""Makers for tests of the child process: each does one thing that a maker may do."""

import os
import sys
import time
from pathlib import Path
from typing import Any

from understudy.errors import Cancelled, InputError
from understudy.service.jobs.child import Bench


def succeed(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    print("libraries may print what they like")
    for done in range(3):
        bench.progress("frames", done + 1, 3)
        time.sleep(order.get("seconds", 0) / 3)
    (folder / "made.txt").write_text(order["word"])
    return {"word": order["word"]}


def refuse(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    raise InputError("file_broken", "no picture", hint="send one", scene=1, field="scenes[1].background.file")


def stumble(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    raise KeyError("unforeseen")


def crash(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    print("last words", file=sys.stderr, flush=True)
    os.abort()


def eat(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    return {"bytes": len(bytearray(order["limits"]["memory"] * 2))}


def wait(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    (folder / "pid").write_text(str(os.getpid()))
    while not bench.cancelled():
        time.sleep(0.02)
    (folder / "stopped").touch()
    raise Cancelled


def hang(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    while True:
        time.sleep(1)


def train(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    """What the training of an avatar leaves behind, or one of its ends by the title."""
    if order["title"] == "faceless":
        raise InputError("face_missing", "no face was found", hint="show one")
    (folder / "verified").touch()
    if order["title"] == "broken":
        raise KeyError("unforeseen")
    while order["title"] == "slow" and (folder / "verified").exists():
        time.sleep(0.01)
    (folder / "avatar.zip").write_bytes(b"pack")
    (folder / "cover.png").write_bytes(b"cover")
    meta = {"model_resolution": "1080P", "action_tag_map": [{"tag": "nod"}]}
    return {"meta": meta, "measures": {}, "warnings": []}


def tell_threads(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    """How many threads libraries are told to start."""
    return {name: os.environ.get(name) for name in order["names"]}
