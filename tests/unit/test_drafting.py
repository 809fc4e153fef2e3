"""From a script to a production, and options that change one."""

from __future__ import annotations

from pathlib import Path

import pytest

from understudy.drafting import change, draft
from understudy.errors import InputError
from understudy.production import (
    RESIZE_SIZES,
    ClipMode,
    ColourBackground,
    ImageBackground,
    Production,
    TransparentBackground,
    load,
)


def texts(production: Production) -> list[str | None]:
    return [scene.speech.text for scene in production.scenes]


def test_words_become_a_production() -> None:
    made = draft("Hello.")
    assert made == load({"scenes": [{"speech": {"text": "Hello."}}]})


@pytest.mark.parametrize(
    ("script", "scenes"),
    [
        ("One.\n---\nTwo.", ["One.", "Two."]),
        ("One.\n\n-----  \n\nTwo.\n---\n", ["One.", "Two."]),
        ("---\nOne.\n---\n---\nTwo.", ["One.", "Two."]),
        ("One -- two --- three.", ["One -- two --- three."]),
        ("One.\r\n---\r\nTwo.", ["One.", "Two."]),
        ("\ufeffOne.", ["One."]),
        ("  <speak>One\n---\ntwo.</speak>\n", ["<speak>One\n---\ntwo.</speak>"]),
    ],
)
def test_dashes_part_scenes(script: str, scenes: list[str]) -> None:
    assert texts(draft(script)) == scenes


def test_files_are_read_and_recordings_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeff你好。\r\n---\r\nHello.".encode())
    assert texts(draft(tmp_path / "a.txt")) == ["你好。", "Hello."]
    assert draft(tmp_path / "Take 1.WAV").scenes[0].speech.recording == tmp_path / "Take 1.WAV"


SRT = """1
00:00:00,000 --> 00:00:02,000
Welcome to the second
module of our course.

2
00:00:02,000 --> 00:00:04,000
它共有十二讲，
每讲一小时。
"""


def test_subtitles_are_read_for_their_words(tmp_path: Path) -> None:
    (tmp_path / "film.srt").write_text(SRT, "utf-8")
    assert texts(draft(tmp_path / "film.srt")) == [
        "Welcome to the second module of our course. 它共有十二讲，每讲一小时。"
    ]
    (tmp_path / "none.vtt").write_text("WEBVTT\n", "utf-8")
    with pytest.raises(InputError) as caught:
        draft(tmp_path / "none.vtt")
    assert caught.value.code == "script_empty"


@pytest.mark.parametrize("script", ["", " \n", "---\n---", "\ufeff"])
def test_an_empty_script_is_refused(script: str) -> None:
    with pytest.raises(InputError) as caught:
        draft(script)
    assert caught.value.code == "script_empty"


@pytest.mark.parametrize("size", RESIZE_SIZES)
def test_sizes_of_the_contract_are_scaled(size: tuple[int, int]) -> None:
    output = draft("Hi.", size=size).output
    assert ((output.width, output.height), output.clip_mode) == (size, ClipMode.RESIZE)


@pytest.mark.parametrize(
    ("size", "window"),
    [
        ("640x360", (640, 360, 640, 360, "1080P")),
        ("1080 X 1080", (1080, 1080, 420, 0, "1080P")),
        ((600, 1000), (600, 1000, 240, 460, "1080P")),
        ("2560×1440", (2560, 1440, 640, 360, "4K")),
        ("1920x1200", (1920, 1200, 960, 480, "4K")),
    ],
)
def test_other_sizes_are_cut_from_the_middle(
    size: str | tuple[int, int], window: tuple[int, int, int, int, str]
) -> None:
    output = draft("Hi.", size=size).output
    assert (output.width, output.height, output.crop_x, output.crop_y, output.crop_canvas) == window
    assert output.clip_mode is ClipMode.CROP


def test_backgrounds() -> None:
    assert draft("Hi.", background="#102030").scenes[0].background == ColourBackground(colour="#102030")
    assert draft("Hi.", background=Path("a.png")).scenes[0].background == ImageBackground(file=Path("a.png"))
    clear = draft("One.\n---\nTwo.", background="transparent", codec="vp9")
    assert [scene.background for scene in clear.scenes] == [TransparentBackground()] * 2
    assert clear.output.codec == "VP9"


def test_every_option_finds_its_place() -> None:
    options = {"avatar": "a", "voice": "v", "speed": 90, "pitch": 110, "volume": 120, "bitrate": 900, "seed": 7}
    made = draft("Hi.", **options, subtitles=True, label="AI", music="m.mp3", title="T")
    assert (made.avatar.name, made.voice.name, made.voice.speed, made.voice.pitch) == ("a", "v", 90, 110)
    assert (made.voice.volume, made.output.bitrate, made.seed, made.output.subtitles) == (120, 900, 7, True)
    assert made.music is not None
    assert (made.output.label, made.music.file, made.title) == ("AI", Path("m.mp3"), "T")
    nothing = dict.fromkeys([*options, "size", "codec", "background", "subtitles", "label", "music", "title"])
    assert draft("Hi.", **nothing) == draft("Hi.")


RICH = load(
    {
        "scenes": [
            {"speech": {"text": "One."}, "voice": {"name": "x"}, "avatar": {"name": "y"}},
            {"speech": {"text": "Two."}, "background": {"kind": "colour", "colour": "#000000"}},
        ],
        "output": {"clip_mode": "CROP", "width": 640, "height": 360, "crop_x": 9, "subtitles": True, "bitrate": 900},
        "voice": {"name": "z", "speed": 80},
        "lexicon": [{"key": "AI", "kind": "alias", "value": "ay eye"}],
        "seed": 3,
    }
)


def test_a_change_of_nothing_changes_nothing() -> None:
    assert change(RICH) is RICH


def test_a_change_keeps_what_it_does_not_name() -> None:
    made = change(RICH, voice="w", avatar="v", background="#FFFFFF", seed=4)
    assert texts(made) == ["One.", "Two."]
    assert (made.voice.name, made.voice.speed, made.avatar.name, made.seed) == ("w", 80, "v", 4)
    assert [scene.voice for scene in made.scenes] == [scene.avatar for scene in made.scenes] == [None, None]
    assert {scene.background for scene in made.scenes} == {ColourBackground(colour="#FFFFFF")}
    assert (made.output, made.lexicon) == (RICH.output, RICH.lexicon)


def test_a_new_size_replaces_the_window() -> None:
    made = change(RICH, size="1280x720").output
    assert (made.clip_mode, made.width, made.height, made.crop_x) == (ClipMode.RESIZE, 1280, 720, 0)
    assert (made.subtitles, made.bitrate) == (True, 900)


def test_a_wrong_change_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        change(RICH, codec="divx")
    assert caught.value.problems[0].field == "output.codec"
