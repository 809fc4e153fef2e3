import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from understudy import machine
from understudy.errors import Cancelled, EngineError, InputError, Problem, ResourceError
from understudy.filming.crew import Camera
from understudy.service.jobs import executor


@pytest.fixture(autouse=True)
def _toys_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    monkeypatch.setattr(executor, "TICK", 0.05)
    monkeypatch.setattr(executor, "PATIENCE", 0.5)


def run(folder: Path, toy: str, watch: executor.Watch = lambda latest: True, **order: Any) -> dict[str, Any]:
    (folder / "order.json").write_text(json.dumps(order))
    return executor.run(f"toy_makers:{toy}", folder, watch)


def test_a_child_gives_its_result_and_tells_how_far_it_is(tmp_path: Path) -> None:
    seen: list[dict[str, Any]] = []

    def watch(latest: dict[str, Any] | None) -> bool:
        seen.extend([latest] if latest else [])
        return True

    assert run(tmp_path, "succeed", watch, word="done", seconds=1.5) == {"word": "done"}
    assert (tmp_path / "made.txt").read_text() == "done"
    assert {"event": "progress", "stage": "frames", "done": 2, "total": 3} in seen
    assert "libraries may print" in (tmp_path / "child.log").read_text()


def test_an_error_of_the_child_arrives_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(InputError) as found:
        run(tmp_path, "refuse")
    assert found.value.problems == (Problem("file_broken", "no picture", "send one", 1, "scenes[1].background.file"),)


def test_an_unforeseen_error_is_the_engines_and_its_traceback_is_kept(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="KeyError: 'unforeseen'"):
        run(tmp_path, "stumble")
    assert "Traceback" in (tmp_path / "child.log").read_text()


def test_a_crash_is_told_with_its_signal_and_last_words(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="SIGABRT"):
        run(tmp_path, "crash")
    assert "last words" in (tmp_path / "child.log").read_text()


def test_memory_is_bounded(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="memory") as found:
        run(tmp_path, "eat", limits={"memory": 1 << 30})
    assert found.value.code == "memory_short"


def test_work_that_is_not_wanted_any_more_stops_by_itself(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        run(tmp_path, "wait", lambda latest: not (tmp_path / "pid").exists())
    assert (tmp_path / "stopped").exists()


def test_work_that_does_not_stop_is_made_to(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        run(tmp_path, "hang", lambda latest: False)


def test_silent_work_counts_as_hung(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executor, "SILENCE", 1.0)
    with pytest.raises(EngineError) as found:
        run(tmp_path, "hang")
    assert found.value.code == "work_hung"


def test_a_child_ends_when_its_worker_dies(tmp_path: Path) -> None:
    (tmp_path / "order.json").write_text("{}")
    command = [sys.executable, "-m", "understudy.service.jobs.child", "toy_makers:wait", str(tmp_path)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=os.environ)
    while not (tmp_path / "pid").exists():
        assert child.poll() is None
        time.sleep(0.02)
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(20) == 3


@pytest.mark.parametrize(("cores", "threads"), [(1, "1"), (2, "2"), (64, "2")])
def test_libraries_start_few_threads_on_machines_with_many_cores(
    cores: int, threads: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one for each of 16 cores and more, a film had no memory left and crashed when it began."""
    monkeypatch.setattr(machine, "usable_cores", lambda: cores)
    names = ["OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"]
    for name in names:
        monkeypatch.delenv(name, raising=False)
    assert run(tmp_path, "tell_threads", names=names) == dict.fromkeys(names, threads)


def test_an_operator_may_say_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "5")
    assert run(tmp_path, "tell_threads", names=["OPENBLAS_NUM_THREADS"]) == {"OPENBLAS_NUM_THREADS": "5"}


def test_cameras_start_few_threads_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "usable_cores", lambda: 64)
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    camera = Camera()
    try:
        told = psutil.Process(camera._started().pid).environ()
    finally:
        camera.close()
    assert told["OPENBLAS_NUM_THREADS"] == "2"
