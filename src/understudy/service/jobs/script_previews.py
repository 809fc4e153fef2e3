"""Previews of a script: a small picture of every scene, and its speech. What did not change is not made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from understudy.script import markup
from understudy.service.assets import slots
from understudy.service.assets.usable import store
from understudy.service.database.tables import Job, StoredFile, VideoScript
from understudy.service.jobs import lifecycle
from understudy.service.jobs.drafts import SceneFolder, plan_scene, scenes_of
from understudy.service.jobs.kinds import Desk, Finished
from understudy.service.jobs.planner import Blueprint
from understudy.service.storage.store import Storage

KIND = "SCRIPT_PREVIEW"

LONGEST_HEARD = 2000
"""Characters of a scene of which the speech is made beforehand; a longer one is seen and not heard."""

BEGINNING = 200
"""Characters that stand for a longer text in the picture."""

CONTENT_TYPES = {"picture": "image/jpeg", "audio": "audio/mpeg", "action": "application/json"}


def ask_for_preview(session: Session, script: VideoScript) -> None:
    """Have the previews of a script made; one job that waits is enough, since it reads the script when it begins."""
    waiting = select(Job.id).where(Job.project_id == script.project_id, Job.state == lifecycle.WAITING)
    waiting = waiting.where(Job.kind == KIND, Job.script_id == script.id)
    if script.content.get("shoot_scripts") and session.scalars(waiting.limit(1)).first() is None:
        job = Job(project_id=script.project_id, kind=KIND, request={"script_id": script.id}, script_id=script.id)
        lifecycle.submit(session, job)


class ScriptPreview:
    """The previews of all scenes that can be made as they are written."""

    maker = "previews"

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Any]] = {}  # what was made before, by its key
        self._keys: dict[str, str] = {}  # what each scene is to have, by its number
        self._texts: dict[str, str] = {}
        self._seen: datetime | None = None

    def prepare(self, desk: Desk, job: Job, folder: Path) -> dict[str, Any]:
        """Lay out the scenes whose previews are not there yet."""
        laid_out, missing = SceneFolder(desk, folder, []), list[tuple[str, Blueprint, bool]]()
        with desk.database.transaction() as session:
            script = session.get(VideoScript, job.script_id)
            if script is None:
                return {"scenes": []}
            self._seen = script.update_time
            self._known = {made["key"]: made for made in script.preview.get("scenes", {}).values()}
            for number, text, heard, blueprint in _films(session, desk, script):
                key = _key(desk.storage, blueprint, heard)
                self._keys[number], self._texts[number] = key, text
                if key not in self._known:
                    missing.append((number, blueprint, heard))
        for number, blueprint, heard in missing:
            laid_out.add(number, blueprint, heard=heard)
        return {"scenes": laid_out.scenes}

    def finish(self, desk: Desk, job: Job, folder: Path, result: dict[str, Any]) -> Finished:
        """Store what was made, and put it in the place of the previews before, unless the script has changed since."""
        files: list[StoredFile] = []
        scenes: dict[str, Any] = {}
        for number, key in self._keys.items():
            made = self._known.get(key)
            if made is None:
                stored = _store(desk, job, folder, result[number]["files"])
                made = {"key": key, "duration": result[number].get("duration")}
                made |= {what: file.key for what, file in stored.items()}
                files += stored.values()
            if made.get("picture"):
                scenes[number] = made | {"text_sha256": hashlib.sha256(self._texts[number].encode()).hexdigest()}
        keys = [file.key for file in files]

        def settle(session: Session) -> None:
            wanted = select(VideoScript).where(VideoScript.id == job.script_id).with_for_update()
            script = session.scalars(wanted).one_or_none()
            if script is None or script.update_time != self._seen:
                _forget(session, desk.storage, keys)
                return
            kept = {made.get(what) for made in scenes.values() for what in CONTENT_TYPES}
            before = {made.get(what) for made in script.preview.get("scenes", {}).values() for what in CONTENT_TYPES}
            script.preview = {"scenes": scenes}
            _forget(session, desk.storage, [key for key in before - kept if key])

        return Finished({}, files, keys, settle)


def _store(desk: Desk, job: Job, folder: Path, names: dict[str, str]) -> dict[str, StoredFile]:
    owner = ("script", job.request["script_id"])
    return {
        what: store(desk.storage, job.project_id, owner, folder / name, "COVER", CONTENT_TYPES[what])
        for what, name in names.items()
    }


def _films(session: Session, desk: Desk, script: VideoScript) -> Iterator[tuple[str, str, bool, Blueprint]]:
    """Number, text, whether it is heard, and the film of each scene that can be made."""
    for item in scenes_of(script):
        blueprint = plan_scene(session, desk, script, item)
        if blueprint is None:
            continue
        speech = blueprint.document["scenes"][0]["speech"]
        text, heard = speech.get("text", ""), "text" in speech
        written = markup.read(text)[0].written if heard else ""
        if len(written) > LONGEST_HEARD:
            speech["text"], heard = written[:BEGINNING], False
        yield str(item["sequence_no"]), text, heard, blueprint


def _etag(storage: Storage, source: str) -> str:
    """What changes when a file does; nothing for one at an external URL, which nobody can tell."""
    found = None if source.startswith(("http://", "https://")) else storage.stat(source)
    return found.etag if found else ""


def _key(storage: Storage, blueprint: Blueprint, heard: bool) -> str:
    """What tells one preview from another: the production, and the content of its files."""
    files = {name: [source, _etag(storage, source)] for name, source in blueprint.files.items()}
    return hashlib.sha256(json.dumps([blueprint.document, files, heard], sort_keys=True).encode()).hexdigest()


def _forget(session: Session, storage: Storage, keys: list[str]) -> None:
    """Remove files that no preview shows any more."""
    slots.erase(session, storage, session.scalars(select(StoredFile).where(StoredFile.key.in_(keys))))
