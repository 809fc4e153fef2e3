"""Scripts by the official SDK: every operation, and a film that is made from a script with a recording of ours."""

from __future__ import annotations

from pathlib import Path

import huaweicloudsdkmetastudio.v1 as sdk
import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkmetastudio.v1 import MetaStudioClient
from waiting import english_voice, fetched, sent, until

from understudy.encode.probe import probe

SPOKEN = "Good evening."
RECORDED = "One two three."


def speech(client: MetaStudioClient) -> bytes:
    """A recording: what a voice of ours says."""
    body = sdk.CreateAsyncTtsJobRequestBody(text=RECORDED, voice_asset_id=english_voice(client), audio_format="MP3")
    job_id = client.create_async_tts_job(sdk.CreateAsyncTtsJobRequest(body=body)).job_id
    job = until(
        lambda: client.show_async_tts_job(sdk.ShowAsyncTtsJobRequest(job_id=job_id)),
        lambda seen: seen.state in ("SUCCEED", "FAILED"),
    )
    return fetched(job.audio_file_url)


def scenes() -> list[sdk.ShootScriptItem]:
    words = sdk.ShootScript(text_config=sdk.TextConfig(text=SPOKEN))
    sound = sdk.ShootScript(script_type="AUDIO", text_config=sdk.TextConfig(text=RECORDED))
    return [
        sdk.ShootScriptItem(sequence_no=1, shoot_script=words),
        sdk.ShootScriptItem(sequence_no=2, shoot_script=sound),
    ]


def show(client: MetaStudioClient, script_id: str) -> sdk.ShowVideoScriptResponse:
    return client.show_video_script(sdk.ShowVideoScriptRequest(script_id=script_id))


def saved(client: MetaStudioClient) -> sdk.CreateVideoScriptsResponse:
    avatars = sdk.ListAssetsRequest(asset_source="SYSTEM", asset_type="HUMAN_MODEL_2D")
    body = sdk.CreateVideoScriptsReq(
        script_name="evening news",
        model_asset_id=client.list_assets(avatars).assets[0].asset_id,
        voice_config=sdk.VoiceConfig(voice_asset_id=english_voice(client)),
        video_config=sdk.VideoConfig(width=1280, height=720, bitrate=2000, is_subtitle_enable=True),
        priv_data="mine",
        shoot_scripts=scenes(),
    )
    return client.create_video_scripts(sdk.CreateVideoScriptsRequest(body=body))


def subtitled(client: MetaStudioClient, script_id: str) -> list[sdk.SubtitleFileDetail]:
    body = sdk.CreateSubtitleFileReq(script_id=script_id)
    job_id = client.create_subtitle_file(sdk.CreateSubtitleFileRequest(body=body)).job_id
    made = until(
        lambda: client.show_subtitle_file(sdk.ShowSubtitleFileRequest(job_id=job_id)),
        lambda seen: seen.job_state == "GENERATED",
    )
    files: list[sdk.SubtitleFileDetail] = made.subtitle_file_info
    return files


def test_a_film_from_a_script_with_a_recording_and_subtitles_of_our_own(
    client: MetaStudioClient, tmp_path: Path
) -> None:
    made = saved(client)
    place = made.audio_files.audio_file_url[0]
    recording = speech(client)
    sent(place.audio_file_upload_url, recording)
    with_length = scenes()
    with_length[1].shoot_script.audio_duration = 1.5
    with_length[1].shoot_script.audio_config = sdk.AudioInfo(audio_id=place.audio_id)
    body = sdk.UpdateVideoScriptsReq(shoot_scripts=with_length)
    client.update_video_script(sdk.UpdateVideoScriptRequest(script_id=made.script_id, body=body))

    script = until(
        lambda: show(client, made.script_id), lambda seen: all(one.preview_info for one in seen.shoot_scripts[:1])
    )
    assert (script.script_name, script.priv_data) == ("evening news", "mine")
    assert fetched(script.audio_files.audio_file_url[0].audio_file_download_url) == recording
    assert fetched(script.script_cover_url).startswith(b"\xff\xd8")
    assert script.shoot_scripts[1].shoot_script.audio_duration == 1.5
    assert script.shoot_scripts[0].preview_info.audio_duration > 0.5
    listed = client.list_video_scripts(sdk.ListVideoScriptsRequest(name="evening")).video_scripts
    assert [one.text for one in listed] == [SPOKEN]

    first, second = subtitled(client, made.script_id)
    assert [one.subtitle_file_state for one in (first, second)] == ["GENERATE_SUCCEED"] * 2
    assert SPOKEN in fetched(first.subtitle_file_download_url).decode()
    sent(first.subtitle_file_upload_url, b"1\n00:00:00,100 --> 00:00:00,900\nIn my own words\n\n")

    film = sdk.Create2DDigitalHumanVideoReq(script_id=made.script_id)
    job_id = client.create2_d_digital_human_video(sdk.Create2DDigitalHumanVideoRequest(body=film)).job_id
    job = until(
        lambda: client.show2_d_digital_human_video(sdk.Show2DDigitalHumanVideoRequest(job_id=job_id)),
        lambda seen: seen.state in ("SUCCEED", "FAILED"),
    )
    assert job.state == "SUCCEED", job.error_info
    files = client.show_asset(sdk.ShowAssetRequest(asset_id=job.output_asset_config.asset_id)).files
    path = tmp_path / "film.mp4"
    path.write_bytes(fetched(next(file for file in files if file.asset_file_category == "MAIN").download_url))
    assert abs(float(probe(path).duration) - job.duration) < 0.01
    captions = next(fetched(file.download_url).decode() for file in files if file.file_name.endswith(".srt"))
    assert "In my own words" in captions
    assert RECORDED.rstrip(".") in captions


def test_a_copy_stands_on_its_own_and_a_deleted_script_is_gone(client: MetaStudioClient) -> None:
    made = saved(client)
    copy = client.copy_video_scripts(sdk.CopyVideoScriptsRequest(script_id=made.script_id)).script_id
    client.delete_video_script(sdk.DeleteVideoScriptRequest(script_id=made.script_id))
    with pytest.raises(ClientRequestException) as gone:
        show(client, made.script_id)
    assert (gone.value.status_code, gone.value.error_code) == (404, "MSS.00000002")
    assert [one.sequence_no for one in show(client, copy).shoot_scripts] == [1, 2]
    client.delete_video_script(sdk.DeleteVideoScriptRequest(script_id=copy))
