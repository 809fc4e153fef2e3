"""The vocabulary by the official SDK: every operation, and a word that is heard differently for it."""

from __future__ import annotations

import io
import wave

import huaweicloudsdkmetastudio.v1 as sdk
from huaweicloudsdkmetastudio.v1 import MetaStudioClient
from waiting import english_voice, fetched, until


def heard(client: MetaStudioClient, text: str) -> float:
    """Seconds that a text takes with the vocabulary."""
    body = sdk.CreateAsyncTtsJobRequestBody(
        text=text, voice_asset_id=english_voice(client), is_vocabulary_config_enable=True
    )
    job_id = client.create_async_tts_job(sdk.CreateAsyncTtsJobRequest(body=body)).job_id
    job = until(
        lambda: client.show_async_tts_job(sdk.ShowAsyncTtsJobRequest(job_id=job_id)),
        lambda seen: seen.state in ("SUCCEED", "FAILED"),
    )
    with wave.open(io.BytesIO(fetched(job.audio_file_url))) as file:
        return file.getnframes() / file.getframerate()


def switch(client: MetaStudioClient, value: str) -> None:
    body = sdk.SaveTtscTenantConfigsRequestBody(key="vocabulary", value=value)
    client.save_ttsc_tenant_configs(sdk.SaveTtscTenantConfigsRequest(body=body))


def test_a_word_is_read_as_its_entry_says(client: MetaStudioClient) -> None:
    name = sdk.SaveTtscVocabularyGroupsRequestBody(group_name="first name")
    group = client.create_ttsc_vocabulary_groups(sdk.CreateTtscVocabularyGroupsRequest(body=name)).id
    name = sdk.SaveTtscVocabularyGroupsRequestBody(group_name="abbreviations")
    client.update_ttsc_vocabulary_groups(sdk.UpdateTtscVocabularyGroupsRequest(group_id=group, body=name))
    voices = sdk.SetTtscGroupAssetsRequestBody(asset_ids=[english_voice(client)])
    client.set_ttsc_group_assets(sdk.SetTtscGroupAssetsRequest(group_id=group, body=voices))
    listed = client.list_ttsc_vocabulary_groups(sdk.ListTtscVocabularyGroupsRequest(group_id=group))
    assert (listed.count, listed.data[0].group_name) == (1, "abbreviations")
    assert listed.data[0].asset_ids == voices.asset_ids

    before = heard(client, "ASAP is soon.")
    entry = sdk.SaveTtscVocabularyConfigsRequestBody(type="ALIAS", key="ASAP", value="soon", group_id=group)
    made = client.create_ttsc_vocabulary_configs(sdk.CreateTtscVocabularyConfigsRequest(body=entry)).id
    entry = sdk.SaveTtscVocabularyConfigsRequestBody(type="ALIAS", value="as soon as it possibly can be, and not later")
    client.save_ttsc_vocabulary_configs(sdk.SaveTtscVocabularyConfigsRequest(vocabulary_id=made, body=entry))
    found = client.list_ttsc_vocabulary_configs(sdk.ListTtscVocabularyConfigsRequest(group_id=group, search_key="ASAP"))
    assert (found.count, found.data[0].value) == (1, entry.value)
    assert heard(client, "ASAP is soon.") > before + 0.5

    switch(client, "false")
    shown = client.show_vocabulary_switch_configs(sdk.ShowVocabularySwitchConfigsRequest(key="vocabulary"))
    assert shown.data[0].value == "false"
    assert heard(client, "ASAP is soon.") == before
    switch(client, "true")

    gone = sdk.DeleteTtscVocabularyConfigsRequestBody(id=[made])
    client.delete_ttsc_vocabulary_configs(sdk.DeleteTtscVocabularyConfigsRequest(body=gone))
    client.delete_ttsc_vocabulary_groups(sdk.DeleteTtscVocabularyGroupsRequest(group_id=group))
    listed = client.list_ttsc_vocabulary_groups(sdk.ListTtscVocabularyGroupsRequest(group_id=group))
    assert listed.count == 0
