"""Trainings as their owners deal with them: asked for, supplied with files, commanded, changed and deleted.

The work itself is a task of its own kind (`training.py`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from understudy.errors import InputError, Warning
from understudy.service.assets import slots, states
from understudy.service.database.engine import Database
from understudy.service.database.tables import Asset, Job, StoredFile, TrainingJob
from understudy.service.jobs import lifecycle
from understudy.service.jobs.training_course import AT_REST, FAILED, KIND, REFUSED, VERIFYING, WAITING, move, note
from understudy.service.storage.store import Storage

OWNER = "training"
"""Kind of owner of a training's files."""

VIDEO, PHOTO, BEST_PHOTO, CONSENT, COVER = "VIDEO", "PHOTO", "BEST_PHOTO", "CONSENT", "COVER"

FILES = {
    VIDEO: "training_video",
    COVER: "cover",
    "ID_CARD_FRONT": "id_card_image1",
    "ID_CARD_BACK": "id_card_image2",
    CONSENT: "grant_file",
    PHOTO: "pre_beauty_image",
    BEST_PHOTO: "post_beauty_image",
}
"""The files of a training, and what the contract calls them (with `_upload_url` and `_download_url` behind)."""

MATERIAL = (VIDEO, BEST_PHOTO, PHOTO)
"""The files that an avatar is made from; the first that was sent is taken."""

COMMENT = "COMMENT"
MOST_ATTACHMENTS = 10

LARGEST = {VIDEO: slots.LARGEST_PUT}
LARGEST_ELSE = 16 << 20
"""Bytes of one PUT for a file; those of the video are counted for each part."""

JOINS = ("SUBMITVERIFYING", "CONFIRM_MULTIPART_UPLOADED")
"""Commands for which a video that came in parts is made one file."""

NO_GESTURES = "gestures are not trained from videos here: every avatar can make all of them"
NO_REVIEW = "nobody reviews trainings here: they end by themselves, in JOB_SUCCESS or with the reason why not"

NOT_HERE = {
    "GET_ACTION_VIDEO_MULTIPART_UPLOADED": NO_GESTURES,
    "CONFIRM_ACTION_VIDEO_MULTIPART_UPLOADED": NO_GESTURES,
    "CONFIRM_REPAIR": NO_REVIEW,
    "CONFIRM_ACCEPT": NO_REVIEW,
    "CONFIRM_REJECT": NO_REVIEW,
    "CONFIRM_ANSWER": NO_REVIEW,
    "CONFIRM_PENDING": NO_REVIEW,
    "CONFIRM_ACTIVE": NO_REVIEW,
}
"""Commands of the contract that make no sense here, and why."""


def create(session: Session, project_id: str, app_user_id: str | None, request: dict[str, Any]) -> TrainingJob:
    """A training that waits for its files, with a place for each."""
    training = TrainingJob(
        id=str(uuid.uuid4()),
        project_id=project_id,
        app_user_id=app_user_id,
        name=request["name"],
        state=WAITING,
        request=request,
        logs=[],
        comments=[],
        result={},
    )
    note(training, "USER_CREATE_JOD")
    session.add(training)
    session.flush()
    for category in FILES:
        _announce(session, training, category)
    return training


def update(session: Session, storage: Storage, training: TrainingJob, changes: dict[str, Any]) -> None:
    """Change a training that has failed; it waits for files again. What is sent anew replaces what was sent before.

    A video in several parts is always sent anew. Raises `InputError` (`training_state_wrong`) in any other state.
    """
    _check_state(training, (REFUSED, FAILED), "changed")
    before = training.request.get("video_multipart_count", 1)
    training.request = training.request | changes
    training.name = training.request["name"]
    for category, file in files_of(session, training).items():
        if category == VIDEO and max(before, training.request.get("video_multipart_count", 1)) > 1:
            slots.erase(session, storage, [file])
        else:
            slots.reopen(file)
            file.size = 0  # any size may come
    session.flush()
    for category in FILES.keys() - files_of(session, training).keys():
        _announce(session, training, category)
    training.error = None
    note(training, "USER_UPDATE_VIDEO")
    move(training, WAITING)


def _announce(session: Session, training: TrainingJob, category: str) -> None:
    parts = training.request.get("video_multipart_count", 1) if category == VIDEO else 1
    slots.announce(
        session,
        project_id=training.project_id,
        owner=(OWNER, training.id),
        category=category,
        name=FILES[category],
        most=LARGEST.get(category, LARGEST_ELSE) * parts,
        parts=parts,
    )


def files_of(session: Session, training: TrainingJob) -> dict[str, StoredFile]:
    """The files of a training, and the places that wait for them, by what they are."""
    return {file.category: file for file in _owned(session, training) if file.category in FILES}


def _owned(session: Session, training: TrainingJob) -> Sequence[StoredFile]:
    owned = select(StoredFile).where(StoredFile.owner_type == OWNER, StoredFile.owner_id == training.id)
    return session.scalars(owned.order_by(StoredFile.create_time)).all()


def sent(storage: Storage, file: StoredFile | None) -> bool:
    """Whether a file is there, whole."""
    return file is not None and storage.stat(file.key) is not None


def ignored(request: dict[str, Any]) -> Iterator[Warning]:
    """What of a request has no effect here, and why."""
    reasons = {
        "voice_properties": "voices are not trained here; films choose one of the library",
        "action_video_multipart_count": NO_GESTURES,
        "samples_basic_info": NO_GESTURES,
    }
    if request.get("audio_source_type") == "AUDIO":
        reasons["audio_source_type"] = reasons["voice_properties"]
    for name, reason in reasons.items():
        if request.get(name):
            yield Warning("field_without_effect", f"has no effect: {reason}", field=name)


def join_video(database: Database, storage: Storage, training: TrainingJob, command: str) -> None:
    """Make one file of the parts of a video before a command is carried out that needs it, if all of them are there."""
    if command not in JOINS or training.state not in (WAITING, REFUSED, FAILED):
        return
    with database.transaction() as session:
        video = files_of(session, training).get(VIDEO)
    if video is not None and video.meta.get("parts", 1) > 1:
        with slots.closing(database, video.id):
            if not slots.missing_parts(storage, video):
                slots.join_parts(storage, video)


def carry_out(session: Session, storage: Storage, training: TrainingJob, command: str) -> list[dict[str, str]]:
    """Do what a command says, after `join_video`; answers the parts of the video where it asks for them.

    Raises `InputError` where it cannot be done.
    """
    if reason := NOT_HERE.get(command):
        raise InputError("training_command_unavailable", f"{command} has no effect: {reason}")
    if command == "SUBMITVERIFYING":
        _submit(session, storage, training)
    elif command == "GET_MULTIPART_UPLOADED":
        return _parts(storage, _video(session, training))
    elif command == "CONFIRM_MULTIPART_UPLOADED":
        _check_state(training, (WAITING,), "supplied with files")
        _check_complete(storage, _video(session, training))
    elif command == "CONFIRM_AUTHORIZATION_LETTER":
        if not sent(storage, files_of(session, training).get(CONSENT)):
            raise _missing("the letter of consent", FILES[CONSENT])
    elif command == "DELETE_JOB_VIDEO":
        _check_state(training, AT_REST, "deprived of its video")
        video = _video(session, training)
        slots.erase_objects_later(session, storage, [video])
        video.parts = []
        note(training, "USER_DELETE_JOB_VIDEO")
    return []


def _submit(session: Session, storage: Storage, training: TrainingJob) -> None:
    """Close the places, and have the work done."""
    _check_state(training, (WAITING, REFUSED, FAILED), "submitted")
    files = files_of(session, training)
    if not any(sent(storage, files.get(category)) for category in MATERIAL):
        _check_complete(storage, files.get(VIDEO))
        raise _missing("the training material", FILES[VIDEO])
    for file in files.values():
        found = storage.stat(file.key)
        if found is not None:
            file.state, file.size, file.expire_time = "CREATED", found.size, None
    job = Job(
        id=str(uuid.uuid4()),
        project_id=training.project_id,
        app_user_id=training.app_user_id,
        kind=KIND,
        name=training.name,
        request={"training_id": training.id},
        output_asset_id=uuid.uuid4().hex,
    )
    training.result, training.error = {"job_id": job.id}, None
    note(training, "USER_VERIFYING_SUBMITTED")
    move(training, VERIFYING)
    session.flush()
    lifecycle.submit(session, job)


def _video(session: Session, training: TrainingJob) -> StoredFile:
    video = files_of(session, training).get(VIDEO)
    if video is None:
        raise _missing("the training video", FILES[VIDEO])
    return video


def _parts(storage: Storage, video: StoredFile) -> list[dict[str, str]]:
    """The parts that have come; of a video that was joined, the parts it was joined from."""
    told = {part["part_number"]: part["etag"] for part in video.parts}
    if sent(storage, video):
        return [{"part_number": str(number), "etag": etag} for number, etag in told.items()]
    found = [(number, storage.stat(key)) for number, key in enumerate(slots.part_keys(video), start=1)]
    return [{"part_number": str(number), "etag": told.get(number, there.etag)[:64]} for number, there in found if there]


def _check_complete(storage: Storage, video: StoredFile | None) -> None:
    """Raises `InputError` where some parts of a video have come, or are said to have, and others have not."""
    count = video.meta.get("parts", 1) if video is not None else 1
    missing = slots.missing_parts(storage, video) if video is not None else [1]
    if missing and count > 1:
        numbers = ", ".join(map(str, missing[:20])) + (" and more" if len(missing) > 20 else "")
        raise _missing(f"of {count} parts of the training video, {numbers}", FILES[VIDEO])
    if missing:
        raise _missing("the training material", FILES[VIDEO])


def _missing(what: str, name: str) -> InputError:
    hint = f"PUT it to {name}_upload_url first"
    return InputError("training_file_missing", f"{what} has not arrived", hint=hint)


def comment(session: Session, training: TrainingJob, told: dict[str, Any]) -> list[StoredFile]:
    """Keep a comment; answers the places for its attachments."""
    names = (told.get("attachment_name") or [])[:MOST_ATTACHMENTS]
    places = [
        slots.announce(
            session,
            project_id=training.project_id,
            owner=(OWNER, training.id),
            category=COMMENT,
            name=name[:100],
            most=LARGEST_ELSE,
        )
        for name in names
    ]
    entry = {name: told[name] for name in ("comment_title", "comment_message") if told.get(name)}
    entry |= {"operate_time": datetime.now(UTC).isoformat(), "files": [place.id for place in places]}
    training.comments = [*training.comments, entry]
    return places


def delete(session: Session, training: TrainingJob) -> list[StoredFile]:
    """Erase a training with its material and its avatar; answers the files whose objects are to be removed then.

    Raises `InputError` (`training_state_wrong`) while it is under way.
    """
    _check_state(training, AT_REST, "deleted")
    files = list(_owned(session, training))
    for file in files:
        session.delete(file)
    asset = session.get(Asset, training.asset_id, with_for_update=True) if training.asset_id else None
    if asset is not None and asset.state != states.DELETED:
        files += states.erase(session, asset)
    session.delete(training)
    return files


def _check_state(training: TrainingJob, allowed: Sequence[str], what: str) -> None:
    if training.state not in allowed:
        hint = "wait until its work has ended" if training.state not in AT_REST else f"possible in {', '.join(allowed)}"
        text = f"training {training.id} is {training.state} and cannot be {what}"
        raise InputError("training_state_wrong", text, hint=hint)
