"""What the machine has for a process that is confined."""

from __future__ import annotations

from pathlib import Path

import pytest

from understudy import machine


@pytest.mark.parametrize(
    ("own", "place", "told", "cores"),
    [
        ("0::/", "", "200000 100000", 2),  # in a container with --cpus 2
        ("0::/", "", "150000 100000", 2),
        ("0::/", "", "50000 100000", 1),
        ("0::/", "", "max 100000", 8),
        ("0::/system.slice/understudy.service", "system.slice/understudy.service", "300000 100000", 3),
        ("0::/of/the/host", "", "400000 100000", 4),  # whose own folder the container does not see
        ("9:name=systemd:/\n1:cpu:/\n0::/", "", "200000 100000", 2),
        ("0::/", "elsewhere", "200000 100000", 8),
    ],
)
def test_a_share_of_time_is_as_many_cores(
    own: str, place: str, told: str, cores: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own").write_text(f"{own}\n")
    (tmp_path / "groups" / place).mkdir(parents=True)
    (tmp_path / "groups" / place / "cpu.max").write_text(f"{told}\n")
    monkeypatch.setattr(machine, "OWN_GROUP", tmp_path / "own")
    monkeypatch.setattr(machine, "GROUPS", tmp_path / "groups")
    monkeypatch.setattr(machine.os, "sched_getaffinity", lambda process: set(range(8)))
    assert machine.usable_cores() == cores


def test_without_control_groups_there_are_all_cores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "OWN_GROUP", tmp_path / "own")
    monkeypatch.setattr(machine.os, "sched_getaffinity", lambda process: set(range(8)))
    assert machine.usable_cores() == 8
