"""Subtitle files of a script: asked for scene by scene, made from its speech, kept where a client may replace them.

Every file has its place from the beginning. Whatever lies there counts: what was made, or what the client sent, which
is never written over.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from understudy.errors import InputError
from understudy.service.assets import slots
from understudy.service.database.tables import Job, StoredFile, VideoScript
from understudy.service.jobs.drafts import SceneFolder, plan_speech_of, problems_of, scenes_of
from understudy.service.jobs.kinds import Desk, Finished
from understudy.service.jobs.planner import Blueprint
from understudy.service.jobs.request import invalid

KIND = "SUBTITLE_FILE"

LARGEST = 10_000_000
"""Bytes of a subtitle file that a client may send; films read no larger ones."""

FIELDS = {"TEXT": "text_subtitle_file", "AUDIO": "audio_subtitle_file"}
"""Where a scene names its subtitle file, by what it is spoken from."""


def places(session: Session, script: VideoScript, number: int | None) -> list[dict[str, Any]]:
    """A place for the subtitle file of every scene, or of scene `number`; each scene names the job from now on.

    Raises `InputError` where there is no such scene.
    """
    wanted = [item for item in scenes_of(script) if number in (None, item["sequence_no"])]
    if not wanted:
        which = "scenes" if number is None else f"scene {number}"
        raise invalid("sequence_no", f"script {script.id} has no {which}", "give the sequence_no of one of its scenes")
    return [
        {
            "sequence_no": item["sequence_no"],
            "file_id": slots.announce(
                session,
                project_id=script.project_id,
                owner=("script", script.id),
                category="OTHER",
                name=f"scene-{item['sequence_no']}.srt",
                most=LARGEST,
            ).id,
        }
        for item in wanted
    ]


def attach(script: VideoScript, job: Job) -> None:
    """Let the scenes of the script name the job that makes their subtitles."""
    made = {file["sequence_no"] for file in job.result["files"]}
    content = dict(script.content)
    content["shoot_scripts"] = [
        item | {"subtitle_file_info": {FIELDS[spoken_from(item)]: {"job_id": job.id}}}
        if item["sequence_no"] in made
        else item
        for item in content["shoot_scripts"]
    ]
    script.content = content


def spoken_from(item: dict[str, Any]) -> str:
    """TEXT or AUDIO."""
    kind: str = (item.get("shoot_script") or {}).get("script_type") or "TEXT"
    return kind


class Subtitles:
    """The subtitle files that a job has places for."""

    maker = "subtitles"

    def __init__(self) -> None:
        self._problems: dict[str, Any] = {}

    def prepare(self, desk: Desk, job: Job, folder: Path) -> dict[str, Any]:
        """Lay out the speech of every scene. Raises `InputError` where the script is gone."""
        laid_out, planned = SceneFolder(desk, folder, []), dict[str, Blueprint]()
        with desk.database.transaction() as session:
            script = session.get(VideoScript, job.script_id)
            if script is None:
                raise InputError("script_gone", f"script {job.script_id} was deleted", field="script_id")
            items = {item["sequence_no"]: item for item in scenes_of(script)}
            for file in job.result["files"]:
                number = file["sequence_no"]
                try:
                    if number not in items:
                        raise InputError("script_gone", f"scene {number} was removed from the script")
                    planned[str(number)] = plan_speech_of(session, desk, script, items[number])
                except InputError as error:
                    self._problems[str(number)] = problems_of(error)
        for name, blueprint in planned.items():
            try:
                laid_out.add(name, blueprint)
            except InputError as error:
                self._problems[name] = problems_of(error)
        return {"scenes": laid_out.scenes}

    def finish(self, desk: Desk, job: Job, folder: Path, result: dict[str, Any]) -> Finished:
        """Put the files into the places where nothing lies yet."""
        problems = self._problems | {name: made["problems"] for name, made in result.items() if made.get("problems")}
        with desk.database.transaction() as session:
            places = {file["file_id"]: session.get(StoredFile, file["file_id"]) for file in job.result["files"]}
        for file in job.result["files"]:
            place = places[file["file_id"]]
            made = result.get(str(file["sequence_no"]), {"files": {}})["files"]
            if place is not None and made and desk.storage.stat(place.key) is None:
                desk.storage.publish(folder / made["srt"], place.key)
        return Finished({"result": job.result | {"problems": problems}})
