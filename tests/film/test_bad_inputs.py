"""Every bad input is told in a sentence: what was found, where, and what would be right; and nothing is left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from film.bad.films import FILM_ROWS
from film.bad.layers import LAYER_ROWS
from film.bad.pictures import PICTURE_ROWS
from film.bad.row import SMALL, Bad
from film.bad.speeches import SPEECH_ROWS
from film.materials import write_all
from understudy import draft, load, produce
from understudy.audition import speak_only
from understudy.deliver.provenance import Signing
from understudy.errors import InputError, Problem, ResourceError, UnderstudyError, Warning
from understudy.excerpt import inspect, still
from understudy.plan import plan
from understudy.production import Production

ROWS = (*PICTURE_ROWS, *LAYER_ROWS, *SPEECH_ROWS, *FILM_ROWS)
HELLO: dict[str, Any] = {"scenes": [{"speech": {"text": "Hi."}}], "output": SMALL}
SEEN_IN_THE_FILM = {"clip_without_sound", "recording_silent", "action_too_late", "music_truncated"}
"""Warnings that need the sound, which `plan` does not make."""


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_all(tmp_path_factory.mktemp("material"))


def left_in(*folders: Path) -> list[str]:
    """Everything below the folders that a finished or failed film must not leave."""
    found = (path for folder in folders for path in folder.rglob("*"))
    return [path.name for path in found if path.name.startswith(".understudy") or path.name.endswith(".partial")]


def refused(action: Any, *arguments: Any, **options: Any) -> UnderstudyError:
    with pytest.raises(UnderstudyError) as caught:
        action(*arguments, **options)
    return caught.value


def document(row: Bad, material: Path) -> dict[str, Any]:
    text = json.dumps(HELLO | row.asked).replace("{m}", str(material))
    return dict(json.loads(text))


@pytest.mark.parametrize("row", [row for row in ROWS if row.answer is not Warning], ids=lambda row: row.name)
def test_refused(row: Bad, material: Path, tmp_path: Path) -> None:
    output = tmp_path / "new" / "film.mp4"
    error = refused(lambda: produce(load(document(row, material)), output))
    assert error.problems == row.expected(str(material))
    assert type(error) is row.answer
    assert list(tmp_path.iterdir()) == []
    assert left_in(material) == []


@pytest.mark.parametrize("row", [row for row in ROWS if row.answer is Warning], ids=lambda row: row.name)
def test_made_with_a_warning(row: Bad, material: Path, tmp_path: Path) -> None:
    production = load(document(row, material))
    expected = row.expected(str(material))
    if expected[0].code not in SEEN_IN_THE_FILM:
        assert plan(production).warnings == expected
    made = produce(production, tmp_path / "film.mp4")
    assert made.warnings == expected
    assert json.loads(made.report.read_text("utf-8"))["warnings"] == [problem.as_dict() for problem in expected]
    assert left_in(tmp_path, material) == []


def test_every_sentence_is_fit_to_be_read() -> None:
    problems = [problem for row in ROWS for problem in row.expected("folder")]
    assert len(ROWS) >= 45
    for problem in problems:
        assert problem.code == problem.code.lower() and not problem.message.endswith((".", ":")), problem
        for internal in ("Traceback", "tuple", "pydantic", "NoneType", "Errno", "object at", "discriminator", "<class"):
            assert internal not in str(problem)


def test_what_is_wrong_in_several_places_is_told_at_once(material: Path, tmp_path: Path) -> None:
    asked = {
        "scenes": [
            {"speech": {"text": "<speak>a & b</speak>"}, "voice": {"name": "klingonn"}},
            {"speech": {"recording": material / "none.wav"}, "subtitle_file": material / "notes.srt"},
            {
                "speech": {"text": "Hi."},
                "background": {"kind": "image", "file": material / "none.png"},
                "layers": [
                    {"kind": "image", "file": material / "none.jpg", "position": {"x": 0, "y": 0, "index": 1}},
                    {"kind": "video", "file": material / "none.mp4", "position": {"x": 0, "y": 0, "index": 2}},
                ],
            },
        ],
        "music": {"file": material / "text.mp3"},
        "avatar": {"name": "nobody"},
    }
    error = refused(produce, load(asked), tmp_path / "film.mp4")
    assert [(problem.code, problem.field) for problem in error.problems] == [
        ("markup_malformed", "scenes[0].speech.text"),
        ("voice_unknown", "scenes[0].voice.name"),
        ("avatar_unknown", "avatar.name"),
        ("file_missing", "scenes[1].speech.recording"),
        ("subtitle_format", "scenes[1].subtitle_file"),
        ("file_missing", "scenes[2].background.file"),
        ("file_missing", "scenes[2].layers[0].file"),
        ("file_missing", "scenes[2].layers[1].file"),
        ("media_unreadable", "music.file"),
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_cmyk_photograph_is_no_fault(material: Path) -> None:
    asked = {"scenes": [{"speech": {"text": "Hi."}, "background": {"kind": "image", "file": material / "cmyk.jpg"}}]}
    assert plan(load(asked)).warnings == ()


FILES = (
    ("broken.json", "json_malformed", "{f}, line 1, column 13: expecting value", "a production is one JSON object"),
    ("list.json", "json_malformed", "{f} holds no JSON object", 'it begins with {"scenes": ['),
    ("deep.json", "json_malformed", "{f} is nested too deep, or holds a number that is too long", None),
    ("none.json", "file_missing", "there is no file {f}", "check the path"),
    ("folder", "file_unreadable", "{f} is a folder", "give the file of a production"),
)


@pytest.mark.parametrize(("name", "code", "message", "hint"), FILES, ids=[row[0] for row in FILES])
def test_production_files(name: str, code: str, message: str, hint: str | None, material: Path) -> None:
    hint = "a production is one JSON object" if hint is None else hint
    problem = refused(load, material / name).problems[0]
    assert problem == Problem(code, message.replace("{f}", str(material / name)), hint)


SCRIPTS = (
    ("none.txt", "file_missing", "there is no file {f}", "give the path of a script or a recording"),
    ("blank.txt", "script_empty", "{f} holds no text", "write what the presenter is to say"),
    ("folder", "file_unreadable", "{f} is a folder", "give the file of a script, a production or a recording"),
    (
        *("latin1.txt", "file_not_utf8", "{f} is not UTF-8 text (byte 3)"),
        "save it as UTF-8; recordings end with .aac, .flac, .m4a, .mp3, .ogg, .opus, .wav",
    ),
)


@pytest.mark.parametrize(("name", "code", "message", "hint"), SCRIPTS, ids=[row[0] for row in SCRIPTS])
def test_script_files(name: str, code: str, message: str, hint: str, material: Path) -> None:
    problem = refused(draft, material / name).problems[0]
    assert problem == Problem(code, message.replace("{f}", str(material / name)), hint)


OPTIONS = (
    ({"size": "wide"}, Problem("size_malformed", "'wide' is no size", "give it as 1920x1080")),
    (
        {"size": (801, 601)},
        Problem("field_invalid", "size 801x601 is odd", "width and height must be even numbers", None, "output"),
    ),
    ({"size": "9000x90"}, Problem("field_invalid", "must be at most 3840, found 9000", "", None, "output.width")),
    ({"seed": -1}, Problem("field_invalid", "must be at least 0, found -1", "", None, "seed")),
    ({"sped": 90}, Problem("field_unknown", "there is no field 'sped' here", "did you mean 'speed'?", None, "sped")),
)


@pytest.mark.parametrize(("options", "problem"), OPTIONS, ids=[next(iter(row[0])) for row in OPTIONS])
def test_options(options: dict[str, Any], problem: Problem) -> None:
    assert refused(draft, "Hi.", **options).problems == (problem,)


def hello() -> Production:
    return load(HELLO)


EXCERPTS = (
    (still, "a.png", {"scene": 4}, Problem("scene_missing", "there is no scene 5", "the production has 1 scene")),
    (
        *(still, "a.png", {"at": 60}),
        Problem("time_outside", "scene 1 lasts 0.76 s, so there is nothing at 60 s", "give a time below 0.76", 0),
    ),
    (
        *(still, "a.png", {"at": float("nan")}),
        Problem("time_outside", "scene 1 lasts 0.76 s, so there is nothing at nan s", "give a time below 0.76", 0),
    ),
    (
        *(inspect, "a.png", {"start": 60}),
        Problem("time_outside", "scene 1 lasts 0.76 s, so there is nothing at 60 s", "give a time below 0.76", 0),
    ),
    (
        *(inspect, "a.png", {"start": 0.5, "stop": 0.2}),
        Problem("time_outside", "the part from 0.5 s to 0.2 s is empty", "stop after the start", 0),
    ),
    (
        *(still, "a.gif", {}),
        Problem("picture_suffix", "a.gif is neither a PNG nor a JPEG file by its name", "end it with .png or .jpg"),
    ),
    (
        *(speak_only, "a.xyz", {}),
        Problem("sound_suffix", "a.xyz is no sound file by its name", "end it with .wav, .mp3 or .m4a"),
    ),
    (
        *(produce, "a.webm", {}),
        Problem(
            "suffix_differs",
            "a.webm does not end with .mp4, as H264 films do",
            "name it a.mp4, or choose another codec",
        ),
    ),
)


@pytest.mark.parametrize(("action", "name", "options", "problem"), EXCERPTS)
def test_outputs(action: Any, name: str, options: dict[str, Any], problem: Problem, tmp_path: Path) -> None:
    error = refused(action, hello(), tmp_path / "new" / name, **options)
    assert (type(error), error.problems) == (InputError, (problem,))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("action", "name"), [(produce, "a.mp4"), (still, "a.png"), (inspect, "a.png"), (speak_only, "a.wav")]
)
def test_a_file_in_the_place_of_the_folder(action: Any, name: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("mine", "utf-8")
    for output in (file / name, file / "deeper" / name):
        error = refused(action, hello(), output)
        hint = "give the path of a folder, or another name"
        assert error.problems == (Problem("folder_unwritable", f"{file} is a file, not a folder", hint),)
        assert type(error) is ResourceError
    assert file.read_text("utf-8") == "mine"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a folder that even root cannot write to")
def test_a_folder_that_cannot_be_written_to() -> None:
    error = refused(produce, hello(), "/proc/film.mp4")
    hint = "give another folder, or make this one writable"
    text = "/proc cannot be written to: nothing can be made there"
    assert error.problems == (Problem("folder_unwritable", text, hint),)


def test_a_film_cannot_be_signed_without_the_package_or_the_key(
    material: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    signing = Signing(material / "key.pem", material / "none.pem")
    error = refused(produce, hello(), tmp_path / "film.mp4", signing=signing)
    hint = "install understudy[c2pa], or leave the certificate out"
    assert error.problems == (Problem("c2pa_missing", "C2PA manifests need the package c2pa-python", hint),)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    error = refused(produce, hello(), tmp_path / "film.mp4", signing=signing)
    text = f"{material}/none.pem cannot be read: No such file or directory"
    assert error.problems == (Problem("signing_unreadable", text, "give PEM files of certificate and key"),)
    assert list(tmp_path.iterdir()) == []


FULL_DISK = """
import resource, sys
from understudy.cli.app import main
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
main(sys.argv[1:])
"""


@pytest.mark.skipif(os.name != "posix", reason="limits the size of files as a full disk does")
@pytest.mark.parametrize(("command", "name"), [("film", "film.mp4"), ("say", "speech.wav")])
def test_a_full_disk(command: str, name: str, tmp_path: Path) -> None:
    output = tmp_path / name
    output.write_bytes(b"the film of yesterday")
    script = tmp_path / "script.txt"
    script.write_text("This is a long sentence, so that there is something to write to the disk.", "utf-8")
    arguments = [command, str(script), "-o", str(output), "--json"]
    ran = subprocess.run([sys.executable, "-c", FULL_DISK, *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == 5, ran.stderr
    (problem,) = json.loads(ran.stdout)["error"]["problems"]
    assert (problem["code"], problem["scene"], problem["field"]) == ("disk_full", None, None)
    assert problem["message"].startswith("no room is left ")
    assert "room" in problem["hint"]
    assert output.read_bytes() == b"the film of yesterday"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "script.txt"])
