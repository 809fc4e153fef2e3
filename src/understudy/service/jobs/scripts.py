"""Scripts: saved, copied and deleted together with the recordings of their scenes."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Sequence
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from understudy.errors import InputError, Warning
from understudy.service.assets import slots
from understudy.service.database.engine import Database
from understudy.service.database.tables import UNFINISHED, Job, StoredFile, VideoScript
from understudy.service.jobs import lifecycle, script_previews, subtitles
from understudy.service.jobs.drafts import check_draft, scenes_of
from understudy.service.jobs.kinds import Desk
from understudy.service.storage.store import Storage, object_key

LARGEST_RECORDING = 100 << 20
"""Bytes of a scene's recording, by the product's pages."""

OURS = (script_previews.KIND, subtitles.KIND)
"""Work for the script itself, which ends with it."""


def save(session: Session, desk: Desk, script: VideoScript, given: dict[str, Any]) -> list[Warning]:
    """Write `given` into the script, with places for new recordings, and have its previews made.

    Answers what is done otherwise than asked. Raises `InputError` with all that no film could be made of.
    """
    settings = {name: value for name, value in given.items() if name not in ("script_name", "audio_files")}
    if "shoot_scripts" in settings:
        settings["shoot_scripts"] = _scenes(script, settings["shoot_scripts"])
    script.content = script.content | settings
    session.add(script)
    session.flush()
    warnings = check_draft(session, desk, script)
    if "shoot_scripts" in settings:
        _give_places(session, desk.storage, script)
    script_previews.ask_for_preview(session, script)
    return warnings


def _scenes(script: VideoScript, items: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The scenes with a number each, and with the subtitle files that still are theirs."""
    before = {item["sequence_no"]: item for item in script.content.get("shoot_scripts") or ()}
    scenes = []
    for place, given in enumerate(items):
        item = {"sequence_no": place} | given
        links = item.pop("subtitle_file_info", None)
        same = before.get(item["sequence_no"], {})
        if links is None and said_in(same) == said_in(item):
            links = same.get("subtitle_file_info")
        chosen = {kind: {"job_id": link["job_id"]} for kind, link in (links or {}).items() if link.get("job_id")}
        scenes.append(item | ({"subtitle_file_info": chosen} if chosen else {}))
    return scenes


def said_in(item: dict[str, Any]) -> tuple[Any, ...]:
    """What a scene's subtitles depend on."""
    shot = item.get("shoot_script") or {}
    spoken = subtitles.spoken_from(item)
    recording = (shot.get("audio_config") or {}).get("audio_id") if spoken == "AUDIO" else None
    return spoken, (shot.get("text_config") or {}).get("text"), recording, shot.get("audio_drive_file_external_url")


def _give_places(session: Session, storage: Storage, script: VideoScript) -> None:
    """A number and a place for the recording of every AUDIO scene; recordings of no scene any more are erased."""
    content = copy.deepcopy(script.content)
    recorded = [item for item in content["shoot_scripts"] if _is_recorded(item)]
    files = {entry["audio_id"]: entry["file_id"] for entry in script.audio}
    by_scene = {entry["sequence_no"]: entry["audio_id"] for entry in script.audio}
    asked = {number for item in recorded if (number := _number(item)) is not None}
    entries = []
    for item in recorded:
        number = _number(item)
        if number is None:
            number = by_scene.get(item["sequence_no"])
            if number is None or number in asked:
                number = next(free for free in count(1) if free not in asked and free not in files)
            asked.add(number)
            item["shoot_script"]["audio_config"] = {"audio_id": number}
        if number not in files:
            files[number] = _place(session, script, f"recording-{number}").id
        entries.append({"sequence_no": item["sequence_no"], "audio_id": number, "file_id": files[number]})
    gone = {file_id for number, file_id in files.items() if number not in asked}
    slots.erase(session, storage, session.scalars(select(StoredFile).where(StoredFile.id.in_(gone))))
    script.content, script.audio = content, entries


def _is_recorded(item: dict[str, Any]) -> bool:
    shot = item.get("shoot_script") or {}
    return subtitles.spoken_from(item) == "AUDIO" and not shot.get("audio_drive_file_external_url")


def _number(item: dict[str, Any]) -> int | None:
    number: int | None = (item["shoot_script"].get("audio_config") or {}).get("audio_id")
    return number


def _place(session: Session, script: VideoScript, name: str) -> StoredFile:
    return slots.announce(
        session,
        project_id=script.project_id,
        owner=("script", script.id),
        category="OTHER",
        name=name,
        most=LARGEST_RECORDING,
    )


def recordings(session: Session, script: VideoScript) -> dict[str, StoredFile]:
    """The places of the script's recordings, by the ids of their files."""
    wanted = [entry["file_id"] for entry in script.audio]
    return {file.id: file for file in session.scalars(select(StoredFile).where(StoredFile.id.in_(wanted)))}


def copied(
    database: Database, storage: Storage, script: VideoScript, recorded: Sequence[StoredFile], app_user_id: str | None
) -> VideoScript:
    """A copy of the script, as it was read, with its recordings and without its subtitle files.

    No transaction is open while recordings are copied. Copies of a script that comes to nothing are garbage (`gc`).
    """
    made = VideoScript(id=uuid.uuid4().hex, project_id=script.project_id, app_user_id=app_user_id, name=script.name)
    made.content, made.audio, made.preview = copy.deepcopy(script.content), [], {}
    for item in made.content.get("shoot_scripts") or ():
        item.pop("subtitle_file_info", None)
    keys = {file.id: object_key(made.project_id, made.id, f"{uuid.uuid4()}-{file.name}") for file in recorded}
    for file in recorded:
        if storage.stat(file.key) is not None:
            storage.copy(file.key, keys[file.id])
    with database.transaction() as session:
        session.add(made)
        session.flush()
        places = {file.id: _place(session, made, file.name) for file in recorded}
        for file in recorded:
            place = places[file.id]
            place.key, place.size, place.parts = keys[file.id], file.size, file.parts
        made.audio = [entry | {"file_id": places[entry["file_id"]].id} for entry in script.audio]
        script_previews.ask_for_preview(session, made)
    return made


def delete(session: Session, storage: Storage, script: VideoScript) -> None:
    """Erase a script with all its files.

    Raises `InputError` (`script_in_use`) while a film that was accepted still needs it.
    """
    unfinished = select(Job).where(Job.script_id == script.id, Job.state.in_(UNFINISHED))
    jobs = session.scalars(unfinished.where(Job.project_id == script.project_id)).all()
    if films := [job for job in jobs if job.kind not in OURS]:
        text = f"task {films[0].id} is {films[0].state} and reads this script"
        raise InputError("script_in_use", text, hint="cancel it, or delete the script when it has ended")
    for job in jobs:
        if job.state != lifecycle.BLOCK:
            lifecycle.cancel(session, job, running=True)
    owned = select(StoredFile).where(StoredFile.owner_type == "script", StoredFile.owner_id == script.id)
    slots.erase(session, storage, session.scalars(owned))
    session.delete(script)


def first_scene(script: VideoScript) -> dict[str, Any]:
    """Content of the first scene; empty where there is none."""
    scenes = scenes_of(script)
    shot: dict[str, Any] = (scenes[0].get("shoot_script") or {}) if scenes else {}
    return shot
