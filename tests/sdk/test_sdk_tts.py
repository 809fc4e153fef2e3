"""Text-to-speech by the official SDK: every operation, with sound that is listened to."""

from __future__ import annotations

import io
import json

import av
import huaweicloudsdkmetastudio.v1 as sdk
from huaweicloudsdkmetastudio.v1 import MetaStudioClient
from waiting import english_voice, fetched, until

TEXT = "Good evening. The old bridge fell into the river, and nobody was hurt."


def seconds(url: str) -> float:
    with av.open(io.BytesIO(fetched(url))) as file:
        return file.duration / 1_000_000


def test_a_speech_with_its_words_and_subtitles(client: MetaStudioClient) -> None:
    body = sdk.CreateAsyncTtsJobRequestBody(
        text=TEXT,
        voice_asset_id=english_voice(client),
        speed=120,
        audio_format="MP3",
        need_timestamp=True,
        gen_srt=True,
        srt_len=30,
        priority=0,
    )
    job_id = client.create_async_tts_job(sdk.CreateAsyncTtsJobRequest(body=body)).job_id
    job = until(
        lambda: client.show_async_tts_job(sdk.ShowAsyncTtsJobRequest(job_id=job_id)),
        lambda seen: seen.state in ("SUCCEED", "FAILED"),
    )
    assert job.state == "SUCCEED", job.message
    words = json.loads(fetched(job.audio_info_file_url))["scenes"][0]["words"]
    assert words[-1]["text"] == "hurt"
    assert words[-1]["stop"] <= seconds(job.audio_file_url)
    assert "Good evening." in fetched(job.audio_srt_file_url).decode()

    record = client.show_tts_job(sdk.ShowTtsJobRequest(job_id=job_id, job_type="ASYNC_JOB"))
    assert record.count == 1
    assert (record.data[0].job_state, record.data[0].text_length) == ("SUCCEED", len(TEXT))
    assert seconds(record.data[0].files[0].audio_file_url) > 2


def test_an_audition_comes_in_parts(client: MetaStudioClient) -> None:
    body = sdk.CreateTtsAuditionRequestBody(text=TEXT * 3, emotion=english_voice(client), business_type="test")
    job_id = client.create_tts_audition(sdk.CreateTtsAuditionRequest(body=body)).job_id
    heard = until(
        lambda: client.show_tts_audition_file(sdk.ShowTtsAuditionFileRequest(job_id=job_id)),
        lambda seen: seen.is_file_complete,
    )
    assert heard.message is None
    lengths = [seconds(file.download_url) for file in heard.files]
    assert len(lengths) > 1
    assert lengths[0] < 3


def test_a_voice_can_be_checked_and_a_code_be_had(client: MetaStudioClient) -> None:
    voice = english_voice(client)
    found = client.check_voice_asset(sdk.CheckVoiceAssetRequest(voice_asset_id=voice))
    assert (found.asset_id, found.asset_type, found.asset_state) == (voice, "VOICE_MODEL", "ACTIVED")
    assert found.asset_extra_meta.voice_model_meta.language == "EN"
    codes = {client.create_tts_once_code(sdk.CreateTtsOnceCodeRequest()).once_code for _ in range(2)}
    assert len(codes) == 2


def test_sounds_of_a_word(client: MetaStudioClient) -> None:
    sounds = client.show_tts_phonetic_symbol(sdk.ShowTtsPhoneticSymbolRequest(word="tomato")).data
    assert sounds
    assert all("m" in one and "t" in one for one in sounds)
