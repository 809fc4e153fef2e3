"""The whole story of a film, told by the official SDK alone."""

from __future__ import annotations

import base64
import hashlib
import time
import urllib.request
from pathlib import Path

import huaweicloudsdkmetastudio.v1 as sdk
from huaweicloudsdkmetastudio.v1 import MetaStudioClient

from understudy.encode.probe import probe

EXAMPLE = Path(__file__).parents[2] / "examples" / "first-film"
FILM_WITHIN = 300


def upload(client: MetaStudioClient, path: Path, asset_type: str, content_type: str) -> str:
    """Put a file into the library as the documentation walks through it; answers the asset's id once it is usable."""
    body = sdk.CreateDigitalAssetRequestBody(asset_name=path.stem, asset_type=asset_type)
    asset_id = client.create_digital_asset(sdk.CreateDigitalAssetRequest(body=body)).asset_id
    content = path.read_bytes()
    md5 = base64.b64encode(hashlib.md5(content).digest()).decode()
    file = sdk.FilesCreateReq(
        file_name=path.name,
        file_md5=md5,
        file_size=len(content),
        file_type=path.suffix[1:],
        asset_id=asset_id,
        asset_file_category="MAIN",
    )
    made = client.create_file(sdk.CreateFileRequest(body=file))
    put = urllib.request.Request(
        made.upload_url, content, {"Content-MD5": md5, "Content-Type": content_type}, method="PUT"
    )
    assert urllib.request.urlopen(put).status == 200
    done = sdk.ConfirmFileUploadRequestBody(state="CREATED")
    client.confirm_file_upload(sdk.ConfirmFileUploadRequest(file_id=made.file_id, body=done))
    for _ in range(300):
        asset = client.show_asset(sdk.ShowAssetRequest(asset_id=asset_id))
        if asset.asset_state == "ACTIVED":
            return asset_id
        assert asset.asset_state == "CREATING", asset
        time.sleep(0.1)
    raise AssertionError(f"asset {asset_id} was not usable in time")


def system_asset(client: MetaStudioClient, **wanted: object) -> str:
    found = client.list_assets(sdk.ListAssetsRequest(asset_source="SYSTEM", limit=100, **wanted)).assets
    assert found, wanted
    return found[0].asset_id


def ended(client: MetaStudioClient, job_id: str) -> sdk.Show2DDigitalHumanVideoResponse:
    """Poll a film's details until it ends."""
    deadline = time.monotonic() + FILM_WITHIN
    while time.monotonic() < deadline:
        job = client.show2_d_digital_human_video(sdk.Show2DDigitalHumanVideoRequest(job_id=job_id, show_script=True))
        if job.state not in ("WAITING", "PROCESSING"):
            return job
        time.sleep(0.5)
    raise AssertionError(f"job {job_id} did not end in time: {job}")


def scene(
    number: int, text: str, background: sdk.BackgroundConfigInfo, *layers: sdk.LayerConfig
) -> sdk.ShootScriptItem:
    shot = sdk.ShootScript(
        text_config=sdk.TextConfig(text=text), background_config=[background], layer_config=list(layers)
    )
    return sdk.ShootScriptItem(sequence_no=number, shoot_script=shot)


def story(background: str, logo: str) -> list[sdk.ShootScriptItem]:
    """Two scenes: everything that a scene may show, and nothing but the presenter."""
    caption = sdk.LayerConfig(
        layer_type="TEXT",
        position=sdk.LayerPositionConfig(dx=80, dy=120, layer_index=3),
        text_config=sdk.TextLayerConfig(
            text_context=base64.b64encode("你好，世界".encode()).decode(), font_size=80, font_color="#FFFFFF"
        ),
    )
    mark = sdk.LayerConfig(
        layer_type="IMAGE",
        asset_id=logo,
        position=sdk.LayerPositionConfig(dx=1600, dy=80, layer_index=2),
        size=sdk.LayerSizeConfig(width=200, height=200),
    )
    human = sdk.LayerConfig(
        layer_type="HUMAN",
        position=sdk.LayerPositionConfig(dx=460, dy=80, layer_index=1),
        size=sdk.LayerSizeConfig(width=1000, height=1000),
    )
    picture = sdk.BackgroundConfigInfo(background_type="IMAGE", background_asset_id=background)
    colour = sdk.BackgroundConfigInfo(background_type="COLOR", background_color_config="#203050")
    return [
        scene(0, "大家好，我是云灵。", picture, human, mark, caption),
        scene(1, "再见！", colour),
    ]


def test_a_film_of_several_scenes_from_upload_to_download(client: MetaStudioClient, tmp_path: Path) -> None:
    background = upload(client, EXAMPLE / "studio.jpg", "IMAGE", "image/jpeg")
    logo = upload(client, EXAMPLE / "logo.png", "IMAGE", "image/png")
    music = upload(client, EXAMPLE / "music.m4a", "MUSIC", "application/octet-stream")
    avatar = system_asset(client, asset_type="HUMAN_MODEL_2D", name="Yunling")
    voice = system_asset(client, asset_type="VOICE_MODEL", language="CN")
    request = sdk.Create2DDigitalHumanVideoReq(
        model_asset_id=avatar,
        voice_config=sdk.VoiceConfig(voice_asset_id=voice, speed=110),
        video_config=sdk.VideoConfig(
            clip_mode="RESIZE",
            codec="H264",
            bitrate=3000,
            width=1280,
            height=720,
            frame_rate="25",
            is_subtitle_enable=True,
        ),
        shoot_scripts=story(background, logo),
        output_asset_config=sdk.OutputAssetConfig(asset_name="the story"),
        background_music_config=sdk.BackgroundMusicConfig(music_asset_id=music, volume=60),
    )
    created = client.create2_d_digital_human_video(sdk.Create2DDigitalHumanVideoRequest(body=request))
    job = ended(client, created.job_id)

    assert job.state == "SUCCEED", job.error_info
    assert job.job_type == "2D_DIGITAL_HUMAN_VIDEO"
    assert job.error_info is None
    assert job.create_time <= job.start_time <= job.end_time <= job.lastupdate_time
    assert job.output_asset_config.asset_name == "the story"
    assert job.model_asset_id == avatar
    assert job.voice_config.speed == 110
    assert job.video_config.frame_rate == "25"
    assert [item.sequence_no for item in job.shoot_scripts] == [0, 1]
    assert job.background_music_config.volume == 60

    asset = client.show_asset(sdk.ShowAssetRequest(asset_id=job.output_asset_config.asset_id))
    assert {entry.key for entry in asset.system_properties} >= {"CREATED_BY_PLATFORM", "DIGITAL_HUMAN_2D_VIDEO"}
    film = next(file for file in asset.files if file.asset_file_category == "MAIN")
    path = tmp_path / "film.mp4"
    path.write_bytes(urllib.request.urlopen(film.download_url).read())
    found = probe(path)
    assert (found.width, found.height) == (1280, 720)
    assert abs(float(found.duration) - job.duration) < 0.001
    assert found.frames == round(job.duration * 25)
    assert abs(found.av_offset_ms) <= 20
    cover = urllib.request.urlopen(job.output_asset_config.cover_url).read()
    assert cover.startswith(b"\x89PNG")
