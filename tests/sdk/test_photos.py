"""A photograph is looked at, and speaks, by the official SDK: NASA's portrait that scikit-image carries."""

from __future__ import annotations

import base64
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import huaweicloudsdkmetastudio.v1 as sdk
import numpy as np
import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkmetastudio.v1 import MetaStudioClient
from skimage import data
from test_story import ended, system_asset

from understudy.encode.probe import probe


def coded(picture: Any) -> str:
    return base64.b64encode(cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))[1].tobytes()).decode()


PHOTO = coded(data.astronaut())


def done(look: Callable[[], Any]) -> Any:
    for _ in range(600):
        job = look()
        if job.state not in ("WAITING", "PROCESSING"):
            return job
        time.sleep(0.2)
    raise AssertionError(job)


def looked_at(client: MetaStudioClient, image: str) -> Any:
    body = sdk.CreatePhotoDetectionReq(human_image=image)
    job_id = client.create_photo_detection(sdk.CreatePhotoDetectionRequest(body=body)).job_id
    return done(lambda: client.show_photo_detection(sdk.ShowPhotoDetectionRequest(job_id=job_id)))


def test_a_fit_photograph_is_told_from_others(client: MetaStudioClient) -> None:
    assert looked_at(client, PHOTO).state == "SUCCEED"
    empty = looked_at(client, coded(np.full((600, 600, 3), 200, np.uint8)))
    assert (empty.state, empty.error_info.error_code) == ("FAILED", "MSS.45000005")
    assert "no face was found" in empty.error_info.error_msg
    with pytest.raises(ClientRequestException, match="human_image: is not Base64"):
        looked_at(client, "no picture")


def film(client: MetaStudioClient, text: str = "Hello.") -> str:
    body = sdk.CreatePhotoDigitalHumanVideoReq(
        human_image=PHOTO,
        voice_config=sdk.VoiceConfig(voice_asset_id=system_asset(client, asset_type="VOICE_MODEL", language="EN")),
        video_config=sdk.PhotoVideoConfig(codec="H264", bitrate=2000),
        shoot_scripts=[
            sdk.ShootScriptItem(sequence_no=0, shoot_script=sdk.ShootScript(text_config=sdk.TextConfig(text=text)))
        ],
        output_asset_config=sdk.OutputAssetConfig(asset_name="she speaks"),
        authorize_use_human_image=True,
    )
    return client.create_photo_digital_human_video(sdk.CreatePhotoDigitalHumanVideoRequest(body=body)).job_id


def test_a_photograph_speaks_in_its_own_size(client: MetaStudioClient, tmp_path: Path) -> None:
    job_id = film(client)
    request = sdk.ShowPhotoDigitalHumanVideoRequest(job_id=job_id, show_script=True)
    job = done(lambda: client.show_photo_digital_human_video(request))
    assert job.state == "SUCCEED", job.error_info
    assert job.job_type == "PHOTO_DIGITAL_HUMAN_VIDEO"
    assert urllib.request.urlopen(job.human_image).read() == base64.b64decode(PHOTO)
    asset = client.show_asset(sdk.ShowAssetRequest(asset_id=job.output_asset_config.asset_id))
    path = tmp_path / "film.mp4"
    main = next(file for file in asset.files if file.asset_file_category == "MAIN")
    path.write_bytes(urllib.request.urlopen(main.download_url).read())
    found = probe(path)
    assert (found.width, found.height) == (512, 512)
    assert found.frames == round(job.duration * 25)
    listed = client.list_digital_human_video(sdk.ListDigitalHumanVideoRequest(job_type="PHOTO_DIGITAL_HUMAN_VIDEO"))
    assert job_id in [one.job_id for one in listed.jobs]


class OlderRequest(sdk.Create2DDigitalHumanVideoReq):
    """The request as releases of the SDK before 2024 had it: with the retired fields."""

    openapi_types = sdk.Create2DDigitalHumanVideoReq.openapi_types | {"video_making_type": "str", "human_image": "str"}
    attribute_map = sdk.Create2DDigitalHumanVideoReq.attribute_map | {
        "video_making_type": "video_making_type",
        "human_image": "human_image",
    }
    video_making_type, human_image = "PICTURE", PHOTO


def test_the_retired_picture_kind_still_works_and_is_echoed(client: MetaStudioClient) -> None:
    body = OlderRequest(
        voice_config=sdk.VoiceConfig(voice_asset_id=system_asset(client, asset_type="VOICE_MODEL", language="EN")),
        video_config=sdk.VideoConfig(bitrate=2000, width=1280, height=720),
        shoot_scripts=[
            sdk.ShootScriptItem(sequence_no=0, shoot_script=sdk.ShootScript(text_config=sdk.TextConfig(text="Hello.")))
        ],
    )
    job_id = client.create2_d_digital_human_video(sdk.Create2DDigitalHumanVideoRequest(body=body)).job_id
    job = ended(client, job_id)
    assert job.state == "SUCCEED", job.error_info
    assert (job.video_making_type, job.human_image) == ("PICTURE", PHOTO)


def test_a_waiting_task_is_cancelled(client: MetaStudioClient) -> None:
    first, second = film(client, "A first film that keeps the worker busy. " * 3), film(client)
    client.cancel_photo_digital_human_video(sdk.CancelPhotoDigitalHumanVideoRequest(job_id=second))
    shown = client.show_photo_digital_human_video(sdk.ShowPhotoDigitalHumanVideoRequest(job_id=second))
    assert shown.state == "CANCELED"
    request = sdk.ShowPhotoDigitalHumanVideoRequest(job_id=first)
    assert done(lambda: client.show_photo_digital_human_video(request)).state == "SUCCEED"
