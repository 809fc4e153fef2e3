"""Documents of the wire: null means absent, what is not known is told, an echo shows what was asked."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from pydantic import ValidationError

from understudy.service.api.wire.asset_meta import HumanModel2DAssetMeta, VoiceModelAssetMeta
from understudy.service.api.wire.error import ErrorResponse
from understudy.service.api.wire.fields import wire_time
from understudy.service.api.wire.model import document, to_json, unknown_fields
from understudy.service.api.wire.output import VideoConfig
from understudy.service.api.wire.scene import ShootScript
from understudy.service.api.wire.training import Create2dModelTrainingJobReq
from understudy.service.api.wire.video import (
    Create2DDigitalHumanVideoReq,
    DigitalHumanVideo,
    ListDigitalHumanVideoResponse,
    Show2DDigitalHumanVideoResponse,
)

SEED: dict[str, Any] = {
    "job_id": "26f06524-4f75-4b3a-a853-b649a21aaf66",
    "state": "SUCCEED",
    "start_time": "2022-01-18T16:29:36Z",
    "end_time": "2022-01-18T16:30:36Z",
    "duration": 60,
    "output_asset_config": {
        "asset_id": "942e65a5fd219a2e01fb08d881cfadb9",
        "asset_name": "One Day",
        "cover_url": "https://127.0.0.1/p/a/c.png?AccessKeyId=A&Expires=1671241457&Signature=zVGM%3D",
    },
    "error_info": None,
    "create_time": "2022-11-30T06:59:56Z",
    "lastupdate_time": "2022-11-30T07:00:09Z",
    "script_id": "4b5b6effcf3b4c72a0baccb265111765",
    "model_asset_id": "cda7e9a469ee9cf3ffc1ad62794a12ff",
    "voice_config": {
        "voice_asset_id": "f5e6a13eab4443fa85421191ad061780",
        "speed": 100,
        "pitch": 100,
        "volume": 140,
    },
    "video_config": {"codec": "H264", "bitrate": 5000, "width": 720, "height": 1280, "frame_rate": 30},
    "shoot_scripts": [
        {
            "sequence_no": 0,
            "shoot_script": {
                "text_config": {"text": "Hello, everyone. I'm Yunling."},
                "background_config": [
                    {
                        "human_position_2d": {"position": "MIDDLE"},
                        "background_type": "IMAGE",
                        "background_config": "https://127.0.0.1/p/b/c.jpg?AccessKeyId=W&Expires=1&Signature=2E%3D",
                    }
                ],
            },
        }
    ],
}
"""The answer that the cloud's page shows as its example; the state is one of those that the page lists."""


def film(**fields: Any) -> Create2DDigitalHumanVideoReq:
    return Create2DDigitalHumanVideoReq.model_validate(fields)


def test_the_example_of_the_page_is_answered_field_by_field() -> None:
    answer = json.loads(to_json(Show2DDigitalHumanVideoResponse.model_validate(SEED)))
    expected = {**SEED, "video_config": {**SEED["video_config"], "frame_rate": "30"}}
    assert answer == expected


@pytest.mark.parametrize("rate", [24, 25, 30, "24", "25", "30", 25.0])
def test_a_frame_rate_is_shown_as_text(rate: Any) -> None:
    config = VideoConfig.model_validate({"bitrate": 5000, "width": 1920, "height": 1080, "frame_rate": rate})
    assert json.loads(to_json(config))["frame_rate"] == str(int(rate))


@pytest.mark.parametrize("rate", [29, "25.0", True, None, "", "fast", 1e999])
def test_other_frame_rates_are_refused(rate: Any) -> None:
    given = {"bitrate": 5000, "width": 1920, "height": 1080, "frame_rate": rate}
    if rate is None:
        assert "frame_rate" not in document(VideoConfig.model_validate(given))
        return
    with pytest.raises(ValidationError, match="frame_rate"):
        VideoConfig.model_validate(given)


def test_null_means_absent() -> None:
    request = film(voice_config=None, script_id="s", shoot_scripts=[{"sequence_no": None, "shoot_script": {}}])
    assert request.model_fields_set == {"script_id", "shoot_scripts"}
    assert to_json(request) == b'{"script_id":"s","shoot_scripts":[{"shoot_script":{}}]}'


def test_only_the_error_of_a_task_is_null_where_there_is_none() -> None:
    job = DigitalHumanVideo(job_id="j", state="WAITING", start_time=None)
    assert json.loads(to_json(job)) == {"job_id": "j", "state": "WAITING", "error_info": None}
    listed = ListDigitalHumanVideoResponse(count=1, jobs=[job])
    assert json.loads(to_json(listed))["jobs"][0]["error_info"] is None
    failed = ErrorResponse(error_code="MSS.45000001", error_msg="gone")
    shown = to_json(DigitalHumanVideo(job_id="j", state="FAILED", error_info=failed))
    assert json.loads(shown)["error_info"] == {"error_code": "MSS.45000001", "error_msg": "gone"}


def test_unknown_fields_are_told_with_the_nearest_known_one() -> None:
    scene = {"shoot_script": {"text_confg": {"text": "a"}, "layer_config": [{"layer_type": "HUMAN", "poition": None}]}}
    request = film(scene_asset_id="x", shoot_scripts=[{}, scene], voice_config={"voice_asset_id": "v", "vlume": 3})
    assert unknown_fields(request) == [
        "scene_asset_id",
        "voice_config.vlume (did you mean volume?)",
        "shoot_scripts[1].shoot_script.text_confg (did you mean text_config?)",
        "shoot_scripts[1].shoot_script.layer_config[0].poition (did you mean position?)",
    ]
    assert unknown_fields(film(script_id="s")) == []


def test_a_known_field_that_was_given_is_not_what_was_meant() -> None:
    request = film(voice_config={"voice_asset_id": "v", "volume": 140, "vlume": 3})
    assert unknown_fields(request) == ["voice_config.vlume"]


def test_long_names_of_unknown_fields_are_cut() -> None:
    (told,) = unknown_fields(film(**{"x" * 100_000: 1}))
    assert told == "x" * 60 + "…"


def test_a_kept_document_has_the_fields_of_the_contract_only() -> None:
    request = film(odd=1, voice_config={"voice_asset_id": "v", "odd": 1}, shoot_scripts=[{"odd": 1, "sequence_no": 2}])
    kept = document(request)
    assert kept == {"voice_config": {"voice_asset_id": "v"}, "shoot_scripts": [{"sequence_no": 2}]}
    assert document(film(**kept)) == kept


def test_an_answer_cannot_be_made_with_a_field_it_does_not_have() -> None:
    with pytest.raises(ValidationError, match="finished"):
        DigitalHumanVideo(job_id="j", state="WAITING", finished=True)  # type: ignore[call-arg]
    with pytest.raises(ValidationError, match="SUCCEED"):
        DigitalHumanVideo(job_id="j", state="SUCCESS")  # type: ignore[arg-type]


def test_documents_are_never_changed() -> None:
    request = film(script_id="s")
    with pytest.raises(ValidationError, match="frozen"):
        request.script_id = "t"


def test_times_are_written_in_utc() -> None:
    east = datetime(2022, 11, 30, 14, 59, 56, 999_999, timezone(timedelta(hours=8)))
    assert wire_time(east) == "2022-11-30T06:59:56Z"
    job = DigitalHumanVideo.model_validate({"job_id": "j", "state": "WAITING", "create_time": east})
    assert job.create_time == "2022-11-30T06:59:56Z"
    assert wire_time(datetime(2022, 11, 30, 6, 59, 56, tzinfo=UTC)) == job.create_time


@pytest.mark.parametrize(("given", "shown"), [("en", "EN"), ("FR", "fr"), ("russian", "Russian"), ("Kr", "Kr")])
def test_languages_are_read_in_any_case(given: str, shown: str) -> None:
    voice = VoiceModelAssetMeta.model_validate({"language": given, "languages": [given]})
    assert (voice.language, voice.languages) == (shown, [shown])


@pytest.mark.parametrize("given", ["V3.2", "V3_2"])
def test_generations_of_avatars_are_read_in_both_spellings(given: str) -> None:
    assert HumanModel2DAssetMeta.model_validate({"model_version": given}).model_version == "V3_2"
    training = Create2dModelTrainingJobReq.model_validate({"name": "a", "model_version": given})
    assert training.model_version == "V3.2"


@pytest.mark.parametrize(
    "retired", [{"a\0": 1}, {"a": ["\ud800"]}, {"a": {"b": "\0"}}, {"a": float("nan")}, {"a": [float("inf")]}]
)
def test_what_no_database_keeps_is_refused_in_fields_that_may_hold_anything(retired: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="cannot be kept"):
        ShootScript.model_validate({"emotion_config": retired})
    assert ShootScript.model_validate({"emotion_config": {"a": [1.5, None, "x"]}}).emotion_config
