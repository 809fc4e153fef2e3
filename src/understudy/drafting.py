"""From a script file to a production: what `understudy film script.txt` means."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from understudy.errors import InputError
from understudy.production import RESIZE_SIZES, Production, load

RECORDINGS = {".wav", ".mp3", ".m4a", ".aac", ".flac", ".ogg", ".opus"}
SUBTITLES = {".srt", ".vtt", ".ass"}
SCENE_BREAK = re.compile(r"^-{3,}[ \t]*\r?$", re.MULTILINE)


def draft(script: str | Path, **options: Any) -> Production:
    """A production with the usual choices from words, or from the file they are in.

    `script` is text, a `<speak>` document, or as a `Path` a `.txt`, `.ssml`, subtitle or sound file. In plain text a
    line of three or more dashes begins a new scene. Options: `background` (picture file, `#RRGGBB` or `transparent`),
    `avatar`, `voice`, `speed`, `pitch`, `volume`, `size` (`1280x720`, or width and height; one that is not among the
    contract's six is cut from the middle), `codec`, `bitrate`, `subtitles`, `music`, `label`, `title`, `seed`.

    Raises `InputError` for a file that cannot be read or an option that cannot be met.
    """
    speeches = _speeches(script)
    scene: dict[str, Any] = {}
    if background := options.pop("background", None):
        scene["background"] = _background(str(background))
    output = {name: options.pop(name) for name in ("bitrate", "subtitles", "label") if options.get(name) is not None}
    if codec := options.pop("codec", None):
        output["codec"] = str(codec).upper()
    if size := options.pop("size", None):
        output |= _window(*(_size(size) if isinstance(size, str) else size))
    voice = {name: options.pop(name) for name in ("speed", "pitch", "volume") if options.get(name) is not None}
    if name := options.pop("voice", None):
        voice["name"] = name
    values: dict[str, Any] = {
        "scenes": [{"speech": speech, **scene} for speech in speeches],
        "output": output,
        "voice": voice,
    }
    if avatar := options.pop("avatar", None):
        values["avatar"] = {"name": str(Path(avatar).absolute()) if Path(avatar).exists() else avatar}
    if music := options.pop("music", None):
        values["music"] = {"file": music}
    values |= {name: value for name, value in options.items() if value is not None}
    return load(values)


def change(production: Production, **options: Any) -> Production:
    """The production with some of `draft`'s options in place of what it says; scenes keep what is said in them."""
    if not options:
        return production
    values = production.model_dump(by_alias=True, exclude_unset=True)
    asked = draft("changed", **options).model_dump(by_alias=True, exclude_unset=True)
    for part in ("output", "voice"):
        values[part] = values.get(part, {}) | asked.get(part, {})
    if "size" in options:
        kept = {name: value for name, value in values["output"].items() if not name.startswith(("crop_", "clip_"))}
        values["output"] = kept | asked["output"]
    if "background" in options:
        values["scenes"] = [scene | {"background": asked["scenes"][0]["background"]} for scene in values["scenes"]]
    for name in ("voice", "avatar"):
        if name in options:
            values["scenes"] = [{key: scene[key] for key in scene if key != name} for scene in values["scenes"]]
    return load(values | {name: asked[name] for name in asked.keys() - {"output", "voice", "scenes"}})


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"\s*(\d{1,6})\s*[xX×*]\s*(\d{1,6})\s*", text)
    if match is None:
        raise InputError("size_malformed", f"{text!r} is no size", hint="give it as 1920x1080")
    return int(match[1]), int(match[2])


def _window(width: int, height: int) -> dict[str, Any]:
    """Output fields for any size: one that the contract scales to, else the middle of the canvas cut out."""
    size = {"width": width, "height": height}
    if (width, height) in RESIZE_SIZES:
        return size
    canvas = (1920, 1080) if width >= height else (1080, 1920)
    large = width > canvas[0] or height > canvas[1]
    x, y = (max(side * (1 + large) - kept, 0) // 2 for side, kept in zip(canvas, (width, height), strict=True))
    return {**size, "clip_mode": "CROP", "crop_x": x, "crop_y": y, "crop_canvas": "4K" if large else "1080P"}


def _speeches(script: str | Path) -> list[dict[str, Any]]:
    named = "the script"
    if isinstance(script, Path):
        named = str(script)
        if script.suffix.lower() in RECORDINGS:
            return [{"recording": script}]
        script = text_of(script)
    script = script.removeprefix("\ufeff")
    if script.lstrip().startswith("<speak"):
        return [{"text": script.strip()}]
    scenes = [part.strip() for part in SCENE_BREAK.split(script)]
    spoken = [{"text": part} for part in scenes if part]
    if not spoken:
        raise InputError("script_empty", f"{named} holds no text", hint="write what the presenter is to say")
    return spoken


def text_of(path: Path) -> str:
    """The text in a file, of subtitles what they say. Raises `InputError` for one that is unreadable or no UTF-8."""
    if path.suffix.lower() in SUBTITLES:
        from understudy.deliver.captions import words_of

        return words_of(path)
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            "file_not_utf8",
            f"{path} is not UTF-8 text (byte {error.start})",
            hint=f"save it as UTF-8; recordings end with {', '.join(sorted(RECORDINGS))}",
        ) from None
    except (FileNotFoundError, NotADirectoryError):
        hint = "give the path of a script or a recording"
        raise InputError("file_missing", f"there is no file {path}", hint=hint) from None
    except IsADirectoryError:
        hint = "give the file of a script, a production or a recording"
        raise InputError("file_unreadable", f"{path} is a folder", hint=hint) from None
    except OSError as error:
        text = f"{path} cannot be read: {(error.strerror or str(error)).lower()}"
        raise InputError("file_unreadable", text, hint="check its permissions") from None


def _background(asked: str) -> dict[str, Any]:
    if asked == "transparent":
        return {"kind": "transparent"}
    if asked.startswith("#"):
        return {"kind": "colour", "colour": asked}
    return {"kind": "image", "file": asked}
