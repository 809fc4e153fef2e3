"""From a scene of the wire to a scene of a production."""

from __future__ import annotations

import base64
import re
from typing import Any

from understudy.errors import UnderstudyError
from understudy.production import LONGEST_MARKUP
from understudy.script import markup
from understudy.service.database.tables import VideoScript
from understudy.service.jobs.materials import Materials
from understudy.service.jobs.request import Part

BACKGROUNDS = ("IMAGE",)
PLACEMENT = {"position": "side", "position_x": "x", "position_y": "y"}
BOX = {"dx": "x", "dy": "y", "width": "width", "height": "height"}
TEXT_LAYER = {"font_name": "font", "font_size": "font_size", "font_color": "colour"}
COLOUR = re.compile("#[0-9A-Fa-f]{6}")
RETIRED = "it belongs to 3D scenes, which are retired"


def scene_of(
    item: Part, materials: Materials, script: VideoScript | None, canvas: tuple[int, int], transparent: bool
) -> dict[str, Any]:
    """The production's scene for one entry of `shoot_scripts`. Faults are noted in the entry's findings.

    `script` is the stored script that recorded speech comes from; `transparent` says that no background means none.
    """
    shot = item.part("shoot_script")
    scene: dict[str, Any] = {"speech": speech_of(shot, materials, script)}
    scene |= _background(shot, materials, canvas, transparent)
    layers = [layer for part in shot.parts("layer_config") if (layer := _layer(part, materials))]
    if layers:
        scene["layers"] = layers
    if subtitles := _subtitles(item, shot, materials):
        scene["subtitle_file"] = subtitles
    shot.ignores(("animation_config", "emotion_config"), RETIRED)
    return scene


def speech_of(shot: Part, materials: Materials, script: VideoScript | None) -> dict[str, Any]:
    """What is said in a scene of the wire: its text, or the recorded speech of its script."""
    if shot.get("script_type", "TEXT") == "AUDIO":
        return _recording(shot, materials, script)
    text = shot.part("text_config").get("text")
    if text is None:
        hint = "give the words, or script_type AUDIO with recorded speech"
        shot.missing("text_config.text", "is missing in a TEXT scene", hint)
        return {"text": ""}
    if len(text) > LONGEST_MARKUP:
        shot.wrong("text_config.text", f"has {len(text)} characters; at most {LONGEST_MARKUP} are possible")
        return {"text": ""}
    try:
        markup.read(text)
    except UnderstudyError as error:
        for problem in error.problems:
            shot.wrong("text_config.text", problem.message, problem.hint, problem.code)
        return {"text": ""}
    return {"text": text}


def _recording(shot: Part, materials: Materials, script: VideoScript | None) -> dict[str, Any]:
    speech: dict[str, Any] = {"recording": "missing.wav"}
    if words := shot.part("text_config").get("text"):
        speech["recording_text"] = words
    speech["actions"] = [
        part.renamed({"action_tag": "tag", "action_name": "name", "action_start_time": "at"})
        for part in shot.parts("audio_drive_action_config")
    ]
    if shot.get("audio_drive_file_external_url"):
        found = materials.url_file(shot, "audio_drive_file_external_url")
        return speech | ({"recording": found} if found else {})
    number = shot.part("audio_config").get("audio_id")
    if script is None or number is None:
        hint = "give audio_config.audio_id and the script_id of the script that it was uploaded to"
        shot.wrong("audio_config.audio_id", "an AUDIO scene has no recorded speech", hint, "audio_missing")
        return speech
    entry = next((entry for entry in script.audio if entry.get("audio_id") == number), None)
    stored = materials.stored(entry["file_id"]) if entry else None
    if stored is None:
        hint = "upload it to its audio_file_upload_url first" if entry else "use an audio_id that the script answered"
        text = f"script {script.id} has no recorded speech {number}"
        shot.wrong("audio_config.audio_id", text, hint, "audio_missing")
        return speech
    return speech | {"recording": materials.take(stored)}


def _subtitles(item: Part, shot: Part, materials: Materials) -> str | None:
    """The subtitle file that the scene is to have, as it was made or as the client has replaced it."""
    kind = "audio_subtitle_file" if shot.get("script_type") == "AUDIO" else "text_subtitle_file"
    chosen = item.part("subtitle_file_info").part(kind)
    if not chosen.get("job_id"):
        return None
    return materials.subtitles(chosen, item.get("sequence_no", item.scene or 0))


def _background(shot: Part, materials: Materials, canvas: tuple[int, int], transparent: bool) -> dict[str, Any]:
    parts = list(shot.parts("background_config"))
    if not parts:
        return {"background": {"kind": "transparent"}} if transparent else {}
    first, *more = parts
    for part in more:
        part.warn("background_type", "only the first background of a scene is shown")
    first.ignores(("background_title", "background_cover_url"), RETIRED)
    scene: dict[str, Any] = {}
    position = first.part("human_position_2d")
    if placed := position.renamed(PLACEMENT):
        scene["placement"] = placed
    kind = first.get("background_type")
    if kind == "COLOR":
        colour = first.get("background_color_config")
        if colour is None:
            first.wrong("background_color_config", "is missing with background_type COLOR", "give #RRGGBB")
        return scene | ({"background": {"kind": "colour", "colour": colour}} if colour else {})
    if kind != "IMAGE":
        first.wrong("background_type", f"{kind} is not offered for avatar videos", "use IMAGE or COLOR")
        return scene
    file = materials.file(first, "background_asset_id", BACKGROUNDS, first, "background_config")
    background = {"kind": "image", "file": file or "missing.png"}
    box = first.part("background_image_config").renamed(BOX)
    if box:
        _covers(first.part("background_image_config"), box, canvas)
    return scene | {"background": background | box}


def _covers(part: Part, box: dict[str, int], canvas: tuple[int, int]) -> None:
    for start, length, side in (("dx", "width", canvas[0]), ("dy", "height", canvas[1])):
        reach = box["x" if start == "dx" else "y"] + box[length]
        if reach < side:
            text = f"{start} + {length} is {reach}, so the picture does not cover the canvas"
            part.wrong(length, text, f"it has to reach at least {side}")


def _layer(part: Part, materials: Materials) -> dict[str, Any] | None:
    kind = part.get("layer_type")
    layer: dict[str, Any] = {"kind": kind.lower(), "position": {"x": 0, "y": 0, "index": 1}}
    layer["position"] |= part.part("position").renamed({"dx": "x", "dy": "y", "layer_index": "index"})
    size = part.part("size").renamed({"width": "width", "height": "height"})
    if len(size) == 1:
        part.wrong("size", "has only one of width and height", "give both, or leave size out")
    elif size:
        layer["size"] = size
    if angle := part.part("rotation").get("angle"):
        if kind == "VIDEO" and angle % 360:
            part.wrong("rotation.angle", f"{angle} is not offered for VIDEO layers", "leave rotation out")
        else:
            layer["rotation"] = angle
    if part.get("group_id"):
        layer["group"] = part.get("group_id")
    part.ignores(("sequence_no",), "it belongs to live streams")
    return _MATERIAL[kind](part, materials, layer)


def _human(part: Part, materials: Materials, layer: dict[str, Any]) -> dict[str, Any]:
    part.ignores(("image_config", "video_config", "text_config"), "a HUMAN layer shows the avatar")
    return layer


def _image(part: Part, materials: Materials, layer: dict[str, Any]) -> dict[str, Any] | None:
    file = materials.file(part, "asset_id", ("IMAGE",), part.part("image_config"), "image_url")
    return layer | {"file": file} if file else None


def _video(part: Part, materials: Materials, layer: dict[str, Any]) -> dict[str, Any] | None:
    config = part.part("video_config")
    file = materials.file(part, "asset_id", ("VIDEO",), config, "video_url")
    names = {"loop_count": "loop_count", "video_sound": "sound", "is_play_the_entire_video": "play_to_end"}
    layer |= config.renamed(names)
    if config.get("video_cover_url"):
        layer["cover"] = materials.url_file(config, "video_cover_url")
    return layer | {"file": file} if file else None


def _text(part: Part, materials: Materials, layer: dict[str, Any]) -> dict[str, Any]:
    config = part.part("text_config")
    coded = config.get("text_context", "")
    try:
        text = base64.b64decode(coded, validate=True).decode("utf-8")
    except ValueError:  # of Base64, of what is no ASCII in it, or of UTF-8
        hint = "encode the text as UTF-8, and that as Base64"
        config.wrong("text_context", f"{coded[:24]!r} is not Base64 of UTF-8 text", hint)
        text = ""
    colour = config.get("font_color")
    if colour and not COLOUR.fullmatch(colour):
        config.wrong("font_color", f"{colour!r} is no colour", "write it like #F2F4F7")
    return layer | {"text": text} | config.renamed(TEXT_LAYER)


_MATERIAL = {"HUMAN": _human, "IMAGE": _image, "VIDEO": _video, "TEXT": _text}
