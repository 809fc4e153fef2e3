"""The asset library by the official SDK: what `test_story.py` does not need. And that all 65 operations are called."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path

import huaweicloudsdkmetastudio.v1 as sdk
import pytest
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkmetastudio.v1 import MetaStudioClient
from test_story import EXAMPLE, system_asset, upload


def state(client: MetaStudioClient, asset_id: str) -> str:
    return client.show_asset(sdk.ShowAssetRequest(asset_id=asset_id)).asset_state


@pytest.fixture(scope="module")
def logo(client: MetaStudioClient, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("logo") / "mark of the library.png"
    path.write_bytes((EXAMPLE / "logo.png").read_bytes())
    return upload(client, path, "IMAGE", "image/png")


def test_an_asset_is_described_anew(client: MetaStudioClient, logo: str) -> None:
    body = sdk.UpdateDigitalAssetRequestBody(asset_description="two figures", tags=["logo", "news"], asset_order=7)
    changed = client.update_digital_asset(sdk.UpdateDigitalAssetRequest(asset_id=logo, body=body))
    assert (changed.asset_description, changed.tags, changed.asset_order) == ("two figures", ["logo", "news"], 7)
    assert changed.asset_extra_meta.image_meta.width == 480
    found = client.list_assets(sdk.ListAssetsRequest(tag="logo", asset_type="IMAGE")).assets
    assert [one.asset_id for one in found] == [logo]
    asked = sdk.ListAssetSummarysReq(asset_ids=[logo])
    summary = client.list_asset_summary(sdk.ListAssetSummaryRequest(body=asked)).asset_list
    assert [(one.asset_id, one.asset_type) for one in summary] == [(logo, "IMAGE")]


def test_an_asset_goes_to_the_bin_and_comes_back(client: MetaStudioClient, logo: str) -> None:
    client.delete_asset(sdk.DeleteAssetRequest(asset_id=logo))
    assert state(client, logo) == "DELETING"
    client.restore_asset(sdk.RestoreAssetRequest(asset_id=logo))
    assert state(client, logo) == "ACTIVED"
    for action, becomes in (("UNACTIVE", "UNACTIVED"), ("ACTIVE", "ACTIVED")):
        body = sdk.BatchAssetActionReq(action=action, asset_ids=[logo, "nothing"])
        results = client.batch_execute_asset_action(sdk.BatchExecuteAssetActionRequest(body=body)).results
        assert {one.ret_status: one.asset_ids for one in results} == {"SUCCESS": [logo], "FAILED": ["nothing"]}
        assert state(client, logo) == becomes


def test_an_asset_is_copied_by_its_replication_info(client: MetaStudioClient, logo: str) -> None:
    info = client.show_asset_replication_info(sdk.ShowAssetReplicationInfoRequest(asset_id=logo))
    body = sdk.ReplicationAssetInfo(
        asset_id=info.asset_id,
        asset_info=info.asset_info,
        encryption_info=info.encryption_info,
        expire_time=info.expire_time,
    )
    try:
        client.create_asset_by_replication_info(sdk.CreateAssetByReplicationInfoRequest(body=body))
    except ClientRequestException as error:  # the very same library has it already, and says so
        assert error.error_code == "MSS.10001005", error
    else:
        found = client.list_assets(sdk.ListAssetsRequest(name="mark of the library")).assets
        assert len(found) == 2


def test_a_large_file_is_sent_in_parts_and_deleted(client: MetaStudioClient) -> None:
    body = sdk.CreateDigitalAssetRequestBody(asset_name="parts", asset_type="COMMON_FILE")
    asset_id = client.create_digital_asset(sdk.CreateDigitalAssetRequest(body=body)).asset_id
    parts = [b"a" * 5_000_000, b"b" * 3_000_000]
    large = sdk.LargeFilesCreateReq(
        file_name="parts.bin",
        file_size=sum(map(len, parts)),
        file_type="bin",
        asset_id=asset_id,
        asset_file_category="MAIN",
        file_multipart_count=len(parts),
    )
    made = client.create_large_file(sdk.CreateLargeFileRequest(body=large))
    assert len(made.upload_urls) == len(parts)
    kind = {"Content-Type": "application/octet-stream"}
    for url, part in zip(made.upload_urls, parts, strict=True):
        assert urllib.request.urlopen(urllib.request.Request(url, part, kind, method="PUT")).status == 200
    done = sdk.ConfirmFileUploadRequestBody(state="CREATED")
    client.confirm_file_upload(sdk.ConfirmFileUploadRequest(file_id=made.file_id, body=done))
    file = client.show_asset(sdk.ShowAssetRequest(asset_id=asset_id)).files[0]
    assert urllib.request.urlopen(file.download_url).read() == b"".join(parts)
    client.delete_file(sdk.DeleteFileRequest(file_id=made.file_id))
    assert not client.show_asset(sdk.ShowAssetRequest(asset_id=asset_id)).files


def test_a_waiting_film_is_cancelled(client: MetaStudioClient) -> None:
    def film(text: str) -> str:
        shot = sdk.ShootScript(text_config=sdk.TextConfig(text=text))
        body = sdk.Create2DDigitalHumanVideoReq(
            model_asset_id=system_asset(client, asset_type="HUMAN_MODEL_2D"),
            voice_config=sdk.VoiceConfig(voice_asset_id=system_asset(client, asset_type="VOICE_MODEL", language="EN")),
            video_config=sdk.VideoConfig(bitrate=1000, width=1280, height=720),
            shoot_scripts=[sdk.ShootScriptItem(sequence_no=0, shoot_script=shot)],
        )
        return client.create2_d_digital_human_video(sdk.Create2DDigitalHumanVideoRequest(body=body)).job_id

    jobs = [film("A film that keeps the only worker busy for a while."), film("Never made.")]
    client.cancel2_d_digital_human_video(sdk.Cancel2DDigitalHumanVideoRequest(job_id=jobs[1]))
    listed = client.list_digital_human_video(sdk.ListDigitalHumanVideoRequest(job_ids=jobs, state="CANCELED"))
    assert [one.job_id for one in listed.jobs] == jobs[1:]


def test_all_65_operations_are_called_by_these_tests() -> None:
    called = set()
    for path in Path(__file__).parent.glob("*.py"):
        called |= {name.replace("_", "") for name in re.findall(r"client\.(\w+)\(", path.read_text("utf-8"))}
    listed = (Path(__file__).parents[1] / "contract" / "operations.txt").read_text("utf-8").split()
    operations = [name for name in listed if name[0].isupper()]
    assert len(operations) == 65
    assert [name for name in operations if name.lower() not in called] == []
