"""Refusals: which field, in which scene, what was found, and what would be right."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.testclient import TestClient
from pydantic import ValidationError

from understudy.errors import Problem
from understudy.service.api.wire.asset import CreateDigitalAssetRequestBody
from understudy.service.api.wire.file import FilesCreateReq
from understudy.service.api.wire.model import WireModel
from understudy.service.api.wire.photo import CreatePhotoDetectionReq
from understudy.service.api.wire.refusals import problems
from understudy.service.api.wire.tts import CreateAsyncTtsJobRequestBody
from understudy.service.api.wire.video import Create2DDigitalHumanVideoReq

Film = Create2DDigitalHumanVideoReq
SIZE = {"bitrate": 5000, "width": 1920, "height": 1080}


def refused(model: type[WireModel], body: Any) -> list[Problem]:
    with pytest.raises(ValidationError) as caught:
        if isinstance(body, bytes):
            model.model_validate_json(body)
        else:
            model.model_validate(body)
    return problems(caught.value)


def in_scene(number: int, script: dict[str, Any]) -> dict[str, Any]:
    return {"shoot_scripts": [{"shoot_script": {}}] * number + [{"shoot_script": script}]}


def layer(**fields: Any) -> dict[str, Any]:
    return in_scene(2, {"layer_config": [{"layer_type": "IMAGE"}, {"layer_type": "IMAGE", **fields}]})


SCENE = "shoot_scripts[2].shoot_script"
IMAGE = {"asset_name": "a", "asset_type": "IMAGE"}
NO_CHARACTERS = "holds U+0000 or half of a surrogate pair, which are no characters"
NO_KIND = "must be one of 14 names, found"
KINDS = "(one of 'IMAGE', 'VIDEO', 'AUDIO', 'MUSIC', 'HUMAN_MODEL_2D', …)"
VOICE = "(for example 'f5e6a13eab4443fa85421191ad061780')"
LAYERS = "must be 'HUMAN', 'IMAGE', 'VIDEO' or 'TEXT', found"
CreateAsset = CreateDigitalAssetRequestBody
ROWS: list[tuple[type[WireModel], Any, str]] = [
    (
        Film,
        in_scene(2, {"text_config": {"text": ""}}),
        f"{SCENE}.text_config.text: must not be empty (text of 1 to 131072 characters)",
    ),
    (
        Film,
        in_scene(2, {"text_config": {}}),
        f"{SCENE}.text_config.text: text is missing (text of 1 to 131072 characters)",
    ),
    (Film, in_scene(2, {"text_config": "Hello"}), f"{SCENE}.text_config: must be an object with fields, found 'Hello'"),
    (Film, in_scene(2, {"text_config": {"text": "a\0b"}}), f"{SCENE}.text_config.text: {NO_CHARACTERS}"),
    (
        Film,
        layer(layer_type="PICTURE"),
        f"{SCENE}.layer_config[1].layer_type: {LAYERS} 'PICTURE'",
    ),
    (
        Film,
        layer(layer_type="image"),
        f"{SCENE}.layer_config[1].layer_type: {LAYERS} 'image' (did you mean 'IMAGE'?)",
    ),
    (
        Film,
        layer(position={"dx": 0, "dy": 0, "layer_index": 101}),
        f"{SCENE}.layer_config[1].position.layer_index: must be at most 100, found 101 (a whole number from 1 to 100)",
    ),
    (
        Film,
        layer(position={"dx": 0, "dy": 0}),
        f"{SCENE}.layer_config[1].position.layer_index: layer_index is missing (a whole number from 1 to 100)",
    ),
    (
        Film,
        layer(size={"width": 0.5}),
        f"{SCENE}.layer_config[1].size.width: must be a whole number, found 0.5 (a whole number from 1 to 7680)",
    ),
    (Film, {"shoot_scripts": [{}] * 101}, "shoot_scripts: has 101 entries, at most 100 are possible"),
    (
        Film,
        {"shoot_scripts": {"0": {}}},
        "shoot_scripts: must be a list, found an object (a list of at most 100 entries)",
    ),
    (
        Film,
        {"video_config": {**SIZE, "bitrate": 39}},
        "video_config.bitrate: must be at least 40, found 39 (a whole number from 40 to 30000)",
    ),
    (
        Film,
        {"video_config": {**SIZE, "frame_rate": 29}},
        "video_config.frame_rate: must be '24', '25' or '30', found '29'",
    ),
    (
        Film,
        {"video_config": {**SIZE, "is_subtitle_enable": "maybe"}},
        "video_config.is_subtitle_enable: must be true or false, found 'maybe'",
    ),
    (
        Film,
        {"video_config": {**SIZE, "subtitle_config": {"font_color": "red"}}},
        "video_config.subtitle_config.font_color: must be a colour like #F2F4F7, found 'red' (for example '#FFFFFF')",
    ),
    (
        Film,
        {"video_config": {**SIZE, "subtitle_config": {"opacity": 2}}},
        "video_config.subtitle_config.opacity: must be at most 1, found 2 (a number from 0 to 1)",
    ),
    (
        Film,
        {"voice_config": {"voice_asset_id": "v" * 257}},
        "voice_config.voice_asset_id: has 257 characters, at most 256 are possible",
    ),
    (Film, {"script_id": 7}, "script_id: must be text, found 7 (text of 1 to 64 characters)"),
    (Film, [], "body: must be an object with fields, found a list"),
    (Film, b'{"script_id": ', "the body is no JSON: EOF while parsing a value at line 1 column 14"),
    (CreateAsset, {**IMAGE, "asset_type": "PHOTO"}, f"asset_type: {NO_KIND} 'PHOTO' {KINDS}"),
    (CreateAsset, {**IMAGE, "asset_type": "PTT"}, f"asset_type: {NO_KIND} 'PTT' {KINDS}"),
    (
        CreateAsset,
        {**IMAGE, "asset_type": "HUMAN_MODEL2D"},
        f"asset_type: {NO_KIND} 'HUMAN_MODEL2D' (did you mean 'HUMAN_MODEL_2D'?)",
    ),
    (CreateAsset, {**IMAGE, "tags": ["a", "b" * 129]}, "tags[1]: has 129 characters, at most 128 are possible"),
    (CreateAsset, {**IMAGE, "tags": ["a\0"]}, f"tags: {NO_CHARACTERS}"),
    (
        CreateAsyncTtsJobRequestBody,
        {"text": "a", "voice_asset_id": "a b"},
        f"voice_asset_id: has characters that are not possible here, found 'a b' {VOICE}",
    ),
    (
        CreateAsyncTtsJobRequestBody,
        {"text": "a", "voice_asset_id": "v", "volume": float("nan")},
        "volume: must be a finite number, found nan (a whole number from 90 to 240)",
    ),
]


@pytest.mark.parametrize(("model", "body", "told"), ROWS)
def test_one_wrong_field(model: type[WireModel], body: Any, told: str) -> None:
    (problem,) = refused(model, body)
    assert str(problem) == told
    assert problem.scene == (2 if told.startswith("shoot_scripts[2]") else None)


def test_every_wrong_field_is_told_at_once() -> None:
    found = refused(FilesCreateReq, {"file_md5": "abc", "file_size": 0, "file_type": "mp4"})
    assert [(problem.code, problem.field) for problem in found] == [
        ("field_missing", "file_name"),
        ("field_invalid", "file_md5"),
        ("field_invalid", "file_size"),
        ("field_missing", "asset_id"),
        ("field_missing", "asset_file_category"),
    ]
    assert found[1].message == "has 3 characters, at least 24 are needed"
    assert found[1].hint == "text of exactly 24 characters"


def test_what_was_found_is_never_told_whole() -> None:
    picture = "iVBORw0KGgo" * 3_000_000
    (too_long,) = refused(CreatePhotoDetectionReq, {"human_image": picture})
    assert str(too_long) == "human_image: has 33000000 characters, at most 31457280 are possible"
    (no_number,) = refused(Film, {"voice_config": {"voice_asset_id": "v", "speed": picture}})
    assert no_number.message.startswith("must be a whole number, found 'iVBORw0KGgo")
    assert len(str(no_number)) < 200


def test_findings_of_the_web_framework_are_told_alike() -> None:
    app = FastAPI()
    told: list[str] = []

    @app.post("/films")
    def make(request: Film, limit: Annotated[int, Query(le=100)] = 10) -> None:
        """Take it."""

    @app.exception_handler(RequestValidationError)
    async def refuse(request: Request, error: RequestValidationError) -> Response:
        told.extend(str(problem) for problem in problems(error, Film))
        return Response(status_code=400)

    client = TestClient(app)
    negative = '{"shoot_scripts": [{"sequence_no": -1}]}'
    for address, body in (("/films", negative), ("/films?limit=101", "{}"), ("/films", "{")):
        client.post(address, content=body, headers={"Content-Type": "application/json"})
    assert told == [
        "shoot_scripts[0].sequence_no: must be at least 0, found -1 (a whole number from 0 to 2147483647)",
        "limit: must be at most 100, found '101'",
        "the body is no JSON: Expecting property name enclosed in double quotes",
    ]
