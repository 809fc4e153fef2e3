"""Avatar videos at the API: what a request becomes, how wrong ones are refused, what a task shows."""

from __future__ import annotations

import copy
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from served import THEIRS, Served, Wanted, served
from wrong_videos import AVATAR, BODY, MUSIC, PICTURE, SHOT, WRONG

from service.conftest import StockedLibrary
from understudy.errors import InputError
from understudy.service.api import videos
from understudy.service.assets import states
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset, Job, Project, StoredFile, VideoScript
from understudy.service.jobs import lifecycle
from understudy.service.jobs.materials import bring
from understudy.service.jobs.planner import Blueprint, plan_video
from understudy.service.jobs.worker import Worker

PATH = "2d-digital-human-videos"
EXAMPLE = Path(__file__).parents[2] / "examples" / "first-film"


@pytest.fixture(scope="module")
def api(stocked: StockedLibrary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("videos")
    with stocked.copied(folder) as database:
        made = served(database, folder, videos.router)
        _add_ours(database)
        yield made


def _add_ours(database: Database) -> None:
    with database.transaction() as session:
        session.add_all(
            [
                _asset("theirs", "IMAGE", project_id=THEIRS),
                _asset("off", "IMAGE", state="UNACTIVED"),
                _asset("empty", "IMAGE"),
                _asset(
                    "small-avatar", "HUMAN_MODEL_2D", extra_meta={"human_model_2d_meta": {"model_resolution": "1080P"}}
                ),
                VideoScript(id="script", project_id="mine", content={"model_asset_id": AVATAR}),
                VideoScript(id="their-script", project_id=THEIRS, content={}),
            ]
        )


def _asset(name: str, kind: str, **more: Any) -> Asset:
    origin = {"avatar": "yunling"} if kind == "HUMAN_MODEL_2D" else {}
    return Asset(
        **{"id": name, "project_id": "mine", "name": name, "type": kind, "state": "ACTIVED", "origin": origin} | more
    )


def changed(changes: dict[str, Any]) -> dict[str, Any]:
    """The body with values at other paths (`shoot_scripts.0.sequence_no`); None takes a field away."""
    body = copy.deepcopy(BODY)
    for path, value in changes.items():
        place: Any = body
        *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
        for step in steps:
            place = place.setdefault(step, {}) if isinstance(place, dict) else place[step]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return body


def planned(api: Served, body: dict[str, Any]) -> Blueprint:
    with api.desk.database.transaction() as session:
        return plan_video(session, api.desk, "mine", body)


@pytest.mark.parametrize(("changes", "code", "message"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_wrong_requests_are_refused_in_words(api: Served, changes: dict[str, Any], code: str, message: str) -> None:
    assert message in api.refused("POST", PATH, code=code, json=changed(changes))


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"", "field"), (b"{", "JSON"), (b"[]", "object"), (b"null", ""), (b"\xff", ""), (b'{"a": NaN', "JSON")],
)
def test_bodies_that_are_none_are_refused(api: Served, content: bytes, message: str) -> None:
    told = api.refused("POST", PATH, content=content, headers={"Content-Type": "application/json"})
    assert message.lower() in told.lower()


def test_all_faults_are_told_at_once(api: Served) -> None:
    told = api.refused(
        "POST", PATH, code="MSS.10001001", json=changed({"model_asset_id": "nobody", "video_config.width": 7})
    )
    assert "model_asset_id" in told and "video_config.width" in told


def test_a_request_becomes_a_production(api: Served) -> None:
    body = changed(
        {
            "video_config": {
                "bitrate": 9000, "width": 1080, "height": 1920, "codec": "H264", "frame_rate": 30,
                "is_subtitle_enable": True, "subtitle_config": {"dx": 100, "dy": 1800, "font_size": 40, "w": 5},
                "is_enable_super_resolution": True, "is_end_at_first_frame": True,
            },
            "background_music_config": {"music_asset_id": MUSIC, "volume": 30},
            "action_config": {"action_interval": 255},
            "shoot_scripts.0.sequence_no": 7,
            f"{SHOT}.background_config": [
                {
                    "background_type": "COLOR",
                    "background_color_config": "#102030",
                    "human_position_2d": {"position": "LEFT"},
                }
            ],
            f"{SHOT}.text_config.text": "First.",
        }
    )  # fmt: skip
    made = planned(api, body)
    document = made.document
    assert document["output"] == {
        "codec": "H264", "width": 1080, "height": 1920, "subtitles": True, "super_resolution": True,
        "loopable": True, "bitrate": 8000, "subtitle_style": {"x": 100, "y": 1800, "font_size": 40},
    }  # fmt: skip
    assert [scene["speech"]["text"] for scene in document["scenes"]] == ["First.", "Hello."]
    assert document["scenes"][0]["background"] == {"kind": "colour", "colour": "#102030"}
    assert document["scenes"][0]["placement"] == {"side": "LEFT"}
    assert document["scenes"][1]["layers"][1]["text"] == "测试文字水印"
    assert document["avatar"] == {"name": "yunling"}
    assert document["voice"] == {"name": "espeak:en-us+f3", "speed": 110}
    assert document["idle_action_interval"] == 255
    assert document["music"]["volume"] == 30
    assert set(made.files) == {document["music"]["file"], document["scenes"][1]["background"]["file"]}
    assert {warning.field for warning in made.warnings} == {"video_config.bitrate", "video_config.frame_rate"}


def test_a_script_gives_what_the_request_leaves_out(api: Served) -> None:
    made = planned(api, {**BODY, "model_asset_id": None, "script_id": "script"})
    assert made.document["avatar"] == {"name": "yunling"}


def test_without_a_background_films_with_alpha_are_transparent(api: Served) -> None:
    body = changed({"video_config.codec": "VP8", f"{SHOT}.background_config": None})
    scenes = planned(api, body).document["scenes"]
    assert scenes[1]["background"] == {"kind": "transparent"}
    assert scenes[0]["background"]["kind"] == "image"


def test_a_url_of_the_library_stands_for_its_file_even_when_expired(api: Served) -> None:
    with api.desk.database.transaction() as session:
        key = session.query(StoredFile).filter_by(owner_id=PICTURE, category="MAIN").one().key
    url = f"https://anywhere/{key}?AccessKeyId=A&Expires=1&Signature=old"
    body = changed({f"{SHOT}.background_config.0": {"background_type": "IMAGE", "background_config": url}})
    scenes = planned(api, body).document["scenes"]
    assert scenes[0]["background"]["file"] == scenes[1]["background"]["file"]


def test_external_urls_are_followed_where_the_operator_allows_it(api: Served, tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as place:
        port = place.getsockname()[1]
    url = f"http://127.0.0.1:{port}/logo.png?token=secret"
    layer = {
        "layer_type": "IMAGE",
        "position": {"dx": 0, "dy": 0, "layer_index": 1},
        "image_config": {"image_url": url},
    }
    body = changed({f"{SHOT}.layer_config.0": layer})
    settings = api.desk.settings.model_copy(update={"external_urls": True, "external_private": True})
    open_desk = replace(api.desk, settings=settings)
    with api.desk.database.transaction() as session:
        made = plan_video(session, open_desk, "mine", body)
    name = made.document["scenes"][1]["layers"][0]["file"]
    assert (name.endswith(".png"), made.files[name]) == (True, url)
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with subprocess.Popen(command, cwd=EXAMPLE, stderr=subprocess.DEVNULL) as server:
        try:
            wait_until_open(port)
            bring(open_desk, {name: url}, tmp_path)
        finally:
            server.terminate()
    assert (tmp_path / name).read_bytes() == (EXAMPLE / "logo.png").read_bytes()
    careful = replace(open_desk, settings=settings.model_copy(update={"external_private": False}))
    with pytest.raises(InputError, match="internal address"):
        bring(careful, {name: url}, tmp_path)


def wait_until_open(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nobody listens")


def show(api: Served, job_id: str, **more: Any) -> Any:
    return api.made("GET", f"{PATH}/{job_id}", **more)


def test_a_task_shows_what_the_seed_page_lists(api: Served) -> None:
    job_id = api.made("POST", PATH, json=BODY | {"unheard_of": 1})["job_id"]
    shown = show(api, job_id)
    assert shown["state"] == "WAITING"
    assert shown["job_type"] == "2D_DIGITAL_HUMAN_VIDEO"
    assert shown["error_info"] is None
    assert shown["output_asset_config"]["asset_name"] == "demo"
    assert len(shown["create_time"]) == len(shown["lastupdate_time"]) == 20
    assert not {"start_time", "end_time", "duration", "shoot_scripts", "model_asset_id"} & shown.keys()
    assert [warning["code"] for warning in shown["warnings"]] == ["request_field_unknown"]
    asked = show(api, job_id, params={"show_script": "true"})
    assert {name: asked[name] for name in ("model_asset_id", "voice_config", "shoot_scripts")} == {
        name: BODY[name] for name in ("model_asset_id", "voice_config", "shoot_scripts")
    }


def test_the_example_of_the_seed_page_is_echoed(api: Served) -> None:
    video = {"codec": "H264", "bitrate": 5000, "width": 720, "height": 1280, "frame_rate": 30}
    job_id = api.made("POST", PATH, json=BODY | {"video_config": video})["job_id"]
    assert show(api, job_id, params={"show_script": True})["video_config"] == video | {"frame_rate": "30"}


def test_the_same_key_makes_one_task(api: Served) -> None:
    first = api.made("POST", PATH, json=BODY, headers={"Idempotency-Key": "once"})
    assert api.made("POST", PATH, json=BODY, headers={"Idempotency-Key": "once"}) == first
    assert api.made("POST", PATH, json=BODY, headers={"Idempotency-Key": "twice"}) != first
    other = BODY | {"output_asset_config": {"asset_name": "other"}}
    told = api.refused("POST", PATH, json=other, headers={"Idempotency-Key": "once"})
    assert first["job_id"] in told


def test_a_film_whose_picture_is_erased_while_it_waits_fails_and_says_which(api: Served) -> None:
    key = "mine/doomed/wall.png"
    wall = StoredFile(project_id="mine", owner_type="asset", owner_id="doomed", category="MAIN", key=key)
    wall.id, wall.name, wall.state, wall.content_type, wall.size = "wall", "wall.png", "CREATED", "image/png", 3
    with api.desk.database.transaction() as session:
        session.add_all([_asset("doomed", "IMAGE"), wall])
    body = changed({"shoot_scripts.1.shoot_script.background_config.0.background_asset_id": "doomed"})
    job_id = api.made("POST", PATH, json=body)["job_id"]
    with api.desk.database.transaction() as session:
        states.erase(session, session.get_one(Asset, "doomed"))
    Worker(api.desk).make(Wanted(), job_id)
    shown = show(api, job_id)
    place = "shoot_scripts[1].shoot_script.background_config[0].background_asset_id"
    assert (shown["state"], shown["error_info"]["error_code"]) == ("FAILED", "MSS.45000001")
    assert shown["error_info"]["error_msg"].startswith(f"scene 2, {place}: there is no asset 'doomed'")


def test_a_waiting_task_is_cancelled_and_a_finished_one_is_not(api: Served) -> None:
    job_id = api.made("POST", PATH, json=BODY)["job_id"]
    for _ in range(2):
        assert api.made("POST", f"{PATH}/{job_id}/cancel") is None
    assert show(api, job_id)["state"] == "CANCELED"
    done = api.made("POST", PATH, json=BODY)["job_id"]
    with api.desk.database.transaction() as session:
        lifecycle.begin(session, done, "w", 3)
    assert "PROCESSING" in api.refused("POST", f"{PATH}/{done}/cancel", code="MSS.20010066")


def test_tasks_of_others_are_not_found(api: Served) -> None:
    job_id = api.made("POST", PATH, json=BODY)["job_id"]
    for method, path in (("GET", ""), ("POST", "/cancel"), ("GET", "/still"), ("GET", "/events")):
        told = api.refused(method, f"{PATH}/{job_id}{path}", 404, "MSS.00000002", project=THEIRS)
        assert told == "Not Found"
    assert api.made("GET", "digital-human-videos", project=THEIRS)["count"] == 0


def test_blocked_words_freeze_a_task(api: Served) -> None:
    with api.desk.database.transaction() as session:
        session.get_one(Project, "mine").options = {"blocked_words": ["SECRET"]}
    try:
        job_id = api.made("POST", PATH, json=changed({f"{SHOT}.text_config.text": "a secret"}))["job_id"]
    finally:
        with api.desk.database.transaction() as session:
            session.get_one(Project, "mine").options = {}
    shown = show(api, job_id)
    assert (shown["state"], shown["error_info"]["error_code"]) == ("BLOCK", "MSS.20010071")
    assert "SECRET" in shown["error_info"]["error_msg"]


def test_tasks_are_listed_by_every_filter(api: Served) -> None:
    names = ["alpha one", "alpha two", "beta"]
    ids = [
        api.made("POST", PATH, json=BODY | {"output_asset_config": {"asset_name": name}})["job_id"] for name in names
    ]

    def listed(**filters: Any) -> list[str]:
        answer = api.made("GET", "digital-human-videos", params={"limit": 100, **filters})
        assert answer["count"] == len(answer["jobs"])
        return [job["job_id"] for job in answer["jobs"]]

    assert listed(job_ids=ids) == listed(job_ids=",".join(ids)) == ids
    assert listed(job_ids=ids, sort_dir="desc") == ids[::-1]
    assert listed(asset_name="alpha one") == ids[:1]
    assert listed(asset_name="alpha", fuzzy_query_field="asset_name") == ids[:2]
    assert listed(job_id=ids[2]) == ids[2:]
    assert listed(job_ids=ids, state="SUCCESS,FAILED") == []
    assert listed(job_ids=ids, state="WAITING,FAILED") == ids
    assert listed(job_ids=ids, job_type="DIGITAL_HUMAN_PHOTO_VIDEO") == []
    assert listed(job_ids=ids, create_since="2999-01-01T00:00:00Z") == []
    assert listed(job_ids=ids, create_until="2999-01-01T00:00:00Z") == ids
    page = api.made("GET", "digital-human-videos", params={"job_ids": ids, "limit": 1, "offset": 1})
    assert (page["count"], [job["job_id"] for job in page["jobs"]]) == (3, ids[1:2])
    assert "not a time" in api.refused("GET", "digital-human-videos", params={"create_since": "yesterday"})
    assert "limit" in api.refused("GET", "digital-human-videos", params={"limit": 101})


def test_end_users_see_their_own_tasks(api: Served) -> None:
    mine = api.made("POST", PATH, json=BODY, headers={"X-App-UserId": "anna"})["job_id"]
    listed = api.made("GET", "digital-human-videos", headers={"X-App-UserId": "anna"})
    assert [job["job_id"] for job in listed["jobs"]] == [mine]


def test_a_failed_task_says_why(api: Served) -> None:
    job_id = api.made("POST", PATH, json=BODY)["job_id"]
    with api.desk.database.transaction() as session:
        job = session.get_one(Job, job_id)
        job.state = "FAILED"
        job.error = {
            "problems": [
                {"code": "picture_broken", "message": "is cut off", "hint": "send it again", "scene": 1, "field": "a.b"}
            ]
        }
    assert show(api, job_id)["error_info"] == {
        "error_code": "MSS.45000005",
        "error_msg": "scene 2, a.b: is cut off (send it again)",
    }


def test_a_plan_is_told_and_a_still_is_drawn(api: Served) -> None:
    plan = api.made("POST", f"{PATH}/plan", json=BODY)
    assert plan["schema"] == "plan/1" and len(plan["scenes"]) == 2 and plan["seconds"] > 1
    still = api.call("POST", f"{PATH}/still", json=BODY, params={"scene": 2, "at": 0.5})
    assert still.headers["content-type"] == "image/png" and still.content.startswith(b"\x89PNG")
    assert "scene" in api.refused("POST", f"{PATH}/still", json=BODY, params={"scene": 3})


def test_events_end_with_the_task(api: Served) -> None:
    job_id = api.made("POST", PATH, json=BODY)["job_id"]
    api.made("POST", f"{PATH}/{job_id}/cancel")
    answer = api.call("GET", f"{PATH}/{job_id}/events")
    assert answer.headers["x-accel-buffering"] == "no"
    event, data = answer.text.strip().splitlines()
    assert event == "event: end" and json.loads(data.removeprefix("data: "))["state"] == "CANCELED"
