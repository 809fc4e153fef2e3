"""The command line: every command for people and for programs, its exit codes, and what it leaves behind."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from understudy import __version__
from understudy.cli.app import main
from understudy.errors import Cancelled, EngineError, InputError, ResourceError

PROGRAM = [sys.executable, "-m", "understudy"]
SMALL = ("--size", "160x90")
HEAVY = ("av", "skia", "cv2", "numpy", "pydantic", "scipy", "soxr")
PROBLEM = {"code", "message", "hint", "scene", "field"}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hello.txt").write_text("Hi.", "utf-8")
    (tmp_path / "odd.ssml").write_text("<speak>Hi <blink>there</blink>.</speak>", "utf-8")
    (tmp_path / "bad.json").write_text('{"scenes": [{"speech": {"text": "a & b"}}], "voice": {"speed": 300}}', "utf-8")


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command here: exit code, standard output, standard error."""

    def act(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            main(list(arguments))
        code = caught.value.code
        assert code is None or isinstance(code, int)
        return (code or 0, *capfd.readouterr())

    return act


def test_a_mistyped_setting_is_told_beside_the_result(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSTUDY_LIP_DEVISE", "cuda")
    code, out, error = run("voices", "--json")
    assert code == 0 and json.loads(out)
    assert "UNDERSTUDY_LIP_DEVISE: is set, and is no setting" in error and "UNDERSTUDY_LIP_DEVICE?" in error


SPOKEN = {"path", "timings", "srt", "ass", "textgrid", "plot", "duration", "warnings"}
JSON = (
    (("check", "hello.txt"), {"schema", "seconds", "render_seconds", "missing_glyphs", "warnings", "scenes"}),
    (("still", "hello.txt", *SMALL), {"path", "frame", "frames", "warnings"}),
    (("say", "hello.txt", "-o", "hello.wav"), SPOKEN),
    (("inspect", "hello.txt"), {"schema", "path", "scene", "clip", "performance", "warnings"}),
    (
        ("film", "hello.txt", "-o", "film.mp4", *SMALL),
        {"path", "duration", "frames", "cover", "captions", "timings", "report", "warnings", "seconds_taken"},
    ),
    (
        ("voices", "-l", "zh"),
        {
            "id",
            "title",
            "language",
            "gender",
            "rate",
            "licence",
            "controls",
            "notations",
            "writings",
            "other_languages",
        },
    ),
    (
        ("avatars",),
        {
            "name",
            "title",
            "gender",
            "language",
            "description",
            "licence",
            "size",
            "actions",
            "hears",
            "needs",
            "resolution",
            "title_zh",
            "tags",
        },
    ),
    (("doctor",), {"subject", "well", "sentence"}),
)


@pytest.mark.parametrize(("command", "keys"), JSON, ids=[row[0][0] for row in JSON])
def test_json_on_everything(command: tuple[str, ...], keys: set[str], run: Run) -> None:
    code, out, err = run(*command, "--json")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    for entry in answer if isinstance(answer, list) else [answer]:
        assert entry.keys() == keys


PEOPLE = (
    (("check", "hello.txt"), ("espeak:en-us+f3  yunling  Hi.", "length    about 0.7 s", "missing   no glyphs")),
    (("still", "hello.txt", "-o", "s.jpg", *SMALL), ("still     s.jpg (scene 1, frame 0 of ",)),
    (("say", "hello.txt", "-o", "hello.mp3"), ("sound     hello.mp3", "timings   hello.words.json")),
    (("inspect", "hello.txt"), ("picture   inspect.png",)),
    (
        ("film", "hello.txt", "-o", "film.mp4", *SMALL),
        ("film      film.mp4", "warnings  none", "beside    film.cover.png"),
    ),
    (("voices",), ("espeak:en-us+f3", "Chinese (Mandarin")),
    (("avatars",), ("yunling",)),
    (("doctor",), ("ok  voices", "ok  fonts", "ok  encoders")),
)


@pytest.mark.parametrize(("command", "words"), PEOPLE, ids=[row[0][0] for row in PEOPLE])
def test_answers_for_people(command: tuple[str, ...], words: tuple[str, ...], run: Run) -> None:
    code, out, err = run(*command)
    assert (code, err) == (0, "")
    for part in words:
        assert part in out


def test_a_still_is_a_picture_of_the_size_asked(run: Run, tmp_path: Path) -> None:
    assert run("still", "hello.txt", "-o", "s.png", "--at", "0.2", *SMALL)[0] == 0
    assert Image.open(tmp_path / "s.png").size == (160, 90)


def test_warnings_stand_beside_the_answer(run: Run) -> None:
    code, out, err = run("check", "odd.ssml")
    assert code == 0
    assert "warning" not in out
    assert err.splitlines() == [
        "warning: scenes[0].speech.text: line 1, column 11: <blink> is not known here: "
        "its content is read as plain text (the tags are bookmark, break, emotion, emphasis, insert-action, lang, "
        "mark, p, phoneme, prosody, s, say-as, speak, sub, voice, word) [tag_unknown]"
    ]
    (warning,) = json.loads(run("check", "odd.ssml", "--json")[1])["warnings"]
    assert warning.keys() == PROBLEM


def test_errors_for_people_and_programs(run: Run) -> None:
    code, out, err = run("check", "bad.json")
    assert (code, out) == (3, "")
    assert err == "error: voice.speed: must be at most 200, found 300 [field_invalid]\n"
    code, out, err = run("check", "bad.json", "--json")
    assert (code, err) == (3, "")
    error = json.loads(out)["error"]
    assert error["code"] == "field_invalid"
    assert [problem.keys() for problem in error["problems"]] == [PROBLEM]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (InputError("a_code", "the input is wrong"), 3),
        (EngineError("a_code", "an engine failed"), 4),
        (ResourceError("a_code", "the disk is full"), 5),
        (Cancelled(), 130),
    ],
)
def test_exit_codes_of_errors(error: Exception, expected: int, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: Any, **options: Any) -> None:
        raise error

    monkeypatch.setattr("understudy.film.produce", fail)
    code, _, err = run("film", "hello.txt", "-o", "film.mp4")
    assert code == expected
    assert str(error) in err


@pytest.mark.parametrize(
    "command",
    [
        ("film", "hello.txt"),
        ("film", "hello.txt", "-o", "film.mp4", "--colour", "red"),
        ("still", "hello.txt", "--scene", "0"),
        ("say", "hello.txt", "-o", "a.wav", "--speed", "300"),
        ("fly",),
    ],
)
def test_a_wrong_command_line_is_2(command: tuple[str, ...], run: Run) -> None:
    code, out, err = run(*command)
    assert (code, out) == (2, "")
    assert "Usage:" in err and "Error: " in err


def test_a_wrong_command_line_is_json_when_asked(run: Run) -> None:
    for command in (("film", "hello.txt"), ("still", "hello.txt", "--scene", "0"), ("fly",)):
        code, out, err = run(*command, "--json")
        (problem,) = json.loads(out)["error"]["problems"]
        assert (code, err, problem["code"]) == (2, "", "command_line_wrong")
        assert problem.keys() == PROBLEM
    assert (
        "'--scene'"
        in json.loads(run("still", "hello.txt", "--scene", "0", "--json")[1])["error"]["problems"][0]["message"]
    )


def test_voices_of_a_language(run: Run) -> None:
    def tags(language: str) -> set[str]:
        return {voice["language"] for voice in json.loads(run("voices", "-l", language, "--json")[1])}

    assert "zh" in tags("zh") and tags("zh") == tags("cmn")
    assert tags("en-US") == {"en-US", "en-us-nyc"}
    assert tags("no") == {"nb"}
    assert tags("zh-CN") >= {"zh"}
    code, out, err = run("voices", "-l", "englsh")
    assert (code, out) == (3, "")
    assert err.startswith("error: no installed voice speaks 'englsh' (near it: en")
    assert err.endswith("[language_unknown]\n")


def test_scenes_count_from_1_for_people_and_from_0_in_json(run: Run, tmp_path: Path) -> None:
    (tmp_path / "two.txt").write_text("One.\n---\nTwo.", "utf-8")
    rows = run("check", "two.txt")[1].splitlines()
    assert [row.split()[0] for row in rows[1:3]] == ["1", "2"]
    assert [scene["index"] for scene in json.loads(run("check", "two.txt", "--json")[1])["scenes"]] == [0, 1]
    assert json.loads(run("inspect", "two.txt", "--scene", "2", "--json")[1])["scene"] == 1
    assert "(scene 2, frame 0 of" in run("still", "two.txt", "--scene", "2", *SMALL)[1]


def test_an_unwell_machine_is_5(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("understudy.doctor._fonts", lambda: (False, "no glyphs for Thai"))
    code, out, _ = run("doctor")
    assert code == 5
    assert "BAD fonts       no glyphs for Thai" in out


def test_options_change_a_production(run: Run, tmp_path: Path) -> None:
    document = {"scenes": [{"speech": {"text": "你好。"}, "voice": {"name": "espeak:cmn+m3"}}]}
    (tmp_path / "p.json").write_text(json.dumps(document), "utf-8")
    heard = [
        json.loads(run("check", "p.json", "--json", *options)[1])["scenes"][0]["voice"]
        for options in ((), ("--voice", "espeak:cmn+f3"))
    ]
    assert heard == ["espeak:cmn+m3", "espeak:cmn+f3"]


def program(*arguments: str, given: bytes | None = None, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*PROGRAM, *arguments], input=given, capture_output=True, check=False, **options)


def test_standard_input_is_utf8_whatever_the_locale_says() -> None:
    environment = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8"}
    ran = program("check", "-", "--json", given="你好，世界。".encode(), env=environment)
    assert (ran.returncode, ran.stderr) == (0, b"")
    scene = json.loads(ran.stdout)["scenes"][0]
    assert (scene["language"], scene["text"]) == ("zh", "你好，世界。")
    ran = program("check", "-", given=b"Caf\xe9")
    assert ran.returncode == 3
    assert b"standard input is not UTF-8 text (byte 3)" in ran.stderr


@pytest.mark.slow
def test_a_piped_film_is_quiet() -> None:
    ran = program("film", "hello.txt", "-o", "film.mp4", *SMALL)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"\x1b" not in ran.stdout and b"\r" not in ran.stdout


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="opens a terminal")
def test_a_terminal_sees_stage_part_and_remaining_time() -> None:
    terminal, end = os.openpty()
    command = [*PROGRAM, "film", "hello.txt", "-o", "film.mp4", *SMALL]
    seen = b""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=end) as film:
        os.close(end)
        with contextlib.suppress(OSError):  # what Linux answers once nobody writes any more
            while part := os.read(terminal, 4096):
                seen += part
        assert film.stdout is not None
        answer = film.stdout.read()
    os.close(terminal)
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen.decode())
    for stage in ("speech", "frames", "delivery"):
        assert re.search(rf"{stage} .* 100% 0:00:0\d", shown), shown
    assert seen.rstrip().endswith(b"\x1b[2K") and b"\x1b[?25h" in seen  # the line is gone, the cursor is back
    assert b"\x1b" not in answer


LIGHT = f"""
import sys
sys.argv = ["understudy", *sys.argv[1:]]
from understudy.cli.app import main
try:
    main()
finally:
    sys.stderr.write(" ".join(name for name in {HEAVY} if name in sys.modules))
"""


@pytest.mark.parametrize(
    ("arguments", "loaded"),
    [(("--help",), ""), (("--version",), ""), (("film", "--help"), "pydantic")],  # typer itself looks for pydantic
)
def test_help_loads_nothing_heavy(arguments: tuple[str, ...], loaded: str) -> None:
    ran = subprocess.run([sys.executable, "-c", LIGHT, *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == 0
    assert ran.stderr in ("", loaded)
    assert ran.stdout


def test_a_check_loads_neither_codecs_nor_the_readings_of_characters(tmp_path: Path) -> None:
    (tmp_path / "zh.txt").write_text("他还了书，银行行长说了重庆话。", "utf-8")
    look = LIGHT.replace(str(HEAVY), str(("av", "pypinyin", "numpy")))
    ran = subprocess.run([sys.executable, "-c", look, "check", "zh.txt"], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "numpy")


def test_importing_the_package_loads_nothing_heavy() -> None:
    look = f"import sys, understudy; print([name for name in {HEAVY} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", look], capture_output=True, check=True).stdout == b"[]\n"


def test_the_program_and_its_version(run: Run) -> None:
    assert run("--version")[:2] == (0, f"understudy {__version__}\n")
    ran = program("--version")
    assert (ran.returncode, ran.stdout.decode()) == (0, f"understudy {__version__}\n")


def test_help_names_every_command_and_every_option_has_a_line(run: Run) -> None:
    _, out, _ = run("--help")
    for command, *_ in (row[0] for row in JSON):
        assert f"  {command} " in out
        _, page, _ = run(command, "--help")
        assert "--json" in page


HEARING = "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
"""Runs a command that hears Ctrl-C, also where these tests run in a shell's background and do not."""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends signals")
@pytest.mark.parametrize(("stop", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_film_that_is_stopped_leaves_nothing_half_written(stop: signal.Signals, code: int, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("A sentence that takes some time to be filmed. " * 50, "utf-8")
    (tmp_path / "film.mp4").write_bytes(b"the film of yesterday")
    before = sorted(path.name for path in tmp_path.iterdir())
    film = [*PROGRAM, "film", "long.txt", "-o", "film.mp4", "--size", "320x180"]
    command = [sys.executable, "-c", HEARING, *film]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as film:
        patience = time.monotonic() + 120
        while not list(tmp_path.rglob("*.mp4.partial")):
            assert film.poll() is None and time.monotonic() < patience
            time.sleep(0.05)
        os.killpg(film.pid, stop)  # a terminal sends it to the whole group
        out, err = film.communicate(timeout=120)
    assert film.returncode == code
    assert (out, err) == (b"", b"interrupted; nothing half-written is left\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (tmp_path / "film.mp4").read_bytes() == b"the film of yesterday"


def test_a_library_that_the_system_lacks_is_named(tmp_path: Path) -> None:
    """As on a slim Debian, where skia's wheel finds no libEGL."""
    lacking = "libEGL.so.1: cannot open shared object file: No such file or directory"
    (tmp_path / "skia.py").write_text(f"raise ImportError({lacking!r})\n")
    (tmp_path / "hello.txt").write_text("Hello.")
    command = [sys.executable, "-m", "understudy", "still", "hello.txt", "-o", "still.png"]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (5, "")
    told = f"a library of the system is not there: {lacking} (apt-get install libegl1 libgl1)"
    assert done.stderr == f"error: {told} [system_library_missing]\n"
    doctor = subprocess.run(
        [*command[:3], "doctor"], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert f"BAD libraries   skia does not load ({lacking}): apt-get install libegl1 libgl1" in doctor.stdout
