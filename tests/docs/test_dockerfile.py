"""The Dockerfile's own commands, run in clean environments, since there may be no docker here.

What needs root (`apt-get`, `useradd`) is not run: the libraries are those that `make setup` installs.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUDGET = 1_310_000_000
"""Bytes that may be installed: an image of 1.5 GB less Python's slim one with the libraries of `apt-get`."""


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines]


def given(instruction: str) -> list[str]:
    return [rest for name, rest in instructions() if name == instruction]


def variables() -> dict[str, str]:
    return dict(pair.split("=", 1) for rest in given("ENV") for pair in shlex.split(rest))


def copy_context(target: Path) -> None:
    """What `.dockerignore` lets through of the files under version control."""
    rules = (ROOT / ".dockerignore").read_text().splitlines()
    assert rules[0] == "*"
    kept = [rule[1:] for rule in rules if rule.startswith("!")]
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in listed.split("\0"):
        if name and any(fnmatch(name, rule) or name.startswith(f"{rule}/") for rule in kept):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target / name)


IN_THE_IMAGE = pytest.mark.xdist_group("image")
"""Tests of one process: the image takes ten seconds to build."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The first stage, run, with `/opt/understudy`, `/src` and the image's Python in a folder of their own."""
    place = tmp_path_factory.mktemp("image")
    copy_context(place / "src")
    subprocess.run([sys.executable, "-m", "venv", str(place / "python")], check=True)
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("UNDERSTUDY_", "VIRTUAL_ENV"))
    }
    environment["PATH"] = f"{place}/python/bin:{environment['PATH']}"
    stage = instructions()
    second = [number for number, (name, _) in enumerate(stage) if name == "FROM"][1]
    for name, rest in stage[:second]:
        if name == "RUN":
            command = moved(rest, place).replace("--no-cache-dir", "")  # caches and no byte code: for the time it takes
            command = command.replace("--no-cache ", "").replace("--compile-bytecode ", "")
            subprocess.run(command, shell=True, cwd=place / "src", env=environment, check=True)
    yield place
    shutil.rmtree(place)


def moved(text: str, place: Path) -> str:
    return text.replace("/opt/understudy", f"{place}/opt/understudy").replace("/src", f"{place}/src")


@IN_THE_IMAGE
@pytest.mark.slow
def test_the_image_makes_films(built: Path) -> None:
    home = built / "data"
    home.mkdir()
    environment = {name: moved(value, built).replace("/data", str(home)) for name, value in variables().items()}
    environment |= {"PATH": f"{built}/opt/understudy/bin:{os.environ['PATH']}", "HOME": str(home)}

    def run(*arguments: str) -> str:
        done = subprocess.run(
            ["understudy", *arguments], cwd=home, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    assert given("ENTRYPOINT") == ['["tini", "--", "understudy"]']
    assert "BAD" not in run("doctor")
    assert "missing" not in run("models", "list")
    (home / "hello.txt").write_text("Hello. 你好。")
    run("film", "hello.txt", "-o", "film.mp4", "--size", "640x360")
    assert (home / "film.mp4").stat().st_size > 10_000
    for command in ("serve", "worker", "migrate", "admin"):
        assert run(command, "--help")


@IN_THE_IMAGE
@pytest.mark.slow
def test_the_image_is_light(built: Path) -> None:
    size = sum(path.lstat().st_size for path in (built / "opt").rglob("*") if not path.is_dir())
    assert size < BUDGET


def test_it_does_not_run_as_root() -> None:
    [number] = given("USER")
    assert int(number) > 0
    assert any(f"useradd --uid {number}" in command for command in given("RUN"))


def test_its_libraries_are_those_that_make_installs() -> None:
    [command] = [command for command in given("RUN") if "apt-get install" in command]
    wanted = re.search(r"--no-install-recommends ([\w ]+?) *&&", command)
    assert wanted
    make = (ROOT / "Makefile").read_text()
    assert set(wanted[1].split()) - {"tini"} == {
        name for names in re.findall(r"then get ([\w ]+);", make) for name in names.split()
    }
