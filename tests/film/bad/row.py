"""The table of bad inputs: what somebody does, and what the film says to it, word by word.

In documents and sentences `{m}` stands for the folder of `materials.py`. A row with `Warning` is a film that is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from understudy.errors import InputError, Problem, ResourceError, Warning

SMALL = {"clip_mode": "CROP", "width": 160, "height": 90, "crop_x": 880, "crop_y": 200}
PICTURES = "give a PNG, JPEG, WEBP, GIF, BMP or TIFF file"
CLIPS = "give an MP4, M4V, MKV, MOV, FLV, 3GP, WMV, AVI or WebM file that plays"
SOUNDS = "WAV, MP3, M4A and whatever else FFmpeg reads can be used"
AGAIN = "the file is cut off: copy or export it again"
FONTS = (
    "known: HarmonyOS_Sans_SC_Black, HarmonyOS_Sans_SC_Regular, HarmonyOS_Sans_SC_Thin, fzyouh, Adelle_Sans_Global, "
    "Adelle_Sans_Global_Bold, Noto Sans SC and its kin, and every installed family"
)


@dataclass(frozen=True)
class Bad:
    """A production with one thing wrong: the kind of answer, and every problem as (code, message, hint, field)."""

    name: str
    answer: type[InputError] | type[ResourceError] | type[Warning]
    problems: tuple[tuple[str, str, str, str | None], ...]
    scene: int | None = 0
    asked: dict[str, Any] = field(default_factory=dict)

    def expected(self, folder: str) -> tuple[Problem, ...]:
        """The problems with the folder of the material in place."""
        kind = Warning if self.answer is Warning else Problem
        return tuple(
            kind(code, message.replace("{m}", folder), hint, self.scene, where)
            for code, message, hint, where in self.problems
        )


def speech(name: str, answer: Any, text: Any, code: str, message: str, hint: str = "", **rest: Any) -> Bad:
    """What is said is wrong: a text, or a recording as an object."""
    where = rest.pop("where", "scenes[0].speech.text")
    said = text if isinstance(text, dict) else {"text": text}
    return Bad(name, answer, ((code, message, hint, where),), asked={"scenes": [{"speech": said}], **rest})


def scene(name: str, answer: Any, asked: dict[str, Any], code: str, message: str, hint: str, where: str) -> Bad:
    """Something else in the scene is wrong; `where` begins after `scenes[0].`."""
    whole = {"scenes": [{"speech": {"text": "Hi."}, **asked}]}
    return Bad(name, answer, ((code, message, hint, f"scenes[0].{where}"),), asked=whole)


def behind(name: str, file: str, code: str, message: str, hint: str) -> Bad:
    """The background's picture is wrong."""
    asked = {"background": {"kind": "image", "file": "{m}/" + file}}
    return scene(name, InputError, asked, code, message, hint, "background.file")


def layer(name: str, answer: Any, asked: dict[str, Any], code: str, message: str, hint: str, where: str) -> Bad:
    """A layer is wrong; `where` begins after `layers[0]`."""
    place = {"position": {"x": 0, "y": 0, "index": 2}, "size": {"width": 640, "height": 360}}
    return scene(name, answer, {"layers": [place | asked]}, code, message, hint, "layers[0]" + where)


def film(name: str, answer: Any, code: str, message: str, hint: str, where: str | None, **asked: Any) -> Bad:
    """Something that belongs to the whole film is wrong."""
    return Bad(name, answer, ((code, message, hint, where),), None, asked)
