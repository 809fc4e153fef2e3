"""The document: what it accepts, what it refuses, and how it says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from understudy.errors import InputError
from understudy.production import Production, load

HELLO: dict[str, Any] = {"scenes": [{"speech": {"text": "Hello."}}]}


def with_output(**output: Any) -> dict[str, Any]:
    return {**HELLO, "output": output}


def with_layer(**layer: Any) -> dict[str, Any]:
    layer = {"position": {"x": 0, "y": 0, "index": 1}, **layer}
    return {"scenes": [{"speech": {"text": "Hello."}, "layers": [layer]}]}


def test_the_shortest_document() -> None:
    production = load(HELLO)
    assert (production.output.width, production.output.height, production.output.codec) == (1920, 1080, "H264")
    assert (production.voice.speed, production.voice.pitch, production.voice.volume) == (100, 100, 140)


def test_it_reads_what_it_writes(tmp_path: Path) -> None:
    production = load({**with_layer(kind="text", text="你好"), "seed": 9, "music": {"file": "a.mp3"}})
    assert load(json.loads(production.to_json())) == production


def test_broken_characters_are_written_as_they_came() -> None:
    """What is read of them, `script` decides; the number of a film's content is made of the written document."""
    production = load({"scenes": [{"speech": {"text": "half \ud800 a pair"}}]})
    assert load(json.loads(production.to_json().encode())) == production


def test_files_are_taken_from_the_documents_folder(tmp_path: Path) -> None:
    path = tmp_path / "film.json"
    path.write_text(json.dumps({**with_layer(kind="image", file="logo.png"), "music": {"file": "/abs/m.mp3"}}))
    production = load(path)
    assert production.scenes[0].layers[0].file == tmp_path / "logo.png"  # type: ignore[union-attr]
    assert production.music is not None
    assert production.music.file == Path("/abs/m.mp3")


def test_every_wrong_field_is_named_at_once() -> None:
    wrong = {
        **with_output(bitrate=10, width=640, height=480),
        "voice": {"speed": 300},
        "scenes": [{"speech": {"text": "a"}}, {"speech": {}, "layres": []}],
    }
    with pytest.raises(InputError) as caught:
        load(wrong)
    fields = {problem.field for problem in caught.value.problems}
    assert {"output.bitrate", "voice.speed", "scenes[1].speech", "scenes[1].layres"} <= fields
    assert {problem.scene for problem in caught.value.problems} == {None, 1}


@pytest.mark.parametrize(
    ("document", "fields"),
    [
        (with_output(bitrate=10, width=640, height=480), ["output.bitrate", "output"]),
        (with_output(width=5000, height=720), ["output.width"]),
        (with_layer(kind="video", file="a.mp4", rotation=20, sound=101), ["…sound", "…layers[0]"]),
        (
            {"output": {"bitrate": 1}, "scenes": [{"speech": {"text": "a"}, "background": {"kind": "transparent"}}]},
            ["output.bitrate", "scenes[0].background"],
        ),
        (
            {"output": {"codec": "AV1"}, "scenes": [{"speech": {"text": "a"}, "background": {"kind": "transparent"}}]},
            ["output.codec"],
        ),
    ],
)
def test_rules_about_several_fields_are_told_beside_wrong_fields_that_are_none_of_theirs(
    document: dict[str, Any], fields: list[str]
) -> None:
    with pytest.raises(InputError) as caught:
        load(document)
    found = [problem.field or "" for problem in caught.value.problems]
    assert len(found) == len(fields)
    assert all(field.endswith(wanted.lstrip("…")) for field, wanted in zip(found, fields, strict=True))


@pytest.mark.parametrize(
    ("document", "field", "words"),
    [
        (with_output(width=640, height=480), "output", "640x480 is not offered with RESIZE"),
        (with_output(clip_mode="CROP", width=641, height=480), "output", "641x480 is odd"),
        (with_output(clip_mode="CROP", width=1922, height=1080), "output", "larger than its canvas 1920x1080"),
        (with_output(frame_rate=30), "output.frame_rate", "25"),
        (with_output(codec="AV1"), "output.codec", "'H264', 'VP8', 'VP9' or 'QTRLE'"),
        (with_output(subtitle_style={"colour": "white"}), "output.subtitle_style.colour", "found 'white'"),
        ({**HELLO, "voice": {"volume": 89}}, "voice.volume", "at least 90, found 89"),
        ({**HELLO, "music": {"file": "m.mp3", "volume": 101}}, "music.volume", "at most 100, found 101"),
        ({**HELLO, "seed": -1}, "seed", "at least 0, found -1"),
        ({**HELLO, "idle_action_interval": 256}, "idle_action_interval", "at most 255"),
        ({"scenes": []}, "scenes", "is empty"),
        ({"scenes": HELLO["scenes"] * 101}, "scenes", "at most 100"),
        ({"scenes": [{"speech": {"text": "a", "recording": "b.wav"}}]}, "scenes[0].speech", "both text and recording"),
        ({"scenes": [{"speech": {"text": "a" * 131_073}}]}, "scenes[0].speech", "131073 characters"),
        (with_layer(kind="video", file="a.mp4", rotation=90), "scenes[0].layers[0]", "not offered for video"),
        (with_layer(kind="video", file="a.mp4", loop_count=-2), "scenes[0].layers[0].loop_count", "-1"),
        (with_layer(kind="text", text="a" * 1025), "scenes[0].layers[0].text", "1024"),
        (
            with_layer(kind="text", text="a", position={"x": 0, "y": 0, "index": 0}),
            "scenes[0].layers[0].position.index",
            "1",
        ),
        (with_layer(kind="hologram"), "scenes[0].layers[0].kind", "'human', 'image', 'video' or 'text'"),
        ({**HELLO, "schema": "production/9"}, "schema", "production/1"),
    ],
)
def test_wrong_documents(document: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        load(document)
    problem = caught.value.problems[0]
    assert problem.field == field
    assert words in problem.message


def test_h264_is_never_transparent() -> None:
    transparent = {"scenes": [{"speech": {"text": "a"}, "background": {"kind": "transparent"}}]}
    with pytest.raises(InputError, match="H264 cannot be transparent"):
        load(transparent)
    assert load({**transparent, "output": {"codec": "VP8"}})


def test_broken_files(tmp_path: Path) -> None:
    path = tmp_path / "film.json"
    for content, code in ((b"{", "json_malformed"), (b"[]", "json_malformed"), (b"\xff\xfe", "file_not_utf8")):
        path.write_bytes(content)
        with pytest.raises(InputError) as caught:
            load(path)
        assert caught.value.code == code
    with pytest.raises(InputError, match="there is no file"):
        load(tmp_path / "none.json")


def test_the_schema_can_be_published() -> None:
    schema = Production.model_json_schema()
    assert schema["properties"]["schema"]["const"] == "production/1"
    assert "SubtitleStyle" in schema["$defs"]
