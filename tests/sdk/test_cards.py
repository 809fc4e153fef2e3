"""A business card's film, by the official SDK."""

from __future__ import annotations

import urllib.request
from pathlib import Path
from typing import Any

import cv2
import huaweicloudsdkmetastudio.v1 as sdk
import numpy as np
import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkmetastudio.v1 import MetaStudioClient
from test_photos import PHOTO, coded, done
from test_story import system_asset

from understudy.encode.probe import probe


def card(client: MetaStudioClient, **more: Any) -> sdk.CreateDigitalHumanBusinessCardReq:
    text = sdk.BusinessCardTextConfig(name="Eileen Collins", title="Pilot 飞行员", company="Space", mail="e@space.test")
    logo = coded(np.full((200, 200, 3), (240, 120, 40), np.uint8))
    asked = {
        "business_card_type": "2D_DIGITAL_HUMAN_CARD",
        "card_templet_asset_id": system_asset(client, asset_type="BUSINESS_CARD_TEMPLET"),
        "card_text_config": text,
        "card_image_config": sdk.BusinessCardImageConfig(
            human_image=PHOTO, logo_image=logo, authorize_use_human_image=True
        ),
        "introduction_type": "TEXT",
        "introduction_text": "Hello.",
        "voice_asset_id": system_asset(client, asset_type="VOICE_MODEL", language="EN"),
        "gender": "FEMALE",
    }
    return sdk.CreateDigitalHumanBusinessCardReq(**asked | more)


def made(client: MetaStudioClient, job_id: str) -> sdk.ShowDigitalHumanBusinessCardResponse:
    request = sdk.ShowDigitalHumanBusinessCardRequest(job_id=job_id)
    done(lambda: client.show_digital_human_business_card(request).job_info)
    return client.show_digital_human_business_card(request)


def film_of(client: MetaStudioClient, job: Any, path: Path) -> Path:
    asset = client.show_asset(sdk.ShowAssetRequest(asset_id=job.output_asset_config.asset_id))
    main = next(file for file in asset.files if file.asset_file_category == "MAIN")
    path.write_bytes(urllib.request.urlopen(main.download_url).read())
    return path


def test_a_card_is_made_changed_listed_and_deleted(client: MetaStudioClient, tmp_path: Path) -> None:
    asked = sdk.CreateDigitalHumanBusinessCardRequest(body=card(client))
    job_id = client.create_digital_human_business_card(asked).job_id
    shown = made(client, job_id)
    assert shown.job_info.state == "SUCCEED", shown.job_info.error_info
    assert shown.job_info.output_asset_config.asset_name == "Eileen Collins"
    assert (shown.card_text_config.title, shown.gender, shown.introduction_text) == ("Pilot 飞行员", "FEMALE", "Hello.")
    assert urllib.request.urlopen(shown.card_image_url.human_image_url).read().startswith(b"\xff\xd8")
    path = film_of(client, shown.job_info, tmp_path / "card.mp4")
    assert (probe(path).width, probe(path).height) == (1280, 720)
    frame = cv2.VideoCapture(str(path)).read()[1]
    logo = frame[90:120, 110:160].reshape(-1, 3).mean(0)
    assert np.abs(logo - (40, 120, 240)).max() < 30  # where the template puts it

    body = card(client, introduction_text="Hello again.", video_asset_name="second")
    client.update_digital_human_business_card(sdk.UpdateDigitalHumanBusinessCardRequest(job_id=job_id, body=body))
    again = made(client, job_id)
    assert (again.job_info.state, again.introduction_text) == ("SUCCEED", "Hello again.")
    assert again.job_info.output_asset_config.asset_name == "second"
    assert again.job_info.output_asset_config.asset_id != shown.job_info.output_asset_config.asset_id

    request = sdk.ListDigitalHumanBusinessCardRequest(video_asset_name="SECOND", state="SUCCEED")
    assert [one.job_id for one in client.list_digital_human_business_card(request).jobs] == [job_id]
    client.delete_digital_human_business_card(sdk.DeleteDigitalHumanBusinessCardRequest(job_id=job_id))
    with pytest.raises(ClientRequestException, match=r"MSS\.00000002"):
        client.show_digital_human_business_card(sdk.ShowDigitalHumanBusinessCardRequest(job_id=job_id))


def test_wrong_cards_are_refused_in_words(client: MetaStudioClient) -> None:
    wrong = {
        "introduction_text: is missing with TEXT": {"introduction_text": None},
        "introduction_audio_asset_id: is missing with AUDIO": {"introduction_type": "AUDIO"},
        "card_templet_asset_id: asset": {"card_templet_asset_id": system_asset(client, asset_type="IMAGE")},
    }
    for message, change in wrong.items():
        request = sdk.CreateDigitalHumanBusinessCardRequest(body=card(client, **change))
        with pytest.raises(ClientRequestException, match=message):
            client.create_digital_human_business_card(request)
