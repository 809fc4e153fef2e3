"""From a request of the wire to a production and the files it needs.

The contract's rules that no single field can tell are here (a size of RESIZE, a scene without speech, a background that
does not cover the canvas); types, enums and ranges have been checked at the door. Everything that is wrong is found at
once, named by its path in the request.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from understudy import production
from understudy.errors import InputError, Problem, Warning
from understudy.production import LONGEST_FILM, RESIZE_SIZES
from understudy.service.database.tables import Asset, VideoScript
from understudy.service.jobs.kinds import Desk
from understudy.service.jobs.materials import Materials
from understudy.service.jobs.request import Findings, Part
from understudy.service.jobs.scenes import scene_of, speech_of
from understudy.service.jobs.vocabulary import lexicon

SETTINGS = (
    "model_asset_id",
    "voice_config",
    "video_config",
    "shoot_scripts",
    "background_music_config",
    "action_config",
)
"""What a request may leave to its script."""

LEAST_BITRATE, MOST_BITRATE = 1000, 8000
"""kbit/s of avatar videos, by the seed page; what is asked beyond is met half way."""

SUBTITLES = {
    "dx": "x",
    "dy": "y",
    "font_name": "font",
    "font_size": "font_size",
    "font_color": "colour",
    "stroke_color": "stroke_colour",
    "stroke_thickness": "stroke_thickness",
    "opacity": "opacity",
}
VOICE = {"speed": "speed", "pitch": "pitch", "volume": "volume"}


@dataclass(frozen=True)
class Blueprint:
    """A film that can be made: its `document` names files that are not beside it yet (`files`: name to storage key)."""

    document: dict[str, Any]
    files: dict[str, str] = field(default_factory=dict)
    warnings: tuple[Warning, ...] = ()
    photo: str | None = None
    """The picture in `files` that the presenter is made from, if there is one."""
    consent: str = ""
    """Who says that the person in it agreed to be shown."""
    fills_frame: bool = False
    """Whether the film is that picture, moving, in its own size, and not the person cut out of it."""


Plan = Callable[[Session, Desk, str, dict[str, Any]], Blueprint]
"""How a kind of film is planned: from session, desk, project and request; raises `InputError` with all faults."""


def settled(session: Session, project_id: str, request: dict[str, Any]) -> tuple[dict[str, Any], VideoScript | None]:
    """The request with what it leaves to its stored script, and that script.

    Raises `InputError` where there is no such script in the project.
    """
    script_id = request.get("script_id")
    if not script_id:
        return request, None
    script = session.get(VideoScript, script_id)
    if script is None or script.project_id != project_id:
        raise InputError("invalid_parameter", f"there is no script {script_id!r}", field="script_id")
    stored = {name: script.content[name] for name in SETTINGS if script.content.get(name) is not None}
    return stored | {name: value for name, value in request.items() if value is not None}, script


def plan_video(session: Session, desk: Desk, project_id: str, request: dict[str, Any]) -> Blueprint:
    """The film that a request for an avatar video asks for. Raises `InputError` with everything that is wrong."""
    request, script = settled(session, project_id, request)
    blueprint, findings = look_over(session, desk, project_id, request, script)
    findings.raise_if_any()
    return blueprint


def look_over(
    session: Session, desk: Desk, project_id: str, request: dict[str, Any], script: VideoScript | None
) -> tuple[Blueprint, Findings]:
    """The film of a settled request as far as it can be planned, and what was found; `script` holds its recordings."""
    findings = Findings()
    whole, materials = Part(request, findings), Materials(session, desk, project_id)
    picture = whole.get("video_making_type") == "PICTURE"
    model = None if picture else _model(whole, materials)
    photo = materials.photo(whole, "human_image") if picture else None
    video = whole.part("video_config")
    output = output_of(whole, video, model)
    canvas = (1080, 1920) if video.get("height", 0) > video.get("width", 0) else (1920, 1080)
    transparent = output.get("codec") in ("VP8", "VP9", "QTRLE")
    scenes = [scene_of(item, materials, script, canvas, transparent) for item in _items(whole)]
    document: dict[str, Any] = {
        "output": output,
        "scenes": scenes,
        "title": whole.part("output_asset_config").get("asset_name", ""),
    }
    document |= _avatar(model, photo, materials, whole) | voice_of(whole, materials) | _music(whole, materials)
    if (interval := whole.part("action_config").get("action_interval")) is not None:
        document["idle_action_interval"] = interval
    if video.get("is_vocabulary_config_enable"):
        document["lexicon"] = lexicon(session, project_id, whole.part("voice_config").get("voice_asset_id"))
    whole.part("review_config").ignores(("no_need_review",), "the operator decides about review")
    check_possible(document, findings)
    return Blueprint(document, materials.files, tuple(findings.warnings), photo), findings


def plan_photo_video(session: Session, desk: Desk, project_id: str, request: dict[str, Any]) -> Blueprint:
    """The film that a request for a photo video asks for: the photo itself speaks, in its own size."""
    findings = Findings()
    whole, materials = Part(request, findings), Materials(session, desk, project_id)
    parts = list(whole.parts("shoot_scripts"))
    if len(parts) != 1:
        whole.wrong("shoot_scripts", f"has {len(parts)} scenes", "a photo video has exactly one")
    script = session.get(VideoScript, whole.get("script_id", ""))
    if whole.get("script_id") and (script is None or script.project_id != project_id):
        whole.wrong("script_id", f"there is no script {whole.get('script_id')!r}", "")
        script = None
    photo = materials.photo(whole, "human_image")
    if whole.get("authorize_use_human_image") is False:
        hint = "ask the person in the photo, and send true"
        whole.wrong("authorize_use_human_image", "the person in the photo does not agree to its use", hint)
    scenes = [{"speech": speech_of(part.part("shoot_script"), materials, script)} for part in parts[:1]]
    for part in parts:
        part.part("shoot_script").ignores(("background_config", "layer_config"), "a photo video is the photo")
    video = whole.part("video_config")
    document: dict[str, Any] = {"output": _quality(video), "scenes": scenes}
    document["title"] = whole.part("output_asset_config").get("asset_name", "")
    document |= voice_of(whole, materials) | _music(whole, materials)
    whole.part("review_config").ignores(("no_need_review",), "the operator decides about review")
    whole.ignores(("id_card_image1", "id_card_image2"), "nobody here checks identity cards")
    check_possible(document, findings)
    findings.raise_if_any()
    agreed = "the caller (authorize_use_human_image)" if whole.get("authorize_use_human_image") else ""
    return Blueprint(document, materials.files, tuple(findings.warnings), photo, agreed, fills_frame=True)


def _model(whole: Part, materials: Materials) -> Asset | None:
    if not whole.get("model_asset_id"):
        hint = "give the id of an avatar (an asset of type HUMAN_MODEL_2D), or a script_id whose script has one"
        whole.missing("model_asset_id", "is missing", hint)
        return None
    return materials.asset(whole, "model_asset_id", ("HUMAN_MODEL_2D",))


def _avatar(model: Asset | None, photo: str | None, materials: Materials, whole: Part) -> dict[str, Any]:
    if photo or model is None:
        return {}
    if name := model.origin.get("avatar"):
        return {"avatar": {"name": name}}
    pack = materials.asset_file(whole, "model_asset_id", ("HUMAN_MODEL_2D",))
    return {"avatar": {"name": pack}} if pack and pack.endswith(".zip") else {}


def output_of(whole: Part, video: Part, model: Asset | None) -> dict[str, Any]:
    """The film as a file, as a production has it."""
    if not video.values:
        whole.missing(
            "video_config", "is missing", "give bitrate, width and height, or a script_id whose script has them"
        )
        return {}
    output: dict[str, Any] = video.renamed({"codec": "codec", "clip_mode": "clip_mode"})
    output |= video.renamed({"width": "width", "height": "height", "is_subtitle_enable": "subtitles"})
    output |= video.renamed({"is_enable_super_resolution": "super_resolution", "is_end_at_first_frame": "loopable"})
    output |= _quality(video)
    large = (model.extra_meta.get("human_model_2d_meta") or {}).get("model_resolution") == "4K" if model else False
    _size(video, output, large)
    if style := video.part("subtitle_config").renamed(SUBTITLES):
        output["subtitle_style"] = style
    video.ignores(("output_external_url",), "films are delivered into the asset library only")
    video.ignores(("disable_system_watermark",), "it is retired; whether films are marked is the operator's setting")
    return output


def _quality(video: Part) -> dict[str, Any]:
    """Bitrate and frame rate, as far as they are free."""
    asked = video.get("bitrate", 5000)
    used = min(max(asked, LEAST_BITRATE), MOST_BITRATE)
    if used != asked:
        video.warn("bitrate", f"{asked} kbit/s is outside {LEAST_BITRATE} to {MOST_BITRATE}; {used} is used")
    if str(video.get("frame_rate", "25")) != "25":
        video.warn("frame_rate", f"{video.get('frame_rate')} is not offered for avatar videos; they have 25")
    return {"bitrate": used}


def _size(video: Part, output: dict[str, Any], large: bool) -> None:
    """Check width and height, and where a CROP window lies."""
    width, height = video.get("width", 0), video.get("height", 0)
    if output.get("clip_mode") == "CROP":
        if width < 2 or height < 2 or width % 2 or height % 2:
            video.wrong("width", f"a window of {width}x{height} is not possible", "give even numbers from 2 on")
        output |= video.renamed({"dx": "crop_x", "dy": "crop_y"})
        canvas = (1080, 1920) if height > width else (1920, 1080)
        if large and (width > canvas[0] or height > canvas[1]):
            output["crop_canvas"] = "4K"
        return
    if (width, height) not in RESIZE_SIZES:
        sizes = ", ".join(f"{w}x{h}" for w, h in RESIZE_SIZES)
        video.wrong("width", f"{width}x{height} is not offered with RESIZE", f"use one of {sizes}, or CROP")
    elif max(width, height) > 1920 and not large:
        video.wrong("width", f"{width}x{height} needs an avatar with model_resolution 4K", "choose 1920x1080 or less")


def _items(whole: Part) -> list[Part]:
    """The scenes in playing order: by sequence_no, and where that says nothing as they stand in the list."""
    parts = list(whole.parts("shoot_scripts"))
    if not parts:
        whole.missing("shoot_scripts", "is missing or empty", "give at least one scene, or a script_id that has some")
    if len(parts) > 100:
        whole.wrong("shoot_scripts", f"has {len(parts)} scenes; at most 100 are possible", "make two films of it")
    numbers = Counter(part.get("sequence_no", place) for place, part in enumerate(parts))
    for place, part in enumerate(parts):
        if numbers[part.get("sequence_no", place)] > 1:
            part.wrong("sequence_no", f"{part.get('sequence_no', place)} is given twice", "number scenes differently")
    ordered = sorted(enumerate(parts), key=lambda pair: (pair[1].get("sequence_no", pair[0]), pair[0]))
    scenes = [Part(part.values, part.findings, part.path, place) for place, (_, part) in enumerate(ordered)]
    written = sum(len(scene.part("shoot_script").part("text_config").get("text", "")) for scene in scenes)
    if written > LONGEST_FILM and not any("<" in str(scene.values) for scene in scenes):
        whole.wrong("shoot_scripts", f"have {written} characters together; at most {LONGEST_FILM} are possible")
    return scenes


def voice_of(whole: Part, materials: Materials) -> dict[str, Any]:
    """Who speaks in the film, as a production has it; nobody where every scene is recorded."""
    voice = whole.part("voice_config")
    spoken = any(
        part.part("shoot_script").get("script_type", "TEXT") == "TEXT" for part in whole.parts("shoot_scripts")
    )
    if not voice.get("voice_asset_id"):
        if spoken:
            hint = "give the id of a voice (an asset of type VOICE_MODEL), or a script_id whose script has one"
            voice.missing("voice_asset_id", "is missing", hint)
        return {}
    name = materials.voice(voice, "voice_asset_id")
    return {"voice": {"name": name} | voice.renamed(VOICE)} if name else {}


def _music(whole: Part, materials: Materials) -> dict[str, Any]:
    music = whole.part("background_music_config")
    if not music.get("music_asset_id"):
        return {}
    file = materials.asset_file(music, "music_asset_id", ("MUSIC", "AUDIO"))
    return {"music": {"file": file} | music.renamed({"volume": "volume"})} if file else {}


def check_possible(document: dict[str, Any], findings: Findings) -> None:
    """Whatever a production cannot be although the request looked right; named by the production's own fields."""
    if findings.problems:
        return
    try:
        production.load(document)
    except InputError as error:
        findings.problems += [
            Problem("invalid_parameter", problem.message, problem.hint, problem.scene, problem.field)
            for problem in error.problems
        ]
