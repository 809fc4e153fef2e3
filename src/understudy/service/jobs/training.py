"""The making of an avatar from a photograph or a clip, as a worker does it: a check of the material, then a pack."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from understudy.errors import InputError, Warning
from understudy.service.assets.describing import avatar_meta
from understudy.service.assets.usable import store
from understudy.service.database.tables import Asset, Job, TrainingJob
from understudy.service.jobs import training_course, trainings
from understudy.service.jobs.child import Bench
from understudy.service.jobs.kinds import Desk, Finished
from understudy.service.jobs.materials import bring
from understudy.stage.avatars.engine import Presenter
from understudy.stage.avatars.manifest import ConsentStatement
from understudy.stage.picture import load_picture

VERIFIED = "verified"
"""File in the folder that says that the material was looked at and suits."""

PACK, PORTRAIT = "avatar.zip", "cover.png"

BACKDROP = "#E9EEF6"
"""Behind the avatar in its cover, as behind those of the system."""

LONGEST_COVER = 1280
"""Pixels of the longer side of a cover."""

_PICTURES = (b"heic", b"heix", b"mif1", b"avif", b"avis")
"""Brands of files built like MP4 that are pictures."""


class ModelTraining:
    """A training that was submitted."""

    maker = "training"

    def prepare(self, desk: Desk, job: Job, folder: Path) -> dict[str, Any]:
        """Bring the material, and the cover where one was sent."""
        with desk.database.transaction() as session:
            training = session.get(TrainingJob, job.request["training_id"])
            files = trainings.files_of(session, training) if training is not None else {}
        there = {category: file for category, file in files.items() if trainings.sent(desk.storage, file)}
        material = next((there[category] for category in trainings.MATERIAL if category in there), None)
        if training is None or material is None:
            hint = "send it again, and submit the training"
            raise InputError("file_missing", "the training material is not there any more", hint=hint)
        wanted = {"material": material.key}
        if trainings.COVER in there:
            wanted["cover"] = there[trainings.COVER].key
        bring(desk, wanted, folder)
        order: dict[str, Any] = {
            "name": f"training-{training.id[:8]}",
            "title": training.name,
            "cover": "cover" in wanted,
            "models": str(desk.settings.models_dir),
            "real_background": training.request.get("is_background_replacement") is False,
        }
        if trainings.CONSENT in there:
            order["consent"] = {
                "who": f"the letter of consent of training {training.id}",
                "when": datetime.now(UTC).date().isoformat(),
                "purpose": "an avatar for films",
            }
        return order

    def meanwhile(self, desk: Desk, job: Job, folder: Path) -> None:
        """Tell the training once its material has passed."""
        if not (folder / VERIFIED).exists():
            return
        (folder / VERIFIED).unlink()
        with desk.database.transaction() as session:
            training = session.get(TrainingJob, job.request["training_id"], with_for_update=True)
            if training is not None and training.result.get("job_id") == job.id:
                training_course.passed(training)

    def finish(self, desk: Desk, job: Job, folder: Path, result: dict[str, Any]) -> Finished:
        """Put the avatar into the library."""
        assert job.output_asset_id is not None
        with desk.database.transaction() as session:
            training = session.get_one(TrainingJob, job.request["training_id"])
        owner = ("asset", job.output_asset_id)
        stored = [
            store(desk.storage, job.project_id, owner, folder / PACK, "MAIN", "application/zip"),
            store(desk.storage, job.project_id, owner, folder / PORTRAIT, "COVER", "image/png"),
        ]
        columns = {
            "warnings": result["warnings"],
            "report": {"measures": result["measures"]},
            "result": {"model_resolution": result["meta"]["model_resolution"], "cover_key": stored[1].key},
        }
        return Finished(columns, [_asset(job, training, result), *stored], [file.key for file in stored])


def _asset(job: Job, training: TrainingJob, result: dict[str, Any]) -> Asset:
    asked = training.request
    meta: dict[str, Any] = dict(result["meta"])
    meta["model_version"] = asked.get("model_version", "V3.2").replace(".", "_")
    meta |= {name: asked[name] for name in ("is_flexus", "is_live_copy") if name in asked}
    return Asset(
        id=job.output_asset_id,
        project_id=job.project_id,
        app_user_id=job.app_user_id,
        name=training.name,
        type="HUMAN_MODEL_2D",
        state="ACTIVED",
        tags=asked.get("tags") or [],
        supported_service=asked.get("supported_service") or [],
        extra_meta={"human_model_2d_meta": meta},
        system_properties=[{"key": "CREATED_BY_PLATFORM", "value": "Yes"}],
        origin={"training_id": training.id},
    )


def train(order: dict[str, Any], folder: Path, bench: Bench) -> dict[str, Any]:
    """Look at the material, make the pack, and draw its cover. Raises `InputError` with everything that is wrong."""
    from understudy.drafting import draft
    from understudy.excerpt import still

    bench.progress("preparation", 0, 3)
    warnings: list[Warning] = []
    try:
        presenter, measures = _presenter(order, folder, bench, warnings)
    except InputError as error:
        raise _told_plainly(error, folder / "material") from None
    bench.progress("preparation", 2, 3)
    if not (order["cover"] and _kept_cover(folder, warnings)):
        shown = draft("…", avatar=str(folder / PACK), background=BACKDROP, size="1280x720")
        still(shown, folder / PORTRAIT)
    return {
        "meta": avatar_meta(presenter, real_background=order["real_background"]),
        "measures": measures,
        "warnings": [warning.as_dict() for warning in warnings],
    }


def _presenter(
    order: dict[str, Any], folder: Path, bench: Bench, warnings: list[Warning]
) -> tuple[Presenter, dict[str, float]]:
    """Make the pack; answers the presenter in it, and what was measured of a photograph.

    A photograph is checked first; a clip while it is followed, so that it has passed when its pack is there.
    """
    from understudy.stage.avatars.clip.build import build_clip_pack
    from understudy.stage.avatars.face.suitability import examine
    from understudy.stage.avatars.portrait.build import build_pack

    material, models = folder / "material", Path(order["models"])
    clip, measures = _is_clip(material), {}
    if not clip:
        found = examine(load_picture(material), models)
        found.checked()
        measures = found.measures
        (folder / VERIFIED).touch()
        bench.progress("preparation", 1, 3)
    presenter = (build_clip_pack if clip else build_pack)(
        material,
        folder / PACK,
        name=order["name"],
        title=order["title"],
        consent=ConsentStatement(**order["consent"]) if order.get("consent") else None,
        models=models,
        real_background=order["real_background"],
        warnings=warnings,
    )
    (folder / VERIFIED).touch()
    return presenter, measures


def _is_clip(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(12)
    boxed = head[4:8] == b"ftyp" and head[8:12] not in _PICTURES
    return boxed or head[:4] == b"\x1aE\xdf\xa3" or (head[:4] == b"RIFF" and head[8:12] == b"AVI ")


def _kept_cover(folder: Path, warnings: list[Warning]) -> bool:
    """Use the cover that was sent; where it is no picture, say so."""
    import cv2

    sent = folder / "cover"
    try:
        picture = load_picture(sent)
    except InputError as error:
        reason = _told_plainly(error, sent).problems[0].message
        warnings.append(Warning("training_cover_ignored", f"another cover was drawn: {reason}"))
        return False
    scale = min(LONGEST_COVER / max(picture.shape[:2]), 1.0)
    size = (max(round(picture.shape[1] * scale), 1), max(round(picture.shape[0] * scale), 1))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return bool(cv2.imwrite(str(folder / PORTRAIT), cv2.cvtColor(small, cv2.COLOR_RGBA2BGRA)))


def _told_plainly(error: InputError, path: Path) -> InputError:
    """The error without the folder's name, of which its owner knows nothing."""
    problems = [replace(one, message=one.message.replace(str(path), "the file")) for one in error.problems]
    return InputError.of(problems)  # type: ignore[return-value]
