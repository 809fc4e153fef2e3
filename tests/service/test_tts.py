"""Text-to-speech: auditions and whole speeches really spoken, their files, their record, and every refusal."""

from __future__ import annotations

import io
import json
import wave
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pysubs2
import pytest
from served import MINE, THEIRS, Served, served
from sqlalchemy import select, text

from understudy.service.api import tts, vocabulary
from understudy.service.assets.usable import store
from understudy.service.database.engine import Database
from understudy.service.database.tables import CallbackDelivery, Job, OnceCode, Project
from understudy.service.jobs import callbacks, executor, lifecycle
from understudy.service.jobs.speech import FIRST_HEARD

TEXT = (
    "Hello there. My name is Dr. Smith, and I read the news. Nobody was hurt when the old bridge fell into the river."
)


@pytest.fixture
def api(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(executor, "TICK", 0.02)
    made = served(database, tmp_path, tts.router, vocabulary.router)
    made.voice("anna")
    yield made


def speech(api: Served, **more: Any) -> dict[str, Any]:
    """Ask for a speech, have it made, and show it."""
    body = {"text": TEXT, "voice_asset_id": "anna"} | more
    job_id = api.made("POST", "ttsc/async-jobs", json=body)["job_id"]
    api.work()
    shown: dict[str, Any] = api.made("GET", f"ttsc/async-jobs/{job_id}")
    return shown | {"job_id": job_id}


def sound(api: Served, url: str) -> tuple[str, int, float]:
    """Codec, channels and seconds of a sound file."""
    with av.open(io.BytesIO(api.read(url))) as file:
        stream = file.streams.audio[0]
        return stream.codec_context.name, stream.codec_context.channels, file.duration / 1_000_000


def captions(api: Served, url: str) -> list[str]:
    return [event.plaintext for event in pysubs2.SSAFile.from_string(api.read(url).decode(), format_="srt")]


def test_a_speech_is_spoken_with_words_subtitles_and_gestures(api: Served) -> None:
    text = f'<speak>Hello there. <insert-action tag="nod"/>{TEXT}</speak>'
    shown = speech(api, text=text, need_timestamp=True, gen_srt=True, srt_len=24, audio_format="MP3", channels=2)
    assert shown["state"] == "SUCCEED"
    for name in ("audio_file_url", "audio_info_file_url", "audio_srt_file_url", "audio_action_file_url"):
        assert shown[name].startswith("http://media/GET/3600/"), "results are there for an hour"
    assert sound(api, shown["audio_file_url"]) == ("mp3float", 2, pytest.approx(shown["audio_duration"], abs=0.1))
    told = json.loads(api.read(shown["audio_info_file_url"]))
    words = told["scenes"][0]["words"]
    assert told["schema"] == "timings/1"
    assert [word["text"] for word in words][:3] == ["Hello", "there", "Hello"]
    assert all(0 <= one["start"] < one["stop"] <= shown["audio_duration"] for one in words)
    lines = captions(api, shown["audio_srt_file_url"])
    assert " ".join(lines) == f"Hello there. {TEXT}"
    assert all("\n" not in line and len(line) <= 24 for line in lines)
    gestures = json.loads(api.read(shown["audio_action_file_url"]))
    assert gestures["actions"] == [{"tag": "nod", "time": pytest.approx(words[2]["start"], abs=0.01)}]


def test_only_what_was_asked_for_is_made(api: Served) -> None:
    shown = speech(api)
    assert shown.keys() & {"audio_info_file_url", "audio_srt_file_url", "audio_action_file_url"} == set()
    assert sound(api, shown["audio_file_url"])[:2] == ("pcm_s16le", 1)


def test_lines_of_subtitles_are_limited_and_segments_are_sentences(api: Served) -> None:
    shown = speech(api, gen_srt=True, srt_line_limit=2, slice_segments=True, need_timestamp=True)
    assert any("\n" in line for line in captions(api, shown["audio_srt_file_url"]))
    told = json.loads(api.read(shown["audio_info_file_url"]))["segments"]
    assert " ".join(part["text"] for part in told) == TEXT
    assert all(TEXT[part["first"] : part["last"]].strip() == part["text"] for part in told)
    assert len(told) == 3
    assert all(one["stop"] < two["start"] for one, two in pairwise(told))


def test_what_is_shown_may_differ_from_what_is_said(api: Served) -> None:
    plain = speech(api, text="Hi.")
    shown = speech(api, text="Hi.", tts_text=TEXT, gen_srt=True)
    assert captions(api, shown["audio_srt_file_url"]) == ["Hi."]
    assert shown["audio_duration"] > 3 * plain["audio_duration"]


def test_speed_volume_and_voice_are_heard(api: Served) -> None:
    api.voice("bert", "espeak:en-us+m3")
    usual, fast = speech(api), speech(api, speed=200)
    assert fast["audio_duration"] < 0.65 * usual["audio_duration"]
    loud, other = speech(api, volume=240), speech(api, voice_asset_id="bert")
    assert len({api.read(one["audio_file_url"]) for one in (usual, loud, other)}) == 3


def test_a_silence_stands_for_what_cannot_be_said_if_that_is_wanted(api: Served) -> None:
    marks = "……"
    failed = speech(api, text=marks)
    assert failed["state"] == "FAILED"
    assert failed["code"] == "MSS.00000003"
    assert failed["message"] == "text: nothing in the text can be said (write words to be spoken)"
    shown = speech(api, text=marks, silence_flag=True, silence_time_ms=700)
    assert shown["state"] == "SUCCEED"
    assert sound(api, shown["audio_file_url"])[2] == pytest.approx(0.7)
    assert [warning["code"] for warning in shown["warnings"]] == ["speech_silent"]
    assert speech(api, text="", silence_flag=True)["audio_duration"] == 1.0
    assert speech(api, text=marks, silence_flag=True, silence_time_ms=0, audio_format="MP3")["state"] == "SUCCEED"


def test_the_vocabulary_reads_where_it_is_asked_for(api: Served) -> None:
    entry = {"type": "ALIAS", "key": "WWW", "value": "a very very very long time ago"}
    api.made("POST", "ttsc/vocabulary-configs", json=entry)
    text = "WWW means it."
    without, read = speech(api, text=text), speech(api, text=text, is_vocabulary_config_enable=True)
    assert read["audio_duration"] > without["audio_duration"] + 0.5
    api.made("PUT", "ttsc/tenant-configs", json={"key": "vocabulary", "value": "false"})
    off = speech(api, text=text, is_vocabulary_config_enable=True)
    assert off["audio_duration"] == without["audio_duration"]


def test_fields_without_effect_are_warned_of(api: Served) -> None:
    body = {"text": "Hi.", "voice_asset_id": "anna", "srt_len": 9, "output_external_url": "http://x/y", "sped": 3}
    made = api.made("POST", "ttsc/async-jobs", json=body)
    assert [(warning["code"], warning["field"]) for warning in made["warnings"]] == [
        ("request_field_unknown", None),
        ("field_without_effect", "output_external_url"),
        ("field_without_effect", "srt_len"),
    ]
    assert "sped (did you mean speed?)" in made["warnings"][0]["message"]


def test_files_of_an_audition_appear_while_the_rest_is_spoken(api: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    assert FIRST_HEARD == 1, "the first sentence comes alone"
    body = {"text": f"{TEXT} " * 12, "emotion": "anna", "style": "news", "business_type": "shop"}
    job_id = api.made("POST", "ttsc/audition", json=body)["job_id"]
    seen: list[tuple[bool, int]] = []
    beat = lifecycle.beat

    def look(*arguments: Any, **more: Any) -> Any:
        shown = api.made("GET", f"ttsc/audition-file/{job_id}")
        seen.append((shown["is_file_complete"], len(shown["files"])))
        return beat(*arguments, **more)

    monkeypatch.setattr(lifecycle, "beat", look)
    assert api.work() == ["SUCCEED"]
    shown = api.made("GET", f"ttsc/audition-file/{job_id}")
    assert shown["is_file_complete"]
    assert any(0 < count < len(shown["files"]) for complete, count in seen if not complete)
    lengths = [sound(api, file["download_url"]) for file in shown["files"]]
    assert lengths[0][2] < 1.5
    assert len(lengths) > 5
    assert {(codec, channels) for codec, channels, _ in lengths} == {("pcm_s16le", 1)}


def test_an_audition_that_is_made_again_has_its_files_once(api: Served) -> None:
    job_id = api.made("POST", "ttsc/audition", json={"text": TEXT, "emotion": "anna"})["job_id"]
    api.work()
    before = api.made("GET", f"ttsc/audition-file/{job_id}")["files"]
    with api.desk.database.transaction() as session:
        job = session.get_one(Job, job_id)
        job.state, job.attempt = "WAITING", 0
    api.work()
    assert api.made("GET", f"ttsc/audition-file/{job_id}")["files"] == before
    assert len(before) == 2


def test_an_audition_that_fails_says_why_and_is_over(api: Served) -> None:
    body = {"text": "Hi.", "emotion": api.voice("gone", "espeak:nowhere")}
    job_id = api.made("POST", "ttsc/audition", json=body)["job_id"]
    api.work()
    shown = api.made("GET", f"ttsc/audition-file/{job_id}")
    assert shown["is_file_complete"]
    assert shown["files"] == []
    assert shown["message"].startswith("voice_asset_id: ")


def test_the_record_holds_auditions_and_speeches(api: Served) -> None:
    first = speech(api, text="<speak>Hi <break time='1s'/>you.</speak>", gen_srt=True, audio_format="MP3")["job_id"]
    second = api.made("POST", "ttsc/audition", json={"text": "Hi.", "emotion": "anna", "business_type": "shop"})[
        "job_id"
    ]

    def found(**query: Any) -> list[str]:
        answer = api.made("GET", "ttsc/tts-jobs", params=query)
        return [one["job_id"] for one in answer["data"]]

    record = api.made("GET", "ttsc/tts-jobs")
    one, two = record["data"]
    assert record["count"] == 2
    assert (one["audio_format"], one["gen_srt"], one["need_timestamp"]) == ("MP3", True, False)
    assert (one["asset_id"], one["text_length"], one["job_state"]) == ("anna", len("Hi you."), "SUCCEED")
    assert one["files"][0].keys() == {"audio_file_url", "audio_srt_file_url"}
    assert (two["job_type"], two["job_state"], two["files"]) == ("AUDITION", "WAITING", [])
    assert found(job_type="AUDITION") == found(business_type="shop") == found(job_id=second) == [second]
    assert found(limit=1) == [first]
    assert found(job_type="WEBSOCKET") == found(tts_service_enum="TTS_LLM") == []
    assert found(tts_service_enum="TTS_LAB") == found(create_since="2020-01-01T00:00:00Z") == [first, second]
    assert found(create_until="2020-01-01T00:00:00Z") == []
    mine = api.made("GET", "ttsc/tts-jobs", headers={"X-App-UserId": "somebody"})
    assert mine == {"count": 0, "data": []}
    api.refused("GET", "ttsc/tts-jobs", params={"job_type": "SONG"})
    api.refused("GET", "ttsc/tts-jobs", params={"limit": 101})


WRONG: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"text": ""}, "MSS.00000003", "text: is empty (write words to be spoken)"),
    ({"text": "<speak>Hi"}, "MSS.00000003", "text: line 1, column 10: no element found"),
    ({"text": "a" * 100_001}, "MSS.00000003", "text: has 100001 characters, at most 100000 are possible"),
    ({"text": "Hi.", "tts_text": "<speak>"}, "MSS.00000003", "tts_text: line 1, column 8: no element found"),
    ({"voice_asset_id": "nobody"}, "MSS.10001001", "voice_asset_id: there is no asset 'nobody'"),
    ({"voice_asset_id": "stranger"}, "MSS.10001001", "voice_asset_id: there is no asset 'stranger'"),
    ({"speed": 201}, "MSS.00000003", "speed: must be at most 200, found 201"),
    ({"audio_format": "OGG"}, "MSS.00000003", "audio_format: must be 'WAV' or 'MP3', found 'OGG'"),
    ({"channels": 3}, "MSS.00000003", "channels: must be at most 2, found 3"),
    ({"priority": 11}, "MSS.00000003", "priority: must be at most 10, found 11"),
    ({"callback_config": {"callback_url": "ftp://x"}}, "MSS.00000003", "callback_config.callback_url: 'ftp://x' is no"),
)


@pytest.mark.parametrize(("wrong", "code", "message"), WRONG)
def test_a_speech_that_cannot_be_is_refused_by_its_field(
    api: Served, wrong: dict[str, Any], code: str, message: str
) -> None:
    api.voice("stranger", project=THEIRS)
    body = {"text": "Hi.", "voice_asset_id": "anna"} | wrong
    assert api.refused("POST", "ttsc/async-jobs", code=code, json=body).startswith(message)
    with api.desk.database.transaction() as session:
        assert session.scalars(select(Job)).all() == []


def test_the_first_priority_is_made_first(api: Served) -> None:
    jobs = [
        api.made("POST", "ttsc/async-jobs", json={"text": "Hi.", "voice_asset_id": "anna", "priority": priority})
        for priority in (9, 0)
    ]
    queued = text("SELECT args ->> 'job_id' FROM procrastinate_jobs WHERE queue_name = 'light' ORDER BY priority DESC")
    with api.desk.database.connect() as connection:
        assert list(connection.scalars(queued)) == [job["job_id"] for job in reversed(jobs)]


def test_the_end_of_a_speech_is_told_in_its_own_words(api: Served) -> None:
    config = {"callback_url": "http://127.0.0.1:9/told"}
    done = speech(api, text="Hi.", gen_srt=True, callback_config=config)
    failed = speech(api, text="……", callback_config=config)
    with api.desk.database.transaction() as session:
        notices = {one.job_id: one for one in session.scalars(select(CallbackDelivery))}
    told = json.loads(callbacks._body(api.desk, notices[done["job_id"]]))
    assert told.keys() == {
        "status",
        "job_id",
        "audio_duration",
        "audio_file_download_url",
        "subtitle_file_download_url",
    }
    assert (told["status"], told["audio_duration"]) == ("FINISHED", done["audio_duration"])
    assert told["audio_file_download_url"].startswith("http://testserver/mine/")
    told = json.loads(callbacks._body(api.desk, notices[failed["job_id"]]))
    assert (told["status"], told["audio_file_download_url"]) == ("ERROR", "")


def test_blocked_words_freeze_a_speech_which_then_waits(api: Served) -> None:
    with api.desk.database.transaction() as session:
        session.get_one(Project, "mine").options = {"blocked_words": ["bridge"]}
    shown = speech(api)
    assert shown["state"] == "WAITING"
    assert "bridge" in shown["message"]
    assert shown["code"] == "MSS.20010071"


def test_a_voice_is_checked_by_reading_with_it(api: Served) -> None:
    told = api.made("POST", "ttsc/check-voice-asset/anna")
    assert (told["asset_id"], told["asset_state"]) == ("anna", "ACTIVED")
    assert told["asset_extra_meta"] == {"voice_model_meta": {"sex": "MALE", "language": "EN"}}
    broken = api.voice("broken", "espeak:nowhere")
    assert "has no voice 'nowhere'" in api.refused("POST", f"ttsc/check-voice-asset/{broken}")
    with api.desk.database.transaction() as session:
        session.get_one(tts.Asset, "anna").state = "UNACTIVED"
    assert "is UNACTIVED" in api.refused("POST", "ttsc/check-voice-asset/anna", code="MSS.20010071")
    api.voice("stranger", project=THEIRS)
    for unknown in ("nobody", "stranger"):
        api.refused("POST", f"ttsc/check-voice-asset/{unknown}", 404, "MSS.00000002")


def test_a_voice_of_the_projects_own_is_heard(api: Served, tmp_path: Path) -> None:
    pytest.importorskip("piper")
    from tiny_piper import RATE, tiny_voice

    file = tiny_voice(tmp_path, "voice")
    api.voice("mine", "", project=MINE)
    owner = ("asset", "mine")
    with api.desk.database.transaction() as session:
        session.get_one(tts.Asset, "mine").origin = {}
        for path, category in ((file, "MAIN"), (Path(f"{file}.json"), "OTHER")):
            session.add(store(api.desk.storage, MINE, owner, path, category, "application/octet-stream", copied=True))
    shown = speech(api, text="Hello there.", voice_asset_id="mine", need_timestamp=True)
    assert shown["state"] == "SUCCEED", shown
    with wave.open(io.BytesIO(api.read(shown["audio_file_url"]))) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), np.int16)
        heard = np.abs(np.fft.rfft(samples[: sound.getframerate()])).argmax()
    assert abs(heard - 120) < 3, f"the toy voice hums at 120 Hz, at {RATE} samples a second"
    assert api.made("POST", "ttsc/check-voice-asset/mine")["asset_state"] == "ACTIVED"


def test_a_code_is_kept_only_by_its_digest_and_codes_differ(api: Served) -> None:
    codes = {api.made("POST", "ttsc/once-code")["once_code"] for _ in range(3)}
    assert len(codes) == 3
    with api.desk.database.transaction() as session:
        kept = session.scalars(select(OnceCode)).all()
    assert len(kept) == 3
    assert not any(code.encode() in one.digest for code in codes for one in kept)


def test_sounds_of_a_word_can_be_used_to_have_it_read(api: Served) -> None:
    def sounds(word: str, **query: int) -> list[str]:
        found: list[str] = api.made("GET", "ttsc/phonetic-symbol", params={"word": word} | query)["data"]
        return found

    tomato = sounds("tomato")
    assert len(tomato) == 2, "American and British"
    assert {"ɹiːd", "ɹɛd"} <= {sound.replace("ˈ", "") for sound in sounds("read")}
    assert sounds("tomato", offset=1) == tomato[1:]
    assert sounds("tomato", limit=1) == tomato[:1]
    for said in tomato:
        group_id = api.made("POST", "ttsc/vocabulary-groups", json={"group_name": said})["id"]
        body = {"type": "PHONETIC_SYMBOL", "key": "tomato", "value": said, "group_id": group_id}
        api.made("POST", "ttsc/vocabulary-configs", json=body)
    for wrong in ("番茄", "123"):
        assert "is no English word" in api.refused("GET", "ttsc/phonetic-symbol", params={"word": wrong})
    api.refused("GET", "ttsc/phonetic-symbol", params={"word": "a" * 81})


def test_another_project_hears_nothing(api: Served) -> None:
    job_id = speech(api, text="Hi.")["job_id"]
    audition = api.made("POST", "ttsc/audition", json={"text": "Hi.", "emotion": "anna"})["job_id"]
    for path in (f"async-jobs/{job_id}", f"audition-file/{audition}", "async-jobs/nothing", f"async-jobs/{audition}"):
        api.refused("GET", f"ttsc/{path}", 404, "MSS.00000002", project=THEIRS)
    api.refused("GET", f"ttsc/async-jobs/{audition}", 404, "MSS.00000002")
    assert api.made("GET", "ttsc/tts-jobs", project=THEIRS) == {"count": 0, "data": []}
