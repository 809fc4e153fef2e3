import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from understudy.errors import Cancelled, EngineError, InputError, Problem, ResourceError
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
