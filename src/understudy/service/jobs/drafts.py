"""Scripts as drafts of films: what may be left open in one, and single scenes of one as productions of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from understudy.errors import InputError, Warning
from understudy.service.database.tables import VideoScript
from understudy.service.jobs.kinds import Desk
from understudy.service.jobs.materials import Materials, bring
from understudy.service.jobs.planner import SETTINGS, Blueprint, look_over, output_of, voice_of
from understudy.service.jobs.request import MISSING, Findings, Part
from understudy.service.jobs.scenes import speech_of
from understudy.service.jobs.vocabulary import lexicon

OPEN = (MISSING, "audio_missing")
"""What a film needs and a draft may leave open."""

SMALL = {"LANDSCAPE": (1280, 720), "VERTICAL": (720, 1280)}
"""Size of the film that stands for one whose size is not decided, by the script's view mode."""


def check_draft(session: Session, desk: Desk, script: VideoScript) -> list[Warning]:
    """What is done otherwise than a draft asks. Raises `InputError` with all that no film could be made of."""
    _, findings = look_over(session, desk, script.project_id, settings_of(script), script)
    wrong = Findings([problem for problem in findings.problems if problem.code not in OPEN])
    wrong.raise_if_any()
    return findings.warnings


def settings_of(script: VideoScript) -> dict[str, Any]:
    """The request for a film that the script stands for, as far as it is written."""
    return {name: script.content[name] for name in SETTINGS if script.content.get(name) is not None}


def scenes_of(script: VideoScript) -> list[dict[str, Any]]:
    """The scenes of a script in playing order."""
    return sorted(script.content.get("shoot_scripts") or (), key=lambda item: int(item["sequence_no"]))


def plan_scene(session: Session, desk: Desk, script: VideoScript, item: dict[str, Any]) -> Blueprint | None:
    """A film of one scene of the script; nothing as long as something that it needs is open."""
    request = {"video_config": _small(script)} | settings_of(script) | {"shoot_scripts": [item]}
    request.pop("background_music_config", None)
    blueprint, findings = look_over(session, desk, script.project_id, request, script)
    if findings.problems:
        return None
    output = blueprint.document["output"]
    if output.get("clip_mode") != "CROP":  # what is seen does not depend on the size
        portrait = output["height"] > output["width"]
        output["width"], output["height"] = SMALL["VERTICAL" if portrait else "LANDSCAPE"]
    return blueprint


def plan_speech_of(session: Session, desk: Desk, script: VideoScript, item: dict[str, Any]) -> Blueprint:
    """The speech of one scene of the script as a film without a presenter of its own. Raises `InputError`."""
    findings = Findings()
    materials = Materials(session, desk, script.project_id)
    settings = {"video_config": _small(script)} | settings_of(script) | {"shoot_scripts": [item]}
    whole = Part(settings, findings)
    shot = Part(item.get("shoot_script") or {}, findings, "shoot_script")
    document = {"scenes": [{"speech": speech_of(shot, materials, script)}]} | voice_of(whole, materials)
    video = whole.part("video_config")
    document["output"] = output_of(Part(settings, Findings()), Part(video.values, Findings()), None)
    if video.get("is_vocabulary_config_enable"):
        document["lexicon"] = lexicon(session, script.project_id, whole.part("voice_config").get("voice_asset_id"))
    findings.raise_if_any()
    return Blueprint(document, materials.files)


def _small(script: VideoScript) -> dict[str, Any]:
    width, height = SMALL[script.content.get("view_mode") or "LANDSCAPE"]
    return {"width": width, "height": height, "bitrate": 2000}


@dataclass
class SceneFolder:
    """A folder in which a child makes something of single scenes."""

    desk: Desk
    folder: Path
    scenes: list[dict[str, Any]]

    def add(self, name: str, blueprint: Blueprint, **more: Any) -> None:
        """Lay out one scene, whose files will be named `name`."""
        bring(self.desk, blueprint.files, self.folder)
        production = f"{name}.production.json"
        document = json.dumps(blueprint.document, ensure_ascii=False)
        (self.folder / production).write_text(document, encoding="utf-8")
        self.scenes.append({"name": name, "production": production} | more)


def problems_of(error: InputError) -> list[dict[str, Any]]:
    """Problems as a job keeps them."""
    return [problem.as_dict() for problem in error.problems]
