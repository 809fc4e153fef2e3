"""An avatar is trained from a real photograph by the official SDK, and then speaks in a film."""

from __future__ import annotations

import json
import time
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import huaweicloudsdkmetastudio.v1 as sdk
import numpy as np
import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkmetastudio.v1 import MetaStudioClient
from skimage import data
from test_story import ended, system_asset

from running_service import Service
from understudy.encode.probe import probe

AT_WORK = ("AUTO_VERIFYING", "TRAINING")


def coded(picture: Any) -> bytes:
    found: bytes = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))[1].tobytes()
    return found


PHOTO = coded(data.astronaut())


def send(url: str, content: bytes) -> None:
    headers = {"Content-Type": "application/octet-stream"}
    request = urllib.request.Request(url, content, headers, method="PUT")
    assert urllib.request.urlopen(request).status == 200


def fetched(url: str) -> bytes:
    content: bytes = urllib.request.urlopen(url).read()
    return content


def shown(client: MetaStudioClient, job_id: str) -> Any:
    return client.show2d_model_training_job(sdk.Show2dModelTrainingJobRequest(job_id=job_id))


def tell(client: MetaStudioClient, job_id: str, command: str) -> Any:
    body = sdk.Execute2dModelTrainingCommandByUserReq(command=command)
    request = sdk.Execute2dModelTrainingCommandByUserRequest(job_id=job_id, body=body)
    return client.execute2d_model_training_command_by_user(request)


def at_rest(look: Callable[[], Any]) -> Any:
    for _ in range(600):
        if (found := look()).state not in AT_WORK:
            return found
        time.sleep(0.2)
    raise AssertionError(found)


def token(service: Service, job_id: str) -> str:
    """A token for the download, which the SDK knows nothing of: signed by its own signer."""
    path = f"/v1/{service.project_id}/digital-human-training-manage/user/jobs/{job_id}/once-token"
    host = service.url.removeprefix("http://")
    asked = SdkRequest("POST", "http", host, path, path, [], {"Content-Type": "application/json"}, "")
    credentials = BasicCredentials(service.ak, service.sk, service.project_id)
    signed = credentials.sign_request(asked)
    request = urllib.request.Request(service.url + path, b"", signed.header_params, method="POST")
    answer: str = json.loads(urllib.request.urlopen(request).read())["once_token"]
    return answer


def test_an_avatar_is_trained_and_speaks(client: MetaStudioClient, service: Service, tmp_path: Path) -> None:
    body = sdk.Create2dModelTrainingJobReq(
        name="Eileen", video_multipart_count=2, model_version="V3.2", tags=["space"], batch_name="first"
    )
    made = client.create2d_model_training_job(sdk.Create2dModelTrainingJobRequest(body=body))
    first, second = made.training_video_upload_url
    send(first, PHOTO[:20_000])
    assert "2 has not arrived" in tell(client, made.job_id, "CONFIRM_MULTIPART_UPLOADED").excute_failed_msg
    send(second, PHOTO[20_000:])
    send(made.grant_file_upload_url, b"I agree. E. C.")
    parts = tell(client, made.job_id, "GET_MULTIPART_UPLOADED").multipart_data
    assert [part.part_number for part in parts] == ["1", "2"]
    assert tell(client, made.job_id, "CONFIRM_MULTIPART_UPLOADED").commond_result == "EXCUTE_SUCCESS"
    assert tell(client, made.job_id, "SUBMITVERIFYING").commond_result == "EXCUTE_SUCCESS"
    job = at_rest(lambda: shown(client, made.job_id))
    assert job.state == "JOB_SUCCESS", job.operation_logs
    assert fetched(job.training_video_download_url) == PHOTO
    cover = cv2.imdecode(np.frombuffer(fetched(job.cover_download_url), np.uint8), cv2.IMREAD_COLOR)
    assert cover.shape == (720, 1280, 3)
    (tmp_path / "cover.png").write_bytes(fetched(job.cover_download_url))

    listing = sdk.List2dModelTrainingJobRequest(state="JOB_SUCCESS", tag="space", batch_name="first")
    listed = client.list2d_model_training_job(listing)
    assert [(one.job_id, one.asset_id) for one in listed.jobs] == [(job.job_id, job.asset_id)]

    download = sdk.Download2dModelTraningEncryptFileRequest(
        tenant_id=service.project_id, job_id=job.job_id, once_token=token(service, job.job_id)
    )
    pack = tmp_path / "pack.zip"
    answer = client.download2d_model_traning_encrypt_file(download)
    answer.consume_download_stream(lambda stream: pack.write_bytes(stream.content))
    assert "the letter of consent of training" in zipfile.ZipFile(pack).read("avatar.json").decode()
    with pytest.raises(ClientRequestException, match="the token was used"):
        client.download2d_model_traning_encrypt_file(download)

    film = sdk.Create2DDigitalHumanVideoReq(
        model_asset_id=job.asset_id,
        voice_config=sdk.VoiceConfig(voice_asset_id=system_asset(client, asset_type="VOICE_MODEL", language="EN")),
        video_config=sdk.VideoConfig(bitrate=2000, width=1280, height=720),
        shoot_scripts=[
            sdk.ShootScriptItem(sequence_no=0, shoot_script=sdk.ShootScript(text_config=sdk.TextConfig(text="Hello.")))
        ],
    )
    film_id = client.create2_d_digital_human_video(sdk.Create2DDigitalHumanVideoRequest(body=film)).job_id
    done = ended(client, film_id)
    assert done.state == "SUCCEED", done.error_info
    asset = client.show_asset(sdk.ShowAssetRequest(asset_id=done.output_asset_config.asset_id))
    path = tmp_path / "film.mp4"
    path.write_bytes(fetched(next(file for file in asset.files if file.asset_file_category == "MAIN").download_url))
    found = probe(path)
    assert (found.width, found.height, found.frames) == (1280, 720, round(done.duration * 25))
    assert differs_in_time(path)

    client.delete2d_model_training_job(sdk.Delete2dModelTrainingJobRequest(job_id=job.job_id))
    with pytest.raises(ClientRequestException, match="404"):
        shown(client, job.job_id)
    with pytest.raises(ClientRequestException, match="404"):
        client.show_asset(sdk.ShowAssetRequest(asset_id=job.asset_id))


def differs_in_time(path: Path) -> bool:
    """Whether somebody moves in the film."""
    film = cv2.VideoCapture(str(path))
    pictures = []
    while (read := film.read())[0]:
        pictures.append(read[1].astype(int))
    changes = [np.abs(one - pictures[0]).max() for one in pictures]
    return bool(max(changes) > 60)


def test_a_refused_photograph_is_replaced(client: MetaStudioClient) -> None:
    body = sdk.Create2dModelTrainingJobReq(name="Nobody")
    made = client.create2d_model_training_job(sdk.Create2dModelTrainingJobRequest(body=body))
    send(made.training_video_upload_url[0], coded(np.full((600, 600, 3), 200, np.uint8)))
    tell(client, made.job_id, "SUBMITVERIFYING")
    job = at_rest(lambda: shown(client, made.job_id))
    assert job.state == "AUTO_VERIFY_FAILED"
    assert "no face was found" in job.operation_logs[-1].log_description
    changes = sdk.Update2dModelTrainingJobReq(name="Eileen", command_message="UPDATE_VIDEO")
    changed = client.update2d_model_training_job(sdk.Update2dModelTrainingJobRequest(job_id=made.job_id, body=changes))
    send(changed.training_video_upload_url[0], PHOTO)
    assert tell(client, made.job_id, "SUBMITVERIFYING").commond_result == "EXCUTE_SUCCESS"
    job = at_rest(lambda: shown(client, made.job_id))
    assert (job.state, job.name) == ("JOB_SUCCESS", "Eileen"), job.operation_logs
