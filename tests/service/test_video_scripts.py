"""Scripts: drafts with recordings, previews and subtitle files, and films that are made from them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pysubs2
import pytest
from served import THEIRS, Served, served

from film.conftest import write_sound
from understudy.service.api import scripts, subtitle_files
from understudy.service.assets import gc
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset, Job, StoredFile, VideoScript
from understudy.service.jobs import executor
from understudy.service.jobs.planner import plan_video
from understudy.service.storage.store import put

ROOM = "digital-human-video-scripts"
VIDEO = {"width": 1280, "height": 720, "bitrate": 3000, "is_subtitle_enable": True}


@pytest.fixture
def api(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr(executor, "TICK", 0.05)
    made = served(database, tmp_path, scripts.router, subtitle_files.router)
    made.voice("anna")
    avatar = Asset(id="yunling", name="Yunling", type="HUMAN_MODEL_2D", state="ACTIVED", origin={"avatar": "yunling"})
    with made.desk.database.transaction() as session:
        session.add(avatar)
    yield made


def spoken(text: str, number: int | None = None) -> dict[str, Any]:
    numbered = {} if number is None else {"sequence_no": number}
    return numbered | {"shoot_script": {"text_config": {"text": text}}}


def recorded(number: int, text: str = "", audio_id: int | None = None) -> dict[str, Any]:
    shot: dict[str, Any] = {"script_type": "AUDIO"}
    shot |= {"text_config": {"text": text}} if text else {}
    shot |= {"audio_config": {"audio_id": audio_id}} if audio_id is not None else {}
    return {"sequence_no": number, "shoot_script": shot}


def draft(*scenes: dict[str, Any], **more: Any) -> dict[str, Any]:
    voice = {"voice_asset_id": "anna"}
    whole = {"script_name": "news", "model_asset_id": "yunling", "voice_config": voice, "video_config": VIDEO}
    return whole | {"shoot_scripts": list(scenes)} | more


def save(api: Served, *scenes: dict[str, Any], **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = api.made("POST", ROOM, json=draft(*scenes, **more))
    return made


def shown(api: Served, script_id: str) -> dict[str, Any]:
    found: dict[str, Any] = api.made("GET", f"{ROOM}/{script_id}")
    return found


def send(api: Served, url: str, content: bytes) -> None:
    """What a client does with an upload address, as far as the storage sees it."""
    assert url.startswith("http://media/PUT/")
    put(api.desk.storage, url.split("/", 5)[5], [content])


@pytest.fixture
def recording(tmp_path: Path) -> bytes:
    hum = 0.3 * np.sin(2 * np.pi * 180 * np.arange(32_000) / 16_000)
    return write_sound(tmp_path / "hum.wav", hum.astype(np.float32), 16_000).read_bytes()


def test_a_script_is_saved_and_shown_as_it_was_written(api: Served) -> None:
    script_id = save(
        api,
        spoken("Hello.", 3),
        spoken("Good bye.", 7),
        script_description="evening",
        view_mode="LANDSCAPE",
        model_asset_type="HUMAN_MODEL_2D",
        priv_data='{"mine": true}',
        action_config={"action_interval": 7},
        review_config={"no_need_review": False},
    )["script_id"]
    found = shown(api, script_id)
    assert (found["script_name"], found["script_description"], found["priv_data"]) == (
        "news",
        "evening",
        '{"mine": true}',
    )
    assert found["voice_config"] == {"voice_asset_id": "anna"}
    assert found["video_config"] == VIDEO
    assert (found["action_config"], found["view_mode"]) == ({"action_interval": 7}, "LANDSCAPE")
    assert [scene["sequence_no"] for scene in found["shoot_scripts"]] == [3, 7]
    assert found["shoot_scripts"][0]["shoot_script"] == {"text_config": {"text": "Hello."}}
    assert len(found["create_time"]) == len(found["update_time"]) == 20


def test_a_draft_may_be_empty_and_what_is_absent_stays(api: Served) -> None:
    script_id = api.made("POST", ROOM, json={})["script_id"]
    assert shown(api, script_id)["script_name"].startswith("script-")
    api.made("PUT", f"{ROOM}/{script_id}", json=draft(spoken("Hello.")))
    api.made("PUT", f"{ROOM}/{script_id}", json={"priv_data": "x"})
    found = shown(api, script_id)
    assert (found["script_name"], found["priv_data"]) == ("news", "x")
    assert found["shoot_scripts"][0]["sequence_no"] == 0
    warned = api.made("PUT", f"{ROOM}/{script_id}", json={"privdata": "y"})["warnings"]
    assert "privdata (did you mean priv_data?)" in warned[0]["message"]


WRONG: tuple[tuple[dict[str, Any], str, str], ...] = (
    (draft(spoken("<speak>Hi")), "MSS.00000003", "scene 1, shoot_scripts[0].shoot_script.text_config.text: line 1"),
    (draft(spoken("a", 1), spoken("b", 1)), "MSS.00000003", "shoot_scripts[0].sequence_no: 1 is given twice"),
    (draft(spoken("a"), model_asset_id="nobody"), "MSS.10001001", "model_asset_id: there is no asset 'nobody'"),
    (draft(spoken("a"), model_asset_id="stranger"), "MSS.10001001", "model_asset_id: there is no asset 'stranger'"),
    (
        draft(spoken("a"), voice_config={"voice_asset_id": "yunling"}),
        "MSS.20010071",
        "voice_config.voice_asset_id: asset 'yunling' is of type HUMAN_MODEL_2D",
    ),
    (draft(spoken("a"), video_config=VIDEO | {"width": 800}), "MSS.00000003", "video_config.width: 800x720"),
    (draft(spoken("a"), script_name=""), "MSS.00000003", "script_name: must not be empty"),
    (draft(spoken("a"), priv_data="x" * 8193), "MSS.00000003", "priv_data: has 8193 characters"),
)


@pytest.mark.parametrize(("body", "code", "message"), WRONG)
def test_what_no_film_could_be_made_of_is_refused(api: Served, body: dict[str, Any], code: str, message: str) -> None:
    with api.desk.database.transaction() as session:
        session.add(Asset(id="stranger", project_id=THEIRS, name="x", type="HUMAN_MODEL_2D", state="ACTIVED"))
    assert api.refused("POST", ROOM, code=code, json=body).startswith(message)
    assert api.made("GET", ROOM)["count"] == 0


def test_recordings_have_places_that_are_kept_moved_and_erased_with_their_scenes(api: Served, recording: bytes) -> None:
    made = save(api, spoken("Hi.", 0), recorded(1), recorded(2))
    first, second = made["audio_files"]["audio_file_url"]
    assert [(one["sequence_no"], one["audio_id"]) for one in (first, second)] == [(1, 1), (2, 2)]
    send(api, first["audio_file_upload_url"], recording)
    found = shown(api, made["script_id"])
    one, two = found["audio_files"]["audio_file_url"]
    assert api.read(one["audio_file_download_url"]) == recording
    assert "audio_file_download_url" not in two, "nothing was sent there"
    assert found["shoot_scripts"][1]["audio_config"] == {"audio_id": 1}

    body = {"shoot_scripts": [recorded(5, audio_id=1), recorded(6), recorded(7, audio_id=40)]}
    again = api.made("PUT", f"{ROOM}/{made['script_id']}", json=body)["audio_files"]["audio_file_url"]
    assert [(entry["sequence_no"], entry["audio_id"]) for entry in again] == [(5, 1), (6, 3), (7, 40)]
    kept = shown(api, made["script_id"])["audio_files"]["audio_file_url"][0]
    assert api.read(kept["audio_file_download_url"]) == recording, "it went with its scene"

    api.made("PUT", f"{ROOM}/{made['script_id']}", json={"shoot_scripts": [spoken("Hi.")]})
    assert "audio_files" not in shown(api, made["script_id"])
    assert list(api.desk.storage.list()) == []


def test_a_recording_outlives_the_time_in_which_it_could_be_sent(api: Served, recording: bytes) -> None:
    made = save(api, recorded(0), recorded(1))
    send(api, made["audio_files"]["audio_file_url"][0]["audio_file_upload_url"], recording)
    with api.desk.database.transaction() as session:
        for place in session.query(StoredFile):
            place.expire_time = datetime.now(UTC) - timedelta(days=1)
    assert gc.collect(api.desk.database, api.desk.storage).expired_uploads == 1
    first = shown(api, made["script_id"])["audio_files"]["audio_file_url"][0]
    assert api.read(first["audio_file_download_url"]) == recording


def test_a_film_reads_scenes_and_recordings_of_its_script(api: Served, recording: bytes) -> None:
    made = save(api, spoken("Hi.", 0), recorded(1))
    script_id, request = made["script_id"], {"script_id": made["script_id"]}
    with api.desk.database.transaction() as session, pytest.raises(Exception, match="no recorded speech 1"):
        plan_video(session, api.desk, "mine", request)
    send(api, made["audio_files"]["audio_file_url"][0]["audio_file_upload_url"], recording)
    with api.desk.database.transaction() as session:
        film = plan_video(session, api.desk, "mine", request)
    assert [scene["speech"].keys() & {"text", "recording"} for scene in film.document["scenes"]] == [
        {"text"},
        {"recording"},
    ]
    assert film.document["avatar"] == {"name": "yunling"}
    with api.desk.database.transaction() as session:
        session.add(Job(id="film", project_id="mine", kind="2D_DIGITAL_HUMAN_VIDEO", state="WAITING", request=request))
        session.flush()
        session.get_one(Job, "film").script_id = script_id
    assert "task film is WAITING and reads this script" in api.refused("DELETE", f"{ROOM}/{script_id}")


def test_previews_are_pictures_and_speech_and_only_what_changed_is_made_again(api: Served) -> None:
    text = '<speak>Hello. <insert-action tag="nod"/>Good evening.</speak>'
    colour = {"background_config": [{"background_type": "COLOR", "background_color_config": "#FF0000"}]}
    red = {"sequence_no": 2, "shoot_script": {"text_config": {"text": "Red."}} | colour}
    script_id = save(api, spoken(text, 1), red, recorded(3))["script_id"]
    assert "script_cover_url" not in shown(api, script_id)
    assert api.work() == ["SUCCEED"]
    found = shown(api, script_id)
    first, second, third = found["shoot_scripts"]
    picture = cv2.imdecode(np.frombuffer(api.read(second["shoot_script"]["thumbnail_url"]), np.uint8), cv2.IMREAD_COLOR)
    assert picture.shape == (270, 480, 3)
    assert picture[5, 5].tolist() == pytest.approx([0, 0, 255], abs=12)
    assert found["script_cover_url"] == first["shoot_script"]["thumbnail_url"]
    assert "preview_info" not in third, "its recording is not there yet"
    heard = first["preview_info"]
    with av.open(io.BytesIO(api.read(heard["audio_file_download_url"]))) as file:
        assert file.duration / 1_000_000 == pytest.approx(heard["audio_duration"], abs=0.15)
    assert b'"nod"' in api.read(heard["action_file_download_url"])
    assert "action_file_download_url" not in second["preview_info"]
    assert api.made("GET", ROOM)["video_scripts"][0]["script_cover_url"] == found["script_cover_url"]

    before = {one.key for one in api.desk.storage.list()}
    api.made("PUT", f"{ROOM}/{script_id}", json={"shoot_scripts": [spoken("Other.", 1), red]})
    assert "preview_info" not in shown(api, script_id)["shoot_scripts"][0], "the old speech is not that of the new text"
    assert api.work() == ["SUCCEED"]
    after = {one.key for one in api.desk.storage.list()}
    kept = shown(api, script_id)["shoot_scripts"]
    assert kept[1]["shoot_script"]["thumbnail_url"] == second["shoot_script"]["thumbnail_url"]
    assert kept[0]["shoot_script"]["thumbnail_url"] != first["shoot_script"]["thumbnail_url"]
    assert len(before & after) == 2, "picture and speech of the scene that stayed"
    assert len(after) == 4, "the others were removed"


def test_many_saves_wait_for_one_preview_and_drafts_that_lack_something_have_none(api: Served) -> None:
    script_id = save(api, spoken("Hello."), model_asset_id="")["script_id"]
    for _ in range(3):
        api.made("PUT", f"{ROOM}/{script_id}", json={"priv_data": "x"})
    assert api.work() == ["SUCCEED"]
    assert "thumbnail_url" not in shown(api, script_id)["shoot_scripts"][0]["shoot_script"]


def made_subtitles(api: Served, script_id: str, **more: Any) -> tuple[str, dict[str, Any]]:
    job_id = api.made("POST", "subtitle-files", json={"script_id": script_id} | more)["job_id"]
    waiting = api.made("GET", f"subtitle-files/{job_id}")
    assert waiting["job_state"] == "GENERATING"
    assert {one["subtitle_file_state"] for one in waiting["subtitle_file_info"]} == {"GENERATING"}
    api.work()
    return job_id, api.made("GET", f"subtitle-files/{job_id}")


def lines(content: bytes) -> list[str]:
    return [event.plaintext for event in pysubs2.SSAFile.from_string(content.decode(), format_="srt")]


def planned(api: Served, script_id: str) -> tuple[list[str | None], list[str]]:
    """The subtitle files of the script's film by scene, as they lie in storage, and what is warned of."""
    with api.desk.database.transaction() as session:
        film = plan_video(session, api.desk, "mine", {"script_id": script_id})
    named = [scene.get("subtitle_file") for scene in film.document["scenes"]]
    contents = [None if one is None else b"".join(api.desk.storage.reading(film.files[one])).decode() for one in named]
    return contents, [warning.message for warning in film.warnings]


def test_subtitle_files_are_made_replaced_and_used_by_the_film(api: Served, recording: bytes) -> None:
    made = save(api, spoken("Hello there. Good bye.", 1), recorded(2), recorded(3, "One two three four."))
    script_id = made["script_id"]
    for entry in made["audio_files"]["audio_file_url"]:
        send(api, entry["audio_file_upload_url"], recording)
    api.work()
    job_id, told = made_subtitles(api, script_id)
    first, second, third = told["subtitle_file_info"]
    assert told["job_state"] == "GENERATED"
    assert " ".join(lines(api.read(first["subtitle_file_download_url"]))) == "Hello there. Good bye."
    assert (second["subtitle_file_state"], second["error_info"]["error_code"]) == ("GENERATE_FAILED", "MSS.00000003")
    assert "give the recording's words in text_config.text" in second["error_info"]["error_msg"]
    assert third["subtitle_file_state"] == "GENERATE_SUCCEED"
    assert len(first["generate_time"]) == 20

    scenes = shown(api, script_id)["shoot_scripts"]
    link = scenes[0]["subtitle_file_info"]["text_subtitle_file"]
    assert (link["job_id"], link["subtitle_file_state"]) == (job_id, "GENERATE_SUCCEED")
    assert scenes[1]["subtitle_file_info"]["audio_subtitle_file"]["subtitle_file_state"] == "GENERATE_FAILED"
    used, warned = planned(api, script_id)
    assert [one is not None for one in used] == [True, False, True]
    assert ["the subtitles of scene 2 could not be made" in one for one in warned] == [True]

    mine = "1\n00:00:00,100 --> 00:00:01,000\nMy own words\n\n"
    for place in (first, second):
        send(api, place["subtitle_file_upload_url"], mine.encode())
    assert planned(api, script_id)[0][:2] == [mine, mine]
    again = api.made("GET", f"subtitle-files/{job_id}")["subtitle_file_info"][1]
    assert again["subtitle_file_state"] == "GENERATE_SUCCEED"


def test_subtitles_stay_with_a_scene_while_it_says_the_same(api: Served) -> None:
    script_id = save(api, spoken("Hello.", 1), spoken("Good bye.", 2))["script_id"]
    job_id, told = made_subtitles(api, script_id, sequence_no=2)
    assert [one["sequence_no"] for one in told["subtitle_file_info"]] == [2]
    api.made("PUT", f"{ROOM}/{script_id}", json={"shoot_scripts": [spoken("Hi.", 1), spoken("Good bye.", 2)]})
    assert shown(api, script_id)["shoot_scripts"][1]["subtitle_file_info"]["text_subtitle_file"]["job_id"] == job_id
    api.made("PUT", f"{ROOM}/{script_id}", json={"shoot_scripts": [spoken("Hi.", 1), spoken("Bye.", 2)]})
    assert "subtitle_file_info" not in shown(api, script_id)["shoot_scripts"][1]
    linked = spoken("Bye.", 2) | {"subtitle_file_info": {"text_subtitle_file": {"job_id": job_id}}}
    api.made("PUT", f"{ROOM}/{script_id}", json={"shoot_scripts": [linked]})
    assert shown(api, script_id)["shoot_scripts"][0]["subtitle_file_info"]["text_subtitle_file"]["job_id"] == job_id
    for wrong, message in (("nothing", "there is no task 'nothing'"), (job_id, "makes no subtitles of scene 9")):
        scene = spoken("Bye.", 9) | {"subtitle_file_info": {"text_subtitle_file": {"job_id": wrong}}}
        assert message in api.refused("PUT", f"{ROOM}/{script_id}", json={"shoot_scripts": [scene]})


def test_subtitles_are_asked_for_of_scenes_that_are_there(api: Served) -> None:
    script_id = save(api, spoken("Hello.", 1))["script_id"]
    for body, message in (
        ({}, "script_id: is missing"),
        ({"script_id": "nothing"}, "script_id: there is no script 'nothing'"),
        ({"script_id": script_id, "sequence_no": 4}, f"sequence_no: script {script_id} has no scene 4"),
    ):
        assert api.refused("POST", "subtitle-files", json=body).startswith(message)
    refused = api.refused("POST", "subtitle-files", json={"script_id": script_id}, project=THEIRS)
    assert refused.startswith(f"script_id: there is no script '{script_id}'")


def test_a_copy_has_recordings_of_its_own_and_no_subtitles(api: Served, recording: bytes) -> None:
    made = save(api, spoken("Hello.", 1), recorded(2), priv_data="x")
    send(api, made["audio_files"]["audio_file_url"][0]["audio_file_upload_url"], recording)
    made_subtitles(api, made["script_id"])
    copied = api.made("POST", f"{ROOM}/{made['script_id']}/copy")["script_id"]
    api.made("DELETE", f"{ROOM}/{made['script_id']}")
    found = shown(api, copied)
    assert (found["script_name"], found["priv_data"]) == ("news", "x")
    entry = found["audio_files"]["audio_file_url"][0]
    assert api.read(entry["audio_file_download_url"]) == recording
    assert entry["audio_id"] == 1
    assert not any("subtitle_file_info" in scene for scene in found["shoot_scripts"])


def test_a_deleted_script_leaves_nothing_behind(api: Served, recording: bytes) -> None:
    made = save(api, spoken("Hello.", 1), recorded(2))
    send(api, made["audio_files"]["audio_file_url"][0]["audio_file_upload_url"], recording)
    api.work()
    job_id = api.made("POST", "subtitle-files", json={"script_id": made["script_id"]})["job_id"]
    api.made("DELETE", f"{ROOM}/{made['script_id']}")
    api.refused("GET", f"{ROOM}/{made['script_id']}", 404, "MSS.00000002")
    told = api.made("GET", f"subtitle-files/{job_id}")
    assert (told["job_state"], told["subtitle_file_info"]) == ("GENERATED", [])
    assert list(api.desk.storage.list()) == []
    with api.desk.database.transaction() as session:
        assert session.query(StoredFile).count() == session.query(VideoScript).count() == 0


def test_scripts_are_listed_by_name_orientation_and_user(api: Served) -> None:
    one = save(api, spoken("Hello."), script_name="Morning news")["script_id"]
    two = save(api, recorded(0), script_name="Evening 100%", view_mode="LANDSCAPE")["script_id"]
    tall = save(api, spoken("Hi."), script_name="Tall news", view_mode="VERTICAL")["script_id"]
    user = {"X-App-UserId": "somebody"}
    own = api.made("POST", ROOM, json={"script_name": "own"}, headers=user)["script_id"]

    def found(headers: dict[str, str] | None = None, **query: Any) -> list[str]:
        answer = api.made("GET", ROOM, params=query, headers=headers or {})
        return [script["script_id"] for script in answer["video_scripts"]]

    assert found() == [one, two, own]
    assert found(name="news") == [one]
    assert found(name="%") == [two]
    assert found(view_mode="VERTICAL") == [tall]
    assert found(headers=user) == [own]
    assert found(limit=1, offset=1) == [two]
    assert found(script_catalog="SYSTEM_VIDEO_TEMPLET") == []
    listed = api.made("GET", ROOM)
    assert listed["count"] == 3
    first, second, _ = listed["video_scripts"]
    assert (first["text"], first["model_asset_id"]) == ("Hello.", "yunling")
    assert second["script_type"] == "AUDIO"
    api.refused("GET", ROOM, params={"view_mode": "ROUND"})


def test_another_project_has_no_part_in_a_script(api: Served) -> None:
    script_id = save(api, spoken("Hello."))["script_id"]
    job_id = api.made("POST", "subtitle-files", json={"script_id": script_id})["job_id"]
    for method, path, body in (
        ("GET", f"{ROOM}/{script_id}", None),
        ("PUT", f"{ROOM}/{script_id}", {}),
        ("DELETE", f"{ROOM}/{script_id}", None),
        ("POST", f"{ROOM}/{script_id}/copy", None),
        ("GET", f"subtitle-files/{job_id}", None),
    ):
        api.refused(method, path, 404, "MSS.00000002", project=THEIRS, json=body)
    assert api.made("GET", ROOM, project=THEIRS)["count"] == 0
