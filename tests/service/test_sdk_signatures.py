"""The official SDK signs, the gate lets it in; nothing of the SDK is changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("huaweicloudsdkmetastudio")

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkcore.signer.algorithm import SigningAlgorithm
from huaweicloudsdkmetastudio.v1 import (
    Cancel2DDigitalHumanVideoRequest,
    Create2DDigitalHumanVideoReq,
    Create2DDigitalHumanVideoRequest,
    DeleteTtscVocabularyConfigsRequest,
    DeleteTtscVocabularyConfigsRequestBody,
    ListAssetsRequest,
    ListDigitalHumanVideoRequest,
    MetaStudioClient,
    Show2DDigitalHumanVideoRequest,
)

from service.gated import Gated, gated
from service.live import running
from understudy.service.auth.access_keys import Credential
from understudy.service.auth.authority import authority_of
from understudy.service.auth.projects import create_project
from understudy.service.database.engine import Database
from understudy.settings import ServiceSettings


@pytest.fixture(scope="module")
def gate(module_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gated]:
    settings = ServiceSettings(data_dir=tmp_path_factory.mktemp("data"))
    made = gated(module_database, authority_of(settings, module_database))
    with running(made.app) as made.port:
        yield made


def client_of(gate: Gated, key: Credential | None = None, config: HttpConfig | None = None) -> MetaStudioClient:
    key = key or gate.key
    builder = MetaStudioClient.new_builder().with_endpoint(f"http://{gate.host}")
    builder = builder.with_credentials(BasicCredentials(key.access_key, key.secret, key.project_id))
    return builder.with_http_config(config).build() if config else builder.build()


@pytest.fixture(scope="module")
def client(gate: Gated) -> MetaStudioClient:
    return client_of(gate)


def call(client: MetaStudioClient, gate: Gated, method: str, path: str, **more: Any) -> dict[str, Any]:
    """A request of the SDK's own machinery, for what no operation of it sends."""
    client.do_http_request(
        method=method, resource_path="/v1/{project_id}/" + path, response_type="ListAssetsResponse", **more
    )
    return gate.asked[-1]


def test_reading(client: MetaStudioClient, gate: Gated) -> None:
    client.show2_d_digital_human_video(Show2DDigitalHumanVideoRequest(job_id="26f06524-4f75-4b3a-a853-b649a21aaf66"))
    told = gate.asked[-1]
    assert told["path"].endswith("/2d-digital-human-videos/26f06524-4f75-4b3a-a853-b649a21aaf66")
    assert (told["project"], told["credential"]) == (gate.project.id, gate.key.access_key)


@pytest.mark.parametrize("job", ["a/b", "云", "a b+c%d", "a?b=c&d#e", "~.-_"])
def test_ids_with_everything_in_them(client: MetaStudioClient, gate: Gated, job: str) -> None:
    client.show2_d_digital_human_video(Show2DDigitalHumanVideoRequest(job_id=job))
    assert gate.asked[-1]["path"].endswith("/2d-digital-human-videos/" + job)


def test_lists_in_queries(client: MetaStudioClient, gate: Gated) -> None:
    client.list_digital_human_video(
        ListDigitalHumanVideoRequest(
            job_ids=["b", "a", "c"], fuzzy_query_field=["name"], asset_name="云 a+b/c=d&e", limit=10
        )
    )
    query = gate.asked[-1]["query"]
    assert [value for name, value in query if name == "job_ids"] == ["a", "b", "c"]
    assert ["asset_name", "云 a+b/c=d&e"] in [list(pair) for pair in query]


def test_lists_of_numbers(client: MetaStudioClient, gate: Gated) -> None:
    told = call(client, gate, "GET", "numbers", query_params=[("n", [10, 9, 100]), ("m", 1)])
    assert [list(pair) for pair in told["query"]] == [["m", "1"], ["n", "9"], ["n", "10"], ["n", "100"]]


def test_booleans_in_queries(client: MetaStudioClient, gate: Gated) -> None:
    told = call(client, gate, "GET", "flags", query_params=[("on", True), ("off", False)])
    assert [list(pair) for pair in told["query"]] == [["off", "false"], ["on", "true"]]


def test_documents(client: MetaStudioClient, gate: Gated) -> None:
    made = Create2DDigitalHumanVideoReq(script_id="云", model_asset_id="m")
    client.create2_d_digital_human_video(Create2DDigitalHumanVideoRequest(x_app_user_id="ann-1", body=made))
    told = gate.asked[-1]
    assert told["document"] == {"script_id": "云", "model_asset_id": "m"}
    assert told["app_user_id"] == "ann-1"


def test_a_post_without_a_body(client: MetaStudioClient, gate: Gated) -> None:
    client.cancel2_d_digital_human_video(Cancel2DDigitalHumanVideoRequest(job_id="j"))
    assert (gate.asked[-1]["method"], gate.asked[-1]["size"]) == ("POST", 0)


def test_a_delete_with_a_body(client: MetaStudioClient, gate: Gated) -> None:
    body = DeleteTtscVocabularyConfigsRequestBody(id=["1"])
    client.delete_ttsc_vocabulary_configs(DeleteTtscVocabularyConfigsRequest(body=body))
    assert gate.asked[-1]["method"] == "DELETE"
    assert gate.asked[-1]["document"] == body.to_dict()


@pytest.mark.parametrize("user", ["Zoë", "a b", "{[;,=]}"])
def test_headers_in_utf8(client: MetaStudioClient, gate: Gated, user: str) -> None:
    client.list_assets(ListAssetsRequest(x_app_user_id=user))
    assert gate.asked[-1]["app_user_id"] == user


def test_binary_bodies(client: MetaStudioClient, gate: Gated, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("binary") / "body"
    file.write_bytes(bytes(range(256)) * 10)
    headers = {"Content-Type": "application/octet-stream"}
    with file.open("rb") as opened:
        told = call(client, gate, "PUT", "bytes", body=opened, header_params=headers)
    assert told["size"] == 2560


def test_headers_of_the_callers_own(client: MetaStudioClient, gate: Gated) -> None:
    request = ListAssetsRequest(name="x")
    client.list_assets_invoker(request).add_header("Idempotency-Key", "once").add_header("X_Odd", "unsigned").invoke()
    assert gate.asked[-1]["path"].endswith("/digital-assets")


def test_many_equal_requests_in_a_second_are_honest(client: MetaStudioClient, gate: Gated) -> None:
    before = len(gate.asked)
    for _ in range(5):
        client.cancel2_d_digital_human_video(Cancel2DDigitalHumanVideoRequest(job_id="same"))
    assert len(gate.asked) == before + 5


def test_wrong_keys(gate: Gated) -> None:
    for key in (
        Credential(gate.project.id, gate.key.access_key, "x" * 40),
        Credential(gate.project.id, "UNKNOWN", gate.key.secret),
    ):
        with pytest.raises(ClientRequestException) as refused:
            client_of(gate, key).list_assets(ListAssetsRequest())
        assert (refused.value.status_code, refused.value.error_code) == (401, "MSS.00000001")
        assert refused.value.error_msg == "Unauthorized"


def test_another_projects_path(gate: Gated, module_database: Database) -> None:
    other = create_project(module_database, "other")
    key = Credential(other.id, gate.key.access_key, gate.key.secret)
    with pytest.raises(ClientRequestException) as refused:
        client_of(gate, key).list_assets(ListAssetsRequest())
    assert (refused.value.status_code, refused.value.error_code) == (400, "MSS.00010009")


def test_other_algorithms(gate: Gated) -> None:
    config = HttpConfig.get_default_config()
    config.signing_algorithm = SigningAlgorithm.HMAC_SM3
    with pytest.raises(ClientRequestException) as refused:
        client_of(gate, config=config).list_assets(ListAssetsRequest())
    assert refused.value.status_code == 401


def test_a_region_without_a_project(gate: Gated, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUAWEICLOUD_SDK_IAM_ENDPOINT", f"http://{gate.host}")
    credentials = BasicCredentials(gate.key.access_key, gate.key.secret)
    region = Region("cn-north-4", f"http://{gate.host}")
    made = MetaStudioClient.new_builder().with_credentials(credentials).with_region(region).build()
    made.list_assets(ListAssetsRequest())
    assert gate.asked[-1]["project"] == gate.project.id
